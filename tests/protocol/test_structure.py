"""The protocol stands alone: both sides of the wall may import it because it imports neither."""

import ast
import json
import sys
from pathlib import Path

PROTOCOL = Path(__file__).parents[2] / "survey_app/protocol"
TEXTS = PROTOCOL.parent / "taking/client/texts.json"
ALLOWED = {"survey_app.protocol", "questionnaires.model", "cryptography"}


def _imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_the_protocol_knows_no_room_no_database_and_no_request():
    for file in PROTOCOL.glob("*.py"):
        for name in _imports(file):
            first = name.partition(".")[0]
            is_ours = any(name == allowed or name.startswith(allowed + ".") for allowed in ALLOWED)
            is_standard = first in sys.stdlib_module_names
            assert is_ours or is_standard, f"{file.name} imports {name}"


def test_base64url_is_spelled_in_one_place():
    """But for the settings, which stand below everything and are read as any tool writes them."""
    root = PROTOCOL.parents[1]
    spelled = [
        file.relative_to(root).as_posix()
        for folder in ("survey_app", "analysis", "questionnaires")
        for file in (root / folder).rglob("*.py")
        if "urlsafe_b64" in file.read_text("utf-8")
    ]
    assert spelled == ["survey_app/protocol/encoding.py"]


def test_every_sentence_of_the_scripts_is_there_in_both_languages():
    texts = json.loads(TEXTS.read_text())
    scripts = "".join(file.read_text() for file in TEXTS.parent.glob("*.ts"))
    for key, sentences in texts.items():
        assert set(sentences) == {"ko", "en"}, key
        assert all(sentences.values()), key
        marks = [
            sorted(part.partition("}")[0] for part in text.split("{")[1:]) for text in sentences.values()
        ]
        assert marks[0] == marks[1], key
    said = {"page_of", "sent", "no_answer", "receipt_counted", "terms_match", "comment_name", "failed"}
    assert said <= set(texts)
    assert all(f'"{key}"' in scripts for key in said - {"comment_name"})


def test_every_refusal_of_the_protocol_has_a_sentence_for_the_browser():
    texts = json.loads(TEXTS.read_text())
    documented = (PROTOCOL.parents[1] / "docs/protocol.md").read_text()
    codes = {
        "unknown",
        "used",
        "closed",
        "not_open",
        "spent",
        "forged",
        "other_wave",
        "wrong_size",
        "malformed",
    }
    for code in codes | {"blinded_invalid", "key_not_in_manifest"}:
        assert f"`{code}`" in documented
        assert code in texts

"""What an operator tells witnesses of the log, and cosignatures that come as files."""

import base64
import json
import time

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from survey_app.log.cli import log as command
from survey_app.protocol.checkpoints import cosign
from survey_app.protocol.notes import NoteKeyKind, SignedNote, public_note_key

UNION = Ed25519PrivateKey.generate()
KEY = public_note_key("union.example.kr", NoteKeyKind.COSIGNATURE, UNION)


@pytest.fixture
def run(config):
    """Runs `gyeol log …` on an installation that names one witness."""
    environment = {
        "GYEOL_DATA": str(config.data),
        "GYEOL_SECRET_KEY": base64.urlsafe_b64encode(config.secret_key).decode(),
        "GYEOL_SIGNING_KEY": base64.urlsafe_b64encode(config.signing_key).decode(),
        "GYEOL_WITNESSES": f"1 {KEY.text}",
    }
    return lambda *words: CliRunner().invoke(command, list(map(str, words)), env=environment)


def test_a_cosignature_that_came_as_a_file_is_taken_in_and_shown(run, wave, client, tmp_path):
    before = json.loads(run("show", "--json").stdout)
    body = client.get("/log/checkpoint").text.partition("\n\n")[0] + "\n"
    note = SignedNote(body, (cosign(body, KEY.name, UNION, int(time.time())),))
    (tmp_path / "cosigned").write_text(str(note), "utf-8")

    taken = run("cosignature", tmp_path / "cosigned")

    after = json.loads(run("show", "--json").stdout)
    assert taken.output == "Taken in from union.example.kr.\n"
    assert before["url"].endswith("/log")
    assert (before["witnesses"], before["required"]) == ({"union.example.kr": 0}, 1)
    assert after == before | {"witnesses": {"union.example.kr": before["entries"]}}
    assert body.splitlines()[1] == str(before["entries"])
    assert f"witnesses  union.example.kr (up to {before['entries']})\n" in run("show").output


def test_what_no_named_witness_signed_is_refused(run, wave, client, tmp_path):
    body = client.get("/log/checkpoint").text.partition("\n\n")[0] + "\n"
    stranger = SignedNote(body, (cosign(body, "stranger.example.kr", Ed25519PrivateKey.generate(), 1),))
    forged = SignedNote(body, (cosign(f"{body}more\n", KEY.name, UNION, 1),))
    for content, said in (
        (str(stranger), "No witness that GYEOL_WITNESSES names has signed this."),
        (str(forged), "This is no cosignature of this log"),
        ("nonsense", "This is no cosignature of this log"),
    ):
        (tmp_path / "given").write_text(content, "utf-8")
        refused = run("cosignature", tmp_path / "given")
        assert refused.exit_code == 2
        assert said in refused.output

"""What the browser gets: every file a template names is built, unchanged, light, and writes our texts."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from survey_app.door.assets import DIST, Asset, Assets, AssetsNotBuilt, UnknownAsset, inline_json

PROJECT = Path(__file__).parents[2]
NAMED = re.compile(r"(?:asset_url|asset_digest|script|styles)\(\s*['\"]([\w.-]+\.(?:js|css|svg|woff2))['\"]")
SURVEY_PAGE_BUDGET_BYTES = 300 * 1024
MARKUP_ALLOWANCE_BYTES = 30 * 1024


@pytest.fixture(scope="module")
def built() -> Assets:
    return Assets(DIST)


def sizes() -> dict[str, int]:
    """Name → bytes as transferred (brotli for text, as it is for fonts)."""
    manifest = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    return {name: entry["transferred"] for name, entry in manifest.items()}


def own_texts() -> str:
    files = [
        *(PROJECT / "questionnaires" / "data").rglob("*.yaml"),
        *(PROJECT / "survey_app").rglob("*.po"),
        *(path for path in (PROJECT / "survey_app").rglob("*.html") if "templates" in path.parts),
    ]
    return "".join(path.read_text(encoding="utf-8") for path in files)


def test_every_file_a_template_names_is_built(built: Assets) -> None:
    templates = [path for path in (PROJECT / "survey_app").rglob("*.html") if "templates" in path.parts]
    named = {name for path in templates for name in NAMED.findall(path.read_text(encoding="utf-8"))}

    missing = named - set(built.by_name)

    assert "app.css" in named
    assert not missing, f"templates name files that the build does not make: {sorted(missing)}"


def test_published_digests_are_those_of_the_files(built: Assets) -> None:
    for name, asset in built.by_name.items():
        digest = hashlib.sha384((DIST / asset.file).read_bytes()).digest()
        assert asset.integrity == "sha384-" + base64.b64encode(digest).decode(), name


def test_a_survey_page_weighs_less_than_300_kilobytes() -> None:
    transferred = sizes()
    loaded = [
        "survey.css",
        "print.css",
        "favicon.svg",
        *(name for name in transferred if name.startswith("gyeol-sans-")),
        *(name for name in transferred if name in {"survey.js", "receipt.js"}),
    ]

    assert sum(transferred[name] for name in loaded) + MARKUP_ALLOWANCE_BYTES < SURVEY_PAGE_BUDGET_BYTES


def test_a_survey_page_never_fetches_type_for_what_is_typed(built: Assets) -> None:
    stylesheet = (DIST / built["survey.css"].file).read_text(encoding="utf-8")

    assert len(re.findall(r"@font-face", stylesheet)) == 2
    assert "type/" not in stylesheet


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_the_small_font_writes_every_character_of_our_own_texts(built: Assets, weight: str) -> None:
    with TTFont(DIST / built[f"gyeol-sans-{weight}.woff2"].file) as font:
        known = set(font.getBestCmap())

    lacking = {character for character in own_texts() if "가" <= character <= "힣"} - {
        chr(code) for code in known
    }

    assert not lacking, f"run `npm run build`: the font lacks {''.join(sorted(lacking))}"


def test_the_small_font_does_not_carry_the_reserved_name(built: Assets) -> None:
    with TTFont(DIST / built["gyeol-sans-regular.woff2"].file) as font:
        names = {record.nameID: str(record) for record in font["name"].names}

    assert names[1] == "Gyeol Sans"
    assert "Pretendard" not in names[4] + names[6]
    assert "Copyright" in names[0]


@pytest.mark.parametrize("weight", ["Regular", "Medium", "SemiBold", "Bold"])
def test_whole_fonts_for_paper_are_at_hand(weight: str) -> None:
    assert (DIST / "fonts" / f"PretendardGOV-{weight}.ttf").stat().st_size > 1_000_000


def test_a_missing_build_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(AssetsNotBuilt, match="make install"):
        Assets(tmp_path)["app.css"]


def test_an_unknown_name_says_which_names_there_are(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(
        '{"app.css": {"file": "app-1.css", "integrity": "sha384-x"}}', encoding="utf-8"
    )
    assets = Assets(tmp_path)

    assert assets["app.css"] == Asset("app-1.css", "sha384-x")
    with pytest.raises(UnknownAsset, match=r"app\.css"):
        assets["other.css"]


def test_inline_json_cannot_close_its_element() -> None:
    hostile = json.dumps({"title": "</script><script>alert(1)</script>&amp;"})

    written = str(inline_json(hostile))

    assert "<" not in written
    assert json.loads(written) == json.loads(hostile)

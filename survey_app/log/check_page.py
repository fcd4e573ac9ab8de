"""The page that checks terms from a file: one document with its script and styles inside, for any browser.

It is offered here, and whoever distrusts this site takes it from somebody else: it is the same everywhere.
"""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path

from flask import render_template

from questionnaires.languages import ByLanguage
from survey_app.door.assets import ASSETS, DIST

SCRIPT = "check.js"
_HERE = Path(__file__).parent


def check_page(language: str) -> str:
    """The whole page. Raises AssetsNotBuilt or UnknownAsset."""
    script, style = (DIST / ASSETS[SCRIPT].file).read_text("utf-8"), (_HERE / "check.css").read_text("utf-8")
    if "</script" in script.lower():
        raise ValueError("the script would end its own element")
    return render_template(
        "log/check.html",
        script=script,
        style=style,
        script_digest=_digest(script),
        style_digest=_digest(style),
        texts=_texts(language),
    )


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


@cache
def _texts(language: str) -> str:
    sentences: dict[str, dict[str, str]] = json.loads((_HERE / "client/texts.json").read_text("utf-8"))
    return json.dumps(
        {key: ByLanguage(spoken)[language] for key, spoken in sentences.items()}, ensure_ascii=False
    )

"""The sentences that the browser's scripts say, in one language, as they go into the page."""

import json
from functools import cache
from pathlib import Path

from questionnaires.languages import ByLanguage

_FILE = Path(__file__).parent / "client" / "texts.json"


@cache
def script_texts(language: str) -> str:
    """JSON: sentence by key."""
    sentences: dict[str, dict[str, str]] = json.loads(_FILE.read_text("utf-8"))
    return json.dumps(
        {key: ByLanguage(spoken)[language] for key, spoken in sentences.items()}, ensure_ascii=False
    )

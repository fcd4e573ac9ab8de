"""The numbered promises to respondents, as the first page states them; see docs/anonymity.md."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from questionnaires.languages import ByLanguage
from survey_app.manifest.documents import Manifest, SealingTerms

FOLDER = Path(__file__).parent / "words"


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise: its number in docs/anonymity.md, what is promised, and how one can know."""

    number: str
    sentence: str
    how: str


def promises(manifest: Manifest, language: str) -> tuple[Promise, ...]:
    """What this wave's respondents are promised."""
    words, terms = _words()[language], _terms(manifest, language)
    weaker = {
        "in_demonstration": manifest.sealing.is_kept_by_platform,
        "with_records": manifest.policy.public_use_records,
    }
    told = [
        one | next((one[name] for name, applies in weaker.items() if applies and name in one), {})
        for one in words["promises"]
    ]
    return tuple(
        Promise(one["number"], one["sentence"].format(**terms), one["how"].format(**terms).strip())
        for one in told
    )


def remaining(manifest: Manifest, language: str) -> tuple[str, ...]:
    """What no promise of ours can rule out, in sentences, for the same respondents."""
    terms = _terms(manifest, language)
    return tuple(one.format(**terms) for one in _words()[language]["remains"])


def _terms(manifest: Manifest, language: str) -> dict[str, object]:
    """What stands in the braces."""
    policy, sealing, words = manifest.policy, manifest.sealing, _words()[language]
    terms: dict[str, object] = {
        "people": min((pool.invited for pool in manifest.pools), default=policy.smallest_pool),
        "group": policy.smallest_group,
        "years": policy.keeps_responses_years,
        "holders": ", ".join(trustee.holder for trustee in sealing.trustees),
        "threshold": sealing.threshold,
        "trustees": len(sealing.trustees),
    }
    log = manifest.log
    is_watched = log is not None and log.required > 0
    terms |= {"witnesses": ", ".join(log.names), "required": log.required} if log is not None else {}
    chosen = {
        "opening": _who_opens(sealing),
        "log": "watched" if is_watched else "alone",
        "collusion": "platform" if sealing.is_kept_by_platform else "trustees",
        "records": "allowed" if policy.public_use_records else "none",
    }
    return terms | {name: words[name][which].format(**terms) for name, which in chosen.items()}


def _who_opens(sealing: SealingTerms) -> str:
    """Which of the sentences about the key is true of a wave."""
    if sealing.is_kept_by_platform:
        return "platform"
    return "trustees" if sealing.is_made_in_parts else "shares"


@cache
def _words() -> ByLanguage[dict[str, Any]]:
    return ByLanguage({file.stem: yaml.safe_load(file.read_text("utf-8")) for file in FOLDER.glob("*.yaml")})

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
    policy, sealing = manifest.policy, manifest.sealing
    terms: dict[str, object] = {
        "people": min((pool.invited for pool in manifest.pools), default=policy.smallest_pool),
        "group": policy.smallest_group,
        "years": policy.keeps_responses_years,
        "holders": ", ".join(trustee.holder for trustee in sealing.trustees),
        "threshold": sealing.threshold,
        "trustees": len(sealing.trustees),
    }
    words = _words()[language]
    terms["records"] = words["records"]["published" if policy.public_use_records else "none"]
    terms["opening"] = words["opening"][_who_opens(sealing)].format(**terms)
    log = manifest.log
    is_watched = log is not None and log.required > 0
    terms |= {"witnesses": ", ".join(log.names), "required": log.required} if log is not None else {}
    terms["log"] = words["log"]["watched" if is_watched else "alone"].format(**terms)
    return tuple(
        Promise(one["number"], one["sentence"].format(**terms), one["how"].format(**terms))
        for one in words["promises"]
    )


def _who_opens(sealing: SealingTerms) -> str:
    """Which of the sentences about the key is true of a wave."""
    if sealing.is_kept_by_platform:
        return "platform"
    return "trustees" if sealing.is_made_in_parts else "shares"


@cache
def _words() -> ByLanguage[dict[str, Any]]:
    return ByLanguage({file.stem: yaml.safe_load(file.read_text("utf-8")) for file in FOLDER.glob("*.yaml")})

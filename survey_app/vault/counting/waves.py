"""Counts the answers of one wave by its signed terms, and keeps nothing of them but the counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.counted.document import Counted
from analysis.counting.answers import Answers
from analysis.releasing.composition import ReleaseTerms
from analysis.releasing.counting import Counting, count_wave
from questionnaires.model import Questionnaire
from survey_app.ground.jobs import no_progress
from survey_app.manifest.documents import Manifest
from survey_app.vault.counting.masking import Progress, mask
from survey_app.vault.counting.public_use import public_use_records


@dataclass(frozen=True, slots=True)
class ReleasedBefore:
    """What releases of the wave show already, where they were made while answers were kept longer.

    groups : keys of groups that one of them shows. hidden : by item and area, groups in which one hid it: so
    what all of them show together of it is never more than one audit has seen.
    """

    groups: frozenset[str] = frozenset()
    hidden: Mapping[str, frozenset[str]] = field(default_factory=dict)


NOTHING = ReleasedBefore()


def count_answers(
    manifest: Manifest,
    fingerprint: str,
    questionnaire: Questionnaire,
    answers: Answers,
    *,
    progress: Progress = no_progress,
    before: ReleasedBefore = NOTHING,
) -> Counted:
    """What is kept of a wave's answers. `answers` are sorted by content, `units` index the manifest's units.

    It takes as long as the audit of what may be shown, and touches no database.
    """
    made = mask(manifest, questionnaire, answers, progress, released=before.groups)
    return count_wave(
        Counting(
            terms=terms_of(manifest, fingerprint),
            questionnaire=questionnaire,
            answers=answers,
            plans=made.plans,
            names=made.names,
            certificate=made.certificate,
            hidden_measures={
                measure: made.hidden_measures.get(measure, frozenset())
                | before.hidden.get(measure, frozenset())
                for measure in {*made.hidden_measures, *before.hidden}
            },
            counted_in=made.counted_in,
            public_use=public_use_records(manifest, questionnaire, answers, made.plans),
        )
    )


def terms_of(manifest: Manifest, fingerprint: str, spoiled: int = 0, by_weaker_mode: int = 0) -> ReleaseTerms:
    """What a release of the wave takes over from its signed terms, and from the count of its ballots."""
    return ReleaseTerms(
        institution=manifest.institution,
        wave=manifest.wave.removeprefix(f"{manifest.institution}."),
        programme=manifest.programme,
        manifest_fingerprint=fingerprint,
        held_from=manifest.opens_on,
        held_until=manifest.closes_on,
        is_fictional=manifest.is_fictional,
        smallest_group=manifest.policy.smallest_group,
        invited=manifest.invited or None,
        spoiled=spoiled,
        by_weaker_mode=by_weaker_mode,
        is_pulse=manifest.questionnaire.pulse is not None,
    )

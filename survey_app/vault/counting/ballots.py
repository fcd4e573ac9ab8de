"""What was in a wave's ballots, in memory; and what is kept of it: one document, and the comments apart."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.counted.document import Counted, digest, encode
from analysis.counting.answers import Answers
from questionnaires.model import Questionnaire
from survey_app.ground.jobs import no_progress
from survey_app.manifest.documents import Manifest
from survey_app.protocol.ballot import Comment
from survey_app.vault.counting.masking import Progress
from survey_app.vault.counting.waves import NOTHING, ReleasedBefore, count_answers
from survey_app.vault.records import decode, layout_of
from survey_app.vault.records import encode as as_records


@dataclass(frozen=True, slots=True)
class OpenedBallots:
    """What was in the ballots of a wave: records and comments, each in an order of its own. Never stored."""

    records: Sequence[bytes]
    comments: Sequence[tuple[str, str]]
    spoiled: int = 0
    sealed_by_server: int = 0


@dataclass(frozen=True, slots=True)
class CountedBallots:
    """All that is kept of a wave's ballots. `document` is the canonical bytes of its `Counted`."""

    document: bytes
    respondents: int
    comments: tuple[tuple[str, str], ...]
    spoiled: int = 0
    sealed_by_server: int = 0

    @property
    def digest(self) -> bytes:
        """SHA-256 over the document's hash and those of the comments, sorted: the same whatever the order."""
        total = hashlib.sha256(digest(self.document))
        for question, words in sorted(self.comments):
            total.update(hashlib.sha256(f"{question}\0{words}".encode()).digest())
        return total.digest()


def count_opened(
    opened: OpenedBallots,
    manifest: Manifest,
    fingerprint: str,
    questionnaire: Questionnaire,
    *,
    progress: Progress = no_progress,
    before: ReleasedBefore = NOTHING,
) -> CountedBallots:
    """Counts what was in the ballots. The same ballots give the same bytes, in whatever order they come.

    Raises RecordDoesNotFit.
    """
    answers = decode(sorted(opened.records), layout_of(questionnaire))
    counted: Counted = count_answers(
        manifest, fingerprint, questionnaire, answers, progress=progress, before=before
    )
    return CountedBallots(
        encode(counted),
        counted.respondents,
        tuple(opened.comments),
        opened.spoiled,
        opened.sealed_by_server,
    )


def count_import(
    answers: Answers,
    comments: Sequence[Comment],
    manifest: Manifest,
    fingerprint: str,
    questionnaire: Questionnaire,
) -> CountedBallots:
    """The same of a survey done elsewhere. Items that `answers` lacks count as not asked."""
    words = tuple((comment.question, comment.text) for comment in comments if comment.text.strip())
    opened = OpenedBallots(as_records(answers, layout_of(questionnaire)), words)
    return count_opened(opened, manifest, fingerprint, questionnaire)

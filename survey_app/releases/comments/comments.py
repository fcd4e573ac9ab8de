"""Comments: a person reads each once, says what must go of it, and releases or withholds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.diagnosis.models import Wave
from survey_app.manifest import publication
from survey_app.protocol.ballot import Comment
from survey_app.releases.comments.reading import mark_of, readings
from survey_app.releases.comments.redaction import (
    MASK,
    Passage,
    found_by_rules,
    is_taken_out,
    merged,
    without,
)
from survey_app.releases.models import Decision, ReviewedComment
from survey_app.vault import services as vault_services


class TooFewComments(Exception):
    """Fewer comments than the smallest group: reading them would be reading people."""


class CommentsAreUnread(Exception):
    """No worker has looked for names in them yet; a person would see less marked than there is."""


class WordsAreNotThere(Exception):
    """These words are to be taken out of a comment that does not hold them."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A comment that nobody has decided on: its words, what a machine found in them, and its theme."""

    mark: str
    question: str
    text: str
    passages: tuple[Passage, ...]
    theme: str

    @property
    def taken_out(self) -> tuple[Passage, ...]:
        """What goes unless a person puts it back."""
        return tuple(passage for passage in self.passages if is_taken_out(passage))

    @property
    def proposed(self) -> str:
        """The words that would be released if the person agrees with the machine."""
        return without(self.text, self.taken_out)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision: which comment, what becomes of it, and what goes of its words.

    taken_out : where what goes begins, of the passages that were found; None: as proposed.
    more : words of the comment that go besides, wherever they stand in it.
    """

    mark: str
    decision: Decision
    taken_out: frozenset[int] | None = None
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """A decision that was made: the words that are released, none of what is withheld."""

    mark: str
    question: str
    text: str
    is_released: bool
    decided_by: str
    decided_at: datetime


def pending_comments(people: Session, vault: Session, wave: Wave) -> tuple[Pending, ...]:
    """Comments without a decision, in an order that means nothing.

    Raises NothingWasOpened, TooFewComments and CommentsAreUnread.
    """
    by_mark = {mark_of(comment): comment for comment in _enough(vault, wave)}
    read = readings(people, wave)
    if by_mark.keys() - read.keys():
        raise CommentsAreUnread(wave.reference)
    done = set(people.scalars(select(ReviewedComment.mark).where(ReviewedComment.wave_id == wave.id)))
    return tuple(
        Pending(
            mark,
            comment.question,
            comment.text,
            tuple(merged(found_by_rules(comment.text), _names(read[mark].names))),
            read[mark].theme,
        )
        for mark, comment in sorted(by_mark.items())
        if mark not in done
    )


def decide(people: Session, vault: Session, wave: Wave, decisions: Sequence[Decided], decided_by: str) -> int:
    """The decisions are kept with the words that the person saw. Returns how many were new.

    A mark that is no comment of this wave, or one that has a decision, is passed over. Nothing is masked but
    what the decision says, and no word is added. Raises as pending_comments does, and WordsAreNotThere.
    """
    pending = {comment.mark: comment for comment in pending_comments(people, vault, wave)}
    new = [
        (decision, released_words(pending[decision.mark], decision))
        for decision in decisions
        if decision.mark in pending
    ]
    for decision, text in new:
        is_released = decision.decision is Decision.RELEASED and text.replace(MASK, "").strip() != ""
        people.add(
            ReviewedComment(
                wave_id=wave.id,
                mark=decision.mark,
                question=pending[decision.mark].question,
                text=text if is_released else "",
                decision=Decision.RELEASED if is_released else Decision.WITHHELD,
                decided_by=decided_by,
                decided_at=datetime.now(UTC),
            )
        )
    people.flush()
    return len(new)


def released_words(comment: Pending, decision: Decided) -> str:
    """The comment without what goes of it. Raises WordsAreNotThere."""
    if decision.taken_out is None:
        gone = comment.taken_out
    else:
        gone = tuple(passage for passage in comment.passages if passage.start in decision.taken_out)
    text = without(comment.text, gone)
    for words in decision.more:
        if words not in text:
            raise WordsAreNotThere(words)
        text = text.replace(words, MASK)
    return text.strip()


def take_back(people: Session, wave: Wave, mark: str) -> bool:
    """The comment waits for a decision again, and the next release does without it. False: it had none,
    or the comment itself is gone."""
    found = people.scalars(
        select(ReviewedComment).where(ReviewedComment.wave_id == wave.id, ReviewedComment.mark == mark)
    ).first()
    if found is None or mark not in readings(people, wave):
        return False
    people.execute(delete(ReviewedComment).where(ReviewedComment.id == found.id))
    return True


def decided(people: Session, wave: Wave) -> tuple[Past, ...]:
    """The decisions on the wave's comments, the newest first."""
    rows = people.scalars(
        select(ReviewedComment)
        .where(ReviewedComment.wave_id == wave.id)
        .order_by(ReviewedComment.decided_at.desc(), ReviewedComment.mark)
    )
    return tuple(
        Past(
            row.mark,
            row.question,
            row.text,
            row.decision is Decision.RELEASED,
            row.decided_by,
            row.decided_at,
        )
        for row in rows
    )


def reviewed(people: Session, wave: Wave) -> tuple[Comment, ...]:
    """The released words of a wave, in an order that means nothing."""
    rows = people.scalars(
        select(ReviewedComment)
        .where(ReviewedComment.wave_id == wave.id, ReviewedComment.decision == Decision.RELEASED)
        .order_by(ReviewedComment.mark)
    )
    return tuple(Comment(row.question, row.text) for row in rows)


def _names(places: Sequence[Sequence[int]]) -> tuple[Passage, ...]:
    return tuple(Passage(start, end, "name") for start, end in places)


def _enough(vault: Session, wave: Wave) -> Sequence[Comment]:
    found = vault_services.read_comments(vault, wave.reference)
    least = publication.read(vault, wave.reference).policy.smallest_group_for_comments
    if len(found) < least:
        raise TooFewComments(least)
    return found

"""Comments: a person reads each once, takes out who might be named, and releases or withholds it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.findings.themes import key_terms, themes
from analysis.released.release import Quotation, Theme
from analysis.released.released_values import Count
from analysis.released.showing import shown_count
from survey_app.diagnosis.models import Wave
from survey_app.manifest import publication
from survey_app.protocol.ballot import Comment
from survey_app.releases.comments.redaction import redacted
from survey_app.releases.comments.terms import terms_of
from survey_app.releases.models import Decision, ReviewedComment
from survey_app.vault import services as vault_services


class TooFewComments(Exception):
    """Fewer comments than the smallest group: reading them would be reading people."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A comment that nobody has decided on: its mark, its question, and the text as a machine redacted it."""

    mark: str
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision: which comment, what becomes of it, and the words that are released."""

    mark: str
    decision: Decision
    text: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A comment that a person read and released: its question and the released words."""

    question: str
    text: str


def pending_comments(people: Session, vault: Session, wave: Wave) -> tuple[Pending, ...]:
    """Comments without a decision, in an order that means nothing. Raises TooFewComments."""
    found = _enough(vault, wave)
    done = set(people.scalars(select(ReviewedComment.mark).where(ReviewedComment.wave_id == wave.id)))
    by_mark = {_mark(comment): comment for comment in found}
    return tuple(
        Pending(mark, by_mark[mark].question, redacted(by_mark[mark].text))
        for mark in sorted(by_mark)
        if mark not in done
    )


def decide(people: Session, vault: Session, wave: Wave, decisions: Sequence[Decided], decided_by: str) -> int:
    """The decisions are kept, and nobody is asked about these comments again. Returns how many were new.

    A mark that is no comment of this wave, or one that has a decision, is passed over.
    """
    pending = {comment.mark: comment for comment in pending_comments(people, vault, wave)}
    new = [decision for decision in decisions if decision.mark in pending]
    for decision in new:
        is_released = decision.decision is Decision.RELEASED and decision.text.strip()
        people.add(
            ReviewedComment(
                wave_id=wave.id,
                mark=decision.mark,
                question=pending[decision.mark].question,
                text=redacted(decision.text.strip()) if is_released else "",
                decision=Decision.RELEASED if is_released else Decision.WITHHELD,
                decided_by=decided_by,
                decided_at=datetime.now(UTC),
            )
        )
    people.flush()
    return len(new)


def reviewed(people: Session, wave: Wave) -> tuple[Reviewed, ...]:
    """The released comments of a wave, in an order that means nothing."""
    rows = people.scalars(
        select(ReviewedComment)
        .where(ReviewedComment.wave_id == wave.id, ReviewedComment.decision == Decision.RELEASED)
        .order_by(ReviewedComment.mark)
    )
    return tuple(Reviewed(row.question, row.text) for row in rows)


def quotations(released: Sequence[Reviewed], found: Sequence[Theme]) -> tuple[Quotation, ...]:
    """Released comments, each under the first theme whose term it holds."""
    terms = terms_of([comment.text for comment in released])
    return tuple(
        Quotation(comment.question, _theme(comment.question, held, found), comment.text)
        for comment, held in zip(released, terms, strict=True)
    )


def themes_of(comments: Sequence[Comment], smallest_group: int) -> tuple[Theme, ...]:
    """What the comments speak of; nothing where there are too few of them."""
    if len(comments) < smallest_group:
        return ()
    by_question: Mapping[str, list[str]] = {comment.question: [] for comment in comments}
    for comment in comments:
        by_question[comment.question].append(comment.text)
    terms = {question: terms_of(texts) for question, texts in sorted(by_question.items())}
    return tuple(
        Theme(question, theme.term, (theme.term, *theme.companions), count)
        for question in terms
        for theme in themes(key_terms(terms, question, smallest_group))
        if isinstance(count := shown_count(theme.comments, smallest_group), Count)
    )


def _enough(vault: Session, wave: Wave) -> Sequence[Comment]:
    found = vault_services.read_comments(vault, wave.reference)
    least = publication.read(vault, wave.reference).policy.smallest_group_for_comments
    if len(found) < least:
        raise TooFewComments(least)
    return found


def _mark(comment: Comment) -> str:
    return hashlib.sha256(f"{comment.question}\0{comment.text}".encode()).hexdigest()


def _theme(question: str, held: frozenset[str], found: Sequence[Theme]) -> str:
    return next((theme.key for theme in found if theme.question == question and held & set(theme.terms)), "")

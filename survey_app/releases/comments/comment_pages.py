"""What the pages of review show: comments beside what would be released, as the HR lead asked for them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from werkzeug.datastructures import MultiDict

from survey_app.releases.comments.comments import Decided, Past, Pending
from survey_app.releases.comments.redaction import Passage, is_taken_out
from survey_app.releases.models import Decision

ON_A_PAGE, ON_A_LIST = 20, 200
LATER, RELEASED, WITHHELD = "", Decision.RELEASED, Decision.WITHHELD
TAKEN_OUT, POINTED_OUT, NOTHING = "taken_out", "pointed_out", "nothing"
OF_NO_THEME = "-"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which comments somebody asked for. Empty: all of them. theme "-": those of none."""

    question: str = ""
    theme: str = ""
    found: str = ""
    sought: str = ""
    state: str = LATER
    page: int = 1

    @property
    def asked(self) -> Mapping[str, str | int]:
        """As an address says it."""
        page = {"page": self.page} if self.page > 1 else {}
        named = {"question": self.question, "theme": self.theme, "found": self.found, "q": self.sought}
        return {key: value for key, value in (named | {"state": self.state}).items() if value} | page

    def having(self, **others: str | int) -> Mapping[str, str | int]:
        """The address of the same choice but for these, on its first page."""
        return replace(self, **{"page": 1, **others}).asked  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a comment; with a kind it is a passage that was found."""

    text: str
    kind: str = ""
    start: int = 0
    is_out: bool = False


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment to decide on, with what was chosen for it when a form came back."""

    mark: str
    question: str
    parts: tuple[Piece, ...]
    proposed: str
    theme: str
    decision: str
    more: str

    @property
    def passages(self) -> tuple[Piece, ...]:
        return tuple(part for part in self.parts if part.kind)


@dataclass(frozen=True, slots=True)
class ThemeLeft:
    """How many comments of a theme are left to read; empty: of no theme."""

    question: str
    key: str
    left: int


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A page of comments by question. left : in all; fitting : of the choice; listed : of those, 200."""

    chosen: Chosen
    questions: tuple[tuple[str, tuple[CommentRow, ...]], ...]
    listed: tuple[tuple[str, tuple[CommentRow, ...]], ...]
    themes: tuple[ThemeLeft, ...]
    left: int
    fitting: int
    pages: int


@dataclass(frozen=True, slots=True)
class PastPage:
    """A page of decisions."""

    chosen: Chosen
    decisions: tuple[Past, ...]
    fitting: int
    pages: int


def chosen_of(asked: MultiDict[str, str]) -> Chosen:
    """The choice in an address; what it can't mean is no choice."""
    page = asked.get("page", "1")
    state, found = asked.get("state", LATER), asked.get("found", "")
    return Chosen(
        question=asked.get("question", ""),
        theme=asked.get("theme", ""),
        found=found if found in (TAKEN_OUT, POINTED_OUT, NOTHING) else "",
        sought=asked.get("q", "").strip(),
        state=state if state in list(Decision) else LATER,
        page=max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1,
    )


def decisions_of(form: MultiDict[str, str]) -> tuple[Decided, ...]:
    """What was decided in a form, comment by comment; "decide later" is no decision."""
    return tuple(
        Decided(
            mark,
            Decision(form[f"decision.{mark}"]),
            frozenset(int(place) for place in form.getlist(f"out.{mark}") if place.isdecimal()),
            tuple(words for part in form.get(f"more.{mark}", "").split(",") if (words := part.strip())),
        )
        for mark in form.getlist("mark")
        if form.get(f"decision.{mark}") in list(Decision)
    )


def review_page(pending: Sequence[Pending], chosen: Chosen, given: Sequence[Decided] = ()) -> ReviewPage:
    """The comments that fit the choice, by question; those of a form that came back keep what was chosen."""
    before = {decision.mark: decision for decision in given}
    fitting = sorted(
        (comment for comment in pending if _fits(comment, chosen)),
        key=lambda comment: (comment.mark not in before, comment.question),
    )
    pages = max(1, -(-len(fitting) // ON_A_PAGE))
    number = min(chosen.page, pages)
    shown = fitting[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    return ReviewPage(
        replace(chosen, page=number),
        _by_question(shown, before),
        _by_question(fitting[:ON_A_LIST], before),
        _themes_left(pending),
        len(pending),
        len(fitting),
        pages,
    )


def past_page(decisions: Sequence[Past], chosen: Chosen) -> PastPage:
    """The decisions that fit the choice."""
    fitting = [
        one
        for one in decisions
        if one.is_released == (chosen.state == RELEASED)
        and chosen.question in ("", one.question)
        and chosen.sought.casefold() in one.text.casefold()
    ]
    pages = max(1, -(-len(fitting) // ON_A_PAGE))
    number = min(chosen.page, pages)
    shown = fitting[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    return PastPage(replace(chosen, page=number), tuple(shown), len(fitting), pages)


def _fits(comment: Pending, chosen: Chosen) -> bool:
    kinds = {
        "": True,
        TAKEN_OUT: bool(comment.taken_out),
        POINTED_OUT: any(not is_taken_out(passage) for passage in comment.passages),
        NOTHING: not comment.passages,
    }
    return (
        chosen.question in ("", comment.question)
        and chosen.theme in ("", comment.theme or OF_NO_THEME)
        and kinds[chosen.found]
        and chosen.sought.casefold() in comment.text.casefold()
    )


def _by_question(
    comments: Sequence[Pending], before: Mapping[str, Decided]
) -> tuple[tuple[str, tuple[CommentRow, ...]], ...]:
    ordered = sorted(comments, key=lambda comment: comment.question)
    return tuple(
        (question, tuple(_row(comment, before.get(comment.mark)) for comment in group))
        for question, group in groupby(ordered, key=lambda comment: comment.question)
    )


def _row(comment: Pending, given: Decided | None) -> CommentRow:
    def is_out(passage: Passage) -> bool:
        if given is None or given.taken_out is None:
            return is_taken_out(passage)
        return passage.start in given.taken_out

    parts, at = [], 0
    for passage in comment.passages:
        parts += [
            Piece(comment.text[at : passage.start]),
            Piece(comment.text[passage.start : passage.end], passage.kind, passage.start, is_out(passage)),
        ]
        at = passage.end
    parts.append(Piece(comment.text[at:]))
    return CommentRow(
        comment.mark,
        comment.question,
        tuple(part for part in parts if part.text),
        comment.proposed,
        comment.theme,
        given.decision if given else LATER,
        ", ".join(given.more) if given else "",
    )


def _themes_left(pending: Sequence[Pending]) -> tuple[ThemeLeft, ...]:
    """Themes by how much is left of them, those of no theme last."""
    counts = Counter((comment.question, comment.theme) for comment in pending)
    left = [ThemeLeft(question, key, number) for (question, key), number in counts.items()]
    return tuple(sorted(left, key=lambda theme: (theme.question, not theme.key, -theme.left, theme.key)))

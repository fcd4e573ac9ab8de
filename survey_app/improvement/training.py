"""Training beside each kit: what the kit proposes, or the institution's own list in its place."""

from urllib.parse import urlsplit

import msgspec
from sqlalchemy.orm import Session

from survey_app.improvement.models import TrainingLinks
from survey_app.improvement.workshops import Training, kit_of
from survey_app.institutions.models import Institution

MOST_LINKS = 10
LONGEST_TITLE = 120


class TrainingIsFaulty(Exception):
    """A line of the list can't be read; `line` counts from one, 0 where there are too many."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def training_of(
    session: Session, institution: Institution | None, area: str, language: str
) -> tuple[Training, ...]:
    """What stands beside the kit of an area: the institution's own list, else what the kit proposes."""
    own = session.get(TrainingLinks, (institution.id, area)) if institution else None
    if own is not None:
        return tuple(msgspec.convert(one, Training) for one in own.links)
    kit = kit_of(area)
    return kit.in_language(language).training if kit else ()


def has_own_training(session: Session, institution: Institution, area: str) -> bool:
    """Whether the institution has a list of its own for an area."""
    return session.get(TrainingLinks, (institution.id, area)) is not None


def read_training(text: str) -> tuple[Training, ...]:
    """A list as it is typed, a line each: the title, then the address. Raises TrainingIsFaulty.

    >>> read_training("협업 과정 https://www.example.go.kr/a")
    (Training(title='협업 과정', address='https://www.example.go.kr/a'),)
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        title, _space, address = line.strip().rpartition(" ")
        if not title.strip() or len(title) > LONGEST_TITLE or not _is_address(address):
            raise TrainingIsFaulty(number)
        found.append(Training(title.strip(), address))
    if len(found) > MOST_LINKS:
        raise TrainingIsFaulty(0)
    return tuple(found)


def written_out(links: tuple[Training, ...]) -> str:
    """The list as it is typed."""
    return "\n".join(f"{one.title} {one.address}" for one in links)


def set_training(session: Session, institution: Institution, area: str, links: tuple[Training, ...]) -> None:
    """The institution's own list for an area is this one; an empty one shows none."""
    plain = [{"title": one.title, "address": one.address} for one in links]
    own = session.get(TrainingLinks, (institution.id, area))
    if own is None:
        session.add(TrainingLinks(institution_id=institution.id, area=area, links=plain))
    else:
        own.links = plain


def reset_training(session: Session, institution: Institution, area: str) -> None:
    """What the kit proposes stands there again."""
    own = session.get(TrainingLinks, (institution.id, area))
    if own is not None:
        session.delete(own)


def _is_address(text: str) -> bool:
    try:
        found = urlsplit(text)
    except ValueError:
        return False
    return found.scheme in ("http", "https") and bool(found.hostname) and len(text) <= 500

"""Lays a questionnaire out as the pages that a respondent goes through."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from questionnaires.local_parts import is_local
from questionnaires.model import Area, BackgroundQuestion, CommentQuestion, Item, Kind, Module, Questionnaire
from questionnaires.wording import PLACEHOLDER

MOST_ITEMS_ON_A_PAGE = 7
SECONDS_AN_ITEM = 7


class PageKind(StrEnum):
    """What a page asks for."""

    AREA = "area"
    OTHER_ITEMS = "other_items"
    EXPERIENCES = "experiences"
    MODULE = "module"
    LOCAL_ITEMS = "local_items"
    BACKGROUND = "background"
    COMMENTS = "comments"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the survey. Only the fields of its kind are filled.

    `areas` are those whose items stand on the page: one, or a few small neighbours. `part` and `parts`
    number the pages of an area that is too long for one.
    """

    key: str
    kind: PageKind
    areas: tuple[Area, ...] = ()
    items: tuple[Item, ...] = ()
    background: tuple[BackgroundQuestion, ...] = ()
    comments: tuple[CommentQuestion, ...] = ()
    part: int = 1
    parts: int = 1
    module: Module | None = None

    @property
    def area(self) -> Area | None:
        """The page's only area, None where it has none or several."""
        return self.areas[0] if len(self.areas) == 1 else None


def pages(questionnaire: Questionnaire) -> tuple[Page, ...]:
    """The pages in order: areas, other items, experiences, modules, local items, background, comments.

    No page asks more than seven items. Areas stand whole on a page where they fit, and small neighbours
    share one; a longer area is cut into parts of about the same length.
    """
    outside = questionnaire.items_outside_areas
    added = questionnaire.module_items
    core = [item for item in outside if item.id not in added and not is_local(item.id)]
    found = [
        *_area_pages(questionnaire),
        *_item_pages(PageKind.OTHER_ITEMS, [item for item in core if item.kind != Kind.EXPERIENCE]),
        *_item_pages(PageKind.EXPERIENCES, [item for item in core if item.kind == Kind.EXPERIENCE]),
        *(page for module in questionnaire.modules for page in _module_pages(questionnaire, module)),
        *_item_pages(PageKind.LOCAL_ITEMS, [item for item in outside if is_local(item.id)]),
    ]
    if questionnaire.background:
        found.append(Page("background", PageKind.BACKGROUND, background=questionnaire.background))
    if questionnaire.comments:
        found.append(Page("comments", PageKind.COMMENTS, comments=questionnaire.comments))
    return tuple(found)


def minutes_to_answer(questionnaire: Questionnaire) -> int:
    """About how long answering takes: seven seconds an item, one minute for the rest."""
    return 1 + round(len(questionnaire.items) * SECONDS_AN_ITEM / 60)


def fill(text: str, institution: str) -> str:
    """A text with the institution's name where the questionnaire leaves room for it.

    >>> fill("I am proud when I tell others I am part of {institution}", "the Office of Tides")
    'I am proud when I tell others I am part of the Office of Tides'
    """
    return text.replace(PLACEHOLDER, institution)


def _area_pages(questionnaire: Questionnaire) -> Iterator[Page]:
    waiting: list[Area] = []
    for area in questionnaire.areas:
        joined = sum(len(one.items) for one in waiting) + len(area.items)
        # Only areas that are short for a page of their own share one.
        if waiting and (joined > MOST_ITEMS_ON_A_PAGE or len(area.items) > 3):
            yield _shared_page(questionnaire, waiting)
            waiting = []
        if len(area.items) <= 3:
            waiting.append(area)
            continue
        chunks = _chunks([questionnaire.item_by_id[item_id] for item_id in area.items])
        for number, items in enumerate(chunks, start=1):
            key = area.key if len(chunks) == 1 else f"{area.key}-{number}"
            yield Page(key, PageKind.AREA, (area,), items, part=number, parts=len(chunks))
    if waiting:
        yield _shared_page(questionnaire, waiting)


def _shared_page(questionnaire: Questionnaire, areas: Sequence[Area]) -> Page:
    items = tuple(questionnaire.item_by_id[item_id] for area in areas for item_id in area.items)
    return Page("-".join(area.key for area in areas), PageKind.AREA, tuple(areas), items)


def _module_pages(questionnaire: Questionnaire, module: Module) -> Iterator[Page]:
    items = [questionnaire.item_by_id[item] for item in module.items if item in questionnaire.item_by_id]
    for page in _item_pages(PageKind.MODULE, items):
        yield replace(page, key=f"{module.key}-{page.part}", module=module)


def _item_pages(kind: PageKind, items: Sequence[Item]) -> Iterator[Page]:
    chunks = _chunks(items)
    for number, chunk in enumerate(chunks, start=1):
        key = kind.value if len(chunks) == 1 else f"{kind.value}-{number}"
        yield Page(key, kind, items=chunk, part=number, parts=len(chunks))


def _chunks(items: Sequence[Item]) -> tuple[tuple[Item, ...], ...]:
    """The items in as few parts as the limit allows, whose lengths differ by one at most."""
    count = -(-len(items) // MOST_ITEMS_ON_A_PAGE)
    bounds = [round(part * len(items) / count) for part in range(count + 1)] if count else [0]
    return tuple(tuple(items[low:high]) for low, high in pairwise(bounds))

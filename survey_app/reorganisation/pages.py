"""What the page shows on which the HR lead confirms what became of units, and what was chosen on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from analysis.released.reorganised import Became, Reorganised
from survey_app.manifest.documents import UnitTerms
from survey_app.manifest.unit_changes import changes
from survey_app.reorganisation.services import Reorganisation
from survey_app.reorganisation.suggestions import Why
from survey_app.wording import reorganised
from survey_app.wording.catalogue import Voice

NOTHING = "-"
"""ChosenUnits for a former unit that is gone, and for one of today's that is new."""
BECAME, CAME_FROM = "became:", "from:"
WHY = {
    Why.CODE_AND_NAME: _l("same code and name"),
    Why.NAME: _l("same name"),
    Why.CODE: _l("same code, another name"),
    Why.LIKE_NAME: _l("a name that is like it"),
    Why.SIZES: _l("headcounts add up"),
    Why.NOTHING_LIKE_IT: _l("no unit is like it"),
}


@dataclass(frozen=True, slots=True)
class ChosenUnits:
    """What became of each former unit, and of which one each unit came that none of these leads to.

    opened : former units whose choice is to be changed.
    """

    became: Mapping[str, str]
    came_from: Mapping[str, str]
    opened: frozenset[str] = frozenset()

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The same as pairs of codes."""
        became = ((then, now) for then, now in self.became.items() if now != NOTHING)
        came = ((then, now) for now, then in self.came_from.items() if then != NOTHING)
        return frozenset((*became, *came))

    def unsaid(self, found: Reorganisation) -> tuple[UnitTerms, ...]:
        """Units of today of which nothing was said yet."""
        said = {*self.became.values(), *self.came_from}
        return tuple(unit for unit in found.now if unit.code not in said)


@dataclass(frozen=True, slots=True)
class FormerRow:
    """One unit: what it is, what is chosen for it, and what follows."""

    code: str
    name: str
    under: str
    headcount: int
    chosen: str
    chosen_name: str
    is_open: bool
    change: str
    consequence: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """The whole page: former units to look at, those that are as they were, units that none of them became.

    since_plan : (what changed, of which units) in the roster since the units were chosen. titles : of the
    former unit, what became of it, the unit of today, and the comparison.
    """

    titles: tuple[str, str, str, str]
    to_look_at: tuple[FormerRow, ...]
    as_before: tuple[FormerRow, ...]
    without_a_former: tuple[FormerRow, ...]
    choices_now: tuple[tuple[str, str], ...]
    choices_then: tuple[tuple[str, str], ...]
    since_plan: tuple[tuple[str, str], ...]


def chosen_of(found: Reorganisation) -> ChosenUnits:
    """What was confirmed or is suggested, as the page asks it."""
    codes_now = [unit.code for unit in found.now]
    into = {
        unit.code: sorted((b for a, b in found.pairs if a == unit.code), key=codes_now.index)
        for unit in found.then
    }
    # A unit that kept its code is what a former one became; others came out of it.
    became = {a: a if a in some else next(iter(some), NOTHING) for a, some in into.items()}
    reached = set(became.values())
    beside = {b: a for a, some in into.items() for b in some if b != became[a]}
    came_from = {
        code: beside.get(code, NOTHING) for code in codes_now if code in beside or code not in reached
    }
    return ChosenUnits(became, came_from)


def chosen_in(form: Mapping[str, str], found: Reorganisation) -> ChosenUnits | None:
    """What was chosen on the page; None where the units are not those that it showed."""
    then, now = ([unit.code for unit in units] for units in (found.then, found.now))
    became = {code: form.get(f"{BECAME}{code}", "") for code in then}
    came_from = {code: said for code in now if (said := form.get(f"{CAME_FROM}{code}"))}
    if not {*became.values()} <= {*now, NOTHING} or not {*came_from.values()} <= {*then, NOTHING}:
        return None
    opened = frozenset(code for code in then if f"open:{code}" in form)
    return ChosenUnits(became, came_from, opened | ({form.get("change", "")} & {*then}))


def units_page(found: Reorganisation, chosen: ChosenUnits, language: str) -> UnitsPage:
    """The page with what is chosen now."""
    made = {key: one for one in changes(found.then, found.now, chosen.pairs) for key in one.then}
    new = {key: one for one in changes(found.then, found.now, chosen.pairs) for key in one.now}
    why = {one.then: WHY[one.why] for one in found.suggestions if found.confirmed is None}
    told = _Told(found, language)
    former = [
        told.former(unit, chosen, made.get(f"unit:{unit.code}"), str(why.get(unit.code, "")))
        for unit in found.then
    ]
    asked = {*chosen.came_from, *(unit.code for unit in chosen.unsaid(found))}
    return UnitsPage(
        titles=reorganised.columns(Voice(language)),
        to_look_at=tuple(row for row in former if row.is_open),
        as_before=tuple(row for row in former if not row.is_open),
        without_a_former=tuple(
            told.today(unit, chosen, new.get(f"unit:{unit.code}")) for unit in found.now if unit.code in asked
        ),
        choices_now=told.choices(found.now),
        choices_then=told.choices(found.then),
        since_plan=told.since_plan(),
    )


class _Told:
    """Units in words of one language."""

    def __init__(self, found: Reorganisation, language: str) -> None:
        self._found, self._language, self._voice = found, language, Voice(language)

    def former(self, unit: UnitTerms, chosen: ChosenUnits, made: Reorganised | None, why: str) -> FormerRow:
        became = chosen.became[unit.code]
        is_opened = unit.code in chosen.opened
        return self._row(unit, self._found.then, became, self._found.now, made, why=why, is_opened=is_opened)

    def today(self, unit: UnitTerms, chosen: ChosenUnits, made: Reorganised | None) -> FormerRow:
        came_from = chosen.came_from.get(unit.code, "")
        return self._row(unit, self._found.now, came_from, self._found.then, made)

    def choices(self, units: Sequence[UnitTerms]) -> tuple[tuple[str, str], ...]:
        return tuple((unit.code, self._with_parent(unit, units)) for unit in units)

    def since_plan(self) -> tuple[tuple[str, str], ...]:
        found = self._found
        then, now = (
            {f"unit:{one.code}": self._name(one) for one in units} for units in (found.planned, found.present)
        )
        said = []
        for one in found.since_plan:
            before, today = (
                [names[key] for key in keys] for names, keys in ((then, one.then), (now, one.now))
            )
            names = dict.fromkeys([*before, *today])
            said.append((reorganised.word(one.change, self._voice), " → ".join(names)))
        return tuple(said)

    def _row(
        self,
        unit: UnitTerms,
        among: Sequence[UnitTerms],
        chosen: str,
        choices: Sequence[UnitTerms],
        made: Reorganised | None,
        *,
        why: str = "",
        is_opened: bool = False,
    ) -> FormerRow:
        chosen_unit = next((one for one in choices if one.code == chosen), None)
        is_left_out = made is not None and made.change is Became.GONE and unit.code in self._found.not_asked
        left_out = str(_("Not asked in this wave"))
        return FormerRow(
            code=unit.code,
            name=self._name(unit),
            under=self._under(unit, among),
            headcount=unit.headcount,
            chosen=chosen,
            chosen_name=self._with_parent(chosen_unit, choices) if chosen_unit is not None else left_out,
            is_open=is_opened or (made is not None and not is_left_out),
            change=reorganised.word(made.change, self._voice) if made is not None else "",
            consequence=self._voice.say(reorganised.CONSEQUENCES[made.change]) if made is not None else "",
            why=why,
        )

    def _name(self, unit: UnitTerms) -> str:
        return unit.name.in_language(self._language)

    def _under(self, unit: UnitTerms, units: Sequence[UnitTerms]) -> str:
        return next((self._name(one) for one in units if one.code == unit.parent), "")

    def _with_parent(self, unit: UnitTerms, units: Sequence[UnitTerms]) -> str:
        under = self._under(unit, units)
        name = f"{self._name(unit)} ({unit.headcount:,})"
        return f"{under} › {name}" if under else name

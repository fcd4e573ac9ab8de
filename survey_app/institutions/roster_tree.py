"""The tree of a roster's units: parents by code or name, codes where there are none, sums."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from survey_app.institutions.column_words import Column
from survey_app.institutions.roster import Problem, RosterNote, RosterUnit, Said
from survey_app.institutions.roster_rows import Draft, RowReader
from survey_app.institutions.roster_values import LONGEST_CODE, LONGEST_NAME, name_key

DEEPEST = 12
_NO_CODE = re.compile(r"[^0-9A-Za-z가-힣]+")


class Tree:
    """Hangs units under each other. Faults and notes go to the reader of the rows."""

    def __init__(
        self,
        reader: RowReader,
        drafts: Sequence[Draft],
        known: Sequence[RosterUnit],
        institution_names: Sequence[str],
    ) -> None:
        self.reader, self.header = reader, reader.header
        self.known = {unit.code: unit for unit in known}
        self.institution = {name_key(name) for name in institution_names}
        self._leave_out_the_institution(drafts)
        self.drafts = self._with_upper_units(self._together(drafts))
        self._by_path = {tuple(map(name_key, one.path)): at for at, one in enumerate(self.drafts)}
        self._by_code: dict[str, int] = {}
        self._by_name: dict[str, list[int]] = {}
        for at, one in enumerate(self.drafts):
            self._by_name.setdefault(name_key(one.name), []).append(at)
            if one.code:
                self._by_code.setdefault(one.code.casefold(), at)
        self.parents: list[int | None] = [self._parent(at) for at in range(len(self.drafts))]
        self.codes = self._codes()

    def _leave_out_the_institution(self, drafts: Sequence[Draft]) -> None:
        """The institution is no unit of its own: a level that names it on every row says nothing."""
        tops = {name_key(draft.path[0]) for draft in drafts}
        if tops <= self.institution and all(draft.above for draft in drafts):
            note = RosterNote(
                Said.PARENT_IS_THE_INSTITUTION, tuple(one.row for one in drafts), drafts[0].above[0]
            )
            self.reader.notes.append(note)
            for draft in drafts:
                draft.above = draft.above[1:]

    def _together(self, drafts: Sequence[Draft]) -> list[Draft]:
        """One draft for each unit: people are counted into theirs, a unit that stands twice is a fault."""
        found: dict[object, Draft] = {}
        for draft in drafts:
            key = self._key(draft)
            first = found.get(key) if any(key) else None
            if first is None:
                found[key if any(key) else draft.row] = draft
            elif self.header.is_of_people:
                self._count_in(first, draft)
            else:
                self._note_twice(draft, first)
                # It stays, so that everything else that is wrong with it is told in one go.
                found[draft.row] = draft
        return list(found.values())

    def _note_twice(self, draft: Draft, first: Draft) -> None:
        if Column.CODE in self.header.columns:
            self.reader.fault(draft.row, Column.CODE, Problem.CODE_TWICE, draft.code, other_row=first.row)
        else:
            column = Column.LEVEL if self.header.levels else Column.NAME_KO
            self.reader.fault(draft.row, column, Problem.NAME_TWICE, draft.name, other_row=first.row)

    def _key(self, draft: Draft) -> tuple[str, ...]:
        if Column.CODE in self.header.columns:
            return (draft.code.casefold(),)
        return (*map(name_key, draft.path), f"<{name_key(draft.parent)}" if draft.parent else "")

    def _count_in(self, first: Draft, person: Draft) -> None:
        for column, here, there in (
            (Column.NAME_KO, first.name, person.name),
            (Column.PARENT, first.parent, person.parent),
        ):
            if here and there and name_key(here) != name_key(there):
                self.reader.fault(person.row, column, Problem.UNIT_DIFFERS, there, other_row=first.row)
        first.headcount += person.headcount
        again = set(first.emails) & set(person.emails)
        for email in sorted(again):
            self.reader.fault(person.row, Column.EMAILS, Problem.EMAIL_TWICE, email, other_row=first.row)
        first.emails += tuple(email for email in person.emails if email not in again)

    def _with_upper_units(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Levels that have no row of their own are units as well, with nobody directly in them."""
        paths = {tuple(map(name_key, draft.path)) for draft in drafts}
        found: list[Draft] = []
        added: list[str] = []
        for draft in drafts:
            for depth in range(1, len(draft.above) + 1):
                path = draft.above[:depth]
                if tuple(map(name_key, path)) not in paths:
                    paths.add(tuple(map(name_key, path)))
                    found.append(Draft(draft.row, "", path[-1], "", "", path[:-1], 0, (), is_added=True))
                    added.append(path[-1])
            found.append(draft)
        if added:
            self.reader.notes.append(
                RosterNote(Said.UPPER_UNITS_ADDED, (), ", ".join(added), number=len(added))
            )
        return found

    def _parent(self, at: int) -> int | None:
        draft = self.drafts[at]
        if self.header.levels:
            above = tuple(map(name_key, draft.above))
            return self._by_path.get(above) if above else None
        if not draft.parent:
            return None
        by_code = self._by_code.get(_folded(draft.parent).casefold())
        by_name = self._by_name.get(name_key(draft.parent), [])
        if by_code is not None or len(by_name) == 1:
            found = by_name[0] if by_code is None else by_code
            if found == at:
                self.reader.fault(draft.row, Column.PARENT, Problem.PARENT_IS_ITSELF, draft.parent)
                return None
            return found
        if not by_name and name_key(draft.parent) in self.institution:
            return None
        problem = Problem.PARENT_AMBIGUOUS if by_name else Problem.PARENT_UNKNOWN
        other_row = self.drafts[by_name[0]].row if by_name else None
        self.reader.fault(draft.row, Column.PARENT, problem, draft.parent, other_row=other_row)
        return None

    def _codes(self) -> list[str]:
        """The code of each unit: as written, or the one it has had by its name, or one made of its name."""
        codes = [draft.code for draft in self.drafts]
        open_ones = [at for at, code in enumerate(codes) if not code]
        taken = {code.casefold() for code in codes if code}
        by_place: dict[tuple[str, str], str] = {}
        by_name: dict[str, list[str]] = {}
        for unit in self.known.values():
            place = (name_key(unit.name_ko), name_key(self._stored_parent(unit)))
            by_place.setdefault(place, unit.code)
            by_name.setdefault(place[0], []).append(unit.code)
        for at in open_ones:
            code = self._code_by_name(at, by_place, by_name)
            if code and code.casefold() not in taken:
                codes[at] = code
                taken.add(code.casefold())
        taken |= {code.casefold() for code in self.known}
        bases = Counter(_base(self.drafts[at].name).casefold() for at in open_ones)
        for at in open_ones:
            if not codes[at]:
                codes[at] = self._new_code(at, bases, taken)
                taken.add(codes[at].casefold())
        return codes

    def _code_by_name(
        self, at: int, by_place: Mapping[tuple[str, str], str], by_name: Mapping[str, Sequence[str]]
    ) -> str:
        key, above = name_key(self.drafts[at].name), self.parents[at]
        place = (key, name_key(self.drafts[above].name) if above is not None else "")
        stored = by_name.get(key, ())
        is_only_one = len(self._by_name[key]) == len(stored) == 1
        return by_place.get(place) or (stored[0] if is_only_one else "")

    def _stored_parent(self, unit: RosterUnit) -> str:
        parent = self.known.get(unit.parent or "")
        return parent.name_ko if parent else ""

    def _new_code(self, at: int, bases: Counter[str], taken: set[str]) -> str:
        base = _base(self.drafts[at].name)
        above = self.parents[at]
        if bases[base.casefold()] > 1 and above is not None:
            base = f"{_base(self.drafts[above].name)}-{base}"
        if len(base) > LONGEST_CODE or base.casefold() in taken:
            path = "/".join(map(name_key, self._names_above(at)))
            # The same name in the same place gets the same code, on whatever row it stands.
            mark = hashlib.sha256(path.encode()).hexdigest()[:6]
            base = f"{base[: LONGEST_CODE - 7]}-{mark}"
        return base

    def _names_above(self, at: int) -> list[str]:
        names: list[str] = []
        step: int | None = at
        while step is not None and len(names) <= len(self.drafts):
            names.append(self.drafts[step].name)
            step = self.parents[step]
        return names

    def units(self) -> list[RosterUnit]:
        """Every unit; a column that the file lacks leaves what is stored as it is."""
        return [self._unit(at) for at in range(len(self.drafts))]

    def _unit(self, at: int) -> RosterUnit:
        draft, code = self.drafts[at], self.codes[at]
        stored = self.known.get(code)
        columns = self.header.columns
        parent = self.parents[at]
        above = self.codes[parent] if parent is not None else None
        name_en, emails = draft.name_en, draft.emails
        if stored is not None:
            if Column.NAME_EN not in columns and stored.name_en != stored.name_ko:
                name_en = stored.name_en
            if Column.EMAILS not in columns:
                emails = stored.emails
                if len(emails) > draft.headcount:
                    number = str(len(emails))
                    self.reader.fault(draft.row, Column.HEADCOUNT, Problem.MORE_EMAILS_THAN_PEOPLE, number)
            if Column.PARENT not in columns and not self.header.levels and stored.parent in self.codes:
                above = stored.parent
        return RosterUnit(code, draft.name, name_en or draft.name, above, draft.headcount, emails)

    def check(self, units: Sequence[RosterUnit]) -> None:
        """Notes what is wrong between rows: addresses that stand twice, parents in circles, depth."""
        email_row: dict[str, int] = {}
        for draft in self.drafts:
            for email, times in Counter(draft.emails).items():
                if times > 1 or email in email_row:
                    row = email_row.get(email, draft.row)
                    self.reader.fault(draft.row, Column.EMAILS, Problem.EMAIL_TWICE, email, other_row=row)
                email_row.setdefault(email, draft.row)
        parents = {unit.code: unit.parent for unit in units}
        for draft, unit in zip(self.drafts, units, strict=True):
            problem = _parent_problem(unit, parents)
            if problem is not None:
                column = Column.LEVEL if self.header.levels else Column.PARENT
                self.reader.fault(draft.row, column, problem, draft.parent or unit.parent or "")

    def say(self) -> None:
        """Says what was made of codes and parents."""
        made = [draft for draft in self.drafts if not draft.code]
        if made:
            new = sum(
                not draft.code and code not in self.known
                for draft, code in zip(self.drafts, self.codes, strict=True)
            )
            self.reader.notes.append(RosterNote(Said.CODES_MADE, number=len(made), other=str(new)))
        written = [draft for draft in self.drafts if draft.parent]
        codes = {draft.code.casefold() for draft in self.drafts if draft.code}
        by_name = [draft for draft in written if _folded(draft.parent).casefold() not in codes]
        of_institution = [
            draft
            for draft, parent in zip(self.drafts, self.parents, strict=True)
            if draft.parent and parent is None
        ]
        named = [draft.row for draft in by_name if draft not in of_institution]
        if named:
            self.reader.notes.append(RosterNote(Said.PARENTS_BY_NAME, tuple(named)))
        if of_institution:
            rows = tuple(draft.row for draft in of_institution)
            self.reader.notes.append(
                RosterNote(Said.PARENT_IS_THE_INSTITUTION, rows, of_institution[0].parent)
            )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _base(name: str) -> str:
    return _NO_CODE.sub("-", _folded(name)).strip("-")[:LONGEST_NAME] or "unit"


def _parent_problem(unit: RosterUnit, parents: Mapping[str, str | None]) -> Problem | None:
    if unit.parent is None:
        return None
    depth, at = 1, unit.parent
    while (above := parents.get(at)) is not None and depth <= len(parents):
        depth, at = depth + 1, above
        if at == unit.code:
            return Problem.PARENT_IN_A_CIRCLE
    if depth > len(parents):
        return None  # it hangs on a circle, which is reported where it is
    return Problem.TREE_TOO_DEEP if depth >= DEEPEST else None


def in_tree_order(units: Sequence[RosterUnit]) -> Iterator[RosterUnit]:
    """Parents before children, siblings in the order of the file."""
    children: dict[str | None, list[RosterUnit]] = {}
    for unit in units:
        children.setdefault(unit.parent, []).append(unit)
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        unit = waiting.pop()
        yield unit
        waiting.extend(reversed(children.get(unit.code, [])))

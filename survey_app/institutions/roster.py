"""A roster of units, checked row by row: every fault with its place, or units in the order of their tree."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from survey_app.addresses import AddressIsWrong, read_address
from survey_app.institutions.tables import Row, Sheet, read_sheet

LONGEST_CODE, LONGEST_NAME = 40, 120
LARGEST_HEADCOUNT = 100_000
DEEPEST = 12
_CODE = re.compile(r"^[\w.\-]+$")
_HEADER_NOISE = re.compile(r"[\s_()\[\].·*/-]+")


class Column(StrEnum):
    """The columns of a roster."""

    CODE = "code"
    NAME_KO = "name_ko"
    NAME_EN = "name_en"
    PARENT = "parent"
    HEADCOUNT = "headcount"
    EMAILS = "emails"


REQUIRED = (Column.CODE, Column.NAME_KO, Column.HEADCOUNT)
HEADERS: Mapping[Column, tuple[str, ...]] = {
    Column.CODE: ("부서코드", "코드", "조직코드", "unitcode", "code"),
    Column.NAME_KO: (
        "부서명",
        "부서명한글",
        "부서명국문",
        "부서이름",
        "부서",
        "이름",
        "name",
        "nameko",
        "unitname",
        "unit",
    ),
    Column.NAME_EN: ("부서명영문", "영문명", "영문부서명", "nameen", "englishname"),
    Column.PARENT: (
        "상위부서코드",
        "상위부서",
        "상위코드",
        "상위조직코드",
        "parent",
        "parentcode",
        "parentunit",
    ),
    Column.HEADCOUNT: ("인원", "인원수", "현원", "직원수", "headcount", "people", "members"),
    Column.EMAILS: ("이메일", "전자우편", "이메일주소", "메일", "email", "emails", "e메일", "emailaddresses"),
}


class Problem(StrEnum):
    """What can be wrong with a roster."""

    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"
    NO_UNITS = "no_units"
    VALUE_MISSING = "value_missing"
    FORMULA = "formula"
    TOO_LONG = "too_long"
    CODE_HAS_WRONG_SIGNS = "code_has_wrong_signs"
    CODE_TWICE = "code_twice"
    PARENT_UNKNOWN = "parent_unknown"
    PARENT_IS_ITSELF = "parent_is_itself"
    PARENT_IN_A_CIRCLE = "parent_in_a_circle"
    TREE_TOO_DEEP = "tree_too_deep"
    HEADCOUNT_NOT_WHOLE = "headcount_not_whole"
    HEADCOUNT_NEGATIVE = "headcount_negative"
    HEADCOUNT_TOO_LARGE = "headcount_too_large"
    NOBODY = "nobody"
    EMAIL_WRONG = "email_wrong"
    EMAIL_TWICE = "email_twice"
    MORE_EMAILS_THAN_PEOPLE = "more_emails_than_people"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, with its place. `row` is None for the whole sheet; `other_row` where it clashes."""

    sheet: str
    row: int | None
    column: Column | None
    problem: Problem
    value: str = ""
    other_row: int | None = None


@dataclass(frozen=True, slots=True)
class RosterUnit:
    """A unit as the roster says it. `headcount` counts direct members."""

    code: str
    name_ko: str
    name_en: str
    parent: str | None
    headcount: int
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """All units of an institution, parents before children."""

    units: tuple[RosterUnit, ...]

    @property
    def headcount(self) -> int:
        return sum(unit.headcount for unit in self.units)


class RosterIsFaulty(Exception):
    """The roster can't be used; `faults` holds all of them, in the order of the file."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def read_roster(file_name: str, content: bytes) -> Roster:
    """The units of a roster file. Raises FileIsRefused or RosterIsFaulty; changes nothing."""
    sheet = read_sheet(file_name, content)
    columns, faults = _columns(sheet)
    if faults:
        raise RosterIsFaulty(tuple(faults))
    rows = sheet.rows[1:]
    if not rows:
        raise RosterIsFaulty((Fault(sheet.name, None, None, Problem.NO_UNITS),))
    reader = _Reader(sheet.name, columns)
    units = [(row.number, unit) for row in rows if (unit := reader.unit(row)) is not None]
    found = [*reader.faults, *_clashes(sheet.name, units)]
    if not found and not any(unit.headcount for _row, unit in units):
        found.append(Fault(sheet.name, None, Column.HEADCOUNT, Problem.NOBODY))
    if found:
        raise RosterIsFaulty(tuple(sorted(found, key=lambda fault: fault.row or 0)))
    return Roster(tuple(_in_tree_order([unit for _row, unit in units])))


def header_key(text: str) -> str:
    """A header as it is compared: without case, space and signs."""
    return _HEADER_NOISE.sub("", text.casefold())


def _columns(sheet: Sheet) -> tuple[dict[Column, int], list[Fault]]:
    header, columns, faults = sheet.rows[0], {}, []
    by_name = {header_key(name): column for column, names in HEADERS.items() for name in names}
    for index, cell in enumerate(header.cells):
        column = by_name.get(header_key(cell.text))
        if column is not None and column in columns:
            faults.append(Fault(sheet.name, header.number, column, Problem.COLUMN_TWICE, cell.text))
        elif column is not None:
            columns[column] = index
    missing = (column for column in REQUIRED if column not in columns)
    faults += [Fault(sheet.name, header.number, column, Problem.COLUMN_MISSING) for column in missing]
    return columns, faults


class _Reader:
    """Reads rows one after another and keeps what is wrong with them."""

    def __init__(self, sheet: str, columns: Mapping[Column, int]) -> None:
        self.sheet, self.columns = sheet, columns
        self.faults: list[Fault] = []

    def unit(self, row: Row) -> RosterUnit | None:
        before = len(self.faults)
        code = self._text(row, Column.CODE, LONGEST_CODE)
        if code and not _CODE.match(code):
            self._fault(row, Column.CODE, Problem.CODE_HAS_WRONG_SIGNS, code)
        name = self._text(row, Column.NAME_KO, LONGEST_NAME)
        name_en = self._text(row, Column.NAME_EN, LONGEST_NAME)
        parent = self._text(row, Column.PARENT, LONGEST_CODE)
        headcount = self._headcount(row)
        emails = self._emails(row, headcount)
        if len(self.faults) > before:
            return None
        return RosterUnit(code, name, name_en or name, parent or None, headcount, emails)

    def _text(self, row: Row, column: Column, longest: int) -> str:
        cell = row.at(self.columns.get(column))
        if cell.is_formula:
            self._fault(row, column, Problem.FORMULA, cell.text)
        elif len(cell.text) > longest:
            self._fault(row, column, Problem.TOO_LONG, cell.text)
        elif not cell.text and column in REQUIRED:
            self._fault(row, column, Problem.VALUE_MISSING)
        return cell.text

    def _headcount(self, row: Row) -> int:
        text = self._text(row, Column.HEADCOUNT, 40)
        plain = text.replace(",", "").removesuffix("명").strip()
        if not plain or row.at(self.columns.get(Column.HEADCOUNT)).is_formula:
            return 0
        if not re.fullmatch(r"[-−]?[0-9]{1,12}", plain):
            self._fault(row, Column.HEADCOUNT, Problem.HEADCOUNT_NOT_WHOLE, text)
            return 0
        number = int(plain.replace("−", "-"))
        if number < 0:
            self._fault(row, Column.HEADCOUNT, Problem.HEADCOUNT_NEGATIVE, text)
        if number > LARGEST_HEADCOUNT:
            self._fault(row, Column.HEADCOUNT, Problem.HEADCOUNT_TOO_LARGE, text)
        return number

    def _emails(self, row: Row, headcount: int) -> tuple[str, ...]:
        cell = row.at(self.columns.get(Column.EMAILS))
        if cell.is_formula:
            self._fault(row, Column.EMAILS, Problem.FORMULA, cell.text)
            return ()
        emails = tuple(self._email(row, part) for part in re.split(r"[;,\s]+", cell.text) if part)
        if len(emails) > headcount >= 0:
            self._fault(row, Column.EMAILS, Problem.MORE_EMAILS_THAN_PEOPLE, str(len(emails)))
        return emails

    def _email(self, row: Row, text: str) -> str:
        try:
            return read_address(text)
        except AddressIsWrong:
            self._fault(row, Column.EMAILS, Problem.EMAIL_WRONG, text[:LONGEST_NAME])
            return text.lower()

    def _fault(self, row: Row, column: Column, problem: Problem, value: str = "") -> None:
        self.faults.append(Fault(self.sheet, row.number, column, problem, value[:LONGEST_NAME]))


def _clashes(sheet: str, units: list[tuple[int, RosterUnit]]) -> Iterator[Fault]:
    """What is wrong between rows: codes and addresses that stand twice, parents that lead nowhere."""
    first_row: dict[str, int] = {}
    email_row: dict[str, int] = {}
    for row, unit in units:
        if unit.code in first_row:
            yield Fault(sheet, row, Column.CODE, Problem.CODE_TWICE, unit.code, first_row[unit.code])
        first_row.setdefault(unit.code, row)
        for email, times in Counter(unit.emails).items():
            if times > 1 or email in email_row:
                yield Fault(sheet, row, Column.EMAILS, Problem.EMAIL_TWICE, email, email_row.get(email, row))
            email_row.setdefault(email, row)
    parents = {unit.code: unit.parent for _row, unit in units}
    for row, unit in units:
        problem = _parent_problem(unit, parents)
        if problem is not None:
            yield Fault(sheet, row, Column.PARENT, problem, unit.parent or "")


def _parent_problem(unit: RosterUnit, parents: Mapping[str, str | None]) -> Problem | None:
    if unit.parent is None:
        return None
    if unit.parent == unit.code:
        return Problem.PARENT_IS_ITSELF
    if unit.parent not in parents:
        return Problem.PARENT_UNKNOWN
    depth, at = 1, unit.parent
    while (above := parents.get(at)) is not None and depth <= len(parents):
        depth, at = depth + 1, above
        if at == unit.code:
            return Problem.PARENT_IN_A_CIRCLE
    if depth > len(parents):
        return None  # it hangs on a circle, which is reported where it is
    return Problem.TREE_TOO_DEEP if depth >= DEEPEST else None


def _in_tree_order(units: list[RosterUnit]) -> Iterator[RosterUnit]:
    """Parents before children, siblings in the order of the file."""
    children: dict[str | None, list[RosterUnit]] = {}
    for unit in units:
        children.setdefault(unit.parent, []).append(unit)
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        unit = waiting.pop()
        yield unit
        waiting.extend(reversed(children.get(unit.code, [])))

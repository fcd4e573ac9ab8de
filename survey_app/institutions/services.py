"""What is done with institutions and their units: adding, editing, reading in a roster."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.door.errors import NotHere
from survey_app.ground.isolated import TakesTooMuch, isolated
from survey_app.ground.rehearsal_names import MARK
from survey_app.institutions.models import Institution, InstitutionKind, StoredRoster, Unit, UnitAddress
from survey_app.institutions.roster import Roster, RosterReading, RosterUnit
from survey_app.institutions.roster_reading import read_roster
from survey_app.spreadsheets.refusals import FileIsRefused, FileRefusal

STORED_FOR = timedelta(hours=24)


class InstitutionIsUnknown(NotHere):
    """There is no institution of that code."""


class CodeIsTaken(Exception):
    """Another institution has this code."""


class RosterIsGone(Exception):
    """The uploaded roster was used, discarded, is over a day old, or belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class UnitChange:
    """One field of a unit that differs from what is stored."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangedUnit:
    """A unit that stays, with what is different about it."""

    unit: RosterUnit
    changes: tuple[UnitChange, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What confirming a roster would do."""

    added: tuple[RosterUnit, ...]
    changed: tuple[ChangedUnit, ...]
    removed: tuple[RosterUnit, ...]
    unchanged: int

    @property
    def is_nothing(self) -> bool:
        return not (self.added or self.changed or self.removed)


def list_institutions(session: Session) -> Sequence[Institution]:
    """All institutions by kind and name; not the stand-ins in whose name they rehearse."""
    found = select(Institution).where(Institution.code.not_like(f"%{MARK}"))
    return session.scalars(found.order_by(Institution.kind, Institution.name_ko)).all()


def find_institution(session: Session, code: str) -> Institution | None:
    """The institution of a code, or None."""
    return session.scalars(select(Institution).where(Institution.code == code)).first()


def get_institution(session: Session, code: str) -> Institution:
    """The institution of a code. Raises InstitutionIsUnknown."""
    found = find_institution(session, code)
    if found is None:
        raise InstitutionIsUnknown(code)
    return found


def add_institution(
    session: Session,
    *,
    code: str,
    name_ko: str,
    name_en: str,
    kind: InstitutionKind,
    contact: str = "",
    is_fictional: bool = False,
) -> Institution:
    """A new institution without units. Raises CodeIsTaken."""
    if find_institution(session, code) is not None:
        raise CodeIsTaken(code)
    added = Institution(
        code=code,
        name_ko=name_ko,
        name_en=name_en,
        kind=kind,
        contact=contact,
        is_fictional=is_fictional,
    )
    session.add(added)
    session.flush()
    return added


def edit_institution(
    institution: Institution, *, name_ko: str, name_en: str, kind: InstitutionKind, contact: str
) -> None:
    """Names, kind and contact are the new ones; the code never changes."""
    institution.name_ko, institution.name_en = name_ko, name_en
    institution.kind, institution.contact = kind, contact


def store_roster(
    session: Session, institution: Institution, account_id: int, file_name: str, content: bytes
) -> StoredRoster:
    """Keeps a roster, as it was read, until it is confirmed. Raises FileIsRefused or RosterIsFaulty."""
    known = [unit_as_roster(unit) for unit in institution.units]
    reading = read_uploaded_roster(file_name, content, known, (institution.name_ko, institution.name_en))
    session.execute(delete(StoredRoster).where(StoredRoster.stored_at < datetime.now(UTC) - STORED_FOR))
    stored = StoredRoster(
        id=secrets.token_urlsafe(18),
        institution_id=institution.id,
        account_id=account_id,
        file_name=file_name[-255:],
        reading=msgspec.json.encode(reading),
        stored_at=datetime.now(UTC),
    )
    session.add(stored)
    session.flush()
    return stored


def read_uploaded_roster(
    file_name: str,
    content: bytes,
    known: Sequence[RosterUnit] = (),
    institution_names: Sequence[str] = (),
) -> RosterReading:
    """What a roster file holds, read in a process with limits. Raises FileIsRefused or RosterIsFaulty."""
    try:
        return isolated(read_roster, file_name, content, tuple(known), tuple(institution_names))
    except TakesTooMuch as fault:
        raise FileIsRefused(FileRefusal.TAKES_TOO_MUCH) from fault


def stored_roster(session: Session, institution: Institution, account_id: int, upload: str) -> RosterReading:
    """The roster that waits under this name, as it was read. Raises RosterIsGone."""
    return _reading_of(_stored(session, institution, account_id, upload))


def discard_roster(session: Session, institution: Institution, account_id: int, upload: str) -> None:
    """The roster waits no more; nothing else changed. Raises RosterIsGone."""
    session.delete(_stored(session, institution, account_id, upload))


def confirm_roster(session: Session, institution: Institution, account_id: int, upload: str) -> Changes:
    """The institution's units are those of the roster. Raises RosterIsGone."""
    stored = _stored(session, institution, account_id, upload)
    changes = apply_roster(session, institution, _reading_of(stored).roster)
    session.delete(stored)
    return changes


def compare_roster(institution: Institution, roster: Roster) -> Changes:
    """What would change if the roster were confirmed."""
    before = {unit.code: unit_as_roster(unit) for unit in institution.units}
    after = {unit.code: unit for unit in roster.units}
    both = [(before[code], unit) for code, unit in after.items() if code in before]
    changed = [ChangedUnit(new, found) for old, new in both if (found := _differences(old, new))]
    return Changes(
        added=tuple(unit for code, unit in after.items() if code not in before),
        changed=tuple(changed),
        removed=tuple(unit for code, unit in before.items() if code not in after),
        unchanged=len(both) - len(changed),
    )


def apply_roster(session: Session, institution: Institution, roster: Roster) -> Changes:
    """Adds, changes and removes units until they are those of the roster, in its order."""
    changes = compare_roster(institution, roster)
    stored = {unit.code: unit for unit in institution.units}
    for gone in changes.removed:
        institution.units.remove(stored[gone.code])
    for position, wanted in enumerate(roster.units):
        unit = stored.get(wanted.code)
        if unit is None:
            unit = Unit(code=wanted.code, institution=institution)
            session.add(unit)
        unit.name_ko, unit.name_en = wanted.name_ko, wanted.name_en
        unit.parent_code, unit.headcount, unit.position = wanted.parent, wanted.headcount, position
        _set_addresses(unit, wanted.emails)
    session.flush()
    session.expire(institution, ["units"])
    return changes


def unit_as_roster(unit: Unit) -> RosterUnit:
    """A stored unit as a roster would say it."""
    emails = tuple(address.email for address in unit.addresses)
    return RosterUnit(unit.code, unit.name_ko, unit.name_en, unit.parent_code, unit.headcount, emails)


def _set_addresses(unit: Unit, emails: tuple[str, ...]) -> None:
    present = {address.email: address for address in unit.addresses}
    for email in present.keys() - set(emails):
        unit.addresses.remove(present[email])
    unit.addresses.extend(UnitAddress(email=email) for email in emails if email not in present)


def _differences(old: RosterUnit, new: RosterUnit) -> tuple[UnitChange, ...]:
    pairs = [
        UnitChange(field, str(getattr(old, field) or ""), str(getattr(new, field) or ""))
        for field in ("name_ko", "name_en", "parent")
    ]
    pairs.append(UnitChange("headcount", str(old.headcount), str(new.headcount)))
    if set(old.emails) != set(new.emails):
        pairs.append(UnitChange("emails", str(len(old.emails)), str(len(new.emails))))
    return tuple(pair for pair in pairs if pair.before != pair.after or pair.field == "emails")


def _reading_of(stored: StoredRoster) -> RosterReading:
    try:
        return msgspec.json.decode(stored.reading, type=RosterReading)
    except msgspec.DecodeError as fault:
        # It was read before an upgrade that says more, or less, of how rosters are read.
        raise RosterIsGone(stored.id) from fault


def _stored(session: Session, institution: Institution, account_id: int, upload: str) -> StoredRoster:
    found = session.get(StoredRoster, upload)
    is_mine = found is not None and (found.institution_id, found.account_id) == (institution.id, account_id)
    if found is None or not is_mine or found.stored_at < datetime.now(UTC) - STORED_FOR:
        raise RosterIsGone(upload)
    return found

"""First letters that could not be delivered: whose, by unit, and what the HR lead does about each.

Nothing is said here of anybody who may have taken part: whoever is listed never got a link.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from survey_app.ground.addresses import AddressIsWrong, AddressProblem, read_address
from survey_app.institutions.models import Institution, Unit, UnitAddress
from survey_app.invitations.models import Channel, Invitation


@dataclass(frozen=True, slots=True)
class Returned:
    """An invitation whose first letter came back. `reason` is a `mail.Refused`, or "unreachable"."""

    invitation: str
    unit_code: str
    address: str
    reason: str


@dataclass(frozen=True, slots=True)
class Mended:
    """What was done: letters that will be sent again, and invitations that were taken back."""

    again: int
    left_out: int


class AddressesAreWrong(Exception):
    """Some of the new addresses can't be used; `problems` says why, by invitation. Nothing was changed."""

    def __init__(self, problems: Mapping[str, AddressProblem | None]) -> None:
        super().__init__(len(problems))
        self.problems = problems


def list_returned(session: Session, wave_id: int) -> Sequence[Returned]:
    """All first letters that could not be delivered, by unit and address."""
    columns = (Invitation.id, Invitation.unit_code, Invitation.recipient, Invitation.refusal)
    found = session.execute(
        select(*columns).where(*_undelivered(wave_id)).order_by(Invitation.unit_code, Invitation.recipient)
    )
    return [Returned(row.id, row.unit_code, row.recipient or "", row.refusal or "") for row in found]


def mend_returned(
    session: Session,
    wave_id: int,
    institution: Institution,
    addresses: Mapping[str, str],
    left_out: frozenset[str],
) -> Mended:
    """The letters to `addresses` (by invitation) are due again; those `left_out` have no invitation any more.

    The roster has the new addresses as well. Invitations that are not in the list are left as they are.
    Raises AddressesAreWrong, whose problem is None where an address is invited already.
    """
    undelivered = {one.id: one for one in session.scalars(select(Invitation).where(*_undelivered(wave_id)))}
    wanted = {key: text for key, text in addresses.items() if key in undelivered and key not in left_out}
    new = _read(session, wave_id, wanted)
    for key, address in new.items():
        invitation = undelivered[key]
        _correct_roster(session, institution, invitation.unit_code, invitation.recipient or "", address)
        invitation.recipient, invitation.refusal = address, None
        invitation.tries, invitation.next_try_at = 0, None
    gone = left_out & undelivered.keys()
    for key in gone:
        _correct_roster(
            session, institution, undelivered[key].unit_code, undelivered[key].recipient or "", None
        )
    session.execute(delete(Invitation).where(Invitation.id.in_(gone)))
    return Mended(len(new), len(gone))


def _undelivered(wave_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Invitation.wave_id == wave_id,
        Invitation.channel == Channel.MAIL,
        Invitation.refusal.is_not(None),
        Invitation.blinded_hash.is_(None),
    )


def _read(session: Session, wave_id: int, wanted: Mapping[str, str]) -> Mapping[str, str]:
    others = select(Invitation.recipient).where(Invitation.wave_id == wave_id, Invitation.id.not_in(wanted))
    taken = set(session.scalars(others))
    found: dict[str, str] = {}
    problems: dict[str, AddressProblem | None] = {}
    for key, text in wanted.items():
        try:
            address = read_address(text)
        except AddressIsWrong as wrong:
            problems[key] = wrong.problem
            continue
        if address in taken:
            problems[key] = None
        taken.add(address)
        found[key] = address
    if problems:
        raise AddressesAreWrong(problems)
    return found


def _correct_roster(
    session: Session, institution: Institution, unit_code: str, old: str, new: str | None
) -> None:
    unit = select(Unit.id).where(Unit.institution_id == institution.id, Unit.code == unit_code)
    stands = session.scalars(
        select(UnitAddress).where(UnitAddress.unit_id.in_(unit), UnitAddress.email == old)
    ).first()
    if stands is None or old == new:
        return
    if new is None:
        session.delete(stands)
    else:
        stands.email = new

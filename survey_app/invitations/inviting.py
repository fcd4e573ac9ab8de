"""Makes invitations: for addresses, as links, or as slips for a box, never more than a unit has people."""

import secrets as randomness
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from survey_app.diagnosis.models import Wave
from survey_app.invitations.errors import NobodyIsWrittenTo, TooManyInvitations
from survey_app.invitations.models import Channel, Invitation
from survey_app.invitations.pools import pool_of_units
from survey_app.invitations.secrets import hash_of, secret_of
from survey_app.manifest.documents import UnitTerms
from survey_app.protocol.manifest_signing import spoken_fingerprint


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is written to."""

    unit_code: str
    email: str


@dataclass(frozen=True, slots=True)
class Code:
    """An invitation as it is handed out: the typed code and the link, whose secret stands behind the #."""

    unit_code: str
    code: str
    link: str


def invite_recipients(
    session: Session,
    wave_id: int,
    units: Sequence[UnitTerms],
    recipients: Iterable[Recipient],
    secret_key: bytes,
) -> int:
    """Each address has an invitation afterwards; who had one keeps it. Returns how many are new.

    Raises TooManyInvitations, and NobodyIsWrittenTo in a rehearsal.
    """
    known = set(session.scalars(select(Invitation.recipient).where(Invitation.wave_id == wave_id)))
    new = {recipient.email.lower(): recipient for recipient in recipients}
    fresh = [recipient for email, recipient in new.items() if email not in known]
    if fresh and session.get_one(Wave, wave_id).rehearsal is not None:
        raise NobodyIsWrittenTo(wave_id)
    rows = [(recipient.unit_code, recipient.email.lower()) for recipient in fresh]
    return _add(session, wave_id, units, Channel.MAIL, rows, secret_key)


def invite_by_code(
    session: Session,
    wave_id: int,
    units: Sequence[UnitTerms],
    channel: Channel,
    counts: Mapping[str, int],
    secret_key: bytes,
) -> int:
    """So many links or slips per unit more exist afterwards. Raises TooManyInvitations."""
    rows = [(unit, None) for unit, count in counts.items() for _ in range(count)]
    return _add(session, wave_id, units, channel, rows, secret_key)


def codes(
    session: Session, wave_id: int, channel: Channel, link: "LinkMaker", secret_key: bytes
) -> list[Code]:
    """The codes of a channel by unit, in random order inside each unit."""
    columns = (Invitation.id, Invitation.unit_code, Invitation.pool_key)
    statement = select(*columns).where(Invitation.wave_id == wave_id, Invitation.channel == channel)
    found = []
    for invitation_id, unit_code, pool in session.execute(statement.order_by(Invitation.id)):
        code = secret_of(secret_key, invitation_id)
        found.append(Code(unit_code, code, link(code, pool)))
    return sorted(found, key=lambda code: code.unit_code)


@dataclass(frozen=True, slots=True)
class LinkMaker:
    """Makes the link of an invitation: everything after the # stays in the browser."""

    base_url: str
    reference: str
    fingerprint: str

    def __call__(self, secret: str, pool: str) -> str:
        return f"{self.base_url}/take/{self.reference}#s={secret}&m={self.spoken}&p={pool}"

    @property
    def spoken(self) -> str:
        """The manifest's fingerprint as it stands on paper."""
        return spoken_fingerprint(self.fingerprint)


def invited_by_channel(session: Session, wave_id: int) -> Mapping[Channel, int]:
    """How many invitations each channel has."""
    statement = (
        select(Invitation.channel, func.count())
        .where(Invitation.wave_id == wave_id)
        .group_by(Invitation.channel)
    )
    found = dict(session.execute(statement).all())
    return {channel: found.get(channel, 0) for channel in Channel}


def places_left(session: Session, wave_id: int, units: Sequence[UnitTerms]) -> Mapping[str, int]:
    """How many people of each unit have no invitation yet."""
    statement = (
        select(Invitation.unit_code, func.count())
        .where(Invitation.wave_id == wave_id)
        .group_by(Invitation.unit_code)
    )
    taken = dict(session.execute(statement).all())
    return {unit.code: max(0, unit.headcount - taken.get(unit.code, 0)) for unit in units}


def _add(
    session: Session,
    wave_id: int,
    units: Sequence[UnitTerms],
    channel: Channel,
    rows: Sequence[tuple[str, str | None]],
    secret_key: bytes,
) -> int:
    left = places_left(session, wave_id, units)
    for unit, wanted in Counter(unit for unit, _ in rows).items():
        # More codes than people would be a way to stuff the ballot box.
        if wanted > left.get(unit, 0):
            raise TooManyInvitations(unit, left.get(unit, 0))
    pools = pool_of_units(session, wave_id)
    new = []
    for unit, email in rows:
        invitation_id = randomness.token_hex(16)
        new.append(
            {
                "id": invitation_id,
                "wave_id": wave_id,
                "unit_code": unit,
                "pool_key": pools[unit],
                "channel": channel,
                "recipient": email,
                "secret_hash": hash_of(secret_of(secret_key, invitation_id)),
                "letters": 0,
            }
        )
    if new:
        session.execute(insert(Invitation), sorted(new, key=lambda row: str(row["id"])))
    return len(new)

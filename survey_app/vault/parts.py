"""Opening in parts: what trustees are asked, what they give, and never enough of it on the disk to open
anything.
"""

from collections.abc import Mapping
from contextlib import suppress

import msgspec
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from survey_app.manifest import ceremonies, opening_in_parts, publication
from survey_app.manifest.opening_in_parts import AskedOfTrustees
from survey_app.protocol.errors import CeremonyDoesNotFit, TooFewShares
from survey_app.protocol.partials import Partials, SharedPoints, points_of
from survey_app.vault.errors import WaveIsNotClosed
from survey_app.vault.models import GivenPart, Opening, SealedBallot

Checked = Mapping[bytes, Partials]
"""Parts that were found right, by the bytes in which they are kept."""


def asked_of_trustees(session: Session, wave: str) -> AskedOfTrustees:
    """What a closed wave's trustees are asked. Raises ManifestIsUnknown and WaveIsNotClosed."""
    if publication.read_closing(session, wave) is None:
        raise WaveIsNotClosed(wave)
    manifest = publication.read(session, wave)
    ballots = session.scalars(select(SealedBallot.ballot).where(SealedBallot.wave == wave))
    fingerprint = publication.read_signed(session, wave).fingerprint
    return AskedOfTrustees(manifest, fingerprint, points_of(ballots))


def as_file(session: Session, wave: str) -> bytes:
    """The same as it travels to them. Raises ManifestIsUnknown, WaveIsNotClosed, or KeyError without a
    ceremony.
    """
    asked = asked_of_trustees(session, wave)
    closing = publication.read_signed_closing(session, wave)
    record = ceremonies.find_text(session, wave)
    if closing is None or record is None:
        raise KeyError(wave)
    return opening_in_parts.write(publication.read_signed(session, wave), closing, record, asked.points)


def given_by(session: Session, wave: str) -> tuple[int, ...]:
    """Indices of the trustees whose parts wait for others."""
    rows = session.scalars(select(GivenPart.trustee).where(GivenPart.wave == wave))
    return tuple(sorted(int(trustee) for trustee in rows))


def check(session: Session, asked: AskedOfTrustees, document: object) -> Checked:
    """A trustee's part and those that wait, checked; `session` only reads, since proofs take their time.

    Raises what read_partials raises.
    """
    known = {msgspec.json.encode(document): asked.read(document)}
    waiting = select(GivenPart.content).where(GivenPart.wave == asked.manifest.wave)
    for content in session.scalars(waiting).all():
        with suppress(CeremonyDoesNotFit):
            known.setdefault(content, asked.read(msgspec.json.decode(content)))
    return known


def give(session: Session, asked: AskedOfTrustees, document: object, checked: Checked) -> SharedPoints | None:
    """A trustee's part waits for others; the last one needed is never stored, and what opens is returned.

    `session` writes. So k parts never lie on the disk together. Parts made for other ballots than those that
    wait now are forgotten. `checked` is what `check` has found right.
    """
    wave, content = asked.manifest.wave, msgspec.json.encode(document)
    new = checked[content]
    if session.get_bind().dialect.name == "postgresql":
        # Two trustees at one moment: the second sees what the first has stored.
        session.execute(text("LOCK TABLE parts_of_openings IN EXCLUSIVE MODE"))
    known = {new.index: new}
    for row in session.scalars(select(GivenPart).where(GivenPart.wave == wave)).all():
        try:
            part = checked.get(row.content) or asked.read(msgspec.json.decode(row.content))
        except CeremonyDoesNotFit:
            session.delete(row)
            continue
        known.setdefault(part.index, part)
    try:
        return asked.combine(tuple(known.values()))
    except TooFewShares:
        session.merge(GivenPart(wave=wave, trustee=str(new.index), content=content))
        session.flush()
        return None


def forget(session: Session, wave: str) -> None:
    """No part of the wave's opening lies here afterwards."""
    session.execute(delete(GivenPart).where(GivenPart.wave == wave))


def forget_parts_of_counted_waves(session: Session) -> None:
    """Parts of openings that were done another way meanwhile are gone afterwards."""
    session.execute(delete(GivenPart).where(GivenPart.wave.in_(select(Opening.wave))))

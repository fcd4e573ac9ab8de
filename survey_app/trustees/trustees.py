"""Hands a wave's opening key to its trustees before it opens, and has each of them try their share."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy.orm import Session

from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.planning import require_planned
from survey_app.manifest.documents import PLATFORM, SealingTerms
from survey_app.protocol.encoding import from_base64url
from survey_app.protocol.trustees import try_share
from survey_app.trustees.models import PreparedSealing
from survey_app.trustees.sealing import ShareFile, Trustee, make_sealing

MOST_TRUSTEES = 7


class HolderIsReserved(Exception):
    """A trustee has the name by which signed terms call the platform itself."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """How far the trustees are: who holds which share, and which were tried."""

    terms: SealingTerms
    tried: tuple[int, ...]

    @property
    def is_complete(self) -> bool:
        return len(self.tried) == len(self.terms.trustees)

    @property
    def holders(self) -> tuple[str, ...]:
        """Who was given a share."""
        return tuple(trustee.holder for trustee in self.terms.trustees)

    @property
    def untried(self) -> tuple[str, ...]:
        """Who has not tried theirs yet."""
        return tuple(trustee.holder for trustee in self.terms.trustees if trustee.index not in self.tried)


def prepare(
    session: Session, wave: Wave, threshold: int, trustees: Sequence[Trustee]
) -> tuple[ShareFile, ...]:
    """A fresh key is split among the trustees; returns their locked files, which nobody keeps here.

    The wave uses the key once every share was tried; until then it can't be opened. Preparing again makes
    all earlier files worthless. Raises WaveIsFrozen, HolderIsReserved, PassphraseIsTooShort or ValueError.
    """
    require_planned(wave)
    if any(trustee.holder.casefold() == PLATFORM for trustee in trustees):
        raise HolderIsReserved(PLATFORM)
    # The size of ballots is put in when the wave opens: the plan may still change.
    terms, files = make_sealing(wave.reference, 0, threshold, trustees)
    wave.sealing = ""
    session.merge(PreparedSealing(wave_id=wave.id, terms=msgspec.json.encode(terms).decode(), tried=[]))
    session.flush()
    return files


def try_one(session: Session, wave: Wave, text: str, passphrase: str) -> Preparation:
    """The share counts as tried; after the last one the wave is sealed with the trustees' key.

    Raises KeyError where nothing was prepared, WaveIsFrozen, and what try_share raises.
    """
    require_planned(wave)
    found = session.get(PreparedSealing, wave.id)
    if found is None:
        raise KeyError(wave.reference)
    terms = msgspec.json.decode(found.terms, type=SealingTerms)
    share = try_share(
        text,
        passphrase,
        wave=wave.reference,
        sealing_key=from_base64url(terms.public_key),
        commitments={trustee.index: trustee.commitment for trustee in terms.trustees},
    )
    found.tried = sorted({*found.tried, share.index})
    preparation = Preparation(terms, tuple(found.tried))
    if preparation.is_complete:
        wave.sealing = found.terms
    session.flush()
    return preparation


def preparation_of(session: Session, wave: Wave) -> Preparation | None:
    """How far the trustees of a wave are, or None where none were named."""
    found = session.get(PreparedSealing, wave.id)
    if found is None:
        return None
    return Preparation(msgspec.json.decode(found.terms, type=SealingTerms), tuple(found.tried))


def dismiss(session: Session, wave: Wave) -> None:
    """The wave goes without trustees: the platform will keep its key. Raises WaveIsFrozen."""
    require_planned(wave)
    wave.sealing = ""
    found = session.get(PreparedSealing, wave.id)
    if found is not None:
        session.delete(found)


def as_archive(files: Sequence[ShareFile]) -> bytes:
    """All share files in one .zip, to be handed to their holders."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as content:
        for file in files:
            content.writestr(file.name, file.text)
    return archive.getvalue()

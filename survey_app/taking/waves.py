"""What this side knows of a wave: its signed manifest, read once in a process, and whether it is closed."""

import threading
import time
from dataclasses import dataclass, field
from functools import cached_property

import msgspec
from sqlalchemy.orm import Session

from config import Config
from questionnaires.model import Questionnaire
from survey_app.ground.rehearsal_names import is_rehearsal
from survey_app.manifest import documents as manifests
from survey_app.manifest import publication
from survey_app.manifest.asked import questionnaire_of
from survey_app.manifest.documents import Closing, Manifest, Signed
from survey_app.protocol.manifest_signing import spoken_fingerprint
from survey_app.protocol.terms import Terms, read_terms
from survey_app.taking.compression import PackedPage, compressed

CLOSED_IS_NOTICED_AFTER_SECONDS = 5.0


# One object for each wave of a process: it is the key under which pages are kept.
@dataclass(frozen=True, eq=False)
class PublishedWave:
    """A wave whose terms are published. Everything in it is public and never changes."""

    signed: Signed
    manifest: Manifest
    config: Config = field(repr=False)

    @cached_property
    def terms(self) -> Terms:
        """The terms as the protocol reads them: keys, sizes, the wave's tag."""
        return read_terms(msgspec.json.decode(self.message))

    @cached_property
    def message(self) -> bytes:
        """What browsers are given: manifest, signature, key."""
        return manifests.public_message(self.signed)

    @cached_property
    def packed_message(self) -> PackedPage:
        """The same, compressed once."""
        return compressed(self.message)

    @cached_property
    def questionnaire(self) -> Questionnaire:
        return questionnaire_of(self.manifest.questionnaire, self.config)

    @cached_property
    def spoken(self) -> str:
        """The fingerprint as it stands in letters."""
        return spoken_fingerprint(self.signed.fingerprint)


@dataclass
class Waves:
    """The waves this process has met. Terms never change, so nothing is ever read twice."""

    config: Config
    _known: dict[str, PublishedWave] = field(default_factory=dict)
    _closed: set[str] = field(default_factory=set)
    _looked_at: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, session: Session, reference: str) -> PublishedWave:
        """A wave by its public reference. Raises ManifestIsUnknown."""
        if is_rehearsal(reference) and not publication.is_published(session, reference):
            # Of all that is read only a rehearsal is ever deleted: nothing of it is shown from memory.
            self._known.pop(reference, None)
        found = self._known.get(reference)
        if found is None:
            signed = publication.read_signed(session, reference)
            found = PublishedWave(signed, manifests.decode(signed.document, Manifest), self.config)
            self._known[reference] = found
        return found

    def is_closed(self, session: Session, reference: str) -> bool:
        """Whether the wave's closing is published; noticed within five seconds.

        This only decides which page is shown: whether a ballot is taken in is decided with the ballot.
        """
        if reference in self._closed:
            return True
        now = time.monotonic()
        with self._lock:
            if now - self._looked_at.get(reference, -1e9) < CLOSED_IS_NOTICED_AFTER_SECONDS:
                return False
            self._looked_at[reference] = now
        if publication.read_closing(session, reference) is None:
            return False
        self._closed.add(reference)
        return True

    def last_day(self, session: Session, found: PublishedWave) -> str:
        """The day after which no answer is taken; only a wave whose terms announce it can have put it off."""
        manifest = found.manifest
        if manifest.latest_day == manifest.closes_on:
            return manifest.closes_on
        return publication.last_day(session, manifest.wave)

    def closing(self, session: Session, reference: str) -> Closing | None:
        """The signed closing of a wave, or None while it is open."""
        return publication.read_closing(session, reference)

"""The stations of a wave: planned, open, closed; each is reached from the one before it only."""

from survey_app.diagnosis.models import Wave, WaveState
from survey_app.diagnosis.planning import require_planned


class WaveIsNotOpen(Exception):
    """The wave is not open, so it can't be closed."""


def require_open(wave: Wave) -> None:
    """Raises WaveIsNotOpen."""
    if wave.state != WaveState.OPEN:
        raise WaveIsNotOpen(wave.reference)


def mark_open(wave: Wave, fingerprint: str) -> None:
    """The wave is open under its signed terms. Raises WaveIsFrozen."""
    require_planned(wave)
    wave.state, wave.fingerprint = WaveState.OPEN, fingerprint


def mark_closed(wave: Wave) -> None:
    """The wave takes no answers any more. Raises WaveIsNotOpen."""
    require_open(wave)
    wave.state = WaveState.CLOSED

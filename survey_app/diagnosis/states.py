"""How far a wave is, in words."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from survey_app.diagnosis.models import WaveState

STATES: Mapping[WaveState, LazyString] = {
    WaveState.PLANNED: _l("planned"),
    WaveState.OPEN: _l("open"),
    WaveState.CLOSED: _l("closed, ballots sealed"),
    WaveState.COUNTED: _l("counted, results in the making"),
    WaveState.RELEASED: _l("results released"),
}


def state_name(state: str) -> str:
    """The words of a state as it is stored. Raises ValueError where there is no such state."""
    return str(STATES[WaveState(state)])

"""What the order of tests names is there."""

import pytest

from config import ROOT
from tests.order import FIRST, TOGETHER


@pytest.mark.parametrize("beginning", sorted({*FIRST, *TOGETHER}))
def test_what_begins_first_or_stays_together_exists(beginning):
    assert (ROOT / beginning).exists()

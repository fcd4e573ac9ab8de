"""An open wave, quick to make, for the tests of inviting and issuing."""

from tests.open_waves import pool_keys, quick_keys, respondent, wave

__all__ = ["pool_keys", "quick_keys", "respondent", "wave"]

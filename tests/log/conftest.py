"""What tests of the log need: waves that are quick to open."""

from tests.open_waves import pool_keys, quick_keys, respondent, wave

__all__ = ["pool_keys", "quick_keys", "respondent", "wave"]

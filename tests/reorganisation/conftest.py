"""Waves that open quickly."""

from tests.open_waves import pool_keys, quick_keys

__all__ = ["pool_keys", "quick_keys"]

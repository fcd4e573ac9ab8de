"""A survey done elsewhere, invented, is the quickest way to a wave that can be released."""

from tests.imports.conftest import import_wave, run, table, write

__all__ = ["import_wave", "run", "table", "write"]

"""The release of the figures, for what stands beside them."""

from tests.figures.conftest import english, labels, release

__all__ = ["english", "labels", "release"]

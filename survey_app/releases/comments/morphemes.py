"""Comments taken apart into morphemes. The analyser takes half a gigabyte: only a worker loads it, once."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from kiwipiepy import Kiwi


@lru_cache(maxsize=1)
def _analyser() -> Kiwi:
    return Kiwi(num_workers=1)


def taken_apart(texts: Sequence[str]) -> list[Sequence[Any]]:
    """The morphemes of each text, with their places in it."""
    if not texts:
        return []
    different = list(dict.fromkeys(texts))
    found = dict(zip(different, _analyser().tokenize(different), strict=True))
    return [found[text] for text in texts]

"""The static files of a log (C2SP tlog-tiles): tiles of 256 hashes, and bundles of 256 entries."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.protocol.errors import MessageIsMalformed
from survey_app.protocol.log_tree import root_of

WIDTH = 256
HIGHEST_LEVEL = 7
LONGEST_ENTRY_BYTES = 65_535
_PATH = re.compile(r"(0|[1-7]|entries)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile by its place: `level` is None for a bundle of entries; `width` is how many it has of 256."""

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it lies below `<log>/tile/`.

        >>> Tile(0, 1234067, 5).path
        '0/x001/x234/067.p/5'
        """
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        number = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"{'entries' if self.level is None else self.level}/{number}{partial}"


def read_path(path: str) -> Tile:
    """The tile that a path names, in its one spelling. Raises MessageIsMalformed."""
    found = _PATH.fullmatch(path)
    if found is None or len(path) > 60:
        raise MessageIsMalformed("not the path of a tile")
    index = int(found[2].replace("/", "").replace("x", ""))
    tile = Tile(None if found[1] == "entries" else int(found[1]), index, int(found[3] or WIDTH))
    if tile.path != path:
        raise MessageIsMalformed("not the path of a tile in its one spelling")
    return tile


def bundles_of(size: int, first: int = 0) -> tuple[Tile, ...]:
    """The bundles of a log of `size` that hold what comes from entry `first` on."""
    full, rest = divmod(size, WIDTH)
    bundles = [Tile(None, index) for index in range(first // WIDTH, full)]
    if rest and first < size:
        bundles.append(Tile(None, full, rest))
    return tuple(bundles)


def is_of_size(tile: Tile, size: int) -> bool:
    """Whether a log of `size` entries has that tile, in full or at least as wide."""
    if tile.level is not None and tile.level > HIGHEST_LEVEL:
        return False
    span: int = WIDTH ** (tile.level or 0)
    return (tile.index * WIDTH + tile.width) * span <= size


def hash_tile(leaves: Sequence[bytes], tile: Tile) -> bytes:
    """The hashes of a tile out of all leaf hashes; `is_of_size` must hold."""
    span = WIDTH ** (tile.level or 0)
    first = tile.index * WIDTH
    return b"".join(root_of(leaves[at * span : (at + 1) * span]) for at in range(first, first + tile.width))


def write_bundle(entries: Sequence[bytes]) -> bytes:
    """Entries one after the other, each behind its length in two bytes."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def read_bundle(content: bytes) -> tuple[bytes, ...]:
    """The entries of a bundle. Raises MessageIsMalformed."""
    entries: list[bytes] = []
    at = 0
    while at < len(content):
        length = int.from_bytes(content[at : at + 2], "big")
        entry = content[at + 2 : at + 2 + length]
        if len(content) < at + 2 or len(entry) != length or len(entries) >= WIDTH:
            raise MessageIsMalformed("this bundle of entries is cut off or too long")
        entries.append(entry)
        at += 2 + length
    return tuple(entries)

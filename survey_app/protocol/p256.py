"""Points of P-256, added and multiplied by OpenSSL's libcrypto; a point is its 65 uncompressed bytes.

`cryptography` multiplies points for key agreement but adds none, and keeps only one coordinate. libcrypto's
EC_POINT_mul with one scalar takes the same time and touches the same memory whatever the scalar is (its own
assembly on x86-64 and ARM, a Montgomery ladder elsewhere), so secrets are multiplied here as well as public
values. Scalars are Python's integers, whose arithmetic is not of constant time: see decision 0205.
"""

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from survey_app.protocol.errors import MessageIsMalformed
from survey_app.protocol.libcrypto import libcrypto

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
POINT_BYTES = 65
SCALAR_BYTES = 32
_NID = 415  # NID_X9_62_prime256v1
_UNCOMPRESSED = 4


def require_point(content: bytes) -> bytes:
    """Return `content` if it is an uncompressed point of P-256 other than infinity. Raises
    MessageIsMalformed.

    The group has prime order, so that a point on the curve is in the group.
    """
    with _points(1) as (point,):
        _read(point, content)
    return content


def multiply(scalar: int, point: bytes) -> bytes:
    """Return `scalar` times a point. The scalar may be secret: 1 … order - 1. Raises MessageIsMalformed,
    ValueError.
    """
    library, group = libcrypto(), _group()
    with _points(2) as (base, result), _number(scalar) as number:
        _read(base, point)
        _require(library.EC_POINT_mul(group, result, None, base, number, None))
        return _write(result)


def multiply_base(scalar: int) -> bytes:
    """Return `scalar` times the generator. The scalar may be secret: 1 … order - 1. Raises ValueError."""
    library, group = libcrypto(), _group()
    with _points(1) as (result,), _number(scalar) as number:
        _require(library.EC_POINT_mul(group, result, number, None, None, None))
        return _write(result)


def weighted_sum(weights: Sequence[int], points: Sequence[bytes]) -> bytes:
    """Return the sum of public points, each times its weight (a public number, taken modulo the order).

    Raises MessageIsMalformed, or ValueError where the sum is the point at infinity.
    """
    library, group = libcrypto(), _group()
    with _points(3) as (total, point, product):
        is_empty = True
        for weight, content in zip(weights, points, strict=True):
            _read(point, content)
            reduced = weight % ORDER
            if reduced == 0:
                continue
            if reduced != 1:
                with _number(reduced) as number:
                    _require(library.EC_POINT_mul(group, product, None, point, number, None))
            addend = point if reduced == 1 else product
            # A new EC_POINT is infinity, the neutral element.
            _require(library.EC_POINT_add(group, total, total, addend, None))
            is_empty = False
        if is_empty:
            raise ValueError("the sum of no points is infinity")
        return _write(total)


@cache
def generator() -> bytes:
    """Return the generator of the group."""
    return multiply_base(1)


@cache
def _group() -> Any:
    group = libcrypto().EC_GROUP_new_by_curve_name(_NID)
    _require(group)
    return group


@contextmanager
def _points(count: int) -> Iterator[list[Any]]:
    library, group = libcrypto(), _group()
    made = [library.EC_POINT_new(group) for _ in range(count)]
    try:
        for point in made:
            _require(point)
        yield made
    finally:
        for point in made:
            library.EC_POINT_free(point)


@contextmanager
def _number(scalar: int) -> Iterator[Any]:
    """A scalar as OpenSSL has it, wiped afterwards."""
    if not 0 < scalar < ORDER:
        raise ValueError("a scalar lies between 1 and the order of the group")
    library = libcrypto()
    number = library.BN_bin2bn(scalar.to_bytes(SCALAR_BYTES, "big"), SCALAR_BYTES, None)
    try:
        _require(number)
        yield number
    finally:
        library.BN_clear_free(number)


def _read(point: Any, content: bytes) -> None:
    library = libcrypto()
    is_sized = len(content) == POINT_BYTES and content[0] == _UNCOMPRESSED
    if not is_sized or library.EC_POINT_oct2point(_group(), point, content, len(content), None) != 1:
        library.ERR_clear_error()
        raise MessageIsMalformed("expected an uncompressed point of P-256, 65 bytes")


def _write(point: Any) -> bytes:
    out = ctypes.create_string_buffer(POINT_BYTES)
    length = libcrypto().EC_POINT_point2oct(_group(), point, _UNCOMPRESSED, out, POINT_BYTES, None)
    if length != POINT_BYTES:
        raise ValueError("the result is the point at infinity")
    return out.raw


def _require(result: Any) -> None:
    if not result:
        libcrypto().ERR_clear_error()
        raise RuntimeError("libcrypto could not do arithmetic on P-256")

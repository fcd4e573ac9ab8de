"""The digits of a release: each number leaves with as many as its type says, in every format."""

import types
from collections.abc import Hashable, Mapping
from functools import cache, cached_property
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from questionnaires.languages import Spoken

AS_ITS_OWNER = "as its owner"
AS_CHOSEN = "as chosen"
STEADY = 9
"""Decimals to which numbers are rounded first. Processors sum in orders of their own, so a number that lies
exactly between two shown ones comes out a hair above on one machine and below on the other; within nine
decimals both are the same again, and what is shown of it is, too.
"""
Value = TypeVar("Value", bound=msgspec.Struct)


class DigitsAreUnsaid(TypeError):
    """A number of a release whose type does not say how many digits it has."""


def in_digits(value: Value) -> Value:
    """The same value, each number in it rounded as its type says. Raises DigitsAreUnsaid.

    >>> from analysis.released.released_statistics import BetweenUnits
    >>> in_digits(BetweenUnits(0.0452407964240026, 0.41372, 6))
    BetweenUnits(icc1=0.05, icc2=0.41, units=6)
    >>> in_digits(BetweenUnits(0.125 - 1e-14, 0.125 + 1e-14, 6))
    BetweenUnits(icc1=0.12, icc2=0.12, units=6)
    """
    found: Value = _struct(value, None)
    return found


def digits_of(hint: Any) -> int | str | None:
    """What an annotation says of digits: how many, `AS_ITS_OWNER`, `AS_CHOSEN`, or None for nothing."""
    for said in get_args(hint)[1:] if get_origin(hint) is Annotated else ():
        if isinstance(said, msgspec.Meta) and said.extra and "digits" in said.extra:
            found: int | str = said.extra["digits"]
            return found
    return None


@cache
def fields_of(kind: Hashable) -> Mapping[str, Any]:
    """The types of a struct's fields, with what is said of their digits."""
    return get_type_hints(kind, include_extras=True)


@cache
def _roundings(kind: Hashable) -> Mapping[str, "_Rounding"]:
    return {name: _Rounding(hint) for name, hint in fields_of(kind).items()}


def _struct(value: Any, digits: int | None) -> Any:
    made = {
        name: rounding.rounded(getattr(value, name), digits)
        for name, rounding in _roundings(value.__class__).items()
    }
    return msgspec.structs.replace(value, **made)


class _Rounding:
    """How values of one annotation are rounded. What the annotation says is read once, not for each value."""

    def __init__(self, hint: Any) -> None:
        self._said = digits_of(hint)
        self._hint = get_args(hint)[0] if self._said is not None else hint
        self._elements: dict[int, _Rounding] = {}

    def rounded(self, value: Any, owner: int | None) -> Any:
        if isinstance(value, float):
            return _number(value, self._of_number, owner)
        if isinstance(value, bool | str | Spoken | None):
            return value
        if isinstance(value, msgspec.Struct):
            return _struct(value, self._of_struct)
        if isinstance(value, Mapping):
            return {key: self._each.rounded(one, owner) for key, one in value.items()}
        if isinstance(value, tuple):
            return tuple(self._element(place).rounded(one, owner) for place, one in enumerate(value))
        if self._said is not None or self._holds_a_float:
            return _number(float(value), self._of_number, owner)
        return value

    @cached_property
    def _of_number(self) -> int | str | None:
        if self._said is not None:
            return self._said
        return next((digits_of(member) for member in _members(self._hint) if _is_float(member)), None)

    @cached_property
    def _of_struct(self) -> int | None:
        said = self._said
        if said is None:
            members = (one for one in _members(self._hint) if _is_struct(one))
            said = next((one for member in members if (one := digits_of(member)) is not None), None)
        return said if isinstance(said, int) else None

    @cached_property
    def _each(self) -> "_Rounding":
        return _Rounding(get_args(self._hint)[1])

    @cached_property
    def _holds_a_float(self) -> bool:
        return any(_is_float(member) for member in _members(self._hint))

    def _element(self, place: int) -> "_Rounding":
        if place not in self._elements:
            self._elements[place] = _Rounding(_of_element(self._hint, place))
        return self._elements[place]


def _number(value: float, said: int | str | None, owner: int | None) -> float:
    if said == AS_CHOSEN:
        return value
    digits = owner if said == AS_ITS_OWNER else said
    if not isinstance(digits, int):
        raise DigitsAreUnsaid(str(said))
    # Zero has no sign; and as many decimals as Python writes are as many as a reader sees.
    return round(round(value, STEADY), digits) + 0.0


def _members(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


def _is_float(hint: Any) -> bool:
    return hint is float or (get_origin(hint) is Annotated and get_args(hint)[0] is float)


def _is_struct(hint: Any) -> bool:
    return get_origin(hint) is Annotated and isinstance(get_args(hint)[0], type)


def _of_element(hint: Any, position: int) -> Any:
    (arguments,) = (get_args(member) for member in _members(hint) if get_origin(member) is tuple)
    is_endless = len(arguments) == 2 and arguments[1] is Ellipsis
    return arguments[0] if is_endless else arguments[position]

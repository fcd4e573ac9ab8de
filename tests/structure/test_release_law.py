"""Every number that leaves has digits, and an answer to why it tells nothing of a hidden group."""

import types
import typing

import msgspec
import pytest

from analysis.counted.document import Counted
from analysis.disclosure.law import KEPT, LAW, Holds
from analysis.institutions.same_meaning import SameMeaning
from analysis.released.digits import AS_CHOSEN, AS_ITS_OWNER, digits_of, fields_of
from analysis.released.release import Release
from analysis.released.released_values import Interval
from analysis.releasing.comparisons import MeasureBenchmark


def _within(hint):
    """All types that a type is made of."""
    if isinstance(hint, type) and not typing.get_args(hint):
        yield hint
    for part in typing.get_args(hint):
        if isinstance(part, type | types.GenericAlias | types.UnionType) or typing.get_args(part):
            yield from _within(part)


def _structs(*begin):
    found, waiting = {}, list(begin)
    while waiting:
        kind = waiting.pop()
        if kind in found.values():
            continue
        found[kind.__name__] = kind
        for hint in fields_of(kind).values():
            waiting += [
                one for one in _within(hint) if isinstance(one, type) and issubclass(one, msgspec.Struct)
            ]
    return found


STRUCTS = _structs(Release, MeasureBenchmark, SameMeaning)
KEPT_STRUCTS = {name: kind for name, kind in _structs(Counted).items() if name not in STRUCTS}


def _numbers(hint):
    """The annotations of the fractions in a type, `None` where nothing is said of one's digits."""
    if digits_of(hint) is not None:
        yield hint
        return
    if hint is float:
        yield None
    for part in typing.get_args(hint):
        if part is not Ellipsis:
            yield from _numbers(part)


def test_the_walk_finds_what_a_release_is_made_of():
    assert {"Release", "Group", "Score", "Shares", "BetweenUnits", "Interval", "Weighting"} <= set(STRUCTS)


@pytest.mark.parametrize("name", sorted(STRUCTS))
def test_every_field_that_leaves_says_why_it_tells_nothing_of_a_hidden_group(name):
    unanswered = set(STRUCTS[name].__struct_fields__) - set(LAW.get(name, {}))

    assert not unanswered, f"say in analysis/disclosure/law.py why {name} may tell {sorted(unanswered)}"


def test_the_law_speaks_of_no_field_that_is_gone():
    for name, fields in LAW.items():
        assert set(fields) <= set(STRUCTS[name].__struct_fields__), name


@pytest.mark.parametrize("name", sorted(KEPT_STRUCTS))
def test_every_field_that_is_kept_says_why_it_tells_nothing_of_a_hidden_group(name):
    fields = KEPT.get(name, {})

    unanswered = set(KEPT_STRUCTS[name].__struct_fields__) ^ set(fields)
    assert not unanswered, f"say in analysis/disclosure/law.py why {name} may keep {sorted(unanswered)}"


def test_nothing_is_kept_but_what_the_law_speaks_of_and_no_fraction_besides_results():
    assert set(KEPT_STRUCTS) == set(KEPT)
    for name, kind in KEPT_STRUCTS.items():
        for field, hint in fields_of(kind).items():
            assert float not in set(_within(hint)), f"{name}.{field} is no whole number"


@pytest.mark.parametrize("name", sorted(set(STRUCTS) - {"MeasureBenchmark"}))
def test_every_fraction_of_a_release_says_how_many_digits_it_has(name):
    for field, hint in fields_of(STRUCTS[name]).items():
        for number in _numbers(hint):
            assert number is not None, f"{name}.{field} leaves with all its digits"
            assert digits_of(number) in (0, 1, 2, AS_ITS_OWNER, AS_CHOSEN), f"{name}.{field}"


def test_whoever_holds_an_interval_says_how_many_digits_its_bounds_have():
    for name, kind in STRUCTS.items():
        for field, hint in fields_of(kind).items():
            if Interval in set(_within(hint)):
                assert any(isinstance(digits_of(one), int) for one in _numbers(hint)), f"{name}.{field}"


def test_nothing_but_what_is_attacked_or_rests_on_shown_groups_is_no_sum():
    both = (*LAW.values(), *KEPT.values())
    assert set(Holds) == {answer for fields in both for answer in fields.values()}

"""The cheapest mask: what must not stay alone, what is never published together, what stays hidden."""

import numpy as np
import pytest

from analysis.disclosure.attack.problem import NONE, SuppressionProblem
from analysis.disclosure.protect.suppress import Suppressor

TOTAL, SMALL, FEW, MANY = range(4)


def the_problem(*, must_show=(), must_hide=(SMALL,)) -> SuppressionProblem:
    """A total of 63 and its parts of 3, 20 and 40."""
    marks = np.arange(4)
    return SuppressionProblem(
        n=np.array([63, 3, 20, 40]),
        atom_n=np.array([3, 20, 40]),
        cover=np.array([[0, 1], [0, 2], [0, 3]], np.int32),
        lines=((TOTAL, (SMALL, FEW, MANY)),),
        must_hide=np.isin(marks, must_hide),
        cost=np.array([63.0, 3.0, 20.0, 40.0]),
        block=marks.astype(np.int32),
        place=np.zeros(3, np.int32),
        above=np.full(4, NONE, np.int32),
        must_show=np.isin(marks, must_show),
    )


def masked(suppressor: Suppressor) -> list[int]:
    return np.flatnonzero(suppressor.mask(lambda: None)).tolist()


def only(*cells: int) -> np.ndarray:
    return np.isin(np.arange(4), cells)


def test_the_cheapest_cell_that_hides_a_small_one_goes_with_it():
    assert masked(Suppressor(the_problem(), 10)) == [SMALL, FEW]
    assert masked(Suppressor(the_problem(must_show=[FEW]), 10)) == [SMALL, MANY]


def test_a_cell_that_must_be_hidden_and_shown_is_refused():
    with pytest.raises(ValueError, match="Cell 1 must be hidden and must be shown"):
        Suppressor(the_problem(must_show=[SMALL]), 10)


def test_cells_that_may_not_be_published_together_are_not():
    suppressor = Suppressor(the_problem(must_show=[TOTAL], must_hide=()), 10)

    assert masked(suppressor) == []
    assert suppressor.forbid([TOTAL, MANY])
    assert masked(suppressor) == [SMALL, MANY]
    assert not suppressor.forbid([TOTAL])


def test_what_is_required_is_kept_and_is_news_once():
    suppressor = Suppressor(the_problem(must_show=[TOTAL]), 10)
    thirty_more = (((FEW, 20.0), (MANY, 40.0)), 30.0)

    assert suppressor.require(thirty_more)
    assert masked(suppressor) == [SMALL, MANY]
    assert not suppressor.require(thirty_more)
    assert not suppressor.require((((TOTAL, 1.0),), 1.0))


def test_what_is_kept_stays_hidden_whatever_comes_after():
    suppressor = Suppressor(the_problem(), 10)
    suppressor.forbid([FEW, MANY])
    suppressor.keep(suppressor.mask(lambda: None))

    assert masked(suppressor) == [SMALL, FEW]
    suppressor.forbid([MANY])
    assert masked(suppressor) == [SMALL, FEW, MANY]


def test_lines_can_be_kept_where_the_allowed_cells_are_enough():
    suppressor = Suppressor(the_problem(), 10)

    assert suppressor.can_keep_lines(only(MANY), only())
    assert suppressor.can_keep_lines(only(FEW), only(FEW))
    assert not suppressor.can_keep_lines(only(), only(FEW))

"""A table in two files: what is read, and what is said of a faulty one."""

import pytest

from analysis.disclosure.any_table.tables import FaultyTable, Relation, read_table
from analysis.disclosure.protect.certificate import Status

CELLS = "cell,n,status\nall,30,shown\na,21,shown\nb,9,primary\n"
RELATIONS = "total,part\nall,a\nall,b\n"


@pytest.fixture
def written(tmp_path):
    def write(cells=CELLS, relations=RELATIONS):
        (tmp_path / "cells.csv").write_text(cells, encoding="utf-8")
        (tmp_path / "relations.csv").write_text(relations, encoding="utf-8")
        return read_table(tmp_path / "cells.csv", tmp_path / "relations.csv")

    return write


def test_a_table_has_cells_and_relations(written):
    table = written()

    assert [(cell.key, cell.respondents, cell.status) for cell in table.cells] == [
        ("all", 30, Status.SHOWN),
        ("a", 21, Status.SHOWN),
        ("b", 9, Status.PRIMARY),
    ]
    assert table.relations == (Relation("all", ("a", "b")),)


def test_a_file_saved_by_a_spreadsheet_is_read(written):
    assert len(written("\ufeff" + CELLS.replace("\n", "\r\n")).cells) == 3


def test_empty_lines_are_passed_over(written):
    assert written(CELLS + "\n , ,\n", RELATIONS + "\n") == written()


def test_the_breakdowns_of_a_two_way_table_are_told_apart(written):
    cells = "cell,n,status\nT,20,shown\nr1,8,shown\nr2,12,shown\nc1,9,shown\nc2,11,shown\n"
    cells += "r1c1,3,shown\nr1c2,5,shown\nr2c1,6,shown\nr2c2,6,shown\n"
    relations = "total,part\nT,r1\nT,c1\nT,r2\nT,c2\nr1,r1c1\nr1,r1c2\nr2,r2c1\nr2,r2c2\n"
    relations += "c1,r1c1\nc1,r2c1\nc2,r1c2\nc2,r2c2\n"

    table = written(cells, relations)

    assert [one.parts for one in table.relations if one.total == "T"] == [("r1", "r2"), ("c1", "c2")]


def test_breakdowns_that_do_not_cross_are_told_apart_by_their_sums(written):
    cells = "cell,n,status\nT,20,shown\na,8,shown\nb,12,shown\nm,9,shown\nw,11,shown\n"

    table = written(cells, "total,part\nT,a\nT,b\nT,m\nT,w\n")

    assert [one.parts for one in table.relations] == [("a", "b"), ("m", "w")]


def test_a_part_of_nobody_between_two_breakdowns_goes_where_its_name_is_more_alike(written):
    cells = "cell,n,status\nT,20,shown\na1,20,shown\na2,0,shown\nb1,0,shown\nb2,20,shown\n"

    table = written(cells, "total,part\nT,a1\nT,a2\nT,b1\nT,b2\n")

    assert [one.parts for one in table.relations] == [("a1", "a2"), ("b1", "b2")]


def test_a_column_may_name_the_breakdown(written):
    cells = "cell,n,status\nT,20,shown\na,10,shown\nb,10,shown\nm,10,shown\nw,10,shown\n"

    table = written(cells, "total,part,breakdown\nT,a,unit\nT,m,sex\nT,b,unit\nT,w,sex\n")

    assert [one.parts for one in table.relations] == [("a", "b"), ("m", "w")]


FAULTS = [
    (CELLS + "a,21,shown\n", RELATIONS, "cells.csv", 5, "cell", "twice"),
    (CELLS.replace("21", "2x"), RELATIONS, "cells.csv", 3, "n", "no number"),
    (CELLS.replace("21", "-1"), RELATIONS, "cells.csv", 3, "n", "no number"),
    (CELLS.replace("primary", "secret"), RELATIONS, "cells.csv", 4, "status", "no status"),
    (CELLS.replace("30", "9" * 30), RELATIONS, "cells.csv", 2, "n", "more people"),
    ("cell,n,n,status\nall,3,3,shown\n", RELATIONS, "cells.csv", 1, "n", "twice"),
    ("cell,n\nall,3\n", RELATIONS, "cells.csv", 1, "status", "missing"),
    ("cell,n,status,lpl\nall,3,shown,wide\n", RELATIONS, "cells.csv", 2, "lpl", "no protection level"),
    (CELLS + ",3,shown\n", RELATIONS, "cells.csv", 5, "cell", "no name"),
    (CELLS + "c,d,3,shown\n", RELATIONS, "cells.csv", 5, "status", "4 columns"),
    (CELLS, RELATIONS + "all,c\n", "relations.csv", 4, "part", "no cell"),
    (CELLS, RELATIONS + "all,b\n", "relations.csv", 4, "part", "twice"),
    (CELLS, RELATIONS + "a,all\n", "relations.csv", 4, "part", "part of itself"),
    (CELLS.replace("21", "20"), RELATIONS, "relations.csv", 2, "total", "sum to 29"),
]


@pytest.mark.parametrize(("cells", "relations", "file", "line", "column", "problem"), FAULTS)
def test_a_fault_is_named_by_file_line_and_column_with_a_remedy(
    written, cells, relations, file, line, column, problem
):
    with pytest.raises(FaultyTable, match=problem) as refused:
        written(cells, relations)

    assert (refused.value.file, refused.value.line, refused.value.column) == (file, line, column)
    assert refused.value.remedy.endswith(".")
    assert f"{file}, line {line}, column {column}:" in str(refused.value)


def test_a_longer_circle_is_found(written):
    cells = "cell,n,status\na,5,shown\nb,5,shown\nc,5,shown\n"

    with pytest.raises(FaultyTable, match="part of itself"):
        written(cells, "total,part\na,b\nb,c\nc,a\n")


def test_a_file_that_is_not_utf8_is_named(tmp_path):
    (tmp_path / "cells.csv").write_bytes("cell,n,status\n부서,3,shown\n".encode("euc-kr"))
    (tmp_path / "relations.csv").write_text(RELATIONS)

    with pytest.raises(FaultyTable, match="not UTF-8") as refused:
        read_table(tmp_path / "cells.csv", tmp_path / "relations.csv")

    assert refused.value.line == 2

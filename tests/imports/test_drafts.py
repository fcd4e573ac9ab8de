"""A mapping is drafted from the file that it is to read."""

from tests.imports.surveys import FILES, ITEMS


def test_the_draft_is_made_from_the_sheet_that_looks_like_answers(run, tmp_path):
    file = FILES / "codebook_before_answers.xlsx"

    drafted = run("wave", "mapping", file, "--language", "en")
    codebook = run("wave", "mapping", file, "--sheet", "코드북", "--language", "en")
    none = run("wave", "mapping", file, "--sheet", "없음", "--language", "en")

    assert "Q4" in drafted.output
    assert "- Q1\n" in drafted.output
    assert "delimiter" not in codebook.output
    assert "choose one of: 코드북, 자료" in none.output


def test_the_draft_finds_the_header_under_a_title(run):
    drafted = run("wave", "mapping", FILES / "answers_under_a_title.xlsx")

    assert drafted.exit_code == 0, drafted.output
    assert "- Q1\n" in drafted.output


def test_a_drafted_mapping_reads_the_file_it_was_drafted_from(run, import_wave, table, write, tmp_path):
    path = tmp_path / "drafted.csv"
    path.write_text(write(table), "utf-8")

    drafted = run("wave", "mapping", path)
    status, found = import_wave(write(table), drafted.stdout, "--preview")

    assert drafted.exit_code == 0
    assert status == 0, found
    assert [item["item"] for item in found["items"]] == list(ITEMS)
    assert len(found["units"]) == 6

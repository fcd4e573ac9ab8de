"""No file brings the loader down: missing, unreadable, endless or malicious, it is told as a fault."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.languages import LANGUAGES

S, KO, EN = "questionnaire.yaml", "ko.yaml", "en.yaml"


def test_an_unreadable_text_file_does_not_hide_the_faults_of_the_others(draft):
    draft.edit(KO, "title: 작은 설문", "title: '작은 설문")
    draft.edit(EN, "I work alone.", '""')
    assert {(KO, "yaml-unreadable"), (EN, "text-empty")} <= {(f.file, f.rule) for f in draft.faults()}


@pytest.mark.parametrize("file", [S, KO, EN, "SOURCE.md"])
def test_a_missing_file_is_named(draft, file):
    (draft.folder / file).unlink()
    assert [(fault.file, fault.rule) for fault in draft.faults()] == [(file, "file-missing")]


def test_an_empty_source_is_a_fault(draft):
    (draft.folder / "SOURCE.md").write_text("\n")
    assert [fault.rule for fault in draft.faults()] == ["source-empty"]


def test_a_file_over_the_limit_is_refused_unread(draft):
    with (draft.folder / KO).open("a", encoding="utf-8") as file:
        file.write("# " + "x" * 600_000)
    assert [(fault.file, fault.rule) for fault in draft.faults()] == [(KO, "file-too-large")]


def test_a_file_in_another_encoding_names_the_line(draft):
    path = draft.folder / KO
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp949"))
    assert [(f.file, f.line, f.rule) for f in draft.faults()] == [(KO, 2, "not-utf8")]


def test_a_bomb_of_aliases_is_refused_without_being_unfolded(draft):
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    (draft.folder / S).write_text(bomb)
    faults = draft.faults()
    assert {fault.rule for fault in faults} == {"yaml-alias"}
    assert faults[0].line == 1


@settings(deadline=None)
@given(
    text=st.text(alphabet=string.printable + "가나다{}&*!:-[]", max_size=200),
    file=st.sampled_from([S, KO, EN]),
)
def test_no_file_whatsoever_brings_the_loader_down(new_draft, text, file):
    draft = new_draft()
    (draft.folder / file).write_text(text, encoding="utf-8")
    faults = draft.faults()
    assert faults
    assert all(fault.file for fault in faults)


@settings(deadline=None)
@given(data=st.data())
def test_any_line_may_be_lost_without_bringing_the_loader_down(new_draft, data):
    draft = new_draft()
    path = draft.folder / data.draw(st.sampled_from([S, KO, EN]))
    lines = path.read_text(encoding="utf-8").splitlines()
    del lines[data.draw(st.integers(0, len(lines) - 1))]
    path.write_text("\n".join(lines), encoding="utf-8")
    faults = draft.faults()
    assert all(fault.language in ("", *LANGUAGES) for fault in faults)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (S, "points: [1, 2, 3, 4, 5]", f"points: [{'1, ' * 60_000}2]"),
        (S, "[young, middle, old]", f"[{', '.join(f'c{n}' for n in range(60_000))}]"),
        (
            S,
            "items:\n",
            "items:\n" + "".join(f"  - {{id: A{n}, kind: x, scale: y}}\n" for n in range(12_000)),
        ),
        (EN, "title:", "title: a\n" * 40_000 + "title:"),
    ],
    ids=["points", "classes", "items", "fields"],
)
def test_a_file_full_of_faults_is_still_read_to_its_end(draft, file, old, new):
    draft.edit(file, old, new)
    faults = draft.faults()
    assert faults
    assert max(len(fault.message("ko")) + len(fault.remedy("ko")) for fault in faults) < 500

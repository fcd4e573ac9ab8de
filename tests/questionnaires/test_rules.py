"""Each fault is told with its file, line, place, language and remedy, and all of them in one go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.languages import LANGUAGES
from questionnaires.rules import default_minimum_answered
from questionnaires.sentences import Part, sentences
from questionnaires.wording import names_recall_period

S, KO, EN = "questionnaire.yaml", "ko.yaml", "en.yaml"


# file, what is replaced, by what, then the fault: rule, lines below the replacement, place, language
ONE_FAULT = [
    (S, "licence: Apache-2.0\n", "", "field-missing", None, S, "", ""),
    (S, "attribution: Tests", "attribution:", "text-empty", 0, S, "attribution", ""),
    (S, 'version: "1"', "version: [1]", "field-of-wrong-kind", 0, S, "version", ""),
    (S, "kind: perception", "kinds: perception, kind: outcome", "field-unknown", 0, S, "HELP01", ""),
    (S, "kind: perception", "kind: opinion", "kind-unknown", 0, S, "HELP01", ""),
    (S, "scale: agreement}", "scale: agreement, scale: times}", "field-twice", 0, S, "HELP01", ""),
    (S, "{id: HELP02,", "{id: HELP 02,", "key-malformed", 0, S, "HELP 02", ""),
    (S, "id: HELP02", "id: HELP01", "id-twice", 0, S, "HELP01", ""),
    (S, "id: change", "id: HELP01", "id-twice", 0, S, "HELP01", ""),
    (S, "scale: agreement}", "scale: liking}", "scale-unknown", 0, S, "HELP01", ""),
    (S, "points: [1, 2, 3, 4, 5]", "points: [1, 2, 2, 4, 5]", "scale-points", 0, S, "agreement", ""),
    (S, "points: [0, 1, 2]", "points: [0, 1, 200]", "scale-points", 0, S, "times", ""),
    (S, "favourable: [4, 5]", "favourable: [4, 6]", "box-outside-scale", 0, S, "agreement", ""),
    (S, "favourable: [4, 5]", "favourable: [2, 4, 5]", "boxes-overlap", 0, S, "agreement", ""),
    (S, "favourable: [0]", "favourable: []", "boxes-empty", 0, S, "times", ""),
    (S, "not_applicable: true", "not_applicable: maybe", "field-of-wrong-kind", 0, S, "agreement", ""),
    (S, ", recall_months: 3", "", "recall-missing", 0, S, "EXPE01", ""),
    (S, "recall_months: 3", "recall_months: 61", "recall-outside", 0, S, "EXPE01", ""),
    (S, "recall_months: 3", "recall_months: some", "field-of-wrong-kind", 0, S, "EXPE01", ""),
    (S, "scale: agreement}", "scale: agreement, recall_months: 3}", "recall-unwanted", 0, S, "HELP01", ""),
    (S, "[HELP01, HELP02]", "[HELP01, HELP02, HELP03]", "item-unknown", 0, S, "help", ""),
    (S, "[HELP01, HELP02]", "[HELP01, HELP02, HELP01]", "item-in-two-areas", 0, S, "help", ""),
    (S, "[HELP01, HELP02]", "[HELP01, EXPE01]", "experience-is-scored", 0, S, "help", ""),
    (S, "[HELP01, HELP02]", "[]", "area-empty", 0, S, "help", ""),
    (S, "[HELP01, HELP02]}", "[HELP01], minimum_answered: 2}", "minimum-outside", 0, S, "help", ""),
    (S, "[HELP01, HELP02]}", "[HELP01], minimum_answered: 0}", "minimum-outside", 0, S, "help", ""),
    (S, "of: [middle, old]", "of: [middle, ancient]", "class-unknown", 0, S, "age", ""),
    (S, "of: [middle, old]", "of: [young, old]", "merge-not-neighbours", 0, S, "age", ""),
    (S, "of: [middle, old]", "of: [old]", "merge-of-one", 0, S, "age", ""),
    (S, "into: not_young", "into: young", "class-exists", 0, S, "age", ""),
    (S, "[young, middle, old]", "[young]", "classes-too-few", -1, S, "age", ""),
    (S, "maximum_length: 500", "maximum_length: 0", "length-outside", 0, S, "change", ""),
    (S, ", maximum_length: 500", "", "field-missing", 0, S, "change", ""),
    (S, "key: small", "key: large", "folder-differs", 0, S, "", ""),
    (S, "attribution: Tests", "attribution: &a Tests", "yaml-alias", 0, S, "", ""),
    (S, "attribution: Tests", "attribution: !!python/name:os.system Tests", "yaml-tag", 0, S, "", ""),
    (S, "attribution: Tests", "attribution: [[[[[[[[[[]]]]]]]]]]", "yaml-too-deep", 0, S, "", ""),
    (S, "attribution: Tests", "attribution: 'Tests", "yaml-unreadable", None, S, "", ""),
    (S, "attribution: Tests", "attribution: Tests\n---", "yaml-two-documents", 1, S, "", ""),
    (KO, "  HELP02: 나는 혼자 일한다.\n", "", "text-missing", -2, KO, "HELP02", "ko"),
    (EN, "  HELP02: I work alone.\n", "", "text-missing", -2, EN, "HELP02", "en"),
    (EN, "I work alone.", '""', "text-empty", 0, EN, "HELP02", "en"),
    (EN, "I work alone.", "[I, work]", "field-of-wrong-kind", 0, EN, "HELP02", "en"),
    (
        EN,
        "HELP02: I work alone.",
        "HELP02: I work alone.\n  HELP9: Why?",
        "text-unwanted",
        1,
        EN,
        "HELP9",
        "en",
    ),
    (EN, ", description: About help.", "", "field-missing", 0, EN, "help", "en"),
    (EN, "title: A small questionnaire\n", "", "field-missing", None, EN, "title", "en"),
    (EN, "Yes, Very much]", "Yes]", "scale-labels", 0, EN, "agreement", "en"),
    (EN, "Yes, Very much]", "Yes, 'Yes']", "label-twice", 0, EN, "agreement", "en"),
    (EN, "old: Old, ", "", "text-missing", -2, EN, "age", "en"),
    (EN, "not_young: Middle and old", "not_young: Old", "label-twice", 0, EN, "age", "en"),
    (EN, "old: Old, ", "old: Old, dead: Dead, ", "text-unwanted", 0, EN, "age", "en"),
    (EN, "I work alone.", "I work alone {here}.", "placeholder-unknown", 0, EN, "HELP02", "en"),
    (EN, "I work alone.", "I work alone {.", "placeholder-unknown", 0, EN, "HELP02", "en"),
    (EN, "In {institution}, people", "People", "placeholder-differs", 0, EN, "HELP01", "en"),
    (KO, "나는 혼자", "나는 {institution}에서 혼자", "placeholder-differs", 0, EN, "HELP02", "en"),
    (EN, "In the past 3 months", "Recently", "recall-not-in-text", 0, EN, "EXPE01", "en"),
    (KO, "최근 3개월", "최근 13개월", "recall-not-in-text", 0, KO, "EXPE01", "ko"),
    (EN, "I work alone.", "I work\u202e alone.", "text-hidden-character", 0, EN, "HELP02", "en"),
    (EN, "I work alone.", "I work " + "very " * 200 + "alone.", "text-too-long", 0, EN, "HELP02", "en"),
    (
        EN,
        "I work alone.",
        '"In {institution}, people help each other."',
        "item-text-twice",
        0,
        EN,
        "HELP02",
        "en",
    ),
    (EN, "language: en", "language: ko", "language-differs", 0, EN, "", "en"),
]


def test_the_small_questionnaire_itself_has_no_fault(draft):
    assert draft.faults() == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "rule", "below", "in_file", "place", "language"),
    ONE_FAULT,
    ids=[f"{case[3]}-{number}" for number, case in enumerate(ONE_FAULT)],
)
def test_a_fault_names_file_line_place_and_language(
    draft, file, old, new, rule, below, in_file, place, language
):
    line = draft.edit(file, old, new)
    found = {fault.rule: fault for fault in draft.faults()}
    assert rule in found
    fault = found[rule]
    assert (fault.file, fault.language) == (in_file, language)
    assert place in fault.place
    if below is not None:
        wanted = line + below
        if in_file != file:
            lines = (draft.folder / in_file).read_text(encoding="utf-8").splitlines()
            wanted = next(n for n, text in enumerate(lines, start=1) if text.strip().startswith(place))
        assert fault.line == wanted
    for tongue in LANGUAGES:
        assert fault.message(tongue)
        assert fault.remedy(tongue)


def test_all_faults_of_all_files_are_told_in_one_go(draft):
    draft.edit(S, "licence: Apache-2.0\n", "")
    draft.edit(S, "scale: agreement}", "scale: liking}")
    draft.edit(S, ", recall_months: 3", "")
    draft.edit(KO, "  HELP02: 나는 혼자 일한다.\n", "")
    draft.edit(EN, "I work alone.", "I work {alone}.")
    (draft.folder / "SOURCE.md").unlink()
    rules = {(fault.file, fault.rule) for fault in draft.faults()}
    assert {
        (S, "field-missing"),
        (S, "scale-unknown"),
        (S, "recall-missing"),
        (KO, "text-missing"),
        (EN, "placeholder-unknown"),
        ("SOURCE.md", "file-missing"),
    } <= rules


def test_two_items_with_one_comparability_key_are_a_fault(draft):
    draft.edit(S, "{id: HELP01,", "{id: HELP01, comparability: same,")
    line = draft.edit(S, "{id: HELP02,", "{id: HELP02, comparability: same,")
    (fault,) = draft.faults()
    assert (fault.rule, fault.line, fault.place) == ("comparability-twice", line, "HELP02")


def test_a_scale_whose_favourable_end_is_low_cannot_be_scored(draft):
    draft.edit(S, "favourable: [4, 5], unfavourable: [1, 2]", "favourable: [1, 2], unfavourable: [4, 5]")
    assert [fault.rule for fault in draft.faults()] == ["scale-not-scorable"]


def test_an_uneven_scale_cannot_be_reversed(draft):
    draft.edit(S, "points: [1, 2, 3, 4, 5]", "points: [1, 2, 3, 4, 9]")
    draft.edit(S, "favourable: [4, 5]", "favourable: [4, 9]")
    assert [(fault.rule, fault.place) for fault in draft.faults()] == [("reversed-not-mirrored", "HELP02")]


def test_an_area_on_two_scales_is_a_fault(draft):
    draft.edit(S, "scale: agreement, reversed: true", "scale: times")
    assert "area-mixes-scales" in {fault.rule for fault in draft.faults()}


def test_a_scale_that_nothing_uses_is_a_fault(draft):
    draft.edit(
        S,
        "  times:",
        "  spare: {points: [1, 2], favourable: [2], unfavourable: [1], not_applicable: false}\n  times:",
    )
    rules = [(fault.rule, fault.language) for fault in draft.faults()]
    assert rules == [("text-missing", "en"), ("text-missing", "ko"), ("scale-unused", "")]


def test_a_later_merge_may_use_the_class_an_earlier_one_made(draft):
    draft.edit(
        S, "of: [middle, old]}", "of: [middle, old]}\n      - {into: everybody, of: [young, not_young]}"
    )
    draft.edit(KO, "not_young: 중년 이상", "not_young: 중년 이상, everybody: 모두")
    draft.edit(EN, "not_young: Middle and old", "not_young: Middle and old, everybody: Everybody")
    assert draft.faults() == ()


def test_a_class_that_was_merged_away_cannot_be_merged_again(draft):
    draft.edit(S, "of: [middle, old]}", "of: [middle, old]}\n      - {into: two, of: [young, middle]}")
    assert "class-unknown" in {fault.rule for fault in draft.faults()}


def test_a_fault_on_one_line_reads_in_both_languages(draft):
    line = draft.edit(EN, "I work alone.", "I work {alone}.")
    (fault,) = draft.faults()
    assert fault.line_of_text("en").startswith(
        f"en.yaml:{line}: HELP02 [en] '{{alone}}' is not a placeholder — "
    )
    assert fault.line_of_text("ko").startswith(f"en.yaml:{line}: HELP02 [en] ‘{{alone}}’은(는) ")


def test_every_rule_has_four_sentences():
    korean, english = sentences("ko").faults, sentences("en").faults
    assert list(korean) == list(english)
    for rule in korean:
        assert set(korean[rule]) == set(english[rule]) == {"message", "remedy"}, rule
        assert all(korean[rule].values()), rule
        assert all(english[rule].values()), rule
        assert any("가" <= character <= "힣" for character in "".join(korean[rule].values())), rule
        assert not any("가" <= character <= "힣" for character in "".join(english[rule].values())), rule


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_that_a_sentence_names_has_a_word(language):
    assert set(sentences(language).parts) == set(Part)


@given(st.integers(1, 60))
def test_the_default_minimum_is_never_above_the_items_and_grows_with_them(items):
    minimum = default_minimum_answered(items)
    assert 1 <= minimum <= items
    assert minimum <= default_minimum_answered(items + 1)
    assert items <= 3 or minimum >= items * 2 / 3


@given(st.integers(1, 60), st.integers(1, 60))
def test_a_question_names_its_own_recall_period_and_no_other(named, asked):
    assert names_recall_period(f"최근 {named}개월 동안", asked) is (named == asked)
    assert names_recall_period(f"In the past {named} months", asked) is (named == asked)

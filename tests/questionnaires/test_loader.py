"""Questionnaires are found in their folders, read into frozen values, and never change once published."""

import json
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.content import (
    ContentDoesNotMatchItsHash,
    canonical,
    content_hash,
    document,
    from_document,
)
from questionnaires.faults import Faults, QuestionnaireIsFaulty
from questionnaires.loader import (
    BUNDLED,
    RECORD_FILE,
    available,
    available_modules,
    item_on,
    load,
    published,
    published_module,
    recorded_hashes,
)
from questionnaires.model import Kind, Scale

BUNDLED_VERSIONS = available()


def rules_of(error):
    return [fault.rule for fault in error.value.faults]


def test_the_bundled_questionnaires_are_there():
    assert ("public-culture", "2026.1") in BUNDLED_VERSIONS
    assert ("csps-core", "2024") in BUNDLED_VERSIONS


def test_every_bundled_version_is_published_and_unchanged():
    faults = Faults()
    recorded = recorded_hashes(BUNDLED / RECORD_FILE, faults)
    assert faults.found == ()
    found = [published(*name) for name in BUNDLED_VERSIONS]
    found += [published_module(*name) for name in available_modules()]
    assert recorded == {(one.key, one.version): one.content_hash for one in found}


def test_a_questionnaire_is_read_once_in_a_process():
    assert published("csps-core", "2024") is published("csps-core", "2024")


def test_a_reversed_item_has_its_boxes_turned(draft):
    items = load(draft.folder).item_by_id
    assert (items["HELP01"].favourable, items["HELP01"].unfavourable) == ((4, 5), (1, 2))
    assert (items["HELP02"].favourable, items["HELP02"].unfavourable) == ((1, 2), (4, 5))


@given(st.integers(0, 20), st.integers(2, 11), st.data())
def test_turning_boxes_twice_gives_them_back(lower, count, data):
    points = tuple(range(lower, lower + count))
    favourable = tuple(sorted(data.draw(st.sets(st.sampled_from(points), min_size=1))))
    scale = Scale("drawn", points, favourable, (), False)
    turned = item_on(scale, "A", Kind.PERCEPTION, "a", is_reversed=True).favourable
    back = item_on(Scale("drawn", points, turned, (), False), "A", Kind.PERCEPTION, "a", is_reversed=True)
    assert back.favourable == favourable
    assert set(turned) <= set(points)


def test_the_minimum_answered_is_by_rule_unless_it_is_written(draft):
    assert load(draft.folder).areas[0].minimum_answered == 2
    draft.edit("questionnaire.yaml", "[HELP01, HELP02]}", "[HELP01, HELP02], minimum_answered: 1}")
    assert load(draft.folder).areas[0].minimum_answered == 1


def test_the_comparability_key_of_an_experience_holds_its_recall_period(draft):
    items = load(draft.folder).item_by_id
    assert items["EXPE01"].comparability == "small/EXPE01/3m"
    assert items["HELP01"].comparability == "small/HELP01"


def test_words_that_yaml_would_turn_into_values_stay_words(draft):
    draft.edit("en.yaml", "[Never, Once, Twice or more]", "[No, Yes, 2]")
    assert load(draft.folder).texts["en"].scale_points["times"] == ("No", "Yes", "2")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("ko.yaml", "나는 혼자 일한다.", "나는 혼자서 일한다."),
        ("en.yaml", "Used to see generations.", "Used to see ages."),
        ("questionnaire.yaml", "reversed: true", "reversed: false"),
        ("questionnaire.yaml", "maximum_length: 500", "maximum_length: 501"),
        ("questionnaire.yaml", "[HELP01, HELP02]}", "[HELP02, HELP01]}"),
        ("questionnaire.yaml", "of: [middle, old]", "of: [old, middle]"),
    ],
)
def test_a_published_version_cannot_be_changed(draft, file, old, new):
    questionnaire = load(draft.folder)
    record = draft.folder.parent.parent / RECORD_FILE
    record.write_text(f"# published\nsmall 1 {questionnaire.content_hash}\n")
    assert load(draft.folder) == questionnaire
    draft.edit(file, old, new)
    with pytest.raises(QuestionnaireIsFaulty, match="has changed") as error:
        load(draft.folder)
    assert rules_of(error) == ["published-content-differs"]


def test_layout_comments_and_source_are_no_content(draft):
    before = load(draft.folder).content_hash
    draft.edit("questionnaire.yaml", "scale: agreement}", "scale:   agreement}  # on agreement")
    draft.edit("ko.yaml", "language: ko\n", "# Korean\n\nlanguage: 'ko'\n")
    (draft.folder / "SOURCE.md").write_text("Another source\n")
    assert load(draft.folder).content_hash == before


def test_a_malformed_record_names_its_line(draft):
    (draft.folder.parent.parent / RECORD_FILE).write_text("# published\nsmall 1\n")
    with pytest.raises(QuestionnaireIsFaulty) as error:
        load(draft.folder)
    assert [(fault.rule, fault.file, fault.line) for fault in error.value.faults] == [
        ("published-unreadable", RECORD_FILE, 2)
    ]


def test_an_institution_adds_a_questionnaire_in_a_folder_of_its_own(draft):
    extra = draft.folder.parent.parent
    assert ("small", "1") in available([extra])
    assert published("small", "1", [extra]).texts["ko"].title == "작은 설문"
    assert ("small", "1") not in available()


def test_an_added_questionnaire_cannot_take_the_name_of_a_bundled_one(tmp_path):
    shutil.copytree(BUNDLED / "csps-core" / "2024", tmp_path / "csps-core" / "2024")
    with pytest.raises(QuestionnaireIsFaulty) as error:
        published("csps-core", "2024", [tmp_path])
    assert rules_of(error) == ["published-twice"]


@pytest.mark.parametrize("name", [("none", "1"), ("..", "."), ("../data/csps-core", "2024"), ("", "")])
def test_an_unknown_name_is_refused_and_the_known_ones_are_told(name):
    with pytest.raises(QuestionnaireIsFaulty, match=r"public-culture 2026\.1") as error:
        published(*name)
    assert rules_of(error) == ["questionnaire-unknown"]


@pytest.mark.parametrize("name", BUNDLED_VERSIONS)
def test_a_document_carries_a_whole_questionnaire(name):
    questionnaire = published(*name)
    carried = json.loads(json.dumps(document(questionnaire), ensure_ascii=False))
    assert from_document(carried) == questionnaire


def test_a_document_with_changed_content_is_refused(draft):
    carried = document(load(draft.folder))
    carried["texts"]["ko"]["title"] = "다른 설문"
    with pytest.raises(ContentDoesNotMatchItsHash):
        from_document(carried)


def test_the_content_hash_is_over_the_canonical_content(draft):
    questionnaire = load(draft.folder)
    content = json.loads(canonical(questionnaire))
    assert "content_hash" not in content
    assert canonical(questionnaire).decode() == json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    # Published hashes stand or fall with this value: it may never change.
    assert (
        content_hash(questionnaire)
        == "sha256:6ae5fcf53448733354dc5385e4d35cedf6a3c120914b36d36082b8421642d36e"
    )

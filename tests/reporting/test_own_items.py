"""Items that an institution added stand in its report, and are not mixed with areas or experiences."""

import dataclasses

import msgspec

from analysis.released.released_values import Hidden, Reason
from questionnaires.model import Kind, Module
from survey_app.reporting.chapters.own_items import own_items_chapter
from survey_app.reporting.making.institution import build_institution_report
from survey_app.reporting.making.orders import Materials
from survey_app.wording.labels import labels_of
from tests.reporting.sample import QUESTIONNAIRE


def _with_an_own_item():
    """A questionnaire in which one item belongs to no area any more, and that item's id."""
    first, *others = QUESTIONNAIRE.areas
    own, *kept = first.items
    area = dataclasses.replace(first, items=tuple(kept))
    return dataclasses.replace(QUESTIONNAIRE, areas=(area, *others)), own


def test_without_own_items_there_is_no_such_chapter(release):
    report = build_institution_report(Materials(release, QUESTIONNAIRE), "ko")

    assert "own-items" not in {chapter.key for chapter in report.chapters}


def test_own_items_are_a_table_of_their_own(release):
    questionnaire, own = _with_an_own_item()

    report = build_institution_report(Materials(release, questionnaire), "ko")

    chapter = next(chapter for chapter in report.chapters if chapter.key == "own-items")
    assert chapter.title == "우리 기관의 문항"
    table = chapter.blocks[-1]
    assert [row[0].text for row in table.rows] == [questionnaire.texts["ko"].items[own]]
    assert table.rows[0][1].value == release.whole.items[own].favourable


def test_a_hidden_own_item_stays_hidden(release):
    questionnaire, own = _with_an_own_item()
    hidden = {**release.whole.items, own: Hidden(Reason.TOO_FEW)}
    groups = tuple(
        msgspec.structs.replace(group, items=hidden) if group.key == "all" else group
        for group in release.groups
    )
    changed = msgspec.structs.replace(release, groups=groups)

    chapter = own_items_chapter(changed, questionnaire, labels_of(changed, questionnaire, "en"))

    assert {cell.value for cell in chapter.blocks[-1].rows[0][1:]} == {None}


def test_experiences_are_not_among_them(release):
    questionnaire, _ = _with_an_own_item()
    experiences = {i.id for i in questionnaire.items if i.kind is Kind.EXPERIENCE}

    chapter = own_items_chapter(release, questionnaire, labels_of(release, questionnaire, "ko"))

    wordings = {questionnaire.texts["ko"].items[i] for i in experiences}
    assert experiences
    assert not wordings & {row[0].text for row in chapter.blocks[-1].rows}


def test_a_module_has_a_chapter_of_its_own_for_opinions_and_experiences(release):
    questionnaire, opinion = _with_an_own_item()
    experience = next(i.id for i in questionnaire.items if i.kind is Kind.EXPERIENCE)
    module = Module("extra", "1", "sha256:0", (opinion, experience), {"ko": "추가"}, {"ko": "쓰임"})
    with_module = dataclasses.replace(questionnaire, modules=(module,))

    report = build_institution_report(Materials(release, with_module), "ko")

    chapters = {chapter.key: chapter for chapter in report.chapters}
    said = [row[0].text for block in chapters["module-extra"].blocks[1::2] for row in block.rows]
    assert chapters["module-extra"].title == "추가"
    assert said == [questionnaire.texts["ko"].items[item] for item in (opinion, experience)]
    assert "own-items" not in chapters
    others = [row[0].text for row in chapters["experiences"].blocks[-1].rows]
    assert questionnaire.texts["ko"].items[experience] not in others

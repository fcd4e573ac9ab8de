"""Modules: published items behind a core that stays as it is, under a hash that holds each module's."""

import pytest

from questionnaires.content import document, from_document
from questionnaires.extension import extend
from questionnaires.faults import QuestionnaireIsFaulty
from questionnaires.loader import available_modules, load, published, published_module
from questionnaires.local_parts import LocalItem
from questionnaires.model import Kind
from questionnaires.modules import with_modules
from questionnaires.render import PageKind, pages

CORE = published("public-culture", "2026.1")
MODULES = [published_module(*one) for one in available_modules()]
STRUCTURE = """\
key: extra
version: "1"
licence: Apache-2.0
attribution: Tests
scales:
  agreement: {points: [1, 2, 3], favourable: [3], unfavourable: [1], not_applicable: true}
items:
  - {id: ADDED01, kind: perception, scale: agreement}
"""
TEXTS = {
    "ko": "language: ko\ntitle: 추가\nintroduction: 쓰임\nnot_applicable: 모름\n"
    "scales:\n  agreement: [아니다, 보통, 그렇다]\nitems:\n  ADDED01: 물음\n",
    "en": "language: en\ntitle: Extra\nintroduction: Use\nnot_applicable: No\n"
    "scales:\n  agreement: [No, Neither, Yes]\nitems:\n  ADDED01: Question\n",
}


def module_in(folder, structure=STRUCTURE):
    folder.mkdir(parents=True)
    (folder / "module.yaml").write_text(structure)
    (folder / "SOURCE.md").write_text("Tests\n")
    for language, texts in TEXTS.items():
        (folder / f"{language}.yaml").write_text(texts)
    return folder


def test_the_five_modules_ask_what_they_say():
    found = {one.key: (len(one.items), sum(i.kind == Kind.EXPERIENCE for i in one.items)) for one in MODULES}
    assert found == {
        "mois-practices-2025": (12, 6),
        "gapjil": (8, 8),
        "integrity": (9, 2),
        "improvement-felt": (5, 0),
        "leaving": (9, 1),
    }
    assert all(item.is_sensitive for one in MODULES if one.key == "gapjil" for item in one.items)


def test_all_modules_together_leave_the_core_as_it_is():
    whole = with_modules(CORE, MODULES)
    assert whole.items[: len(CORE.items)] == CORE.items
    assert (whole.areas, whole.background, whole.comments) == (CORE.areas, CORE.background, CORE.comments)
    assert whole.content_hash != CORE.content_hash
    assert [one.content_hash for one in whole.modules] == [one.content_hash for one in MODULES]
    assert with_modules(CORE, ()) is CORE
    assert from_document(document(whole)) == whole


def test_modules_have_pages_between_the_core_and_the_institutions_own():
    own = LocalItem("local_one", "agreement", {"ko": "식당이 좋다.", "en": "The canteen is good."})
    laid_out = pages(extend(with_modules(CORE, MODULES[:2]), [own]))
    kinds = list(dict.fromkeys(page.kind for page in laid_out))
    assert kinds[2:4] == [PageKind.MODULE, PageKind.LOCAL_ITEMS]
    asked = [page for page in laid_out if page.kind == PageKind.MODULE]
    assert [page.module.key for page in asked] == ["gapjil", "gapjil", "improvement-felt"]
    assert [item.id for page in asked for item in page.items] == [
        item for one in MODULES[:2] for item in one.item_ids
    ]


def test_a_scale_that_differs_from_the_cores_gets_a_key_of_its_own(tmp_path):
    whole = with_modules(CORE, [load(module_in(tmp_path / "extra" / "1"))])
    assert whole.item_by_id["ADDED01"].scale.key == "extra.agreement"
    assert whole.texts["ko"].scale_points["extra.agreement"] == ("아니다", "보통", "그렇다")
    assert whole.texts["ko"].scale_points["agreement"] == CORE.texts["ko"].scale_points["agreement"]


def test_a_module_with_an_area_or_another_question_is_told_by_line(tmp_path):
    more = (
        "areas:\n  - {key: help, items: [ADDED01]}\ncomments:\n  - {id: why, maximum_length: 100}\n"
        "background:\n  - {id: age, classes: [young, old]}\n"
    )
    with pytest.raises(QuestionnaireIsFaulty) as faulty:
        load(module_in(tmp_path / "extra" / "1", STRUCTURE + more))
    told = [(one.file, one.line, one.rule) for one in faulty.value.faults if one.rule.startswith("module")]
    assert told == [
        ("module.yaml", 10, "module-has-areas"),
        ("module.yaml", 12, "module-asks-more"),
        ("module.yaml", 14, "module-asks-more"),
    ]


def test_an_identifier_that_is_taken_is_refused(tmp_path):
    module = load(module_in(tmp_path / "extra" / "1"))
    with pytest.raises(QuestionnaireIsFaulty) as faulty:
        with_modules(CORE, [module, module])
    assert [(one.rule, one.file) for one in faulty.value.faults] == [
        ("module-clashes", "extra/1/module.yaml")
    ]

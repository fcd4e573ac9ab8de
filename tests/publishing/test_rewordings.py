"""A reworded item is compared with earlier waves only where a person decided that it means the same."""

import io

import pytest

from analysis.findings.trends import WaveComparability, item_comparability
from questionnaires.loader import load
from questionnaires.rewording import Meaning, carried_on
from survey_app.door.access import Role
from survey_app.publishing import services as publishing
from tests.publishing.archives import files_of, packed

ANALYST = 1
LIST = "/ministry/questionnaires"


def reworded(config, version=b'"2027.1"', **texts):
    """The standard questionnaire with other Korean and English texts of some items."""
    files = files_of(config)
    files["questionnaire.yaml"] = files["questionnaire.yaml"].replace(b'"2027.1"', version)
    for item, (korean, english) in texts.items():
        for name, text in (("ko.yaml", korean), ("en.yaml", english)):
            if text:
                lines = files[name].decode().splitlines()
                at = next(i for i, line in enumerate(lines) if line.strip().startswith(f"{item}:"))
                lines[at] = f"  {item}: {text}"
                files[name] = "\n".join(lines).encode() + b"\n"
    return packed(files)


def published(config, content, **meanings):
    token = publishing.keep_draft(config, ANALYST, content)
    chosen = {f"item:{item}": meaning for item, meaning in meanings.items()}
    return publishing.publish(config, ANALYST, token, chosen)


def first(config):
    return publishing.find_questionnaire(config, "public-culture", "2026.1")


def test_nothing_reworded_is_published_before_every_item_was_decided(config):
    content = reworded(config, CULT01=("하루 안에 답을 받는다.", ""), CULT02=("딴말", "Other words."))
    with pytest.raises(publishing.MeaningIsUndecided) as undecided:
        published(config, content, CULT01=Meaning.SAME)
    assert undecided.value.args == ("item:CULT02",)


def test_the_decision_is_kept_in_the_version_and_trends_obey_it(config):
    texts = {"CULT01": ("하루 안에 답을 받는다.", ""), "CULT02": ("딴말", "Other words.")}
    made = published(config, reworded(config, **texts), CULT01=Meaning.SAME, CULT02=Meaning.OTHER)

    kept = publishing.find_questionnaire(config, "public-culture", "2027.1")
    assert kept == made
    assert kept.item_by_id["CULT01"].same_meaning_as == ("2026.1",)
    assert kept.item_by_id["CULT02"].comparability == "public-culture/CULT02@2027.1"
    found = {item: item_comparability(first(config), kept, item)[0] for item in kept.item_ids}
    assert found.pop("CULT02") is WaveComparability.NOT_COMPARABLE
    assert set(found.values()) == {WaveComparability.SAME}


def test_a_version_that_was_put_there_by_hand_is_not_compared_where_it_was_reworded(config, tmp_path):
    token = publishing.keep_draft(config, ANALYST, reworded(config, CULT01=("딴말", "")))
    draft = publishing.find_draft(config, ANALYST, token)
    assert load(next((config.files / "questionnaires").glob("*/*/2027.1"))) == draft

    assert item_comparability(first(config), draft, "CULT01")[0] is WaveComparability.NOT_COMPARABLE


def test_a_decision_holds_for_later_versions_that_keep_the_words(config):
    text = {"CULT01": ("하루 안에 답을 받는다.", "")}
    published(config, reworded(config, **text), CULT01=Meaning.SAME)
    later = published(config, reworded(config, b'"2027.2"', **text))

    assert later.item_by_id["CULT01"].same_meaning_as == ("2026.1",)
    again = published(config, reworded(config, b'"2027.10"', CULT01=("셋째", "")), CULT01=Meaning.SAME)
    assert again.item_by_id["CULT01"].same_meaning_as == ("2026.1", "2027.1", "2027.2")


def test_a_scale_whose_labels_changed_is_one_question(config):
    files = files_of(config)
    files["ko.yaml"] = files["ko.yaml"].replace("매우 그렇다".encode(), "아주 그렇다".encode(), 1)
    token = publishing.keep_draft(config, ANALYST, packed(files))
    draft = publishing.find_draft(config, ANALYST, token)

    (one,) = carried_on((first(config),), draft).rewordings

    assert one.subject == "scale:agreement"
    assert one.unchanged_in == ("en",)
    assert len(one.items) > 50
    kept = publishing.publish(config, ANALYST, token, {one.subject: Meaning.OTHER})
    assert {i.comparability.rpartition("@")[2] for i in kept.items if i.id in one.items} == {"2027.1"}


def test_the_page_shows_old_and_new_text_and_keeps_the_choice(signed_in_as, config):
    analyst = signed_in_as(Role.ANALYST)
    content = reworded(config, CULT01=("하루 안에 답을 받는다.", ""), CULT02=("딴말", "Other words."))
    draft = analyst.post(LIST, data={"archive": (io.BytesIO(content), "mine.zip")}).location
    page = analyst.get(f"{draft}?lang=en").text
    old = first(config).texts["ko"].items["CULT01"]
    assert old in page
    assert "하루 안에 답을 받는다." in page
    assert "The text was changed in one language only; unchanged: English." in page
    assert "59 are word for word as in version 2026.1, 2 are reworded and 0 can not be compared" in page

    refused = analyst.post(draft, data={"meaning-0": "same"})
    assert refused.status_code == 422
    assert refused.text.count("checked") == 1
    assert analyst.get("/questionnaires/public-culture/2027.1").status_code == 404

    assert analyst.post(draft, data={"meaning-0": "same", "meaning-1": "other"}).location == LIST
    assert "means the same as in 2026.1" in analyst.get("/questionnaires/public-culture/2027.1?lang=en").text
    assert "item:CULT01" in signed_in_as(Role.OPERATOR).get("/audit").text

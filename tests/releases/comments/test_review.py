"""A person sees comments as they were written and says what goes; nothing is masked behind their back."""

import re

import pytest

from survey_app.door.access import Role
from survey_app.releases import services, timer
from survey_app.releases.comments import comments
from survey_app.releases.comments.comments import Decided, TooFewComments
from survey_app.releases.comments.reading import read_comments, readings
from survey_app.releases.comments.theming import themes_of
from survey_app.releases.models import Decision
from survey_app.releases.stored import current_release
from survey_app.vault import services as vault_services
from survey_app.vault.models import StoredComment
from tests.releases.conftest import NAMING, WISHES
from tests.releases.waves import add_institution_of_three, add_past_wave

HR = "hr@gaon.example.kr"


@pytest.fixture
def read(people, vault, commented):
    """The same wave once a worker has read its comments."""
    found = vault_services.read_comments(vault, commented.reference)
    read_comments(people, commented, found, themes_of(found, 10))
    return commented


@pytest.fixture
def naming(people, vault, read):
    return next(one for one in comments.pending_comments(people, vault, read) if one.text == NAMING)


def decide(people, vault, wave, *decisions):
    return comments.decide(people, vault, wave, decisions, HR)


def released(people, wave):
    return [comment.text for comment in comments.reviewed(people, wave)]


def test_the_reader_sees_the_words_as_they_are_and_what_a_machine_found_in_them(naming):
    found = {naming.text[one.start : one.end]: one.kind for one in naming.passages}
    assert found == {"김민수": "name", "010-1234-5678": "phone", "탁소라": "name", "총무과장": "post"}
    assert naming.proposed == "[삭제] 과장님께 [삭제]로 연락, [삭제]가 압니다. 총무과장도 알아요."


def test_what_the_reader_puts_back_stays_and_what_they_add_goes(people, vault, read, naming):
    kept = Decided(
        naming.mark, Decision.RELEASED, frozenset(one.start for one in naming.passages[1:3]), ("총무과장",)
    )
    decide(people, vault, read, kept)
    assert released(people, read) == ["김민수 과장님께 [삭제]로 연락, [삭제]가 압니다. [삭제]도 알아요."]


def test_fewer_than_ten_comments_are_read_by_nobody(people, vault, config, programme):
    few = add_past_wave(
        people, vault, config, add_institution_of_three(people, "maru"), programme, wishes=WISHES[:9]
    )
    with pytest.raises(TooFewComments):
        comments.pending_comments(people, vault, few)


def test_a_comment_is_in_the_release_only_while_a_person_releases_it(people, vault, config, commented):
    services.make_release(people, vault, commented, config)
    release = current_release(people, commented)
    assert release.quotations == ()
    terms = {term for theme in release.themes for term in theme.terms}
    assert {"회의", "시간"} <= terms
    assert "연락" not in terms
    first, second, *_ = comments.pending_comments(people, vault, commented)
    withheld = Decided(second.mark, Decision.WITHHELD)
    assert decide(people, vault, commented, Decided(first.mark, Decision.RELEASED), withheld) == 2
    services.make_release(people, vault, commented, config)
    assert [quote.text for quote in current_release(people, commented).quotations] == [first.proposed]
    assert len(comments.pending_comments(people, vault, commented)) == 11
    assert comments.take_back(people, commented, first.mark)
    assert released(people, commented) == []
    assert len(comments.pending_comments(people, vault, commented)) == 12


def test_nothing_is_known_of_comments_that_are_gone(app, people, vault, read):
    people.commit()
    vault.query(StoredComment).delete()
    vault.commit()
    timer.forget_what_is_gone(people)
    assert not readings(people, read)


@pytest.fixture
def pages(people, vault, read, signed_in_as):
    people.commit()
    vault.commit()
    browser = signed_in_as(Role.HR)

    def ask(path="", **form):
        send = browser.post if form else browser.get
        return send(f"/i/gaon/waves/2026/comments{path}", data=form, follow_redirects=True)

    return ask


def test_comments_are_filtered_read_together_and_released_but_for_those_left_out(pages, people, read):
    theme = next(row.theme for row in readings(people, read).values() if row.theme)
    page = pages("?found=taken_out").text
    assert page.count("data-review") == 1
    assert '<mark class="found-out" title="이름">김민수</mark>' in page
    assert '<mark class="found-kept"' in page
    assert "조건에 맞는 의견이 없습니다" in pages("?q=주차").text

    listed = pages(f"/all?question=change&theme={theme}").text
    marks = re.findall(r'name="release" value="(\w+)" checked', listed)
    assert len(marks) == len(WISHES)
    pages("/all", release=marks[1:])
    people.expire_all()
    assert len(released(people, read)) == len(WISHES) - 1
    assert pages("").text.count("data-review") == 2

    assert marks[1] in (decided := pages("?state=released").text)
    assert decided.count("결정 취소") == len(WISHES) - 1
    pages(f"/{marks[1]}/again", x="")
    assert pages("").text.count("data-review") == 3


def test_words_that_are_not_there_are_named_and_nothing_is_kept(pages, people, read, naming):
    reply = pages(
        "",
        mark=naming.mark,
        **{
            f"decision.{naming.mark}": "released",
            f"out.{naming.mark}": "0",
            f"more.{naming.mark}": "박 과장",
        },
    )
    assert reply.status_code == 422
    assert "박 과장" in reply.text
    assert 'value="released" checked' in reply.text
    assert not released(people, read)


def test_before_a_machine_has_read_nobody_does(people, vault, commented, signed_in_as):
    people.commit()
    vault.commit()
    page = signed_in_as(Role.HR).get("/i/gaon/waves/2026/comments").text
    assert "결과 준비" in page
    assert "김민수" not in page

"""Letters that came back: the HR lead corrects an address or leaves somebody out, and learns nothing else."""

import re

import pytest

from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.institutions.models import Institution, UnitAddress
from survey_app.invitations.inviting import Recipient, invite_recipients, places_left
from survey_app.invitations.models import Invitation

ADDRESS = "/i/gaon/waves/2026/invitations/returned"
PEOPLE = ("hong@x.kr", "kim@x.kr", "lee@x.kr", "park@x.kr")


@pytest.fixture
def hr(wave, signed_in_as):
    return signed_in_as(Role.HR)


@pytest.fixture
def came_back(databases, wave, config, hr):
    """Two of four first letters came back; the addresses stand in the roster. By address: the invitation."""
    with db.work(databases.people) as session:
        session.query(Invitation).filter_by(unit_code="u1").delete()
        people = [Recipient("u1", email) for email in PEOPLE]
        invite_recipients(session, wave.wave_id, wave.manifest.units, people, config.secret_key)
        unit = session.query(Institution).filter_by(code="gaon").one().units[0]
        unit.addresses = [UnitAddress(email=email) for email in PEOPLE]
        for invitation in session.query(Invitation).filter(Invitation.recipient.is_not(None)):
            if invitation.recipient in PEOPLE[:2]:
                invitation.refusal = "unknown"
            else:
                invitation.letters = 1
        return {
            one.recipient: one.id
            for one in session.query(Invitation).filter(Invitation.recipient.is_not(None))
        }


def test_the_page_lists_by_unit_what_came_back_and_nobody_else(hr, came_back):
    page = hr.get(f"{ADDRESS}?lang=en").text
    overview = hr.get("/i/gaon/waves/2026/invitations").text

    assert "1과" in page or "Division 1" in page
    assert all(address in page for address in PEOPLE[:2])
    assert not any(address in page for address in PEOPLE[2:])
    assert f'href="{ADDRESS}"' in overview


def test_a_corrected_address_gets_the_letter_and_stands_in_the_roster(hr, config, databases, came_back):
    form = {
        f"address-{came_back['hong@x.kr']}": "Hong.Gildong@x.kr",
        f"address-{came_back['kim@x.kr']}": "kim@x.kr",
    }

    answer = hr.post(ADDRESS, data=form)

    sent = [
        re.search(r"^To: (.*)$", one.read_text(), re.MULTILINE)[1]
        for one in (config.data / "outbox").iterdir()
    ]
    assert answer.status_code == 302
    assert sorted(sent) == ["hong.gildong@x.kr", "kim@x.kr"]
    with db.work(databases.people) as session:
        assert {one.email for one in session.query(UnitAddress)} == {"hong.gildong@x.kr", *PEOPLE[1:]}
        assert session.query(Invitation).filter(Invitation.refusal.is_not(None)).count() == 0


def test_somebody_left_out_frees_a_place(hr, databases, wave, came_back):
    with db.work(databases.people) as session:
        before = places_left(session, wave.wave_id, wave.manifest.units)["u1"]

    hr.post(
        ADDRESS, data={"left_out": came_back["hong@x.kr"], f"address-{came_back['hong@x.kr']}": "hong@x.kr"}
    )

    with db.work(databases.people) as session:
        assert places_left(session, wave.wave_id, wave.manifest.units)["u1"] == before + 1
        assert "hong@x.kr" not in {one.email for one in session.query(UnitAddress)}
        assert session.query(Invitation).filter_by(recipient="kim@x.kr").one().refusal == "unknown"


def test_a_wrong_address_changes_nothing_and_is_shown_at_its_field(hr, databases, came_back):
    form = {
        f"address-{came_back['hong@x.kr']}": "홍길동@x.kr",
        f"address-{came_back['kim@x.kr']}": "lee@x.kr",
    }

    answer = hr.post(ADDRESS, data=form)

    assert answer.status_code == 422
    assert 'value="홍길동@x.kr"' in answer.text
    assert answer.text.count('aria-invalid="true"') == 2
    with db.work(databases.people) as session:
        assert session.query(Invitation).filter(Invitation.refusal.is_not(None)).count() == 2


@pytest.mark.parametrize("field", ["address", "left_out"])
def test_an_invitation_that_was_delivered_cannot_be_turned_to_somebody_else(hr, databases, came_back, field):
    delivered = came_back["lee@x.kr"]
    form = {f"address-{delivered}": "boss@x.kr"} if field == "address" else {"left_out": delivered}

    hr.post(ADDRESS, data=form)

    with db.work(databases.people) as session:
        assert session.get_one(Invitation, delivered).recipient == "lee@x.kr"


def test_nothing_that_came_back_is_said_so(hr, wave):
    assert "전달하지 못한 안내문이 없습니다" in hr.get(ADDRESS).text

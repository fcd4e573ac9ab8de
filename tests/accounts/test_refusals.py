"""What is refused is counted by the hour, goes into the trail, and can't fill the disk."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from survey_app.accounts import services, timer, tries
from survey_app.accounts.models import SignInFailures
from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.institutions.models import InstitutionKind
from survey_app.institutions.services import add_institution
from survey_app.trail import refusals
from survey_app.trail.audit import verify_audit_trail
from survey_app.trail.models import AuditEntry, RefusalCount
from survey_app.trail.refusals import Refusal


@pytest.fixture
def people(databases):
    """A session of the test's own, in no request's context; the test commits."""
    with db.Session(databases.people, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def an_hour_later(people):
    """Moves what was counted into the hour before."""

    def move():
        people.execute(update(RefusalCount).values(hour=RefusalCount.hour))
        for one in people.scalars(select(RefusalCount)):
            one.hour -= timedelta(hours=1)
        people.commit()

    return move


def counted(people):
    people.expire_all()
    return {(one.what, one.who, one.about): one.times for one in people.scalars(select(RefusalCount))}


def in_trail(people):
    entries = people.scalars(select(AuditEntry).where(AuditEntry.action.startswith("refused"))).all()
    return [(one.actor, one.action, json.loads(one.details)["times"]) for one in entries]


def test_the_same_refusal_is_one_row_with_a_number(people):
    for _try in range(100):
        refusals.count(people, Refusal.WRONG_PASSWORD, "a@example.kr", "s" * 64)
    refusals.count(people, Refusal.WRONG_PASSWORD, refusals.UNKNOWN, "s" * 64)

    assert counted(people) == {
        ("refused_password", "a@example.kr", ""): 100,
        ("refused_password", refusals.UNKNOWN, ""): 1,
    }


def test_a_flood_from_everywhere_makes_no_more_rows_than_there_may_be(people):
    for number in range(refusals.MOST_AN_HOUR + 500):
        refusals.count(people, Refusal.WRONG_PASSWORD, refusals.UNKNOWN, f"{number:064d}"[::-1])

    rows = people.scalar(select(func.count()).select_from(RefusalCount))
    assert rows == refusals.MOST_AN_HOUR + 1
    assert counted(people)["refused_password", refusals.OTHERS, ""] == 500


def test_when_the_hour_is_over_the_counts_stand_in_the_trail(people, an_hour_later):
    for _try in range(7):
        refusals.count(people, Refusal.WRONG_CODE, "a@example.kr", "s" * 64)
    an_hour_later()

    timer.tally_refusals(people)
    timer.tally_refusals(people)

    assert in_trail(people) == [("a@example.kr", "refused_code", 7)]
    assert counted(people) == {}
    assert verify_audit_trail(people).is_whole


def test_the_next_refusal_tallies_too_where_no_worker_runs(people, an_hour_later):
    refusals.count(people, Refusal.WRONG_PASSWORD, "a@example.kr", "s" * 64)
    an_hour_later()
    refusals.count(people, Refusal.WRONG_PASSWORD, "b@example.kr", "s" * 64)

    assert in_trail(people) == [("a@example.kr", "refused_password", 1)]
    assert list(counted(people)) == [("refused_password", "b@example.kr", "")]


def test_networks_that_failed_are_forgotten_after_a_day(people):
    for number in range(20):
        tries.count_from(people, f"{number:064d}")
    people.execute(update(SignInFailures).values(since=datetime.now(UTC) - timedelta(hours=25)))
    people.expire_all()
    tries.count_from(people, "f" * 64)

    assert people.scalars(select(SignInFailures.source)).all() == ["f" * 64]


def test_wrong_passwords_of_accounts_and_of_nobody_are_counted_over_the_site(client, people):
    services.create_account(people, "system", email="a@example.kr", name="a", role=Role.ANALYST, password="x")
    people.commit()
    for email in ("a@example.kr", "a@example.kr", "my-password-typed-here@example.kr"):
        client.post("/sign-in", data={"email": email, "password": "wrong"})

    assert counted(people) == {
        ("refused_password", "a@example.kr", ""): 2,
        ("refused_password", refusals.UNKNOWN, ""): 1,
    }


def test_a_page_that_is_not_theirs_is_counted_with_its_name(signed_in_as, people):
    lead = signed_in_as(Role.HR)
    add_institution(people, code="maru", name_ko="마루", name_en="Maru", kind=InstitutionKind.CENTRAL)
    people.commit()

    assert lead.get("/accounts").status_code == 403
    assert lead.get("/accounts").status_code == 403
    assert lead.get("/i/maru/units").status_code == 404
    assert lead.get("/nowhere").status_code == 404

    assert counted(people) == {
        ("refused_page", "hr@gaon.example.kr", "/accounts"): 2,
        ("refused_page", "hr@gaon.example.kr", "/i/<institution>/units"): 1,
    }


def test_a_refused_page_keeps_nothing_else_of_its_request(app, signed_in_as, people):
    @app.after_request
    def change(response):
        if response.status_code == 403:
            db.people().add(RefusalCount(hour=datetime.now(UTC), what="w", who="x", source="", times=1))
        return response

    signed_in_as(Role.HR).get("/accounts")

    assert [who for _what, who, _about in counted(people)] == ["hr@gaon.example.kr"]


def test_the_operator_sees_what_was_refused_in_this_hour_and_before(signed_in_as, people, an_hour_later):
    operator, lead = signed_in_as(Role.OPERATOR), signed_in_as(Role.HR)
    lead.get("/accounts")
    assert "hr@gaon.example.kr" in operator.get("/audit").text
    assert '<td data-label="곳">/accounts</td>' in operator.get("/audit").text
    an_hour_later()
    timer.tally_refusals(people)
    people.commit()

    assert "refused_page" in operator.get("/audit").text

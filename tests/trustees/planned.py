"""A planned wave of an institution in earnest, and what its HR lead does with trustees."""

from sqlalchemy import select

from survey_app.diagnosis.models import Wave
from survey_app.ground import db
from survey_app.institutions.services import find_institution
from survey_app.trustees import ceremonies

BASE = "/i/gaon/waves/2026"
TRUSTEES = f"{BASE}/trustees"
HOLDERS = ("HR lead", "Staff representative", "IT security")


def form(**others):
    filled = {"threshold": "2"}
    filled |= {f"holder-{number}": holder for number, holder in enumerate(HOLDERS, 1)}
    return filled | others


def named(hr, **others):
    """The HR lead names three trustees; returns the page that has their links."""
    assert hr.post(TRUSTEES, data=form(**others)).status_code == 302
    return hr.get(TRUSTEES).text


def is_fictional(databases):
    with db.work(databases.people) as session:
        find_institution(session, "gaon").is_fictional = True


def open_it(hr):
    return hr.post(f"{BASE}/open", data={"confirm_word": "2026"})


def wave_of(databases):
    with db.work(databases.people) as session:
        return session.scalars(select(Wave)).one()


def ceremony_in(databases):
    with db.work(databases.people) as session:
        return ceremonies.ceremony_of(session, session.scalars(select(Wave)).one())

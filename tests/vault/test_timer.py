"""The clock deletes what has expired and nothing else."""

from survey_app.ground import days, db
from survey_app.vault import timer


def test_the_clock_asks_for_what_has_expired_today(app, people, monkeypatch):
    asked = []
    monkeypatch.setattr(timer, "delete_expired", lambda session, today: asked.append((session.bind, today)))
    timer.delete_what_has_expired(people)
    assert asked == [(db.databases().vault, days.today())]

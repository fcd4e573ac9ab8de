"""An installation is examined."""

from survey_app.doctor import examination


def examined(monkeypatch, config):
    """What the doctor finds under other settings, by subject."""
    monkeypatch.setattr(examination.settings, "read", lambda: config)
    return {found.subject: found for found in examination.examine()}

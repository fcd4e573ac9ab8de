"""Where an HR lead reads comments once and decides which words are released."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext

from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.waves import get_wave
from survey_app.door.access import Role, allow, signed_in
from survey_app.ground import db
from survey_app.ground.settings import current_config
from survey_app.manifest import publication
from survey_app.manifest.asked import questionnaire_of
from survey_app.releases import blueprint
from survey_app.releases.comments import comments
from survey_app.releases.comments.comments import Decided
from survey_app.releases.models import Decision
from survey_app.vault.errors import NothingWasOpened

COMMENTS_ON_A_PAGE = 10
LONGEST = 2000
REFUSED = 422


@blueprint.get("/i/<institution>/waves/<wave>/comments")
@allow(Role.HR)
def review(institution: str, wave: str) -> Any:
    """The HR lead sees the next comments without a decision, already redacted by machine."""
    found = get_wave(db.people(), institution, wave)
    try:
        pending = comments.pending_comments(db.people(), db.vault(), found)
    except comments.TooFewComments as few:
        return render_template("releases/too_few_comments.html", wave=found, least=few.args[0])
    except NothingWasOpened:
        return _nothing_yet(found)
    questionnaire = questionnaire_of(
        publication.read(db.vault(), found.reference).questionnaire, current_config()
    )
    return render_template(
        "releases/comments.html",
        wave=found,
        pending=pending[:COMMENTS_ON_A_PAGE],
        remaining=len(pending),
        questions={language: text.comments for language, text in questionnaire.texts.items()},
        longest=LONGEST,
    )


@blueprint.post("/i/<institution>/waves/<wave>/comments")
@allow(Role.HR)
def decide(institution: str, wave: str) -> Any:
    """The decisions are kept afterwards; the next release shows the released words."""
    found = get_wave(db.people(), institution, wave)
    decisions = [
        Decided(
            mark, Decision(request.form[f"decision.{mark}"]), request.form.get(f"text.{mark}", "")[:LONGEST]
        )
        for mark in request.form.getlist("mark")
        if request.form.get(f"decision.{mark}") in list(Decision)
    ]
    try:
        kept = comments.decide(db.people(), db.vault(), found, decisions, signed_in().email)
    except comments.TooFewComments as few:
        return render_template("releases/too_few_comments.html", wave=found, least=few.args[0]), REFUSED
    except NothingWasOpened:
        return _nothing_yet(found)
    flash(ngettext("%(num)d decision is kept.", "%(num)d decisions are kept.", kept))
    return redirect(url_for("releases.review", institution=institution, wave=wave))


def _nothing_yet(wave: Wave) -> Any:
    return render_template("releases/no_comments_yet.html", wave=wave), REFUSED

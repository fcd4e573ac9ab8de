"""Where an HR lead reads comments beside what would go of them, and decides which words are released."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import NotFound

from analysis.released.release import Theme
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.waves import get_wave
from survey_app.door.access import Role, allow, signed_in
from survey_app.ground import db
from survey_app.ground.settings import current_config
from survey_app.manifest import publication
from survey_app.manifest.asked import questionnaire_of
from survey_app.releases import blueprint
from survey_app.releases.comments import comment_pages, comments
from survey_app.releases.comments.comment_pages import Chosen, PastPage, ReviewPage
from survey_app.releases.comments.comments import Decided
from survey_app.releases.comments.redaction import MASK
from survey_app.releases.models import Decision
from survey_app.releases.stored import current_release
from survey_app.vault.errors import NothingWasOpened
from survey_app.wording.themes import theme_name

REFUSED = 422
NOT_YET = (comments.TooFewComments, comments.CommentsAreUnread, NothingWasOpened)


@blueprint.get("/i/<institution>/waves/<wave>/comments")
@allow(Role.HR)
def review(institution: str, wave: str) -> Any:
    """The HR lead sees comments without a decision, or those decided on, filtered as they asked."""
    found = get_wave(db.people(), institution, wave)
    chosen = comment_pages.chosen_of(request.args)
    try:
        if chosen.state:
            decided = comments.decided(db.people(), found)
            return _page("releases/decided_comments.html", found, comment_pages.past_page(decided, chosen))
        return _page("releases/comments.html", found, comment_pages.review_page(_pending(found), chosen))
    except NOT_YET as reason:
        return _not_yet(found, reason)


@blueprint.post("/i/<institution>/waves/<wave>/comments")
@allow(Role.HR)
def decide(institution: str, wave: str) -> Any:
    """The decisions are kept afterwards; the next release shows the released words."""
    found = get_wave(db.people(), institution, wave)
    chosen = comment_pages.chosen_of(request.args)
    decisions = comment_pages.decisions_of(request.form)
    try:
        _kept(comments.decide(db.people(), db.vault(), found, decisions, signed_in().email))
    except NOT_YET as reason:
        return _not_yet(found, reason)
    except comments.WordsAreNotThere as words:
        flash(
            _("“%(words)s” is not in that comment. Copy the words as they stand there.", words=words), "error"
        )
        again = comment_pages.review_page(_pending(found), chosen, decisions)
        return _page("releases/comments.html", found, again), REFUSED
    return redirect(_address("releases.review", found, chosen))


@blueprint.get("/i/<institution>/waves/<wave>/comments/all")
@allow(Role.HR)
def read_all(institution: str, wave: str) -> Any:
    """Before all that remain of a theme are released, the HR lead reads them as they would be."""
    found = get_wave(db.people(), institution, wave)
    chosen = comment_pages.chosen_of(request.args)
    try:
        return _page("releases/all_comments.html", found, comment_pages.review_page(_pending(found), chosen))
    except NOT_YET as reason:
        return _not_yet(found, reason)


@blueprint.post("/i/<institution>/waves/<wave>/comments/all")
@allow(Role.HR)
def release_all(institution: str, wave: str) -> Any:
    """All that stood on that page and were not left out are released afterwards."""
    found = get_wave(db.people(), institution, wave)
    chosen = comment_pages.chosen_of(request.args)
    decisions = [Decided(mark, Decision.RELEASED) for mark in request.form.getlist("release")]
    try:
        _kept(comments.decide(db.people(), db.vault(), found, decisions, signed_in().email))
    except NOT_YET as reason:
        return _not_yet(found, reason)
    return redirect(_address("releases.review", found, Chosen(question=chosen.question)))


@blueprint.post("/i/<institution>/waves/<wave>/comments/<mark>/again")
@allow(Role.HR)
def read_again(institution: str, wave: str, mark: str) -> Any:
    """A decision is taken back: the comment waits again, and the next release does without it."""
    found = get_wave(db.people(), institution, wave)
    if not comments.take_back(db.people(), found, mark):
        raise NotFound
    flash(_("The comment waits for a decision again. Release the results again to leave it out of them."))
    return redirect(_address("releases.review", found, comment_pages.chosen_of(request.args)))


def _pending(wave: Wave) -> tuple[comments.Pending, ...]:
    return comments.pending_comments(db.people(), db.vault(), wave)


def _page(template: str, wave: Wave, page: ReviewPage | PastPage) -> Any:
    questionnaire = questionnaire_of(
        publication.read(db.vault(), wave.reference).questionnaire, current_config()
    )
    return render_template(
        template,
        wave=wave,
        page=page,
        tally=Counter(one.is_released for one in comments.decided(db.people(), wave)),
        questions={language: text.comments for language, text in questionnaire.texts.items()},
        theme_names={(one.question, one.key): theme_name(one) for one in _themes(wave)},
        of_no_theme=comment_pages.OF_NO_THEME,
        mask=MASK,
    )


def _themes(wave: Wave) -> Sequence[Theme]:
    return current_release(db.people(), wave).themes if wave.is_released else ()


def _kept(number: int) -> None:
    flash(ngettext("%(num)d decision is kept.", "%(num)d decisions are kept.", number), "success")


def _address(endpoint: str, wave: Wave, chosen: Chosen) -> str:
    asked: dict[str, Any] = {**chosen.asked}
    return url_for(endpoint, institution=wave.institution.code, wave=wave.key, **asked)


def _not_yet(wave: Wave, reason: Exception) -> Any:
    if isinstance(reason, comments.TooFewComments):
        return render_template("releases/too_few_comments.html", wave=wave, least=reason.args[0])
    if isinstance(reason, comments.CommentsAreUnread):
        return render_template("releases/unread_comments.html", wave=wave)
    return render_template("releases/no_comments_yet.html", wave=wave), REFUSED

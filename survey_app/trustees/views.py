"""Pages with which an HR lead names trustees before a wave opens, and sees how far they are with its key."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from survey_app.diagnosis.finding import require_unsigned
from survey_app.diagnosis.models import Wave, WaveState
from survey_app.diagnosis.waves import get_wave
from survey_app.door.access import Role, allow, signed_in
from survey_app.door.institution_pages import institution_page
from survey_app.door.languages import current_language
from survey_app.ground import db
from survey_app.ground.settings import current_config
from survey_app.manifest import publication
from survey_app.manifest.documents import PLATFORM
from survey_app.protocol.ceremony_messages import MOST_TRUSTEES
from survey_app.trail.audit import record
from survey_app.trustees import blueprint, ceremonies
from survey_app.trustees.ceremonies import HolderIsReserved

REFUSED = 422


@blueprint.get("/i/<institution>/waves/<wave>/trustees")
@allow(Role.HR)
def trustees_page(institution: str, wave: str) -> Any:
    """The HR lead sees who makes the key of a planned wave, who has done what, and the trustees' links."""
    return _page(_planned(institution, wave))


@blueprint.post("/i/<institution>/waves/<wave>/trustees")
@allow(Role.HR)
def begin_ceremony(institution: str, wave: str) -> Any:
    """The HR lead names the trustees; each of them gets a link of their own to make their part of the key."""
    found = _planned(institution, wave)
    typed = Typed.of_request()
    if problem := _why_not(found, typed):
        return _page(found, [problem], typed=typed), REFUSED
    try:
        ceremonies.begin(db.people(), found, typed.threshold, typed.holders)
    except HolderIsReserved:
        problem = _("No trustee can be called “%(name)s”: so terms call the platform itself.", name=PLATFORM)
        return _page(found, [problem], typed=typed), REFUSED
    details = {"threshold": typed.threshold, "holders": list(typed.holders)}
    record(db.people(), signed_in().email, "prepare_trustees", f"wave:{found.reference}", details)
    flash(_("The trustees are named. Give each of them their link: they make the key themselves."), "success")
    return _back(found)


@blueprint.route("/i/<institution>/waves/<wave>/trustees/dismiss", methods=["GET", "POST"])
@allow(Role.HR)
def dismiss_trustees(institution: str, wave: str) -> Any:
    """The HR lead of an invented institution goes without trustees, after typing so."""
    found = _planned(institution, wave)
    ceremony = ceremonies.ceremony_of(db.people(), found)
    if ceremony is None or not found.institution.is_fictional:
        return _back(found)
    words = _("without trustees")
    is_confirmed = request.method == "POST" and request.form.get("confirm_word", "").strip() == words
    if not is_confirmed:
        page = institution_page(
            "trustees/dismiss_trustees.html",
            found.institution,
            wave=found,
            title=found.title(current_language()),
            ceremony=ceremony,
            words=words,
            is_wrong_word=request.method == "POST",
        )
        return page, REFUSED if request.method == "POST" else 200
    ceremonies.dismiss(db.people(), found)
    details = {"holders": list(ceremony.holders), "confirmed": len(ceremony.confirmed)}
    record(db.people(), signed_in().email, "dismiss_trustees", f"wave:{found.reference}", details)
    flash(_("The platform will keep the key of this wave, and its operator can read it at any time."))
    return _back(found)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form, shown again when it is refused. `confirmed` are words typed to begin anew."""

    threshold: int
    rows: tuple[str, ...]
    replaces: str = ""
    confirmed: str = ""

    @classmethod
    def of_request(cls) -> "Typed":
        """What was sent."""
        asked = request.form.get("threshold", "")
        rows = (request.form.get(f"holder-{row}", "").strip()[:120] for row in range(1, MOST_TRUSTEES + 1))
        threshold = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 0
        replaces, confirmed = request.form.get("replaces", ""), request.form.get("confirm_word", "").strip()
        return cls(threshold, tuple(rows), replaces, confirmed)

    @property
    def holders(self) -> tuple[str, ...]:
        """The rows that name somebody."""
        return tuple(row for row in self.rows if row)


def _why_not(wave: Wave, typed: Typed) -> str:
    """Why no ceremony is begun with what was typed; empty where one is."""
    before = ceremonies.ceremony_of(db.people(), wave)
    if before is not None and (typed.replaces != before.id or typed.confirmed != _begin_anew()):
        return str(
            _(
                "Trustees are making the key already: %(begun)s of %(trustees)s have made their "
                "part. If you want to "
                "begin anew, with others or without one of them, type the words below. Their files "
                "become void.",
                begun=len(before.begun),
                trustees=len(before.holders),
            )
        )
    if not 1 <= typed.threshold <= len(typed.holders):
        return str(_("Name at least as many trustees as are needed to open the ballots."))
    if len(set(typed.holders)) < len(typed.holders):
        return str(_("Two trustees have the same name."))
    return ""


def _begin_anew() -> str:
    return str(_("begin anew"))


def _planned(institution: str, key: str) -> Wave:
    found = get_wave(db.people(), institution, key)
    if found.state != WaveState.PLANNED:
        raise NotFound
    require_unsigned(found)
    return found


def _page(wave: Wave, problems: list[str] | None = None, typed: Typed | None = None) -> str:
    ceremony = ceremonies.ceremony_of(db.people(), wave)
    threshold, holders = _offered(wave)
    if ceremony is not None:
        threshold, holders = ceremony.terms.threshold, ceremony.holders
    rows = tuple([*holders, *[""] * MOST_TRUSTEES][:MOST_TRUSTEES])
    return institution_page(
        "trustees/trustees.html",
        wave.institution,
        wave=wave,
        title=wave.title(current_language()),
        ceremony=ceremony,
        links=[]
        if ceremony is None
        else [_link(ceremony.id, one + 1) for one in range(len(ceremony.holders))],
        public_link="" if ceremony is None else _address(ceremony.id),
        was_made_in_one_place=ceremonies.was_made_in_one_place(db.people(), wave),
        most=MOST_TRUSTEES,
        words=_begin_anew(),
        typed=typed or Typed(threshold, rows),
        problems=problems or [],
    )


def _offered(wave: Wave) -> tuple[int, tuple[str, ...]]:
    """How many are proposed to open, and who: the trustees of the wave that was copied, if it had any."""
    if wave.copied_from is not None and publication.is_published(db.vault(), wave.copied_from):
        sealing = publication.read(db.vault(), wave.copied_from).sealing
        if not sealing.is_kept_by_platform:
            return sealing.threshold, tuple(trustee.holder for trustee in sealing.trustees)
    return 2, (_("HR lead"), _("Staff representative"), _("IT security"))


def _link(ceremony: str, index: int) -> str:
    """A trustee's link. What stands behind the # stays in their browser."""
    secret = ceremonies.secret_of(current_config(), ceremony, index)
    return f"{_address(ceremony)}#t={index}&s={secret}"


def _address(ceremony: str) -> str:
    return f"{current_config().base_url}{url_for('trustees.key_page', ceremony=ceremony)}"


def _back(wave: Wave) -> Any:
    return redirect(url_for("trustees.trustees_page", institution=wave.institution.code, wave=wave.key))

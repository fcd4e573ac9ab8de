"""Pages with which an HR lead names trustees before a wave opens, and has each of them try their share."""

import base64
from collections.abc import Sequence
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
from survey_app.manifest.documents import PLATFORM
from survey_app.protocol.errors import PassphraseIsTooShort, PassphraseIsWrong, ProtocolFault
from survey_app.protocol.share_file import SHORTEST_PASSPHRASE
from survey_app.trail.audit import record
from survey_app.trustees import blueprint, trustees
from survey_app.trustees.sealing import ShareFile, Trustee
from survey_app.trustees.trustees import HolderIsReserved

REFUSED = 422


@blueprint.get("/i/<institution>/waves/<wave>/trustees")
@allow(Role.HR)
def trustees_page(institution: str, wave: str) -> Any:
    """The HR lead sees who will hold the key of a planned wave, and which shares were tried."""
    return _page(_planned(institution, wave))


@blueprint.post("/i/<institution>/waves/<wave>/trustees")
@allow(Role.HR)
def prepare_trustees(institution: str, wave: str) -> Any:
    """The trustees type their passphrases; the next page has their locked share files, not kept here."""
    found = _planned(institution, wave)
    typed = Typed.of_request()
    if problem := _why_not(found, typed):
        return _page(found, [problem], typed=typed), REFUSED
    try:
        files = trustees.prepare(db.people(), found, typed.threshold, typed.chosen)
    except PassphraseIsTooShort:
        problem = _("A passphrase needs at least %(least)s characters.", least=SHORTEST_PASSPHRASE)
        return _page(found, [problem], typed=typed), REFUSED
    except HolderIsReserved:
        problem = _("No trustee can be called “%(name)s”: so terms call the platform itself.", name=PLATFORM)
        return _page(found, [problem], typed=typed), REFUSED
    details = {"threshold": typed.threshold, "holders": [trustee.holder for trustee in typed.chosen]}
    record(db.people(), signed_in().email, "prepare_trustees", f"wave:{found.reference}", details)
    return _page(found, files=files)


@blueprint.post("/i/<institution>/waves/<wave>/trustees/try")
@allow(Role.HR)
def try_share(institution: str, wave: str) -> Any:
    """A trustee tries share and passphrase, so that a lost one is found while nothing is lost."""
    found = _planned(institution, wave)
    file = request.files.get("share")
    text = file.read().decode("utf-8", "replace") if file else ""
    try:
        preparation = trustees.try_one(db.people(), found, text, request.form.get("passphrase", ""))
    except KeyError as unknown:
        raise NotFound from unknown
    except PassphraseIsWrong:
        return _page(found, [_("The passphrase does not open this file.")]), REFUSED
    except ProtocolFault:
        return _page(found, [_("This file is damaged, or no share of this wave's present key.")]), REFUSED
    if preparation.is_complete:
        flash(_("All shares work. The wave will be sealed with the trustees' key."), "success")
    else:
        flash(_("This share works."), "success")
    return _back(found)


@blueprint.route("/i/<institution>/waves/<wave>/trustees/dismiss", methods=["GET", "POST"])
@allow(Role.HR)
def dismiss_trustees(institution: str, wave: str) -> Any:
    """The HR lead goes without trustees, after typing so; respondents will read that this is weaker."""
    found = _planned(institution, wave)
    preparation = trustees.preparation_of(db.people(), found)
    if preparation is None:
        return _back(found)
    words = _("without trustees")
    is_confirmed = request.method == "POST" and request.form.get("confirm_word", "").strip() == words
    if not is_confirmed:
        page = institution_page(
            "trustees/dismiss_trustees.html",
            found.institution,
            wave=found,
            title=found.title(current_language()),
            preparation=preparation,
            words=words,
            is_wrong_word=request.method == "POST",
        )
        return page, REFUSED if request.method == "POST" else 200
    trustees.dismiss(db.people(), found)
    details = {"holders": list(preparation.holders), "tried": len(preparation.tried)}
    record(db.people(), signed_in().email, "dismiss_trustees", f"wave:{found.reference}", details)
    flash(_("The platform will keep the key of this wave. Respondents will read that this is weaker."))
    return _back(found)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form: everything but the passphrases is shown again when it is refused."""

    threshold: int
    rows: tuple[Trustee, ...]
    replaces: str = ""

    @classmethod
    def of_request(cls) -> "Typed":
        """What was sent."""
        asked = request.form.get("threshold", "")
        rows = tuple(
            Trustee(
                request.form.get(f"holder-{row}", "").strip()[:120], request.form.get(f"passphrase-{row}", "")
            )
            for row in range(1, trustees.MOST_TRUSTEES + 1)
        )
        threshold = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 0
        return cls(threshold, rows, request.form.get("replaces", ""))

    @property
    def chosen(self) -> list[Trustee]:
        """The rows that name somebody."""
        return [row for row in self.rows if row.holder]

    @property
    def holders(self) -> tuple[str, ...]:
        """The names, row by row."""
        return tuple(row.holder for row in self.rows)


def _why_not(wave: Wave, typed: Typed) -> str:
    """Why no key is made of what was typed; empty where one is."""
    before = trustees.preparation_of(db.people(), wave)
    if before is not None and typed.replaces != before.terms.public_key:
        return str(
            _(
                "Shares were made already: %(tried)s of %(shares)s were tried. If you want a new key, "
                "say below that the files handed out become void, and type the passphrases again.",
                tried=len(before.tried),
                shares=len(before.holders),
            )
        )
    if not 1 <= typed.threshold <= len(typed.chosen):
        return str(_("Name at least as many trustees as are needed to open the ballots."))
    if len({trustee.holder for trustee in typed.chosen}) < len(typed.chosen):
        return str(_("Two trustees have the same name."))
    return ""


def _planned(institution: str, key: str) -> Wave:
    found = get_wave(db.people(), institution, key)
    if found.state != WaveState.PLANNED:
        raise NotFound
    require_unsigned(found)
    return found


def _page(
    wave: Wave,
    problems: list[str] | None = None,
    typed: Typed | None = None,
    files: Sequence[ShareFile] = (),
) -> str:
    language = current_language()
    offered = (_("HR lead"), _("Staff representative"), _("IT security"))
    empty = Typed(2, tuple(Trustee(name, "") for name in (*offered, "", "", "", "")))
    return institution_page(
        "trustees/trustees.html",
        wave.institution,
        wave=wave,
        title=wave.title(language),
        preparation=trustees.preparation_of(db.people(), wave),
        # The files stand in the page itself: nothing keeps them here, and the page says what is true.
        files=[(file, _data("application/json", file.text.encode())) for file in files],
        archive=_data("application/zip", trustees.as_archive(files)),
        most=trustees.MOST_TRUSTEES,
        least=SHORTEST_PASSPHRASE,
        typed=typed or empty,
        problems=problems or [],
    )


def _data(kind: str, content: bytes) -> str:
    """An address that holds its content, so that a link downloads it without asking the server."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _back(wave: Wave) -> Any:
    return redirect(url_for("trustees.trustees_page", institution=wave.institution.code, wave=wave.key))

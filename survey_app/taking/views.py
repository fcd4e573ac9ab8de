"""The pages and messages of a respondent, who is never known: no view here asks who somebody is."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import Response, redirect, render_template, request, url_for

from questionnaires.render import minutes_to_answer
from survey_app.door.access import Anyone, allow
from survey_app.door.assets import ASSETS
from survey_app.door.headers import connecting_to
from survey_app.door.languages import current_language
from survey_app.ground import db
from survey_app.manifest.publication import ManifestIsUnknown
from survey_app.protocol.encoding import to_base64url
from survey_app.protocol.receipts import Receipt
from survey_app.taking import ballots, blueprint, pages, receipts, refusals, texts
from survey_app.taking.compression import PackedPage, compressed, respond
from survey_app.taking.promises import promises, remaining
from survey_app.taking.receiving import REFUSED, known_waves, take_in, today
from survey_app.taking.waves import PublishedWave, Waves
from survey_app.vault import deposits
from survey_app.vault import services as vault_services
from survey_app.vault.errors import CredentialIsSpent, NothingWasOpened
from survey_app.wording.catalogue import Voice
from survey_app.wording.last_days import last_day_said
from survey_app.wording.openings import opened_sentence

JSON = "application/json"


@blueprint.get("/take/<wave>")
@allow(Anyone.RESPONDENT)
def survey(wave: str) -> Any:
    """A respondent reads the promises, and with JavaScript answers on the same page."""
    reference, sign, behind = wave.partition("#")
    if sign:
        # A gateway encoded the # of the link, and what should stay in the browser came here: send it back.
        return redirect(url_for("taking.survey", wave=reference, _anchor=behind))
    found = _waves().get(db.vault(), wave)
    if notice := _not_now(found):
        return notice
    response = respond(_survey_page(found, current_language(), _last_day(found)), request)
    if found.terms.relay is not None:
        response.headers["Content-Security-Policy"] = connecting_to(found.terms.relay.url)
    return response


@lru_cache(maxsize=64)
def _survey_page(found: PublishedWave, language: str, last_day: str) -> PackedPage:
    shown = pages.survey_pages(found.manifest, found.questionnaire, language)
    return compressed(
        render_template(
            "taking/survey.html",
            **_about(found),
            until=last_day,
            until_said=_last_day_said(found, last_day, language),
            pages=shown,
            items=sum(len(one.items) for one in shown),
            minutes=minutes_to_answer(found.questionnaire),
            units=pages.units_to_choose(found.manifest, language),
            is_stepwise=True,
            texts=texts.script_texts(language),
            terms=found.message.decode(),
            promises=promises(found.manifest, language),
            remains=remaining(found.manifest, language),
            introduction=found.questionnaire.texts[language].introduction,
            has_script="survey.js" in ASSETS.by_name,
        ).encode()
    )


@blueprint.post("/take/<wave>/ballots")
@allow(Anyone.RESPONDENT)
def deposit(wave: str) -> Any:
    """A browser sends a credential and a sealed ballot, and gets the receipt once both are on disk."""
    return take_in(_waves(), wave, request.get_data(cache=False))


@blueprint.get("/take/<wave>/paper")
@allow(Anyone.RESPONDENT)
def paper_lost(wave: str) -> Any:
    """Somebody reloads the plain form, whose credential was in that page only: back to the beginning."""
    return redirect(url_for("taking.survey", wave=wave))


@blueprint.post("/take/<wave>/paper")
@allow(Anyone.RESPONDENT)
def paper(wave: str) -> Any:
    """A respondent without JavaScript gets the whole survey as one form, with what is weaker on top."""
    form = request.form
    found = _waves().get(db.vault(), wave)
    return _not_now(found) or _paper(found, form)


@blueprint.post("/take/<wave>/paper/answers")
@allow(Anyone.RESPONDENT)
def paper_answers(wave: str) -> Any:
    """A respondent without JavaScript sends the form; the server seals it on arrival and gives a receipt."""
    form = request.form
    found = _waves().get(db.vault(), wave)
    try:
        credential, sealed = ballots.seal_form(found, form)
        held = deposits.deposit(db.vault_to_write(), found.terms, credential, sealed, today())
    except CredentialIsSpent as spent:
        # Reloaded, or pressed twice: whoever has the credential may have the receipt of what came first.
        return _receipt(found, spent.receipt, is_first=False)
    except REFUSED as refused:
        return _notice(found, refusals.code_of(refused))
    db.commit_now()
    return _receipt(found, held.receipt, is_first=True)


@blueprint.get("/waves/<wave>")
@allow(Anyone.RESPONDENT)
def public_page(wave: str) -> Any:
    """Everybody sees a wave's signed terms and, after the close, what was counted."""
    return _public(_waves().get(db.vault(), wave))


@blueprint.post("/waves/<wave>/receipt")
@allow(Anyone.RESPONDENT)
def check_receipt(wave: str) -> Any:
    """Somebody without JavaScript looks for their receipt in the count."""
    asked = "".join(request.form.get("receipt", "").split())
    found = _waves().get(db.vault(), wave)
    try:
        leaves = {to_base64url(leaf) for leaf in vault_services.leaves_of(db.vault(), wave)}
    except NothingWasOpened:
        return _public(found, receipt=asked, verdict="too_early")
    return _public(found, receipt=asked, verdict="counted" if asked in leaves else "missing")


@blueprint.get("/waves/<wave>/manifest.json")
@allow(Anyone.RESPONDENT)
def manifest(wave: str) -> Any:
    """Everybody may fetch a wave's signed terms."""
    try:
        found = _waves().get(db.vault(), wave)
    except ManifestIsUnknown:
        return refusals.message("unknown")
    response = respond(found.packed_message, request, JSON)
    # A page that checks terms from a file may read them: they are public, and no cookie goes with the asking.
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@blueprint.get("/take/<wave>/receipts.json")
@allow(Anyone.RESPONDENT)
def published_receipts(wave: str) -> Any:
    """Everybody may fetch the receipts of a counted wave, to look for theirs offline."""
    try:
        content = receipts.published_receipts(db.vault(), _waves().get(db.vault(), wave))
    except ManifestIsUnknown:
        return refusals.message("unknown")
    except NothingWasOpened:
        return refusals.message("not_closed")
    return Response(content, mimetype=JSON)


@blueprint.errorhandler(ManifestIsUnknown)
def unknown(_error: ManifestIsUnknown) -> Any:
    """Somebody asks for a survey that is not here."""
    return render_template("taking/notice.html", **refusals.notice("unknown")), refusals.status_of("unknown")


def _waves() -> Waves:
    return known_waves()


def _not_now(found: PublishedWave) -> Any:
    """A page that says that the wave has not begun or is over, or None while it takes answers."""
    if today() < found.manifest.opens_on:
        return _notice(found, "not_open")
    # A wave that was held elsewhere and read in has no pool: nobody can hold a credential of it.
    if not found.manifest.pools or _is_over(found) or _waves().is_closed(db.vault(), found.manifest.wave):
        return _notice(found, "closed")
    return None


def _is_over(found: PublishedWave) -> bool:
    """Whether the signed last day is over: it binds before anybody has come to close the wave."""
    return today() > _last_day(found)


def _last_day(found: PublishedWave) -> str:
    return _waves().last_day(db.vault(), found)


def _last_day_said(found: PublishedWave, last_day: str, language: str) -> str:
    """The last day, and until when it may still be put off: once it was, it can't be again."""
    is_signed = last_day == found.manifest.closes_on
    return last_day_said(last_day, found.manifest.latest_day if is_signed else None, language)


def _notice(found: PublishedWave, code: str) -> Any:
    about = _about(found) | refusals.notice(code)
    return render_template("taking/notice.html", **about), refusals.status_of(code)


def _about(found: PublishedWave) -> dict[str, Any]:
    language = current_language()
    return {
        "wave": found.manifest.wave,
        "manifest": found.manifest,
        "institution_name": found.manifest.institution_name.in_language(language),
        "title": found.manifest.title.in_language(language),
        "is_fictional": found.manifest.is_fictional,
        "spoken": found.spoken,
        "relay_host": found.manifest.relay_host,
    }


def _paper(found: PublishedWave, form: Mapping[str, str]) -> Any:
    language = current_language()
    fields = ballots.credential_fields(form)
    return render_template(
        "taking/paper.html",
        **_about(found),
        pages=pages.survey_pages(found.manifest, found.questionnaire, language),
        units=pages.units_to_choose(found.manifest, language, fields["pool"]),
        credential=fields,
        introduction=found.questionnaire.texts[language].introduction,
    )


def _receipt(found: PublishedWave, receipt: Receipt, *, is_first: bool) -> Any:
    leaf, file = to_base64url(receipt.leaf), receipts.receipt_file(found, receipt)
    return render_template("taking/receipt.html", **_about(found), leaf=leaf, file=file, is_first=is_first)


def _public(found: PublishedWave, receipt: str = "", verdict: str | None = None) -> Any:
    session, reference = db.vault(), found.manifest.wave
    count, voice = vault_services.find_opening(session, reference), Voice(current_language())
    return render_template(
        "taking/wave.html",
        **_about(found),
        fingerprint=found.signed.fingerprint,
        promises=promises(found.manifest, current_language()),
        remains=remaining(found.manifest, current_language()),
        closing=_waves().closing(session, reference),
        is_over=_is_over(found),
        until=_last_day(found),
        until_said=_last_day_said(found, _last_day(found), current_language()),
        questionnaire_title=found.questionnaire.texts[current_language()].title,
        units_before=pages.units_before(session, found.manifest, current_language()),
        count=count,
        how_opened=opened_sentence(count.machines, count.letters, voice) if count else "",
        receipt=receipt,
        verdict=verdict,
        is_kept_here=found.manifest.sealing.is_kept_by_platform,
        holders=", ".join(trustee.holder for trustee in found.manifest.sealing.trustees),
        has_script="receipt.js" in ASSETS.by_name,
        texts=texts.script_texts(current_language()),
    )

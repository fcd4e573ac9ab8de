"""Where an invitation's secret is exchanged for a credential: by a browser, or here without scripts."""

import secrets
from typing import Any

import msgspec
from flask import current_app, g, render_template, request

from survey_app.door.access import Anyone, allow
from survey_app.door.forms import csrf
from survey_app.door.languages import current_language
from survey_app.door.messages import read_texts
from survey_app.ground import days, db
from survey_app.ground.settings import current_config
from survey_app.invitations import blueprint, refusals
from survey_app.invitations.errors import (
    InvitationIsOfAnotherPool,
    InvitationIsUnknown,
    InvitationIsUsed,
    WaveIsClosed,
    WaveIsNotOpenYet,
)
from survey_app.invitations.issuing import Signers, find, issue_credential, pool_of
from survey_app.manifest import documents as manifests
from survey_app.manifest import publication
from survey_app.manifest.publication import ManifestIsUnknown
from survey_app.protocol.client import begin_credential, finish_credential
from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.errors import BlindedMessageIsInvalid, MessageIsMalformed
from survey_app.protocol.messages import CredentialRequest, credential_reply
from survey_app.protocol.terms import Terms, read_terms

NUMBER_BYTES = 32
_REFUSED = (
    InvitationIsUnknown,
    InvitationIsUsed,
    InvitationIsOfAnotherPool,
    WaveIsNotOpenYet,
    WaveIsClosed,
    BlindedMessageIsInvalid,
    MessageIsMalformed,
)


@blueprint.post("/invite/<wave>/credential")
@allow(Anyone.RESPONDENT)
def credential(wave: str) -> Any:
    """A respondent's browser sends its secret and a blinded message, and gets the blind signature."""
    session, signers = db.people(), _signers()
    try:
        asked = _read(request.get_data(cache=False))
        signature = issue_credential(session, signers, wave, _today(), asked)
    except _REFUSED as refused:
        return refusals.message(refused)
    db.commit_now()
    g.sends_random_bytes = True
    return credential_reply(signature, asked.pool)


@blueprint.get("/invite/<wave>")
@allow(Anyone.RESPONDENT)
def code(wave: str) -> Any:
    """A respondent without JavaScript is asked for the code of slip or letter."""
    try:
        find(db.people(), wave, _today(), secret="")
    except _REFUSED as refused:
        return _code_page(wave, refusals.words(refused))
    return _code_page(wave, None)


@blueprint.post("/invite/<wave>")
@allow(Anyone.RESPONDENT)
def redeem(wave: str) -> Any:
    """The server makes the credential for somebody without JavaScript, and keeps nothing of it.

    This is weaker: for a moment this process knows invitation and credential at once. The page says so.
    A page that is reloaded sends the same random number again and gets the same credential; the number is the
    browser's, and nothing that is kept here leads to it.
    """
    session, signers = db.people(), _signers()
    secret = request.form.get("code", "")
    try:
        pool = pool_of(session, wave, _today(), secret)
        number = from_base64url(request.form.get("number", ""), length=NUMBER_BYTES)
        terms = _terms(wave)
        pending = begin_credential(terms, pool, seed=number + secret.encode())
        asked = CredentialRequest(secret, pool, pending.blinded)
        signature = issue_credential(session, signers, wave, _today(), asked)
        made = finish_credential(terms, pending, signature)
    except _REFUSED as refused:
        return _code_page(wave, refusals.words(refused))
    db.commit_now()
    return render_template("invitations/redeemed.html", **_about(wave), credential=made.to_message())


# These forms ride on no sign-in: there is no cookie, so nothing can be forged.
for _view in (credential, redeem):
    csrf.exempt(_view)


def _read(content: bytes) -> CredentialRequest:
    message = read_texts(content, {"secret", "pool", "blinded"})
    return CredentialRequest(message["secret"], message["pool"], from_base64url(message["blinded"]))


def _signers() -> Signers:
    found: Signers | None = current_app.extensions.get("gyeol.signers")
    if found is None:
        secret_key = current_config().secret_key
        found = current_app.extensions["gyeol.signers"] = Signers(secret_key)
    return found


def _today() -> str:
    return days.today().isoformat()


def _terms(wave: str) -> Terms:
    try:
        signed = publication.read_signed(db.vault(), wave)
    except ManifestIsUnknown as unknown:
        raise InvitationIsUnknown from unknown
    return read_terms(msgspec.json.decode(manifests.public_message(signed)))


def _about(wave: str) -> dict[str, Any]:
    language = current_language()
    try:
        found = publication.read(db.vault(), wave)
    except ManifestIsUnknown:
        return {"wave": wave, "institution_name": None, "title": None, "relay_host": ""}
    return {
        "wave": wave,
        "institution_name": found.institution_name.in_language(language),
        "title": found.title.in_language(language),
        "is_fictional": found.is_fictional,
        "relay_host": found.relay_host,
    }


def _code_page(wave: str, words: refusals.Words | None) -> Any:
    number = to_base64url(secrets.token_bytes(NUMBER_BYTES))
    page = render_template("invitations/code.html", **_about(wave), words=words, number=number)
    return page, 200 if words is None else words.status

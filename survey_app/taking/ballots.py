"""Reads the two ways in which a ballot arrives: sealed in the browser, or as a plain form sealed here."""

from collections.abc import Mapping
from typing import Any

from survey_app.door.messages import read_texts
from survey_app.protocol.ballot import Answer, Ballot, check, encode
from survey_app.protocol.credential import Credential, read_credential
from survey_app.protocol.encoding import from_base64url
from survey_app.protocol.errors import BallotIsMalformed
from survey_app.protocol.sealing import seal
from survey_app.taking.waves import PublishedWave

_FIELDS = {"token", "signature", "pool", "ballot"}


def read_message(content: bytes) -> tuple[Credential, bytes]:
    """The credential and the sealed ballot of a deposit message. Raises MessageIsMalformed."""
    message = read_texts(content, _FIELDS)
    credential = read_credential(message["token"], message["signature"], message["pool"])
    return credential, from_base64url(message["ballot"])


def seal_form(wave: PublishedWave, form: Mapping[str, str]) -> tuple[Credential, bytes]:
    """The credential of a plain form and its answers, sealed here on arrival: the weaker promise.

    Raises MessageIsMalformed, or BallotIsMalformed when an answer is none of those offered.
    """
    credential = read_credential(form.get("token"), form.get("signature"), form.get("pool"))
    ballot = _ballot(wave, form)
    if faults := check(ballot, wave.questionnaire):
        raise BallotIsMalformed(faults[0])
    terms = wave.terms
    return credential, seal(encode(ballot), terms.sealing_key, terms.fingerprint, terms.padded_size)


def _ballot(wave: PublishedWave, form: Mapping[str, str]) -> Ballot:
    questionnaire = wave.questionnaire
    answers = {item.id: _answer(form.get(f"item.{item.id}", "")) for item in questionnaire.items}
    background = {
        question.id: chosen
        for question in questionnaire.background
        if (chosen := form.get(f"background.{question.id}", ""))
    }
    comments = {
        question.id: words
        for question in questionnaire.comments
        if (words := _clean(form.get(f"comment.{question.id}", "")))
    }
    return Ballot(
        questionnaire=questionnaire.content_hash,
        unit=form.get("unit", ""),
        answers=answers,
        background=background,
        comments=comments if wave.manifest.policy.asks_comments else {},
        mode="server",
    )


def _answer(chosen: str) -> Answer:
    if chosen in ("", "na"):
        return None if chosen == "" else "na"
    if not (chosen.isascii() and chosen.isdecimal() and len(chosen) <= 3):
        raise BallotIsMalformed("an answer is neither a point nor na")
    return int(chosen)


def _clean(words: str) -> str:
    plain = words.replace("\r\n", "\n").replace("\r", "\n").strip()
    return "".join(letter for letter in plain if ord(letter) >= 32 or letter in "\n\t")


def credential_fields(form: Mapping[str, Any]) -> dict[str, str]:
    """The hidden fields of a plain form that carry its credential on."""
    return {name: str(form.get(name, "")) for name in ("token", "signature", "pool")}

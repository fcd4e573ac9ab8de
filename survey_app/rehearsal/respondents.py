"""Invented people who answer an open wave, each by the whole protocol, in this process."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from flask import Flask

from analysis.counting.answers import NOT_APPLICABLE, Answers
from questionnaires.model import Questionnaire, Scale
from survey_app.protocol.ballot import NOT_APPLICABLE as DOES_NOT_APPLY
from survey_app.protocol.ballot import Answer, Ballot
from survey_app.protocol.client import ProtocolClient, Transport, seal_ballot
from survey_app.protocol.errors import ServerRefused

USED = "used"


def ballots_of(
    questionnaire: Questionnaire,
    answers: Answers,
    units: Sequence[str],
    comments: Sequence[tuple[str, str]],
) -> Iterator[Ballot]:
    """A ballot for each respondent; `answers.units` counts `units`, and the first respondents comment."""
    for row in range(answers.respondents):
        yield Ballot(
            questionnaire=questionnaire.content_hash,
            unit=units[answers.units[row]],
            answers={
                item.id: _answer(int(code), item.scale)
                for item, code in zip(questionnaire.items, answers.codes[row], strict=True)
            },
            background={
                question.id: question.classes[chosen]
                for question in questionnaire.background
                if (chosen := int(answers.background[question.id][row])) < len(question.classes)
            },
            comments=dict(comments[row : row + 1]),
        )


def answer_wave(
    app: Flask,
    wave: str,
    ballots: Iterable[Ballot],
    codes: Mapping[str, Sequence[str]],
    tell: Callable[[int], None] = lambda _answered: None,
) -> None:
    """The ballots are deposited, each with a code of its unit, as far as there are codes.

    A code with which somebody has answered before is passed over. `tell` hears how many have come so far;
    what it raises stops the work. To be called outside an application context: each request makes its own,
    as on a served site. Raises what `ProtocolClient.fetch_terms` raises.
    """
    client = ProtocolClient(_without_a_socket(app))
    terms = client.fetch_terms(wave)
    left = {unit: list(of_unit) for unit, of_unit in codes.items()}
    for answered, ballot in enumerate(ballots):
        tell(answered)
        if not left.get(ballot.unit):
            continue
        code = left[ballot.unit].pop()
        try:
            credential = client.credential_for(terms, code, terms.unit_pools[ballot.unit])
        except ServerRefused as refused:
            if refused.code != USED:
                raise
            continue
        client.deposit(terms, seal_ballot(terms, credential, ballot))


def _without_a_socket(app: Flask) -> Transport:
    browser = app.test_client(use_cookies=False)

    def ask(method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        reply = browser.open(path, method=method, data=body, content_type="application/json")
        return reply.status_code, reply.get_data()

    return ask


def _answer(code: int, scale: Scale) -> Answer:
    """The point that was chosen, “not applicable” where the scale offers it, or nothing."""
    if code in scale.points:
        return code
    return DOES_NOT_APPLY if code == NOT_APPLICABLE and scale.has_not_applicable else None

"""One wave from codes to counted answers, through the application's own addresses."""

import pytest

from benchmarks.open_wave import close_wave, kept_share
from survey_app.ground import db
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import begin_credential, seal_ballot
from survey_app.protocol.errors import ServerRefused
from survey_app.vault import exporting, services
from survey_app.vault.opening import open_held
from survey_app.vault.records import decode, layout_of


def test_an_answer_travels_from_code_to_count(config, databases, wave, respondent):
    terms = respondent.fetch_terms(wave.reference, pinned=wave.fingerprint)
    credential = respondent.credential_for(terms, wave.codes[0].code)
    ballot = Ballot(
        wave.questionnaire.content_hash,
        "u1",
        {"CULT01": 4, "CULT02": "na", "CULT03": None},
        {"gender": wave.questionnaire.background[0].classes[0]}
        if wave.questionnaire.background[0].id == "gender"
        else {},
        {wave.questionnaire.comments[0].id: "회의를 줄이면 좋겠습니다."},
    )
    deposit = seal_ballot(terms, credential, ballot)

    receipt = respondent.deposit(terms, deposit)
    again = respondent.deposit(terms, deposit)
    close_wave(config, databases, wave)
    key = services.opening_key([kept_share(config, databases, wave)])
    with db.work(databases.vault) as session:
        sealed = exporting.write_sealed_file(session, wave.reference, wave.questionnaire)
        count = services.open_ballots(session, wave.reference, key, wave.questionnaire)
        counted = services.read_counted(session, wave.reference)
        comments = services.read_comments(session, wave.reference)

    assert receipt == again
    assert (count.counted, count.spoiled, count.sealed_by_server) == (1, 0, 0)
    # What the opening has in memory; none of it is kept.
    held = exporting.read_sealed_file(sealed).held
    opened = open_held(held, key, wave.fingerprint, wave.manifest, wave.questionnaire)
    answers = decode(opened.records, layout_of(wave.questionnaire))
    assert counted.respondents == 1
    assert not any(group.is_shown for group in counted.groups)
    assert answers.column("CULT01").tolist() == [4]
    assert answers.column("CULT02").tolist() == [254]
    assert answers.column("CULT03").tolist() == [253]
    assert answers.units.tolist() == [0]
    assert [comment.text for comment in comments] == ["회의를 줄이면 좋겠습니다."]
    assert respondent.check_receipt(terms, receipt).leaf == receipt.leaf


def test_a_code_is_worth_one_credential(wave, respondent):
    terms = respondent.fetch_terms(wave.reference)
    pending = begin_credential(terms, "pool-1")
    first = respondent.fetch_credential(terms, wave.codes[0].code, pending)

    again = respondent.fetch_credential(terms, wave.codes[0].code, pending)
    with pytest.raises(ServerRefused) as refused:
        respondent.credential_for(terms, wave.codes[0].code)

    assert first == again
    assert refused.value.code == "used"


def test_without_a_script_a_typed_code_leads_to_a_receipt(config, databases, wave, client):
    asked = _hidden_fields(client.get(f"/invite/{wave.reference}").text)
    page = client.post(f"/invite/{wave.reference}", data={**asked, "code": wave.codes[3].code.lower()})
    fields = _hidden_fields(page.text)
    form = client.post(f"/take/{wave.reference}/paper", data=fields)
    sent = {**_hidden_fields(form.text), "item.CULT01": "5", "unit": wave.codes[3].unit_code}
    receipt = client.post(f"/take/{wave.reference}/paper/answers", data=sent)
    close_wave(config, databases, wave)
    share = kept_share(config, databases, wave)
    with db.work(databases.vault) as session:
        count = services.open_ballots(
            session, wave.reference, services.opening_key([share]), wave.questionnaire
        )

    assert page.status_code == form.status_code == receipt.status_code == 200
    assert 'name="item.CULT01"' in form.text
    assert (count.counted, count.sealed_by_server) == (1, 1)


def _hidden_fields(page):
    import re

    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))

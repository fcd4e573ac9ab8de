"""What trustees send: nobody in another's name, and whoever cheats is named on every page."""

import msgspec

from survey_app.diagnosis.models import Wave
from survey_app.ground import db
from survey_app.protocol.ceremony_part import TrusteePart, make_seed
from survey_app.trustees.models import PreparedSealing
from tests.key_ceremonies import PASSPHRASE, make_key, visitors_of
from tests.older_waves import Trustee, make_sealing
from tests.protocol.ceremonies import cheat
from tests.trustees.planned import TRUSTEES, ceremony_in, form, named, open_it, wave_of


def test_nobody_sends_anything_in_another_trustees_name(hr, client):
    first, second, _third = visitors_of(named(hr), client)
    first.first_visit()
    hello = second.record().hellos[1].document

    answers = [
        first.send([], secret=second.secret),
        first.send([], trustee=2),
        first.send([], trustee=9),
        second.send([hello | {"from": 2}]),
        second.send([{**hello, "signature": hello["possession"]}]),
        client.post(f"{first.address}/messages", data=b"[" * 20000, content_type="application/json"),
        client.post(f"{first.address}/messages", json={"trustee": 1}),
        client.post("/key/AAAAAAAAAAAAAAAAAAAAAA/messages", json={}),
    ]
    # The very same message again changes nothing, and another one in its place is refused.
    assert first.send([hello]).status_code == 200
    other = TrusteePart(second.record().terms, 1, make_seed(), {}).hello()
    assert first.send([other]).json["error"] == "ceremony_does_not_fit"

    assert [answer.status_code for answer in answers] == [403, 403, 403, 409, 409, 400, 400, 404]
    assert sorted(second.record().hellos) == [1]


def test_a_trustee_who_cheats_is_named_on_every_page_and_the_wave_stays_shut(hr, client, databases):
    first, second, third = visitors_of(named(hr), client)
    for visitor in (first, second, third):
        visitor.first_visit()
    record = first.record()
    first.send(cheat(first.part()).deal(record))
    complained = second.send(second.part().complain(second.record()))
    groundless = third.part()._complaint(third.record(), 1)

    page = client.get(f"{first.address}?lang=en").text
    hr_page = hr.get(TRUSTEES).text

    assert complained.status_code == 200
    assert "What trustee 1 (HR lead) sent is wrong" in hr_page
    assert "HR lead" in page
    assert ceremony_in(databases).cheats[0].index == 1
    assert open_it(hr).status_code == 422
    # What trustee 1 sent trustee 3 is wrong, too, so that complaint is no false one.
    assert third.send([groundless]).status_code == 200


def test_a_complaint_that_shows_nothing_stops_nobody(hr, client, databases):
    first, second, third = visitors_of(named(hr), client)
    for visitor in (first, second, third):
        visitor.first_visit()
    first.second_visit()
    groundless = second.part()._complaint(second.record(), 1)

    refused = second.send([groundless])

    assert refused.json["error"] == "trustee_cheated"
    assert second.record().complaints == ()
    assert second.second_visit().status_code == third.second_visit().status_code == 200
    assert ceremony_in(databases).is_complete


def test_after_the_wave_has_opened_nothing_is_taken_in_any_more(hr, client):
    first, second, third = make_key(named(hr), client)
    open_it(hr)

    again = third.send([second.record().confirmations[3].document])

    assert first.record().is_complete
    assert (again.status_code, again.json["error"]) == (410, "too_late")


def test_shares_that_an_earlier_version_handed_out_open_no_wave_and_the_page_says_what_to_do(
    hr, client, databases
):
    wave = wave_of(databases)
    with db.work(databases.people) as session:
        terms, _files = make_sealing("gaon.2026", 0, 1, [Trustee("HR lead", PASSPHRASE)])
        written = msgspec.json.encode(terms).decode()
        session.add(PreparedSealing(wave_id=wave.id, terms=written, tried=[1]))
        session.get_one(Wave, wave.id).sealing = written

    refused = open_it(hr)
    page = hr.get(TRUSTEES).text
    make_key(named(hr), client)

    assert refused.status_code == 422
    assert "older kind" in refused.text
    assert "older kind" in page
    assert open_it(hr).status_code == 302


def test_no_trustee_has_the_name_by_which_terms_call_the_platform(hr, databases):
    answer = hr.post(TRUSTEES, data=form(**{"holder-1": "Platform"}))

    assert answer.status_code == 422
    assert ceremony_in(databases) is None

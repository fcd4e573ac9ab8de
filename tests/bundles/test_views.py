"""The analyst takes bundles in on a page; the HR lead takes their own away, and no other's."""

import io

import msgspec
import pytest

from analysis.released.release import content_hash, decode, encode
from analysis.released.released_values import Hidden, Shares
from survey_app import create_app
from survey_app.accounts import services as accounts
from survey_app.bundles import services
from survey_app.bundles.keys import public_key, trust
from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.institutions.services import find_institution

PASSWORD = "a long enough passphrase 7"


@pytest.fixture
def browser():
    """Somebody of a role, signed in to an installation; pages are in English."""

    def enter(site, role, institution=None):
        app = create_app(site.config, site.databases, runs_jobs_at_once=True)
        app.config["WTF_CSRF_ENABLED"] = False
        app.testing = True
        email = f"{role.value}-{institution or 'ministry'}@example.kr"
        with app.app_context(), db.work(site.databases.people) as people:
            chosen = find_institution(people, institution) if institution else None
            accounts.create_account(
                people,
                "system",
                email=email,
                name="사람",
                role=role,
                institution=chosen,
                language="en",
                password=PASSWORD,
            )
        client = app.test_client()
        assert client.post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 302
        return client

    return enter


def bundle_of(site):
    with site.work() as (people, vault):
        return services.export_release(people, vault, site.config, site.find(people, "dara"))


def upload(client, content):
    return client.post("/bundles", data={"bundle": (io.BytesIO(content), "dara.gyeol")})


def test_an_hr_lead_takes_the_bundle_away_and_the_analyst_takes_it_in(browser, home, ministry):
    lead = browser(home, Role.HR, "dara")
    page = lead.get("/i/dara/waves/2026/bundle")
    file = lead.get("/i/dara/waves/2026/bundle.gyeol")
    with ministry.work() as (people, _vault):
        key = public_key(home.config)
        trust(people, key, find_institution(people, "dara"), "system")

    analyst = browser(ministry, Role.ANALYST)
    sent = upload(analyst, file.data)
    listed = analyst.get("/bundles")

    assert key in page.text
    assert file.headers["Content-Disposition"] == 'attachment; filename="dara-2026.gyeol"'
    assert file.data == bundle_of(home)
    assert sent.status_code == 302
    assert "The release of dara.2026 was taken in" in listed.text
    assert key in listed.text


def test_a_refused_bundle_is_explained_and_changes_nothing(browser, home, ministry):
    analyst = browser(ministry, Role.ANALYST)

    unknown = upload(analyst, bundle_of(home))
    strange = upload(analyst, b"PK\x03\x04")

    assert (unknown.status_code, strange.status_code) == (422, 422)
    assert "The key is not trusted here" in unknown.text
    assert "not a bundle" in strange.text
    assert "None yet." in analyst.get("/bundles").text


def test_the_released_document_is_read_as_it_was_signed(browser, home):
    lead = browser(home, Role.HR, "dara")

    answer = lead.get("/api/i/dara/waves/2026/release.json")

    with home.work() as (people, _vault):
        stored = services.stored_releases(people, home.find(people, "dara"))[0]
    assert answer.data == stored.document
    assert answer.headers["ETag"] == f'"{stored.content_hash}"'


def test_a_release_of_an_older_version_is_offered_to_be_made_again_and_hands_nothing_over(browser, home):
    with home.work() as (people, _vault):
        stored = services.stored_releases(people, home.find(people, "dara"))[0]
        made = msgspec.structs.replace(decode(stored.document), format=1)
        stored.document, stored.content_hash = encode(made), content_hash(encode(made))
    lead = browser(home, Role.HR, "dara")

    page = lead.get("/i/dara/waves/2026/release")
    handover = lead.get("/i/dara/waves/2026/bundle")
    download = lead.get("/i/dara/waves/2026/bundle.gyeol")
    document = decode(lead.get("/api/i/dara/waves/2026/release.json").data)

    assert "prepared by an older version" in page.text
    assert "may not leave any more" in handover.text
    assert (download.status_code, download.headers["Location"]) == (302, "/i/dara/waves/2026/bundle")
    assert {found.points for found in document.whole.items.values() if isinstance(found, Shares)} == {()}
    assert document.between_units
    assert all(isinstance(found, Hidden) for found in document.between_units.values())


@pytest.mark.parametrize(
    "address",
    ["/i/dara/waves/2026/bundle", "/i/dara/waves/2026/bundle.gyeol", "/api/i/dara/waves/2026/release.json"],
)
def test_nobody_else_reads_an_institutions_bundle(browser, home, address):
    home.institution("mada")
    other, analyst = browser(home, Role.HR, "mada"), browser(home, Role.ANALYST)

    assert other.get(address).status_code == 404
    assert analyst.get(address).status_code == 403


def test_an_hr_lead_has_no_business_with_received_bundles(browser, home):
    lead = browser(home, Role.HR, "dara")

    assert lead.get("/bundles").status_code == 403
    assert lead.get("/i/dara/waves/1999/bundle").status_code == 404

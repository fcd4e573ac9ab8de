"""Workers killed at every step, and two started at once: nothing is lost and nothing doubled.

Each drill prints its figures: run it with `-s` to read them.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from benchmarks.open_wave import close_wave, kept_share
from survey_app import create_app
from survey_app.diagnosis.models import Wave
from survey_app.door.access import Role
from survey_app.fieldwork import services as fieldwork
from survey_app.fieldwork import timer
from survey_app.ground import db, jobs, leases
from survey_app.ground.jobs import Job
from survey_app.imports import uploads
from survey_app.imports.jobs import IMPORT
from survey_app.institutions.models import InstitutionKind
from survey_app.institutions.services import add_institution
from survey_app.invitations import sending, slip_files
from survey_app.invitations.models import Invitation, PoolKey
from survey_app.manifest import publication
from survey_app.protocol.ballot import Ballot
from survey_app.protocol.client import seal_ballot
from survey_app.releases import timer as releases_timer
from survey_app.releases.models import StoredRelease
from survey_app.trail.models import AuditEntry
from survey_app.vault.models import Opening, SealedBallot, StoredCount
from tests.drills import (
    BOOK,
    Drill,
    do_everything,
    make_no_release,
    note_deliveries,
    open_the_ballots,
    ready_server,
    tell_no_progress,
)
from tests.fieldwork.test_opening import planned
from tests.imports.conftest import MAPPING, as_csv, synthetic
from tests.open_waves import pool_keys, quick_keys, respondent, wave

__all__ = ["planned", "pool_keys", "quick_keys", "respondent", "wave"]

KILLED, RACED = "killed at every step", "two at once"
both = pytest.mark.parametrize("how", [KILLED, RACED])
both_but_killed_nightly = pytest.mark.parametrize(
    "how", [pytest.param(KILLED, marks=pytest.mark.nightly), RACED]
)


@pytest.fixture(scope="module", autouse=True)
def _ready_server():
    with ready_server():
        yield


@pytest.fixture
def site(config, databases, monkeypatch):
    """An application whose workers are the drill's: what is ordered waits for them.

    They are killed far more often than in life, where work is given up after the fifth time.
    """
    monkeypatch.setattr(leases, "MOST_ATTEMPTS", 10**6)
    return create_app(config, databases)


@pytest.fixture
def drill(site, config):
    """Orders work and has it done in one of the two ways; returns how many workers were killed."""

    def run(how, name, subject, prepare=(), **parameters):
        with site.app_context(), db.work(db.databases().people) as people:
            jobs.start(people, name, subject, None, **parameters)
        workers = Drill(config, do_everything, prepare)
        return workers.raced() if how == RACED else workers.killed_at_every_step()

    return run


def count(databases, *of, side="people"):
    with db.work(getattr(databases, side)) as session:
        return session.scalar(select(func.count()).select_from(of[0]).where(*of[1:])) or 0


def require_done(databases, name):
    """Every job of that name is done, and none waits or runs."""
    with db.work(databases.people) as people:
        states = Counter(people.scalars(select(Job.state).where(Job.name == name)))
        assert set(states) == {"done"}, states


def told(name, how, killed, what):
    print(f"{name}, {how}: {killed} workers killed; {what}")


@both
def test_a_closing_closes_once(drill, databases, wave, how):
    killed = drill(how, "close_wave", f"wave:{wave.reference}", wave=wave.reference, actor="system")

    require_done(databases, "close_wave")
    with db.look(databases.vault) as vault:
        closing = publication.read_closing(vault, wave.reference)
    acts = count(databases, AuditEntry, AuditEntry.action == "close_wave")
    keys = count(databases, PoolKey, PoolKey.locked_key.is_not(None))
    told("closing", how, killed, f"{acts} closing in the trail, {keys} keys left")
    assert (closing.credentials, acts, keys) == (0, 1, 0)


@both
def test_an_opening_of_a_wave_opens_once_and_invites_everybody_once(drill, databases, planned, how):
    killed = drill(how, "open_wave", f"wave:{planned}", wave=planned, actor="system")

    require_done(databases, "open_wave")
    with db.work(databases.people) as people:
        found = people.scalars(select(Wave)).one()
        invited = Counter(people.scalars(select(Invitation.recipient)))
        keys = people.scalars(select(PoolKey.spki)).all()
    with db.look(databases.vault) as vault:
        signed, terms = publication.read_signed(vault, planned), publication.read(vault, planned)
    acts = count(databases, AuditEntry, AuditEntry.action == "open_wave")
    told("opening of a wave", how, killed, f"{acts} opening in the trail, {len(invited)} people invited")
    assert (found.state, found.fingerprint) == ("open", signed.fingerprint)
    assert invited == {"a@example.kr": 1, "b@example.kr": 1}
    assert (acts, len(keys)) == (1, len(terms.pools))


@both
def test_everybody_gets_a_letter_and_none_a_second_of_another_number(
    drill, site, config, databases, wave, how
):
    people_written_to = 6
    with db.work(databases.people) as people:
        for number in range(people_written_to):
            people.add(
                Invitation(
                    id=f"{number:032d}",
                    wave_id=wave.wave_id,
                    unit_code="u1",
                    pool_key="pool-1",
                    channel="mail",
                    recipient=f"p{number}@gaon.example",
                    secret_hash=f"{number:064d}",
                )
            )
    order = {"wave": wave.reference, "is_reminder": False}
    killed = drill(how, sending.SEND, f"wave:{wave.reference}", (note_deliveries,), **order)
    # What was in a killed worker's hands is tried again when it can't be on its way any more.
    with site.app_context(), db.work(databases.people) as people:
        for invitation in people.scalars(select(Invitation).where(Invitation.next_try_at.is_not(None))):
            invitation.next_try_at = datetime.now(UTC) - timedelta(seconds=1)
        timer.send_letters_again(people)
    Drill(config, do_everything, (note_deliveries,)).raced(1)

    letters = [line.split(" ", 1) for line in (config.data / BOOK).read_text().splitlines()]
    by_person = Counter(to for to, _number in letters)
    numbers = {to: {number for other, number in letters if other == to} for to in by_person}
    twice = sum(times > 1 for times in by_person.values())
    told("letters", how, killed, f"{len(by_person)} people, {len(letters)} letters, {twice} of them twice")
    assert len(by_person) == people_written_to
    assert all(len(one) == 1 for one in numbers.values()), "a second letter is the first one again"
    assert twice <= killed
    assert count(databases, Invitation, Invitation.channel == "mail", Invitation.letters != 1) == 0


@both_but_killed_nightly
def test_slips_are_made_once(drill, config, databases, wave, how):
    killed = drill(
        how, "make_slips", f"slips:{wave.reference}", wave=wave.reference, unit="u1", language="ko"
    )

    require_done(databases, "make_slips")
    files = list((config.files / slip_files.FOLDER).glob("*/*"))
    told("slips", how, killed, f"{len(files)} file")
    assert [path.suffix for path in files] == [".locked"]


@pytest.fixture
def uploaded(config, databases):
    """A survey done elsewhere that somebody uploaded, and its token."""
    with db.work(databases.people) as people:
        add_institution(people, code="gaon", name_ko="가온부", name_en="Gaon", kind=InstitutionKind.CENTRAL)
    about = uploads.Upload(1, "gaon", "answers.csv", "2024", "조사", "Survey", "2024-05-01", "2024-05-20")
    return uploads.keep_upload(config, about, as_csv(synthetic(120, 3)).encode(), MAPPING.encode())


@both_but_killed_nightly
def test_an_import_and_its_release_are_made_once(drill, config, databases, uploaded, how):
    order = {"upload": uploaded, "actor": "hr@gaon.example", "wave": "gaon.2024"}
    killed = drill(how, IMPORT, f"import:{uploaded}", **order)

    require_done(databases, IMPORT)
    waves, releases = count(databases, Wave), count(databases, StoredRelease)
    counts = count(databases, StoredCount, side="vault")
    told("import", how, killed, f"{waves} wave, {counts} counted, {releases} release")
    assert (waves, counts, releases) == (1, 1, 1)
    with db.work(databases.vault) as vault:
        assert vault.scalars(select(Opening.counted)).one() == 120
    assert count(databases, AuditEntry, AuditEntry.action == "import_wave") == 1
    with pytest.raises(uploads.UploadIsGone):
        uploads.find_upload(config, uploaded)


@pytest.fixture
def opened_elsewhere(drill, databases, uploaded):
    """An opened wave that waits for its release."""
    drill(RACED, IMPORT, f"import:{uploaded}", upload=uploaded, actor="hr@gaon.example")
    with db.work(databases.people) as people:
        people.query(StoredRelease).delete()
        people.scalars(select(Wave)).one().state = "counted"
    return "gaon.2024"


@both
def test_a_release_is_made_once(drill, databases, opened_elsewhere, how):
    killed = drill(how, "make_release", f"wave:{opened_elsewhere}", wave=opened_elsewhere)

    require_done(databases, "make_release")
    releases = count(databases, StoredRelease)
    told("release", how, killed, f"{releases} release")
    assert releases == 1


@both
def test_reports_are_made_whole(drill, config, databases, opened_elsewhere, how):
    drill(RACED, "make_release", f"wave:{opened_elsewhere}", wave=opened_elsewhere)
    order = {"institution": "gaon", "wave": "2024", "language": "ko", "file_format": "xlsx"}
    killed = drill(how, "make_report", f"reports:{opened_elsewhere}", kind="institution", **order)

    require_done(databases, "make_report")
    files = [path for path in (config.files / "reports").rglob("*") if path.is_file()]
    told("report", how, killed, f"{len(files)} file")
    assert [path.suffix for path in files] == [".xlsx"]
    assert files[0].read_bytes().startswith(b"PK")


@pytest.mark.nightly
@both
def test_all_units_reports_are_made_whole(drill, config, databases, opened_elsewhere, how):
    drill(RACED, "make_release", f"wave:{opened_elsewhere}", wave=opened_elsewhere)
    order = {"institution": "gaon", "wave": "2024", "language": "ko", "file_format": "xlsx"}
    killed = drill(how, "make_unit_reports", f"reports:{opened_elsewhere}", **order)

    require_done(databases, "make_unit_reports")
    archives = list((config.files / "reports").rglob("*.zip"))
    told("reports of all units", how, killed, f"{len(archives)} archive")
    assert len(archives) == 1


def test_a_site_killed_at_every_step_of_the_ballots_opening_counts_each_once(
    site, config, databases, wave, respondent, signed_in_as
):
    terms = respondent.fetch_terms(wave.reference)
    for code in wave.codes[:5]:
        ballot = Ballot(wave.questionnaire.content_hash, code.unit_code, {"CULT01": 4})
        respondent.deposit(terms, seal_ballot(terms, respondent.credential_for(terms, code.code), ballot))
    close_wave(config, databases, wave)
    assert kept_share(config, databases, wave) is not None
    signed_in_as(Role.HR)

    changes = (make_no_release, tell_no_progress)
    killed = Drill(config, open_the_ballots, changes).killed_at_every_step()
    with site.app_context(), db.work(databases.people) as people:
        releases_timer.release_what_was_counted(people)

    left, counts = (count(databases, table, side="vault") for table in (SealedBallot, StoredCount))
    ordered = count(databases, Job, Job.name == "make_release")
    told("ballots' opening", KILLED, killed, f"{counts} counted, {left} sealed, {ordered} release ordered")
    assert (left, counts, count(databases, Opening, side="vault"), ordered) == (0, 1, 1, 1)
    with db.work(databases.vault) as vault:
        assert vault.scalars(select(Opening.counted)).one() == 5


def test_a_closing_that_failed_half_way_is_finished_by_the_clock(site, config, databases, wave, monkeypatch):
    """An error, not a kill: the job has failed, and nobody pressed again."""
    with site.app_context():
        with monkeypatch.context() as broken:
            broken.setattr(publication, "publish_closing", lambda *_given: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                fieldwork.close_wave(jobs.no_progress, wave=wave.reference, actor="hr@gaon.example")
        with db.work(databases.people) as people:
            assert people.scalars(select(Wave.state)).one() == "closed"
            timer.finish_what_was_cut_off(people)
            timer.finish_what_was_cut_off(people)
    Drill(config, do_everything).raced(1)

    require_done(databases, "close_wave")
    with db.look(databases.vault) as vault:
        assert publication.read_closing(vault, wave.reference) is not None
    with site.app_context(), db.work(databases.people) as people:
        timer.finish_what_was_cut_off(people)
    assert count(databases, Job, Job.name == "close_wave") == 1

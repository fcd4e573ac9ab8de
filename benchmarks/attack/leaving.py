"""Everything that leaves a demonstration: every page that anybody may open, every file, every report."""

import contextlib
import html
import re
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from sqlalchemy import select

from config import Config
from survey_app import create_app
from survey_app.accounts import passwords
from survey_app.accounts.models import Account
from survey_app.bundles.benchmark_bundles import export_benchmark
from survey_app.demonstration.contents import PASSWORD
from survey_app.diagnosis.models import Wave
from survey_app.diagnosis.programme import Programme
from survey_app.ground import db
from survey_app.ground.jobs import no_progress
from survey_app.institutions.models import Institution
from survey_app.releases.public_file.microdata import NothingToPublish, publish_microdata
from survey_app.reporting.making.batch import make_batch, pack
from survey_app.reporting.making.making import FORMATS, draw_report, make_report
from survey_app.reporting.making.orders import Order, unit_orders
from survey_app.reporting.making.report import ReportKind
from survey_app.reporting.national.programmes import open_national
from survey_app.reporting.subject import Subject, open_subject

LINK = re.compile(r"""(?:href|src|action|data-[\w-]*url)=["'](/[^"'#]*)""")
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
# Pages that show nobody's answers and would only cost time, or end the visit.
LEFT_OUT = (
    "/static/",
    "/sign-out",
    "/language/",
    "/take/",
    "/invite/",
    "/questionnaires/",
    "/kits",
    "/audit",
)
KINDS = ("csv", "gyeol", "hwpx", "json", "pdf", "pptx", "txt", "xlsx", "zip")
LANGUAGE = "ko"


@dataclass(frozen=True, slots=True)
class Paper:
    """Something that left: who has it, its address or file name, and what it says."""

    holder: str
    name: str
    content: bytes

    @property
    def kind(self) -> str:
        """What it is by its ending; what has none of these is a page."""
        ending = Path(urlsplit(self.name).path).suffix.lstrip(".")
        return ending if ending in KINDS else "page"


def pages(config: Config, institutions: Sequence[str]) -> Iterator[Paper]:
    """Every page and file that links lead to: for strangers, the analyst, the operator, each HR lead."""
    databases = db.connect(config)
    app = create_app(config, databases)
    with db.Session(databases.people) as people:
        accounts = [
            (
                account.email,
                account.institution_id and people.get_one(Institution, account.institution_id).code,
            )
            for account in people.scalars(select(Account).order_by(Account.id))
            # Accounts that somebody opened beside those of the demonstration have passwords of their own.
            if passwords.fits(account.password_hash, PASSWORD)
        ]
        public = [f"/waves/{wave.reference}/results" for wave in people.scalars(select(Wave))]
    yield from _walk(app.test_client(), "everybody", ["/", *public])
    for email, institution in accounts:
        if institution is None or institution in institutions:
            client = app.test_client()
            _sign_in(client, email)
            begin = ["/home", *([f"/i/{institution}/waves"] if institution else [])]
            yield from _walk(client, email, begin)
    databases.dispose()


def _sign_in(client: FlaskClient, email: str) -> None:
    token = TOKEN.search(client.get("/sign-in").get_data(as_text=True))
    form = {"email": email, "password": PASSWORD, "csrf_token": token[1] if token else ""}
    answer = client.post("/sign-in", data=form)
    if answer.status_code != 302:
        raise RuntimeError(f"{email} could not sign in: is this a demonstration?")


def _walk(client: FlaskClient, holder: str, begin: Sequence[str]) -> Iterator[Paper]:
    waiting, seen = deque(begin), set(begin)
    while waiting:
        address = waiting.popleft()
        answer = client.get(address)
        if answer.status_code != 200:
            continue
        content = answer.get_data()
        name = address
        if answer.mimetype == "text/html":
            for link in LINK.findall(content.decode()):
                link = html.unescape(link)
                if link not in seen and not link.startswith(LEFT_OUT):
                    seen.add(link)
                    waiting.append(link)
        yield Paper(holder, name, content)


def reports(
    config: Config, waves: Sequence[str], formats: Sequence[str] = FORMATS, has_units: bool = True
) -> Iterator[Paper]:
    """The reports of these released waves: whole, on one page, and those of all units in one archive."""
    databases = db.connect(config)
    with db.Session(databases.people) as people, tempfile.TemporaryDirectory() as folder:
        for reference in waves:
            code, _, key = reference.partition(".")
            subject = open_subject(people, code, key, config, LANGUAGE)
            # A pulse has one report, which is a page or two, and neither slides nor reports of units.
            is_pulse = subject.materials.release.is_pulse
            kinds = (ReportKind.INSTITUTION,) if is_pulse else (ReportKind.INSTITUTION, ReportKind.SUMMARY)
            for file_format in (one for one in formats if not (is_pulse and one == "pptx")):
                paths = [_report(subject, kind, file_format, Path(folder)) for kind in kinds]
                if has_units and not is_pulse:
                    paths.append(_unit_reports(subject, file_format, Path(folder)))
                yield from (Paper(f"hr@{code}", path.name, path.read_bytes()) for path in paths)
    databases.dispose()


def _report(subject: Subject, kind: ReportKind, file_format: str, folder: Path) -> Path:
    path = folder / f"{subject.reference}.{kind}.{file_format}"
    make_report(subject.materials, Order(path.name, kind, None, file_format, LANGUAGE), path)
    return path


def _unit_reports(subject: Subject, file_format: str, folder: Path) -> Path:
    orders, not_made = unit_orders(subject.materials, file_format, LANGUAGE)
    single = folder / subject.reference / file_format
    failed = make_batch(subject.materials, orders, single, no_progress)
    archive = folder / f"{subject.reference}.units.{file_format}.zip"
    pack(single, orders, (*not_made, *failed), archive, LANGUAGE)
    return archive


def of_the_ministry(config: Config, formats: Sequence[str] = ("pdf", "hwpx")) -> Iterator[Paper]:
    """For each programme its national report, its benchmark as a bundle, and a public-use file."""
    databases = db.connect(config)
    with db.Session(databases.people) as people, db.Session(databases.vault) as vault:
        for programme in people.scalars(select(Programme).order_by(Programme.key)):
            national = open_national(people, programme.key, config, LANGUAGE)
            for file_format in formats:
                yield Paper("analyst", f"{programme.key}.{file_format}", draw_report(national, file_format))
            yield Paper("ministry", f"{programme.key}.gyeol", export_benchmark(people, config, programme))
            # What groups give away alone cannot be made good: then there is no public-use file.
            with contextlib.suppress(NothingToPublish):
                made = publish_microdata(
                    people, vault, programme, decision="an attack on a copy", actor="attacker"
                )
                yield Paper("everybody", f"{programme.key}.public-use.csv", made.text.encode())
    databases.dispose()

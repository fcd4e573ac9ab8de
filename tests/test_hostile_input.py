"""Whatever stands in an address, a query, a form or a message: an answer or a refusal, never a failure."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest
from flask_wtf import FlaskForm
from werkzeug.routing import IntegerConverter

import survey_app
from analysis.simulation.people_of_waves import simulate_institution
from analysis.simulation.simulation_parameters import Parameters
from benchmarks.open_wave import open_wave
from questionnaires.languages import Spoken
from questionnaires.loader import published
from survey_app.door.access import Anyone, Role, allowed_of
from survey_app.door.converters import LARGEST_ID
from survey_app.ground import db
from survey_app.institutions.models import Institution, Unit
from survey_app.programmes.services import open_programme
from survey_app.releases import services as releases
from survey_app.releases.past import PastAnswers, PastWave, record_past_wave
from tests.installations import add_account, installed, signing_in

ASKED = ("public-culture", "2026.1")
ACCOUNTS = {"hr": "hr@gaon.example", "analyst": "analyst@example.org", "operator": "operator@example.org"}
KNOWN = {
    "institution": ("gaon", "dara"),
    "wave": ("2026", "2027"),
    "programme": ("2026",),
    "account_id": ("1",),
    "area": ("CULT",),
    "key": (ASKED[0],),
    "version": (ASKED[1],),
    "kind": ("xlsx",),
    "code": ("ko",),
    "group": ("unit:u1",),
    "which": ("latest",),
}
TEXTS = (
    "..",
    "../../etc/passwd",
    "a" * 3000,
    "'\"><script>alert(1)</script>",
    "\x00",
    "\ud55c\uae00 \u202e\u200b\U0001f600",
    "-1",
    "1e999",
    "nan",
    "9" * 5000,
    "%s%n{0}{{7*7}}",
    "\r\nSet-Cookie: a=b",
    "2026-02-30",
    "0x10",
)
NUMBERS = (*map(str, (0, LARGEST_ID, LARGEST_ID + 1, 2**63, 2**64, -1, 1.5)), "9" * 5000, "\u0661", "01")
BYTES = ("%FF%FE", "%00", "%ED%A0%80", "%2e%2e%2f", "%C0%AF")
MESSAGES = (
    b"",
    b"[" * 20_000,
    b'{"a":' * 20_000,
    b'{"token":"\xff","signature":"","pool":"","ballot":""}',
    b'{"secret":1e400,"pool":{},"blinded":[]}',
    b'{"secret":"\\u0000","pool":"","blinded":""}',
    b'{"n":' + b"9" * 5000 + b"}",
    b"null",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory, _migrated):
    """`gaon` has a released wave in a programme, `dara` one that takes answers, and everybody an account."""
    with installed(_migrated, tmp_path_factory.mktemp("hostile"), _fill) as app:
        with app.app_context():
            open_wave(app.config["GYEOL"], db.databases(), [20, 20], institution="dara")
        yield app


def _fill(people, vault, config):
    questionnaire = published(*ASKED)
    programme = open_programme(
        people, key="2026", name_ko="2026년", name_en="2026", questionnaire=ASKED, smallest_group=10
    )
    gaon = Institution(code="gaon", name_ko="가온부", name_en="Gaon", kind="central")
    gaon.units = [
        Unit(code=f"u{at}", name_ko=f"과{at}", name_en=f"Unit {at}", headcount=40, position=at)
        for at in range(2)
    ]
    people.add(gaon)
    people.flush()
    for role, email in ACCOUNTS.items():
        add_account(people, email, Role(role), gaon if role == "hr" else None)
    answers, _truth = simulate_institution(questionnaire, [40, 40], Parameters(response_rate=0.8), seed=1)
    past = PastWave(
        "2026", Spoken(ko="회차", en="Wave"), date(2026, 5, 1), date(2026, 5, 20), results_are_public=True
    )
    wave = record_past_wave(
        people, vault, config, gaon, past, PastAnswers(questionnaire, answers), programme=programme
    )
    releases.make_benchmark(people, vault, programme, config)
    releases.make_release(people, vault, wave, config)


@pytest.fixture
def clients(site, monkeypatch):
    """Somebody of each role, in a world that nothing they do changes."""
    sign_in = signing_in(site)
    signed_in = {who: sign_in(email) for who, email in ACCOUNTS.items()} | {"stranger": sign_in(None)}
    monkeypatch.setattr(db, "commit_now", lambda: None)
    return signed_in


def who_enters(app, endpoint):
    """The roles that come as far as the view; strangers to the public's and the respondents' pages."""
    allowed = allowed_of(app, endpoint)
    return sorted({"stranger" if isinstance(one, Anyone) else one.value for one in allowed})


def rules(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            yield rule


def address(rule, values):
    """A rule's address with these values put in as they are."""
    made = re.sub(r"<(?:[^:<>]+(?:\([^)]*\))?:)?(\w+)>", lambda part: values[part[1]], rule.rule)
    assert "<" not in made
    return made


def known_values(rule):
    """Values that exist, so that a view is reached that looks further."""
    first = {name: KNOWN.get(name, ("1",))[0] for name in rule.arguments}
    if "wave" in first and "institution" not in first:
        first["wave"] = "dara.2026"
    return first


@cache
def names_of_fields():
    """Every name of a form's or a query's field, as the code asks for them."""
    sources = "".join(file.read_text("utf-8") for file in Path(survey_app.__file__).parent.rglob("*.py"))
    asked = set(re.findall(r"""(?:args|form|values)(?:\.get(?:list)?\(|\[)["'](\w+)["']""", sources))
    kinds, waiting = set(), [FlaskForm]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        kinds.add(kind)
    fields = {name for kind in kinds for name in dir(kind) if hasattr(getattr(kind, name), "field_class")}
    return sorted(asked | fields)


class Failures:
    """Tries requests and remembers those that end in a failure."""

    def __init__(self):
        self.tried, self.found = 0, []

    def try_it(self, client, method, path, **sent):
        self.tried += 1
        try:
            with client.open(path, method=method, **sent) as answer:
                if answer.status_code >= 500:
                    self.found.append((method, path[:80], answer.status_code))
        except Exception as failure:  # noqa: BLE001 - the application under test lets failures through
            self.found.append((method, path[:80], type(failure).__name__, str(failure)[:120]))


def test_no_address_makes_it_fail(site, clients):
    failures = Failures()
    for rule in rules(site):
        for name in rule.arguments:
            is_number = isinstance(rule._converters[name], IntegerConverter)
            # Nearly every address names these two, and all look them up in the same way.
            texts = TEXTS[1:5] if name in ("institution", "wave") else NUMBERS if is_number else TEXTS
            for value in (*(quote(text, safe="") for text in texts), *BYTES[: 1 + len(texts) // 5]):
                path = address(rule, known_values(rule) | {name: value})
                for who in who_enters(site, rule.endpoint)[:1]:
                    for method in {"GET", "POST"} & rule.methods:
                        failures.try_it(clients[who], method, path)

    assert failures.tried > 1000
    assert failures.found == []


@pytest.mark.parametrize("value", [*TEXTS, "0", str(2**63)], ids=range(len(TEXTS) + 2))
def test_no_query_and_no_form_makes_it_fail(site, clients, value):
    failures, names = Failures(), names_of_fields()
    assert {"email", "page", "channel", "unit"} <= set(names)
    for rule in rules(site):
        path = address(rule, known_values(rule))
        for who in who_enters(site, rule.endpoint)[:1]:
            if "GET" in rule.methods:
                failures.try_it(clients[who], "GET", path, query_string=dict.fromkeys(names, value))
            if "POST" in rule.methods:
                failures.try_it(clients[who], "POST", path, data=dict.fromkeys(names, value))

    assert failures.found == []


def test_no_message_makes_it_fail(site, clients):
    failures = Failures()
    for rule in rules(site):
        path = address(rule, known_values(rule))
        for who in who_enters(site, rule.endpoint)[:1] if "POST" in rule.methods else ():
            for body in MESSAGES:
                for kind in ("application/json", "multipart/form-data; boundary=x"):
                    failures.try_it(clients[who], "POST", path, data=body, content_type=kind)

    assert failures.tried > 200
    assert failures.found == []

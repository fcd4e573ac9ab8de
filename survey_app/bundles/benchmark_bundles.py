"""The ministry's benchmark in a bundle: sealing one and taking one in."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from questionnaires.faults import QuestionnaireIsFaulty
from questionnaires.loader import published
from survey_app.bundles.bundles import BENCHMARK_FORMAT, BenchmarkStatement, seal, unsealed
from survey_app.bundles.keys import trusted_key
from survey_app.bundles.models import ReceivedBenchmark
from survey_app.bundles.refusals import BundleIsRefused, BundleRefusal
from survey_app.diagnosis.programme import Programme, ProgrammeIsUnknown, get_programme
from survey_app.manifest import documents as manifests
from survey_app.programmes.services import open_programme
from survey_app.releases import benchmarks
from survey_app.releases.models import StoredBenchmark
from survey_app.trail.audit import record


def export_benchmark(people: Session, config: Config, programme: Programme) -> bytes:
    """A bundle with the programme's terms and its newest benchmark: distributions, no institution by name."""
    newest = people.scalars(
        select(StoredBenchmark)
        .where(StoredBenchmark.programme_id == programme.id)
        .order_by(StoredBenchmark.id.desc())
    ).first()
    asked = (programme.questionnaire_key, programme.questionnaire_version)
    made = benchmarks.newest(people, programme.id)
    statement = BenchmarkStatement(
        format=BENCHMARK_FORMAT,
        programme=programme.key,
        name=programme.names,
        questionnaire_key=asked[0],
        questionnaire_version=asked[1],
        questionnaire_hash=published(*asked, config.questionnaire_folders).content_hash,
        smallest_group=programme.smallest_group,
        number=newest.id if newest else 0,
        measures=made.measures,
        meanings=made.meanings,
    )
    return seal(statement, manifests.signing_key(config.signing_key))


def import_benchmark(people: Session, config: Config, file: bytes, actor: str) -> Programme:
    """The programme is here with the ministry's benchmark afterwards. Raises BundleIsRefused.

    Releases made before still stand against the benchmark they were made with.
    """
    bundle = unsealed(file, BenchmarkStatement)
    said = bundle.statement
    trusted = trusted_key(people, bundle)
    if trusted.institution_id is not None:
        raise BundleIsRefused(BundleRefusal.KEY_IS_OF_ANOTHER)
    asked = (said.questionnaire_key, said.questionnaire_version)
    try:
        here = published(*asked, config.questionnaire_folders)
    except QuestionnaireIsFaulty as fault:
        raise BundleIsRefused(BundleRefusal.QUESTIONNAIRE_DIFFERS) from fault
    if here.content_hash != said.questionnaire_hash:
        raise BundleIsRefused(BundleRefusal.QUESTIONNAIRE_DIFFERS)
    programme = _programme_of(people, said)
    last = people.scalars(
        select(ReceivedBenchmark)
        .where(ReceivedBenchmark.programme_id == programme.id)
        .order_by(ReceivedBenchmark.number.desc())
    ).first()
    if last is not None and last.number >= said.number:
        raise BundleIsRefused(
            BundleRefusal.RECEIVED_BEFORE if last.number == said.number else BundleRefusal.OLDER
        )
    if said.measures:
        benchmarks.store(people, programme, said.measures, said.meanings)
    people.add(
        ReceivedBenchmark(
            programme=programme,
            number=said.number,
            trusted_key_id=trusted.id,
            received_at=datetime.now(UTC),
        )
    )
    people.flush()
    details = {"number": said.number, "measures": len(said.measures)}
    record(people, actor, "import_benchmark", f"programme:{programme.key}", details)
    return programme


def _programme_of(people: Session, said: BenchmarkStatement) -> Programme:
    """The programme as the ministry has it; opened here when it is new."""
    asked = (said.questionnaire_key, said.questionnaire_version)
    try:
        found = get_programme(people, said.programme)
    except ProgrammeIsUnknown:
        return open_programme(
            people,
            key=said.programme,
            name_ko=said.name["ko"],
            name_en=said.name["en"],
            questionnaire=asked,
            smallest_group=said.smallest_group,
        )
    if (found.questionnaire_key, found.questionnaire_version) != asked:
        raise BundleIsRefused(BundleRefusal.QUESTIONNAIRE_DIFFERS)
    return found

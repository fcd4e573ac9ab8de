"""One rich release, its reports in both languages, and their PDFs, made once."""

import contextlib
import io
from concurrent.futures import Future

import pikepdf
import pytest

from survey_app.drawing.drawing import Drawer
from survey_app.reporting.making import batch
from survey_app.reporting.making.making import build_report
from survey_app.reporting.making.orders import Materials
from survey_app.reporting.making.report import ReportedAction, ReportKind
from survey_app.reporting.writers.pdf import write_pdf
from survey_app.wording.labels import labels_of
from tests.reporting.sample import QUESTIONNAIRE, sample_release

PROMISES = (
    ReportedAction(
        "communication",
        "분기마다 건의 처리 결과를 공개한다",
        "혁신행정과",
        "2026-03-31",
        "완료",
        "두 번 공개함",
    ),
)


@pytest.fixture(scope="session")
def release():
    return sample_release()


@pytest.fixture(scope="session")
def labels(release):
    return labels_of(release, QUESTIONNAIRE, "ko")


@pytest.fixture(scope="session")
def english(release):
    return labels_of(release, QUESTIONNAIRE, "en")


@pytest.fixture(scope="session")
def drawer():
    found = Drawer()
    yield found
    found.close()


@pytest.fixture(scope="session")
def report(release):
    materials = Materials(release, QUESTIONNAIRE, PROMISES)
    return build_report(materials, ReportKind.INSTITUTION, None, "ko", has_slides=True)


@pytest.fixture(scope="session")
def unit_report(release):
    return build_report(Materials(release, QUESTIONNAIRE), ReportKind.UNIT, "unit:SVC", "ko", has_slides=True)


@pytest.fixture(scope="session")
def pdf_bytes(report, drawer):
    return write_pdf(report, drawer)


@pytest.fixture(scope="session")
def pdf(pdf_bytes):
    with pikepdf.open(io.BytesIO(pdf_bytes)) as opened:
        yield opened


@pytest.fixture(scope="session")
def pdf_text(pdf_bytes, tmp_path_factory):
    """The text of the PDF as a reader copies it, white space made even."""
    import subprocess

    path = tmp_path_factory.mktemp("pdf") / "report.pdf"
    path.write_bytes(pdf_bytes)
    run = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return " ".join(run.stdout.split())


class InPlace:
    """Stands in for the pool of processes: does what is asked at once, here."""

    def submit(self, work, *arguments):
        future = Future()
        future.set_result(work(*arguments))
        return future

    def shutdown(self, cancel_futures):
        assert cancel_futures


@pytest.fixture
def batches_in_place(monkeypatch):
    """Makes batches in this process; starting others takes seconds, and one test of the batch does that."""

    @contextlib.contextmanager
    def pool(materials, _processes, _reports_a_process):
        monkeypatch.setattr(batch, "_HERE", {"materials": materials} if materials else {})
        yield InPlace()

    monkeypatch.setattr(batch, "_pool", pool)

"""Batches go on after a crash, say what they could not make, and pack names that Windows reads."""

import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from survey_app.reporting.making.batch import make_batch, pack
from survey_app.reporting.making.making import FORMATS, FormatIsUnknown, make_report
from survey_app.reporting.making.orders import Materials, NotMade, Order, file_name, unit_orders
from survey_app.reporting.making.unit import UnitIsNotShown
from tests.reporting.sample import QUESTIONNAIRE


class Stopped(Exception):
    """Somebody asked the batch to stop."""


def test_each_shown_unit_is_ordered_and_the_others_have_a_reason(release):
    orders, not_made = unit_orders(Materials(release, QUESTIONNAIRE), "xlsx", "ko")
    assert len(orders) == 12
    assert {(one.name.partition(" ")[2], one.reason) for one in not_made} == {
        ("감사담당관.xlsx", "이웃 집단 보호"),
        ("대변인실.xlsx", "응답자가 너무 적음"),
    }


def test_a_batch_goes_on_where_it_was_and_leaves_what_is_there(release, tmp_path):
    orders, _ = unit_orders(Materials(release, QUESTIONNAIRE), "xlsx", "ko")
    for order in orders[:-2]:
        (tmp_path / order.name).write_bytes(b"made before")
    steps = []
    failed = make_batch(
        Materials(release, QUESTIONNAIRE),
        orders,
        tmp_path,
        lambda done, total, _: steps.append((done, total)),
    )
    assert failed == ()
    assert steps == [(10, 12), (11, 12), (12, 12)]
    assert (tmp_path / orders[0].name).read_bytes() == b"made before"
    assert zipfile.is_zipfile(tmp_path / orders[-1].name)


def test_what_can_t_be_made_is_listed_and_the_rest_is_made(release, tmp_path, batches_in_place):
    orders = [
        Order("hidden.pdf", "unit", "unit:SPK", "pdf", "ko"),
        Order("odd.doc", "unit", "unit:SVC", "doc", "ko"),
        Order("good.xlsx", "unit", "unit:SVC", "xlsx", "ko"),
    ]
    failed = make_batch(Materials(release, QUESTIONNAIRE), orders, tmp_path, lambda *_: None)
    assert [one.name for one in failed] == ["hidden.pdf", "odd.doc"]
    assert "대변인실은 보고서를 만들 수 없습니다: 응답자가 너무 적음." in failed[0].reason
    assert (tmp_path / "good.xlsx").exists()


def test_stopping_keeps_what_was_finished(release, tmp_path, batches_in_place):
    orders, _ = unit_orders(Materials(release, QUESTIONNAIRE), "xlsx", "ko")

    def stop_at_second(done, _total, _name):
        if done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        make_batch(Materials(release, QUESTIONNAIRE), orders, tmp_path, stop_at_second)
    made = [path for path in tmp_path.iterdir() if path.suffix == ".xlsx"]
    assert len(made) >= 2
    assert all(zipfile.is_zipfile(path) for path in made)


def test_korean_names_carry_the_utf8_flag(tmp_path):
    order = Order("001 민원서비스국.pdf", "unit", "unit:SVC", "pdf", "ko")
    (tmp_path / order.name).write_bytes(b"%PDF")
    target = tmp_path / "all.zip"
    pack(tmp_path, [order], [NotMade("대변인실.pdf", "응답자가 너무 적음")], target, "ko")
    with zipfile.ZipFile(target) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        listed = archive.read("만들지 못한 보고서.txt").decode("utf-8-sig")
    assert set(entries) == {"001 민원서비스국.pdf", "만들지 못한 보고서.txt"}
    assert all(entry.flag_bits & 0x800 for entry in entries.values())
    assert listed == "대변인실.pdf\t응답자가 너무 적음\r\n"


def test_a_file_name_is_safe_everywhere():
    assert file_name("기획/예산: <1팀>?", "pdf") == "기획 예산 1팀.pdf"
    assert file_name("한글", "pdf") == "한글.pdf"
    assert file_name("..", "pdf") == "report.pdf"
    assert len(file_name("가" * 300, "pdf")) < 130


def test_a_hidden_unit_gets_no_report_in_any_format(release, tmp_path):
    for file_format in FORMATS:
        order = Order("a", "unit", "unit:AUD", file_format, "ko")
        with pytest.raises(UnitIsNotShown):
            make_report(Materials(release, QUESTIONNAIRE), order, tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_is_refused(release, tmp_path):
    with pytest.raises(FormatIsUnknown, match="pdf, xlsx, hwpx, pptx"):
        make_report(
            Materials(release, QUESTIONNAIRE), Order("a", "summary", None, "docx", "ko"), tmp_path / "a"
        )


PARENT = """
import os, time
from survey_app.reporting.making.batch import _pool

if __name__ == "__main__":
    with _pool(None, 1, 10) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        time.sleep(600)
"""


def test_the_processes_of_a_batch_end_when_the_one_that_runs_it_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT, "utf-8")
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        assert _is_running(worker)
        parent.kill()
    last = time.monotonic() + 30
    while _is_running(worker) and time.monotonic() < last:
        time.sleep(0.05)
    assert not _is_running(worker)


def _is_running(process: int) -> bool:
    # What nobody has waited for yet stays listed as a zombie (Z): it has ended.
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False

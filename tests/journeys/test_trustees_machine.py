"""Trustees who open the ballots on a machine of their own, and people who could only be promised less."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

import config as settings
from survey_app.door.access import Role
from survey_app.protocol.encoding import to_base64url
from tests.journeys.steps import (
    GOOD,
    PASSPHRASES,
    answer,
    close,
    faultless,
    links,
    name_trustees,
    open_wave,
    plan,
    upload,
)

NAMES = ("직원 대표", "감사관")
ASK_FOR_PASSPHRASES = """
import getpass, sys
answers = iter(sys.stdin.read().splitlines())
getpass.getpass = lambda *_, **__: next(answers)
from survey_app.cli import main
main()
"""


def test_trustees_open_the_ballots_on_a_machine_of_their_own(site, signed_in, opened, tmp_path):
    page = signed_in(Role.HR, "deulkkot")
    page.goto("/i/deulkkot/units")
    # Another journey reads this institution's units in too; a roster that changes nothing can't be saved.
    upload(page, "명단.csv", GOOD.replace("연구부", "조사부"))
    page.get_by_role("button", name="이 부서들을 저장").click()
    key = plan(page, "관리인의 기기에서 여는 진단")
    base, wave = f"/i/deulkkot/waves/{key}", f"deulkkot.{key}"
    trustees = name_trustees(page, base, opened)
    page.goto(base)
    open_wave(page, key)
    everybody = links(page, base)
    receipts = answer(site, everybody)
    at_the_kiosk = _answer_without_javascript(opened, wave, everybody[-1]["code"])
    close(page, base, key)

    sealed, results = tmp_path / "sealed.json", [tmp_path / "opened-1.json", tmp_path / "opened-2.json"]
    site.run("vault", "export", "--wave", wave, "--output", sealed)
    letters, shares = set(), [trustees[0].file, trustees[2].file]
    for result, name in zip(results, NAMES, strict=True):
        folder = tmp_path / name
        folder.mkdir()
        said = _open_on_the_trustees_machine(folder, sealed, result, name, shares)
        assert "carry it back" in said
        letters.add(re.search(r"check letters (\S+)", said)[1])
    assert len(letters) == 1
    assert not list(site.data.rglob("*share*.json"))

    page.goto(f"{base}/ceremony")
    faultless(page)
    page.locator("#opened").set_input_files(results)
    page.get_by_role("button", name="견주어 보고 받아들이기").click()
    expect(page.locator("main")).to_contain_text("개봉했습니다")
    for said in (*letters, *NAMES):
        expect(page.locator("main")).to_contain_text(said)
    assert f"counted {len(receipts) + 1}, spoiled 0" in site.run("vault", "accept", *results, "--wave", wave)
    assert "forged 0" in site.run("vault", "audit", "--wave", wave)
    _both_signatures_stand_on_the_pdf(site, key, tmp_path / "report.pdf", letters.pop())
    page.get_by_role("link", name="결과가 어디까지 준비되었는지 보기").click()
    expect(page.locator("main")).to_contain_text(re.compile("결과를 준비하는 중|결과 다시 준비하기"))
    public = opened("phone", "ko")
    public.goto(f"/waves/{wave}", wait_until="networkidle")
    weaker = public.locator("dt", has_text="서버가 봉인").locator("xpath=following-sibling::dd")
    expect(weaker).to_have_text("1")
    public.context.set_offline(True)
    for receipt in (to_base64url(receipts[0].leaf), at_the_kiosk):
        public.locator("#receipt-text").fill(receipt)
        public.locator("[data-action=check]").click()
        expect(public.locator("#receipt-check [data-status]")).to_contain_text("들어 있습니다")


def _both_signatures_stand_on_the_pdf(site, key: str, report: Path, letters: str) -> None:
    which = ("--institution", "deulkkot", "--wave", key)
    site.run("release", "make", *which)
    verified = json.loads(site.run("release", "verify", *which, "--json"))
    machines = verified["releases"][0]["machines"]
    assert [machine["name"] for machine in machines] == list(NAMES)
    site.run("report", "build", *which, "--language", "ko", "--output", report)
    text = subprocess.run(["pdftotext", report, "-"], capture_output=True, text=True, check=True).stdout
    # A hyphen at the end of a line is taken for a division, whatever word it stands in.
    said = re.sub(r"[\s-]", "", text)
    for wanted in (letters, *NAMES, *(machine["key"] for machine in machines)):
        assert re.sub(r"[\s-]", "", wanted) in said


def _answer_without_javascript(opened, wave: str, code: str) -> str:
    """Types a code at a shared computer without JavaScript; returns the receipt."""
    page: Page = opened("phone", "ko", java_script_enabled=False)
    page.goto(f"/invite/{wave}")
    page.locator("#code").fill(code)
    for _ in range(2):
        page.locator("main form button[type=submit]").click()
    page.locator("[data-item]").first.locator("label.answer").first.click()
    page.locator("main form button[type=submit]").click()
    return page.locator(".receipt-code").inner_text().strip()


def _open_on_the_trustees_machine(folder, sealed, result, name, shares) -> str:
    """What `gyeol vault open-exported` says where there is no installation: no settings, no database."""
    files = []
    for number, share in enumerate(shares):
        files += ["--share", folder / f"share-{number}.json"]
        files[-1].write_bytes(share["buffer"])
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(settings.ROOT),
        "GYEOL_DATA": str(folder / "nothing"),
    }
    command = ["vault", "open-exported", sealed, "--name", name, "--output", result, *files]
    done = subprocess.run(
        [sys.executable, "-c", ASK_FOR_PASSPHRASES, *map(str, command)],
        env=environment,
        input="\n".join((PASSPHRASES[0], PASSPHRASES[2])),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert not (folder / "nothing").exists()
    return done.stdout

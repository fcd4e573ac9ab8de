"""How much processor time sheets of slips take: `python -m benchmarks.slips --slips 3000`."""

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.server import installation
from survey_app import create_app
from survey_app.invitations import slips
from survey_app.invitations.inviting import Code

FACTS = {
    "institution": "가온부",
    "title": "2026년 조직문화 진단",
    "closes_on": "2026-12-13",
    "contact": "culture@gaon.example",
    "fingerprint": "ABCD-EFGH-JKLM-NPQR",
    "address": "https://gyeol.example.kr/take/gaon.2026",
    "names": {"u1": "정책기획과"},
}


def main() -> None:
    """Prints the processor time of one slip and of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slips", type=int, default=3000)
    wanted = parser.parse_args().slips
    made = [f"7KQ2-M{at:03X}-ZX9C-VB4N" for at in range(wanted)]
    codes = [Code("u1", code, f"{FACTS['address']}#s={code}&m=ABCD-EFGH-JKLM-NPQR&p=pool-1") for code in made]
    with (
        tempfile.TemporaryDirectory() as folder,
        create_app(installation(Path(folder))).test_request_context("/?lang=ko"),
    ):
        slips.slips_pdf(codes[:1], FACTS)  # typefaces are read once
        began = time.process_time()
        content = slips.slips_pdf(codes, FACTS)
        seconds = time.process_time() - began
    each = 1000 * seconds / wanted
    print(f"{wanted} slips: {seconds:.1f} s of processor time, {each:.1f} ms each, {len(content) >> 10} KiB")


if __name__ == "__main__":
    main()

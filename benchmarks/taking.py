"""How many surveys a second one machine takes in, and what each costs the server.

    python -m benchmarks.taking [--seconds 10] [--clients 4] [--database URL] [--json]

Starts the server as `gyeol serve` does and lets respondents go the whole way: page with signed terms, blind
signature, ballot, receipt. What a respondent's own device computes before it talks to the server (blinding,
sealing) is done beforehand; unblinding and checking happen under load. Files with long lives (script,
style, type) are not fetched: browsers keep them. Afterwards the wave is closed and counted, and every
receipt must be in the count.
"""

import argparse
import json
import multiprocessing
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.open_wave import OpenWave, close_wave, kept_share, open_wave
from benchmarks.respondents import Respondent, Tally, fetch_terms, prepare, read_tally, run_load, write_tally
from benchmarks.server import Server, installation, start
from config import Config
from survey_app.ground import db
from survey_app.protocol.terms import Terms
from survey_app.vault import services as vault_services

UNITS = 4
EXPECTED_AT_MOST_A_SECOND = 320
GENERATORS = 2
WARM_UP = 24


def main() -> None:
    """Runs the benchmark and prints what it found, the last line as JSON with --json."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="gyeol-taking-") as folder:
        config = installation(Path(folder), arguments.database, workers=arguments.workers)
        result = measure(config, arguments.seconds, arguments.clients)
    if not arguments.json:
        for name, value in result.items():
            print(f"{name:>24}  {value}")
    print(json.dumps(result))


def measure(config: Config, seconds: float, clients: int) -> dict[str, Any]:
    """Runs one load and returns the numbers; raises AssertionError when a receipt is not in the count."""
    databases = db.connect(config)
    people = int(seconds * EXPECTED_AT_MOST_A_SECOND) + WARM_UP
    wave = open_wave(config, databases, [people // UNITS + 1] * UNITS)
    server = start(config)
    try:
        terms = fetch_terms(server.address, wave)
        respondents = prepare(wave, terms, [(code.code, code.unit_code) for code in wave.codes])
        warm = run_load(server.address, terms, respondents[:WARM_UP], 4, 30)
        tally, elapsed, cpu = _load(server, terms, respondents[WARM_UP:], clients, seconds)
    finally:
        server.stop()
    receipts = [*warm.receipts, *tally.receipts]
    _require_all_counted(config, databases, wave, {receipt.leaf for receipt in receipts})
    databases.dispose()
    done = len(tally.receipts)
    centiles = statistics.quantiles(tally.milliseconds, n=100) if done > 1 else [0.0] * 99
    return {
        "surveys_per_second": round(done / elapsed, 1),
        "cpu_ms_per_survey": round(1000 * cpu / max(done, 1), 2),
        "p50_ms": round(centiles[49], 1),
        "p95_ms": round(centiles[94], 1),
        "surveys": done,
        "failures": tally.failures,
        "clients": clients,
        "seconds": round(elapsed, 2),
        "database": databases.vault.dialect.name,
        "receipts_in_the_count": len(receipts),
    }


def _load(
    server: Server, terms: Terms, respondents: list[Respondent], clients: int, seconds: float
) -> tuple[Tally, float, float]:
    """Runs the load in processes of its own, so that it does not wait for itself."""
    generators = min(GENERATORS, clients)
    context = multiprocessing.get_context("fork")
    pipes = [context.Pipe(duplex=False) for _ in range(generators)]
    before, began = server.cpu_seconds(), time.perf_counter()
    workers = []
    for number, (_receiver, sender) in enumerate(pipes):
        share = clients // generators + (number < clients % generators)
        own = respondents[number::generators]
        workers.append(
            context.Process(
                target=lambda own=own, share=share, sender=sender: sender.send(
                    write_tally(run_load(server.address, terms, own, share, seconds))
                )
            )
        )
    for worker in workers:
        worker.start()
    tallies = [read_tally(receiver.recv()) for receiver, _sender in pipes]
    elapsed, cpu = time.perf_counter() - began, server.cpu_seconds() - before
    for worker in workers:
        worker.join()
    total = Tally(
        [receipt for tally in tallies for receipt in tally.receipts],
        [one for tally in tallies for one in tally.milliseconds],
        sum(tally.failures for tally in tallies),
    )
    return total, elapsed, cpu


def _require_all_counted(config: Config, databases: db.Databases, wave: OpenWave, leaves: set[bytes]) -> None:
    close_wave(config, databases, wave)
    share = kept_share(config, databases, wave)
    assert share is not None
    key = vault_services.opening_key([share])
    with db.work(databases.vault) as session:
        count = vault_services.open_ballots(session, wave.reference, key, wave.questionnaire)
        published = set(vault_services.leaves_of(session, wave.reference))
    assert count.spoiled == 0, f"{count.spoiled} ballots were spoiled"
    assert leaves <= published, f"{len(leaves - published)} receipts are not in the count"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.taking", description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2, help="processes of the server")
    parser.add_argument("--database", help="address of an empty PostgreSQL database; SQLite without")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()

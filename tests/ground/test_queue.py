"""The queue that carries jobs' numbers: embedded or Redis, real ones; whatever happens to it loses no job."""

import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import replace

import pytest

from survey_app.ground import queue

PATIENCE_SECONDS = 20


@pytest.fixture
def redis_server(tmp_path):
    """A Redis of the test's own, on a free port: its address, and how it is killed."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("Redis is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    last = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            assert time.monotonic() < last, "Redis did not start"
            time.sleep(0.05)
    yield f"redis://127.0.0.1:{port}", process
    process.kill()
    process.wait()


@pytest.fixture(params=["embedded", "redis"])
def connected(request, config):
    """An installation whose queue works, of each kind."""
    if request.param == "embedded":
        return config
    return replace(config, redis_url=request.getfixturevalue("redis_server")[0])


def test_numbers_come_out_as_they_were_put_in_and_once(connected):
    for number in (7, 8):
        queue.put(connected, number)

    assert [queue.next_number(connected) for _ in range(3)] == [7, 8, None]


def test_a_number_is_carried_from_one_process_to_another(connected):
    queue.put(connected, 1)
    assert queue.next_number(connected) == 1
    child = os.fork()
    if not child:
        queue.put(connected, 42)
        os._exit(0)
    os.waitpid(child, 0)

    assert queue.next_number(connected) == 42


def test_a_redis_that_is_gone_is_a_warning_and_no_failure(config, redis_server, caplog):
    address, process = redis_server
    connected = replace(config, redis_url=address)
    queue.put(connected, 1)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    queue.put(connected, 2)

    assert queue.next_number(connected) is None
    assert address not in caplog.text


def test_nothing_but_the_number_is_queued(config):
    queue.put(config, 4711)

    kept = config.jobs_path.read_bytes()
    assert b"gaon" not in kept
    assert queue.next_number(config) == 4711

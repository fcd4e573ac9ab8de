"""Somebody whose message takes its time to arrive keeps nobody else waiting."""

import io
import sqlite3

import pytest


class SlowBody(io.BytesIO):
    """A message on its way: whenever a part of it is waited for, both databases must be free to write to."""

    def __init__(self, content, config):
        super().__init__(content)
        self.config, self.times_waited = config, 0

    def read(self, *size):
        self._wait()
        return super().read(*size)

    def readinto(self, buffer):
        self._wait()
        return super().readinto(buffer)

    def _wait(self):
        self.times_waited += 1
        for name in ("vault", "people"):
            beside = sqlite3.connect(self.config.data / f"{name}.sqlite", timeout=0, isolation_level=None)
            beside.execute("BEGIN IMMEDIATE")
            beside.close()


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/take/{}/ballots", "application/json"),
        ("/invite/{}/credential", "application/json"),
        ("/invite/{}", "application/x-www-form-urlencoded"),
        ("/take/{}/paper", "application/x-www-form-urlencoded"),
        ("/take/{}/paper/answers", "application/x-www-form-urlencoded"),
        ("/waves/{}/receipt", "application/x-www-form-urlencoded"),
    ],
)
def test_a_message_is_read_before_a_database_is_locked(client, config, wave, address, kind):
    body = SlowBody(b"receipt=A&code=B", config)

    client.post(address.format(wave.reference), input_stream=body, content_length=16, content_type=kind)

    assert body.times_waited > 0

"""Trustees who make a wave's key through the application's own addresses, as their browsers or the command
do.
"""

import html
import re
from dataclasses import dataclass

from survey_app.protocol import ceremony, key_file
from survey_app.protocol.ceremony import Record, read_record
from survey_app.protocol.ceremony_messages import read_message
from survey_app.protocol.ceremony_part import TrusteePart, make_seed

PASSPHRASE = "감나무 아래 서 있는 두 사람"


@dataclass
class Visitor:
    """A trustee with a link, a file and a passphrase; `client` is Flask's test client."""

    client: object
    address: str
    index: int
    secret: str
    file: str = ""

    def record(self) -> Record:
        return read_record(self.client.get(f"{self.address}/record.json").json["record"])

    def send(self, messages, **others):
        body = {"trustee": self.index, "secret": self.secret, "messages": messages} | others
        return self.client.post(f"{self.address}/messages", json=body)

    def first_visit(self):
        record = self.record()
        seen = {index: ceremony.hello_hash(hello) for index, hello in record.hellos.items()}
        part = TrusteePart(record.terms, self.index, make_seed(), seen)
        self.file = key_file.write_key_file(part, PASSPHRASE, rounds=1000)
        hello = part.hello()
        after = ceremony.with_messages(record, [read_message(record.terms, hello)])
        return self.send([hello, *part.deal(after)])

    def part(self) -> TrusteePart:
        return key_file.read_key_file(self.file).open(PASSPHRASE)

    def second_visit(self):
        part, record = self.part(), self.record()
        owed = part.deal(record)
        part = part.having_seen(record)
        self.file = key_file.write_key_file(part, PASSPHRASE, rounds=1000)
        after = ceremony.with_messages(record, [read_message(record.terms, one) for one in owed])
        return self.send([*owed, part.confirm(after)])


def visitors_of(page: str, client) -> list[Visitor]:
    """The trustees whose links stand on the HR lead's page."""
    found = dict.fromkeys(re.findall(r"(/key/[\w-]+)#t=(\d+)&s=([\w-]+)", html.unescape(page)))
    return [Visitor(client, address, int(index), secret) for address, index, secret in found]


def make_key(page: str, client) -> list[Visitor]:
    """Both visits of everybody."""
    visitors = visitors_of(page, client)
    for visit in ("first_visit", "second_visit"):
        for visitor in visitors:
            answer = getattr(visitor, visit)()
            assert answer.status_code == 200, answer.json
    return visitors

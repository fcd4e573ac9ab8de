"""Everything that a server was told, said, stored and wrote down, and which secrets can be found in it."""

import base64
import io
import json
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from survey_app.protocol.errors import ProtocolFault
from survey_app.protocol.share_file import open_share_file


class Tap:
    """A recorder in front of the application: each request and each answer, heads and bodies."""

    def __init__(self, app) -> None:
        self.application, self.heard = app.wsgi_app, []
        app.wsgi_app = self

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read()
        environ["wsgi.input"] = io.BytesIO(body)
        self.heard += [repr(sorted((k, str(v)) for k, v in environ.items() if k.isupper())).encode(), body]

        def started(status, headers, *rest):
            self.heard.append(f"{status} {headers}".encode())
            return start_response(status, headers, *rest)

        answered = self.application(environ, started)
        content = b"".join(answered)
        if hasattr(answered, "close"):
            answered.close()
        self.heard.append(content)
        return [content]


def left_in(databases, folder: Path) -> list[bytes]:
    """Every value of every table, and every file below a folder as it lies there."""
    found = []
    for engine in (databases.people, databases.vault):
        with engine.connect() as connection:
            for (table,) in connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            ).all():
                for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                    found += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return found + [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


def spellings(secret: int | bytes) -> set[bytes]:
    """The ways in which a secret could stand somewhere."""
    content = secret if isinstance(secret, bytes) else secret.to_bytes(32, "big")
    number = int.from_bytes(content, "big")
    said = {
        content.hex(),
        content.hex().upper(),
        str(number),
        repr(content)[2:-1],
        base64.b32encode(content).decode(),
    }
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        said.add(encode(content).decode().rstrip("="))
    return {content, content[::-1], *(one.encode() for one in said)}


def times_found(secrets: Iterable[int | bytes], traces: list[bytes]) -> int:
    """How often any of the secrets stands in the traces, in any spelling."""
    wanted = [spelled for secret in secrets for spelled in spellings(secret)]
    return sum(spelled in trace for trace in traces for spelled in wanted)


def shares_that_open(traces: list[bytes], passphrases: Iterable[str]) -> set[int]:
    """Indices of share files in the traces that open with a passphrase that stands there, too."""
    everything = b"\n".join(traces)
    known = [one for one in passphrases if one.encode() in everything]
    found = set()
    for text in _share_files(traces):
        for passphrase in known:
            try:
                found.add(open_share_file(text, passphrase).index)
            except ProtocolFault:
                continue
    return found


def _share_files(traces: list[bytes]) -> list[str]:
    texts = []
    for trace in traces:
        for packed in re.findall(rb"base64,([A-Za-z0-9+/=]+)", trace):
            content = base64.b64decode(packed)
            if zipfile.is_zipfile(io.BytesIO(content)):
                archive = zipfile.ZipFile(io.BytesIO(content))
                texts += [archive.read(name).decode() for name in archive.namelist()]
        texts += [one.decode() for one in re.findall(rb'\{[^{}]*"gyeol trustee share v1"[^{}]*\}', trace)]
    return [text for text in texts if _is_json(text)]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True

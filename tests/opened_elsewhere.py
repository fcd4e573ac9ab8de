"""What machines of the trustees' own hand back, made without one."""

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from survey_app.protocol.encoding import from_base64url, to_base64url
from survey_app.protocol.opened import OpenedStatement
from survey_app.vault import exporting
from survey_app.vault.counting.ballots import CountedBallots
from survey_app.vault.machines import signed_by

NAMES = ("직원 대표", "감사관")


def opened_file(exported: exporting.Exported, key, name: str = NAMES[0], signer=None) -> bytes:
    """The file that a machine of its own makes of an export."""
    content, _ = exporting.open_exported(exported, key, name, signer or Ed25519PrivateKey.generate())
    return content


def claiming(content: bytes, counted: CountedBallots, name: str = NAMES[1]) -> bytes:
    """The same file had a machine come to these counts instead, signed as a machine would."""
    found = msgspec.json.decode(content)
    statement = OpenedStatement(
        wave=found["wave"],
        manifest=found["manifest"],
        root=from_base64url(found["root"]).hex(),
        digest=counted.digest.hex(),
        counted=counted.respondents,
        spoiled=counted.spoiled,
        sealed_by_server=counted.sealed_by_server,
    )
    return msgspec.json.encode(
        found
        | {
            "counted": msgspec.Raw(counted.document),
            "comments": counted.comments,
            "spoiled": counted.spoiled,
            "sealed_by_server": counted.sealed_by_server,
            "digest": to_base64url(counted.digest),
            "opened_by": signed_by(statement, name, Ed25519PrivateKey.generate()),
        }
    )

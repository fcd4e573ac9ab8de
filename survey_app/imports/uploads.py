"""A survey done elsewhere that was uploaded and waits to be confirmed: kept for a day, then forgotten."""

import json
import re
import secrets
import shutil
import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from config import Config
from questionnaires.languages import Spoken
from survey_app.releases.past import PastWave

KEPT_SECONDS = 24 * 60 * 60
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
DATA, MAPPING, ABOUT = "data", "mapping.yaml", "about.json"


class UploadIsGone(Exception):
    """The upload was used, discarded, is over a day old, or belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Who uploaded what for which institution, and what the wave is to be called."""

    account_id: int
    institution: str
    file_name: str
    key: str
    title_ko: str
    title_en: str
    opens_on: str
    closes_on: str

    @property
    def titles(self) -> Spoken:
        return Spoken(ko=self.title_ko, en=self.title_en)

    @property
    def past(self) -> PastWave:
        return PastWave(
            self.key,
            self.titles,
            date.fromisoformat(self.opens_on),
            date.fromisoformat(self.closes_on),
        )


def keep_upload(config: Config, upload: Upload, data: bytes, mapping: bytes) -> str:
    """The token of the upload, which waits for its owner in files that only this installation reads."""
    top = _top(config)
    top.mkdir(mode=0o700, parents=True, exist_ok=True)
    _forget_old(top)
    token = secrets.token_urlsafe(16)
    folder = top / token
    folder.mkdir(mode=0o700)
    (folder / DATA).write_bytes(data)
    (folder / MAPPING).write_bytes(mapping)
    (folder / ABOUT).write_text(json.dumps(asdict(upload), ensure_ascii=False), "utf-8")
    return token


def find_upload(config: Config, token: str) -> tuple[Upload, Path]:
    """An upload and its folder. Raises UploadIsGone."""
    folder = _top(config) / token
    if not _TOKEN.fullmatch(token) or not (folder / ABOUT).is_file():
        raise UploadIsGone(token)
    return Upload(**json.loads((folder / ABOUT).read_text("utf-8"))), folder


def own_upload(config: Config, token: str, account_id: int, institution: str) -> tuple[Upload, Path]:
    """The same for the one who uploaded it. Raises UploadIsGone."""
    upload, folder = find_upload(config, token)
    if (upload.account_id, upload.institution) != (account_id, institution):
        raise UploadIsGone(token)
    return upload, folder


def discard_upload(config: Config, token: str) -> None:
    """Nothing of the upload is left afterwards."""
    _upload, folder = find_upload(config, token)
    shutil.rmtree(folder)


def _forget_old(top: Path) -> None:
    oldest = time.time() - KEPT_SECONDS
    for folder in top.iterdir():
        if folder.is_dir() and folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)


def _top(config: Config) -> Path:
    return config.files / "imports"

"""The settings of one installation, read once from the environment.

Everything has a default but the secrets. Those come from the environment, or from the file that
`GYEOL_ENV_FILE` names (`gyeol.env` in the data folder by default), which a service manager reads the
same way; `gyeol secrets` prints a fresh set. Without them nothing starts.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
PREFIX = "GYEOL_"
SECRET_BYTES = 32
SECRETS = ("GYEOL_SECRET_KEY", "GYEOL_SIGNING_KEY")
NAMES = (
    *SECRETS,
    "GYEOL_BASE_URL",
    "GYEOL_CHROMIUM",
    "GYEOL_DATA",
    "GYEOL_DATABASE_URL",
    "GYEOL_DEMONSTRATION",
    "GYEOL_ENV_FILE",
    "GYEOL_HOST",
    "GYEOL_HSTS_SUBDOMAINS",
    "GYEOL_MAIL_FROM",
    "GYEOL_MAIL_PER_MINUTE",
    "GYEOL_MAIL_URL",
    "GYEOL_OFFICIAL_SITE",
    "GYEOL_PORT",
    "GYEOL_QUESTIONNAIRES",
    "GYEOL_REDIS_URL",
    "GYEOL_RELAY_URL",
    "GYEOL_UPLOAD_LIMIT_MIB",
    "GYEOL_VAULT_URL",
    "GYEOL_WEB_WORKERS",
    "GYEOL_WITNESSES",
)


class SettingIsWrong(Exception):
    """A setting is missing or can't be used. The message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Config:
    """One installation's settings. `secret_key` signs sessions, `signing_key` manifests and releases."""

    secret_key: bytes = field(repr=False)
    signing_key: bytes = field(repr=False)
    data: Path
    database_url: str = field(repr=False)
    vault_url: str = field(repr=False)
    redis_url: str | None = field(repr=False)
    host: str
    port: int
    base_url: str
    web_workers: int
    mail_url: str | None = field(repr=False)
    mail_from: str
    mail_per_minute: int
    questionnaires: Path | None
    chromium: str | None
    is_official_site: bool
    is_demonstration: bool
    keeps_cookies_secure: bool
    covers_subdomains: bool = False
    upload_limit_mib: int = 16
    witnesses: str = ""
    relay_url: str | None = None

    @property
    def jobs_path(self) -> Path:
        """The embedded queue."""
        return self.data / "jobs.sqlite"

    @property
    def own_questionnaires(self) -> Path:
        """Where the questionnaires of surveys done elsewhere are written, as <key>/<version>/."""
        return self.data / "questionnaires"

    @property
    def questionnaire_folders(self) -> tuple[Path, ...]:
        """Where there are questionnaires beside the bundled ones: only folders that exist."""
        folders = (self.questionnaires, self.own_questionnaires)
        return tuple(folder for folder in folders if folder is not None and folder.is_dir())

    @property
    def files(self) -> Path:
        """Where finished reports and exports are kept."""
        return self.data / "files"


def read(environment: Mapping[str, str] | None = None) -> Config:
    """The configuration of this process; raises SettingIsWrong with the setting's name and the remedy."""
    given = dict(os.environ if environment is None else environment)
    settings = {**read_file(environment_file(given)), **given}
    data = _data(settings)
    port = _whole_number(settings, "GYEOL_PORT", 8000)
    base_url = settings.get("GYEOL_BASE_URL") or f"http://localhost:{port}"
    return Config(
        secret_key=_secret(settings, "GYEOL_SECRET_KEY", given),
        signing_key=_secret(settings, "GYEOL_SIGNING_KEY", given),
        data=data,
        database_url=_database(settings.get("GYEOL_DATABASE_URL") or f"sqlite:///{data / 'people.sqlite'}"),
        vault_url=_database(settings.get("GYEOL_VAULT_URL") or f"sqlite:///{data / 'vault.sqlite'}"),
        redis_url=settings.get("GYEOL_REDIS_URL") or None,
        host=settings.get("GYEOL_HOST") or "127.0.0.1",
        port=port,
        base_url=_base_url(base_url),
        web_workers=_whole_number(settings, "GYEOL_WEB_WORKERS", 2),
        mail_url=_mail_server(settings.get("GYEOL_MAIL_URL")),
        mail_from=settings.get("GYEOL_MAIL_FROM") or "gyeol@localhost",
        mail_per_minute=_whole_number(settings, "GYEOL_MAIL_PER_MINUTE", 300, least=1),
        questionnaires=_folder(settings, "GYEOL_QUESTIONNAIRES"),
        chromium=settings.get("GYEOL_CHROMIUM") or None,
        is_official_site=_switch(settings, "GYEOL_OFFICIAL_SITE"),
        is_demonstration=_switch(settings, "GYEOL_DEMONSTRATION"),
        keeps_cookies_secure=base_url.startswith("https://"),
        covers_subdomains=_switch(settings, "GYEOL_HSTS_SUBDOMAINS"),
        upload_limit_mib=_whole_number(settings, "GYEOL_UPLOAD_LIMIT_MIB", 16),
        witnesses=settings.get("GYEOL_WITNESSES") or "",
        relay_url=settings.get("GYEOL_RELAY_URL") or None,
    )


def environment_file(environment: Mapping[str, str] | None = None) -> Path:
    """Where the installation's own settings may stand, beside those of the environment."""
    given = os.environ if environment is None else environment
    return Path(given.get("GYEOL_ENV_FILE") or _data(given) / "gyeol.env")


def _data(given: Mapping[str, str]) -> Path:
    return Path(given.get("GYEOL_DATA") or ROOT / "var").expanduser().resolve()


def read_file(path: Path) -> dict[str, str]:
    """The `NAME=value` lines of an environment file; empty when there is no such file."""
    pairs = (line.split("=", 1) for _number, line in _lines(path) if _is_setting(line))
    return {name.strip(): value.strip().strip("\"'") for name, value in pairs}


def strange_lines(path: Path) -> list[int]:
    """Numbers of the lines of an environment file that set nothing of ours and are no comment."""
    return [number for number, line in _lines(path) if not _is_setting(line)]


def unknown_names(environment: Mapping[str, str] | None = None) -> dict[str, str | None]:
    """Names that look like settings and are none, each with the setting that was probably meant."""
    given = os.environ if environment is None else environment
    names = {*given, *read_file(environment_file(given))}
    unknown = sorted(name for name in names if name.startswith(PREFIX) and name not in NAMES)
    return {name: next(iter(get_close_matches(name, NAMES, 1, 0.75)), None) for name in unknown}


def has_data(environment: Mapping[str, str] | None = None) -> bool:
    """Whether an installation stands here already, so that its secrets must stay what they are.

    A database on a server may hold one, and is taken to: these settings may not be whole enough to ask it.
    """
    given = os.environ if environment is None else environment
    settings = {**read_file(environment_file(given)), **given}
    folder = _data(settings)
    for name, file in (("GYEOL_DATABASE_URL", "people.sqlite"), ("GYEOL_VAULT_URL", "vault.sqlite")):
        url = settings.get(name) or f"sqlite:///{folder / file}"
        if not url.startswith("sqlite:///"):
            return True
        path = Path(url.removeprefix("sqlite:///").partition("?")[0])
        try:
            if path.stat().st_size > 0:
                return True
        except FileNotFoundError:
            continue
        except OSError:
            return True
    return False


def _lines(path: Path) -> list[tuple[int, str]]:
    """The lines of an environment file that hold something, counted from 1, as a shell would read them."""
    try:
        if not path.is_file():
            return []
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        reason = (fault.strerror if isinstance(fault, OSError) else None) or type(fault).__name__
        raise SettingIsWrong(
            f"{path} can't be read ({reason}). Run this as the user that the service runs as, and "
            "give the file to that user: mode 600."
        ) from fault
    stripped = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
    return [
        (number, line.removeprefix("export ").lstrip())
        for number, line in stripped
        if line and not line.startswith(("#", ";"))
    ]


def _is_setting(line: str) -> bool:
    return line.startswith(PREFIX) and "=" in line


def fresh_secrets() -> dict[str, str]:
    """A new value for each secret, as it goes into the environment."""
    return {name: base64.urlsafe_b64encode(os.urandom(SECRET_BYTES)).decode() for name in SECRETS}


def _secret(settings: Mapping[str, str], name: str, environment: Mapping[str, str]) -> bytes:
    value = settings.get(name)
    if not value:
        raise SettingIsWrong(f"{name} is not set. {_remedy_of_secret(name, environment)}")
    try:
        secret = base64.urlsafe_b64decode(value)
    except (binascii.Error, ValueError) as error:
        raise SettingIsWrong(f"{name} is not base64. {_remedy_of_secret(name, environment)}") from error
    if len(secret) != SECRET_BYTES:
        raise SettingIsWrong(
            f"{name} must hold {SECRET_BYTES} bytes in base64; it holds {len(secret)}. "
            f"{_remedy_of_secret(name, environment)}"
        )
    return secret


def _remedy_of_secret(name: str, environment: Mapping[str, str]) -> str:
    """A fresh value only where there is nothing yet that it could make unreadable."""
    if not has_data(environment):
        return "Run `gyeol secrets` and put its lines into the environment."
    lost = {
        "GYEOL_SECRET_KEY": "invitation codes, the keys of open waves and of waves without trustees",
        "GYEOL_SIGNING_KEY": "signed terms and releases",
    }[name]
    return (
        f"This installation has data: put the old value back from where you keep the secrets. A fresh one "
        f"would not open or verify what the old one made ({lost}), for good."
    )


def _whole_number(settings: Mapping[str, str], name: str, default: int, least: int = 0) -> int:
    value = settings.get(name) or str(default)
    if not (value.isascii() and value.isdecimal() and int(value) >= least):
        raise SettingIsWrong(f"{name} must be a whole number of at least {least}; it is {value!r}.")
    return int(value)


def _mail_server(url: str | None) -> str | None:
    if not url:
        return None
    parts = urlsplit(url)
    try:
        is_sound = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_sound = False
    if not is_sound:
        raise SettingIsWrong(
            "GYEOL_MAIL_URL must be smtp://user:password@host:587 or smtps://user:password@host; "
            "signs such as @ and / in user and password are written as %40 and %2F."
        )
    return url


def _switch(settings: Mapping[str, str], name: str) -> bool:
    value = (settings.get(name) or "no").lower()
    if value not in ("yes", "no", "true", "false", "1", "0"):
        raise SettingIsWrong(f"{name} must be yes or no; it is {value!r}.")
    return value in ("yes", "true", "1")


def _folder(settings: Mapping[str, str], name: str) -> Path | None:
    value = settings.get(name)
    if not value:
        return None
    if not Path(value).is_dir():
        raise SettingIsWrong(f"{name} must name a folder; {value!r} is none.")
    return Path(value).resolve()


def _database(url: str) -> str:
    """PostgreSQL addresses in any of their usual spellings go to the psycopg driver."""
    for spelling in ("postgresql://", "postgres://"):
        if url.startswith(spelling):
            return "postgresql+psycopg://" + url.removeprefix(spelling)
    return url


def _base_url(url: str) -> str:
    parts = urlsplit(url)
    is_local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme == "http" and not is_local:
        raise SettingIsWrong(
            "GYEOL_BASE_URL must begin with https://: browsers offer the cryptography that keeps answers "
            "unlinkable on secure addresses only. Plain http works on localhost alone."
        )
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingIsWrong(f"GYEOL_BASE_URL must be like https://gyeol.example.kr; it is {url!r}.")
    return url.rstrip("/")

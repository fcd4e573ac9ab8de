"""Which questionnaires this installation has, and how a version becomes one: uploaded, checked, published."""

import json
import re
import secrets
import shutil
import stat
import time
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from config import Config
from questionnaires.drafts import STRUCTURE_FILE, read_structure
from questionnaires.faults import Faults
from questionnaires.languages import LANGUAGES
from questionnaires.loader import (
    BUNDLED,
    RECORD_FILE,
    SOURCE_FILE,
    available,
    available_modules,
    load,
    published,
    published_module,
)
from questionnaires.model import Questionnaire
from questionnaires.reading import LARGEST_FILE_BYTES
from questionnaires.rewording import Meaning, carried_on, decided
from survey_app.ground.folders import put_in_place
from survey_app.ground.isolated import TakesTooMuch, isolated, prepare

FILES = (STRUCTURE_FILE, *(f"{language}.yaml" for language in LANGUAGES), SOURCE_FILE)
MOST_ENTRIES = 50
KEPT_SECONDS = 24 * 60 * 60
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_OWNER = "owner.json"

prepare(__name__)


class ArchiveIsRefused(Exception):
    """The upload is no .zip, or does not hold the four files of one questionnaire."""


class VersionExists(Exception):
    """A version of that key is published already; a published version never changes."""


class MeaningIsUndecided(Exception):
    """A text was reworded and nobody has said whether it means the same; its arguments are the subjects."""


class DraftIsGone(Exception):
    """The upload was published, discarded, is over a day old, or belongs to somebody else."""


def known_questionnaires(config: Config) -> tuple[tuple[str, str], ...]:
    """Key and version of every questionnaire of this installation."""
    return available(config.questionnaire_folders)


def find_questionnaire(config: Config, key: str, version: str) -> Questionnaire:
    """A published questionnaire. Raises QuestionnaireIsFaulty."""
    return published(key, version, config.questionnaire_folders)


def find_module(config: Config, key: str, version: str) -> Questionnaire:
    """A published module. Raises QuestionnaireIsFaulty."""
    return published_module(key, version, config.questionnaire_folders)


def newest_modules(config: Config) -> tuple[Questionnaire, ...]:
    """Every module of this installation in its newest version, by key. Raises QuestionnaireIsFaulty."""
    known = available_modules(config.questionnaire_folders)
    newest = dict(sorted(known, key=lambda one: _in_order(one[1])))
    return tuple(find_module(config, key, newest[key]) for key in sorted(newest))


def newest_version(config: Config, key: str) -> str:
    """The newest published version of a questionnaire of which there is one."""
    return max((version for one, version in known_questionnaires(config) if one == key), key=_in_order)


def title_of(config: Config, key: str, version: str, language: str) -> str:
    """A questionnaire as people call it: its title and version. Raises QuestionnaireIsFaulty."""
    return f"{find_questionnaire(config, key, version).texts[language].title} {version}"


def keep_draft(config: Config, account_id: int, archive: bytes) -> str:
    """The token of a questionnaire without fault, which waits a day for its owner. Nothing is published.

    Raises ArchiveIsRefused, QuestionnaireIsFaulty with every fault, and VersionExists.
    """
    top = _top(config)
    top.mkdir(mode=0o700, parents=True, exist_ok=True)
    _forget_old(top)
    token = secrets.token_urlsafe(16)
    waiting = top / token
    try:
        questionnaire = isolated(_checked, archive, waiting)
        _require_new(config, questionnaire)
    except TakesTooMuch as fault:
        shutil.rmtree(waiting, ignore_errors=True)
        raise ArchiveIsRefused("limits") from fault
    except Exception:
        shutil.rmtree(waiting, ignore_errors=True)
        raise
    (waiting / _OWNER).write_text(json.dumps({"account_id": account_id}), "utf-8")
    return token


def find_draft(config: Config, account_id: int, token: str) -> Questionnaire:
    """What the owner of an upload is about to publish. Raises DraftIsGone."""
    return load(_folder_of(config, account_id, token))


def publish(
    config: Config, account_id: int, token: str, meanings: Mapping[str, Meaning] | None = None
) -> Questionnaire:
    """The version stands among the installation's questionnaires, and its record holds what it is, for good.

    `meanings` says of each rewording, by subject, whether it asks the same; the version's own files hold
    it afterwards. Raises DraftIsGone, VersionExists where somebody else was quicker, and
    MeaningIsUndecided.
    """
    folder = _folder_of(config, account_id, token)
    questionnaire = load(folder)
    _require_new(config, questionnaire)
    questionnaire = _with_meanings(config, folder, questionnaire, meanings or {})
    try:
        put_in_place(folder, config.own_questionnaires, questionnaire.key, questionnaire.version)
    except FileExistsError as taken:
        raise VersionExists(f"{questionnaire.key} {questionnaire.version}") from taken
    with (config.own_questionnaires / RECORD_FILE).open("a", encoding="utf-8") as record:
        record.write(f"{questionnaire.key} {questionnaire.version} {questionnaire.content_hash}\n")
    shutil.rmtree(_top(config) / token)
    return questionnaire


def discard_draft(config: Config, account_id: int, token: str) -> None:
    """Nothing of the upload is left afterwards. Raises DraftIsGone."""
    _folder_of(config, account_id, token)
    shutil.rmtree(_top(config) / token)


def as_archive(config: Config, key: str, version: str) -> bytes:
    """A published version as the .zip that the next one can be made from. Raises DraftIsGone if unknown."""
    for directory in (BUNDLED, *config.questionnaire_folders):
        if (key, version) in known_questionnaires(config) and (directory / key / version).is_dir():
            break
    else:
        raise DraftIsGone(f"{key} {version}")
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in FILES:
            archive.writestr(f"{key}-{version}/{name}", (directory / key / version / name).read_bytes())
    return packed.getvalue()


def earlier_versions(config: Config, questionnaire: Questionnaire) -> tuple[Questionnaire, ...]:
    """The other versions of the same key, the newest last: 2026.10 comes after 2026.9."""
    known = [version for key, version in known_questionnaires(config) if key == questionnaire.key]
    others = sorted((version for version in known if version != questionnaire.version), key=_in_order)
    return tuple(find_questionnaire(config, questionnaire.key, version) for version in others)


def _in_order(version: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.findall(r"\d+|\D+", version)]


def _with_meanings(
    config: Config, folder: Path, questionnaire: Questionnaire, meanings: Mapping[str, Meaning]
) -> Questionnaire:
    """The version with what was decided about its rewordings written into its structure."""
    earlier = earlier_versions(config, questionnaire)
    carried = carried_on(earlier, questionnaire)
    asked = [one.subject for one in carried.rewordings] if carried else []
    if undecided := [subject for subject in asked if subject not in meanings]:
        raise MeaningIsUndecided(*undecided)
    structure = folder / STRUCTURE_FILE
    content = structure.read_text("utf-8")
    structure.write_text(decided(content, earlier, questionnaire, meanings), "utf-8")
    return load(folder)


def _checked(archive: bytes, waiting: Path) -> Questionnaire:
    """The questionnaire in an archive, unpacked into the folder and without fault."""
    return load(_written(waiting, _unpacked(archive)))


def _unpacked(archive: bytes) -> Mapping[str, bytes]:
    """The four files by name, whatever folder they lie in; others, such as a system's own, are left out."""
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(BytesIO(archive)) as packed:
            entries = packed.infolist()
            if len(entries) > MOST_ENTRIES:
                raise ArchiveIsRefused("entries")
            for entry in entries:
                name = entry.filename.rpartition("/")[2]
                is_link = stat.S_ISLNK(entry.external_attr >> 16)
                if name not in FILES or is_link or entry.filename.startswith("__MACOSX/"):
                    continue
                if name in found:
                    raise ArchiveIsRefused(name)
                with packed.open(entry) as file:
                    # One byte more than allowed, so that the rules name the size; never more than that.
                    found[name] = file.read(LARGEST_FILE_BYTES + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as broken:
        raise ArchiveIsRefused("zip") from broken
    if STRUCTURE_FILE not in found:
        raise ArchiveIsRefused(STRUCTURE_FILE)
    return found


def _written(waiting: Path, files: Mapping[str, bytes]) -> Path:
    """The folder `<key>/<version>` as the structure names it, with the files in it."""
    waiting.mkdir(mode=0o700)
    first = waiting / "files"
    first.mkdir()
    for name, content in files.items():
        (first / name).write_bytes(content)
    structure = read_structure(first, Faults())
    written = (structure.key.text, structure.version.text) if structure else ("", "")
    # A name that is no folder's goes under another one; the rules then say what is wrong with it.
    key, version = (name if _FOLDER.fullmatch(name) else "_" for name in written)
    (waiting / key).mkdir()
    return first.rename(waiting / key / version)


def _require_new(config: Config, questionnaire: Questionnaire) -> None:
    if (questionnaire.key, questionnaire.version) in known_questionnaires(config):
        raise VersionExists(f"{questionnaire.key} {questionnaire.version}")


def _folder_of(config: Config, account_id: int, token: str) -> Path:
    waiting = _top(config) / token
    if not _TOKEN.fullmatch(token) or not (waiting / _OWNER).is_file():
        raise DraftIsGone(token)
    owner = json.loads((waiting / _OWNER).read_text("utf-8"))
    folders = [path.parent for path in waiting.glob(f"*/*/{STRUCTURE_FILE}")]
    if owner["account_id"] != account_id or not folders:
        raise DraftIsGone(token)
    return folders[0]


def _forget_old(top: Path) -> None:
    oldest = time.time() - KEPT_SECONDS
    for waiting in top.iterdir():
        if waiting.stat().st_mtime < oldest:
            shutil.rmtree(waiting, ignore_errors=True)


def _top(config: Config) -> Path:
    return config.files / "questionnaires"

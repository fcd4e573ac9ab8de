"""The long work of an import: reads the uploaded survey again, takes it in, and makes its release."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from survey_app.diagnosis.waves import WaveIsUnknown, get_wave
from survey_app.ground import db
from survey_app.ground.jobs import JobFailed, Progress, job
from survey_app.ground.settings import current_config
from survey_app.imports import parsing, services, uploads
from survey_app.imports.faults import ImportIsFaulty
from survey_app.institutions.services import get_institution
from survey_app.releases import services as releases
from survey_app.releases.past import WaveExists, is_past_wave_of
from survey_app.releases.stored import stored_releases

IMPORT = "import_wave"


@job(IMPORT)
def import_wave(progress: Progress, *, upload: str, actor: str, wave: str = "") -> Mapping[str, Any]:
    """The uploaded survey is a released wave afterwards, and the upload is gone. Safe to repeat.

    The upload goes last: until then whatever was cut off is found again, and what stands already is known by
    its answers.
    """
    config, databases = current_config(), db.databases()
    try:
        found, folder = uploads.find_upload(config, upload)
    except uploads.UploadIsGone as gone:
        return _as_it_stands(wave, gone)
    progress(0, 1, "groups")
    _take_in(found, folder, actor)
    with db.work(databases.people) as people, db.look(databases.vault) as vault:
        taken_in = get_wave(people, found.institution, found.key)
        stored = releases.make_release(people, vault, taken_in, config)
        outcome = {"wave": taken_in.reference, "number": stored.number}
    uploads.discard_upload(config, upload)
    return outcome


def _take_in(found: uploads.Upload, folder: Path, actor: str) -> None:
    config, databases = current_config(), db.databases()
    with db.work(databases.people) as people, db.work(databases.vault) as vault:
        institution = get_institution(people, found.institution)
        data = (found.file_name, folder / uploads.DATA)
        try:
            # The same files were read within limits before they could be confirmed.
            parsed = parsing.parse(config.questionnaire_folders, data, folder / uploads.MAPPING)
            read = services.read_import(config, parsed, institution)
            services.take_in(people, vault, config, institution, found.past, read, actor=actor)
        except ImportIsFaulty as fault:
            raise JobFailed("files_are_faulty") from fault
        except WaveExists as exists:
            reference = f"{found.institution}.{found.key}"
            with db.look(databases.vault) as looking:  # counted again beside it, which takes its time
                if not is_past_wave_of(people, looking, reference, read.past_answers):
                    raise JobFailed("wave_exists") from exists


def _as_it_stands(wave: str, gone: uploads.UploadIsGone) -> Mapping[str, Any]:
    """What the work came to before its end could be written down."""
    institution, _, key = wave.partition(".")
    with db.work(db.databases().people) as people:
        try:
            stored = stored_releases(people, get_wave(people, institution, key))
        except WaveIsUnknown:
            stored = ()
    if not stored:
        raise JobFailed("upload_is_gone") from gone
    return {"wave": wave, "number": stored[0].number}

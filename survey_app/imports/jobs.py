"""The long work of an import: reads the uploaded survey again, takes it in, and makes its release."""

from collections.abc import Mapping
from typing import Any

from survey_app import db
from survey_app.imports import parsing, services, uploads
from survey_app.imports.faults import ImportIsFaulty
from survey_app.institutions.services import get_institution
from survey_app.jobs import JobFailed, Progress, job
from survey_app.releases import services as releases
from survey_app.releases.past import WaveExists
from survey_app.settings import current_config

IMPORT = "import_wave"


@job(IMPORT)
def import_wave(progress: Progress, *, upload: str, actor: str) -> Mapping[str, Any]:
    """The uploaded survey is a released wave afterwards, and the upload is gone."""
    found, folder = uploads.find_upload(current_config(), upload)
    databases = db.databases()
    with db.work(databases.people) as people, db.work(databases.vault) as vault:
        institution = get_institution(people, found.institution)
        data = (found.file_name, folder / uploads.DATA)
        try:
            # The same files were read within limits before they could be confirmed.
            folders = current_config().questionnaire_folders
            parsed = parsing.parse(folders, data, folder / uploads.MAPPING)
            read = services.read_import(current_config(), parsed, institution)
            reference = services.take_in(
                people, vault, current_config(), institution, None, found.past, read, actor
            ).reference
        except (WaveExists, ImportIsFaulty) as fault:
            raise JobFailed(f"{found.institution}.{found.key}: {fault}") from fault
    uploads.discard_upload(current_config(), upload)
    # The wave is committed before its release is made: progress is written beside it.
    with db.work(databases.people) as people, db.look(databases.vault) as vault:
        wave = releases.find_wave(people, found.institution, found.key)
        stored = releases.make_release(people, vault, wave, current_config(), progress)
        return {"wave": reference, "number": stored.number}

"""Archives of a questionnaire version, as an analyst would upload them."""

import io
import zipfile

from survey_app.publishing import services as publishing


def files_of(config, **changes):
    """The files of the standard questionnaire as the archive of another version."""
    with zipfile.ZipFile(io.BytesIO(publishing.as_archive(config, "public-culture", "2026.1"))) as archive:
        files = {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}
    files["questionnaire.yaml"] = files["questionnaire.yaml"].replace(b'"2026.1"', b'"2027.1"')
    files.update(changes)
    return files


def packed(files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"mine/{name}", text)
    return content.getvalue()

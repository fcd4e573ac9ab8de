"""What an analyst fills in to publish a questionnaire version."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired


class VersionForm(FlaskForm):
    """A questionnaire version as its four files in one archive."""

    archive = FileField(
        _l("Files of the version"),
        [FileRequired(_l("Choose a .zip file."))],
        description=_l(
            "A .zip with questionnaire.yaml, ko.yaml, en.yaml and SOURCE.md, each at most 512 KiB. "
            "Begin with the files of a version below."
        ),
    )

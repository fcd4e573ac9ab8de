"""What an analyst fills in to publish a questionnaire version."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField
from wtforms.validators import InputRequired

from questionnaires.rewording import Meaning, Rewording
from survey_app.door.forms import choices


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


class MeaningForm(FlaskForm):
    """For each reworded text, whether it still means the same; its fields are those of one version."""

    subjects: Mapping[str, str] = {}

    def meanings(self) -> dict[str, Meaning]:
        """The decision on each rewording, by subject."""
        return {subject: Meaning(self[field].data) for field, subject in self.subjects.items()}


def meaning_form(rewordings: Sequence[Rewording]) -> MeaningForm:
    """The form that asks of each rewording what it means; without any, a form with nothing to fill in."""
    fields = {f"meaning-{place}": one for place, one in enumerate(rewordings)}
    form = type(
        "MeaningForm",
        (MeaningForm,),
        {
            "subjects": {name: one.subject for name, one in fields.items()},
            **{
                name: RadioField(
                    one.name,
                    [InputRequired(_l("Decide whether the new wording means the same."))],
                    choices=choices(
                        [
                            (Meaning.SAME.value, _l("It means the same: results go on being compared")),
                            (Meaning.OTHER.value, _l("It means something else: a new series begins")),
                        ]
                    ),
                )
                for name, one in fields.items()
            },
        },
    )
    made: MeaningForm = form()
    return made

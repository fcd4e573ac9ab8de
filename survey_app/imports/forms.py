"""What is filled in to import a survey done elsewhere."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Regexp


class ImportForm(FlaskForm):
    """The data, the mapping, and what the wave is to be called."""

    answers = FileField(
        _l("File of answers"),
        [FileRequired(_l("Choose a file with a table."))],
        description=_l(
            ".xlsx, .xlsm, .ods, .csv or .tsv: a row for each respondent, a column for each item."
        ),
    )
    mapping = FileField(
        _l("Mapping"),
        [FileRequired(_l("Choose the .yaml file."))],
        description=_l("A .yaml file that says which column is which item, unit and background."),
    )
    key = StringField(
        _l("Key of the wave"),
        [
            InputRequired(_l("Enter a key.")),
            Regexp(r"^[A-Za-z0-9][A-Za-z0-9-]{0,39}$", message=_l("Use letters, digits and hyphens.")),
        ],
        description=_l("Part of its address, such as 2024."),
    )
    title_ko = StringField(_l("Title in Korean"), [InputRequired(_l("Enter a title.")), Length(max=120)])
    title_en = StringField(_l("Title in English"), [InputRequired(_l("Enter a title.")), Length(max=120)])
    opens_on = DateField(_l("First day"), [InputRequired(_l("Enter the day."))])
    closes_on = DateField(_l("Last day"), [InputRequired(_l("Enter the day."))])

    def validate_closes_on(self, field: Any) -> None:
        if self.opens_on.data and field.data and field.data < self.opens_on.data:
            raise ValidationError(_l("The last day is before the first."))


class ButtonForm(FlaskForm):
    """A button: no field but the token against forgery."""

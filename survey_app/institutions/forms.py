"""What people fill in about institutions and their units."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from survey_app.door.forms import FITS_INTO_ADDRESSES, choices


class InstitutionForm(FlaskForm):
    """Names, kind and contact of an institution."""

    name_ko = StringField(_l("Name in Korean"), [InputRequired(_l("Enter the name.")), Length(max=120)])
    name_en = StringField(
        _l("Name in English"), [InputRequired(_l("Enter the English name.")), Length(max=120)]
    )
    kind = RadioField(
        _l("Kind"),
        [InputRequired(_l("Choose the kind; institutions are compared within it."))],
        choices=choices(
            [
                ("central", _l("Central administrative agency")),
                ("metropolitan", _l("Metropolitan or provincial government")),
                ("local", _l("City, county or district")),
                ("public_body", _l("Public body")),
            ]
        ),
    )
    contact = StringField(
        _l("Contact"),
        [Length(max=254)],
        description=_l("Shown to respondents: an office and its telephone or e-mail, not a person's own."),
    )


class NewInstitutionForm(InstitutionForm):
    """The same, with the code that never changes."""

    code = StringField(
        _l("Code"),
        [
            InputRequired(_l("Enter a code.")),
            FITS_INTO_ADDRESSES,
        ],
        description=_l("Part of every address, such as gaon. It can't be changed later."),
    )


class RosterForm(FlaskForm):
    """A file with the units."""

    roster = FileField(
        _l("File with the units"),
        [FileRequired(_l("Choose a file with a table."))],
        description=_l(".xlsx, .xlsm, .ods, .csv or .tsv; at most 5 MB and 5,000 units."),
    )


class NothingForm(FlaskForm):
    """A button that changes something: no field but the token against forgery."""

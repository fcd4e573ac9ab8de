"""What an analyst fills in about a programme."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from survey_app.door.forms import FITS_INTO_ADDRESSES, choices

EACH_DECIDES = "each"


class ProgrammeForm(FlaskForm):
    """A programme as the ministry offers it."""

    name_ko = StringField(_l("Name in Korean"), [InputRequired(_l("Enter the name.")), Length(max=120)])
    name_en = StringField(
        _l("Name in English"), [InputRequired(_l("Enter the English name.")), Length(max=120)]
    )
    questionnaire = RadioField(_l("Questionnaire"), [InputRequired(_l("Choose a questionnaire."))])
    smallest_group = IntegerField(
        _l("Smallest group that is ever shown"),
        [
            InputRequired(_l("Enter a number of people.")),
            NumberRange(5, 100, _l("Enter a number up to 100.")),
        ],
        description=_l("Institutions may raise it for themselves and never lower it. At least 10."),
        default=10,
    )
    publicity = RadioField(
        _l("Are results public?"),
        choices=choices(
            [
                (EACH_DECIDES, _l("Each institution decides")),
                ("public", _l("Yes: each institution’s results as a whole stand on a page for everybody")),
                ("inside", _l("No: only the institution and the ministry read them")),
            ]
        ),
        default=EACH_DECIDES,
        description=_l("No page for everybody ever shows a unit, a group or a comment."),
    )

    allows_public_use = BooleanField(
        _l("Masked answers of single people may be published by the ministry’s decision"),
        description=_l(
            "The signed terms of every wave say so, and respondents read it before they begin. Without it no "
            "record of a person is kept, so it can’t be decided later."
        ),
    )

    @property
    def results_are_public(self) -> bool | None:
        """Whether results are public; None leaves it to each institution."""
        return None if self.publicity.data == EACH_DECIDES else self.publicity.data == "public"


class NewProgrammeForm(ProgrammeForm):
    """The same, with the key that never changes."""

    key = StringField(
        _l("Key"),
        [
            InputRequired(_l("Enter a key.")),
            FITS_INTO_ADDRESSES,
        ],
        description=_l("Part of addresses and bundles, such as national-2026. It can't be changed later."),
    )

"""What an HR lead fills in about a rehearsal."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from survey_app.rehearsal.services import FEWEST, MOST

HOW_MANY = _l("Enter a number from 3 to 30.")


class RehearsalForm(FlaskForm):
    """How many invented people answer by themselves."""

    people = IntegerField(
        _l("How many invented people answer by themselves"),
        [InputRequired(HOW_MANY), NumberRange(FEWEST, MOST, HOW_MANY)],
        default=MOST,
        description=_l("3 to 30. The smallest group holds here, too: with fewer people no result is shown."),
    )

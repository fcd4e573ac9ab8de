"""What people fill in about a wave that is under way."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField
from wtforms.validators import InputRequired


class ExtendForm(FlaskForm):
    """The new last day."""

    closes_on = DateField(_l("New last day"), [InputRequired(_l("Enter the new last day."))])

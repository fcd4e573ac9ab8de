"""What people fill in about what they will do."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from survey_app.forms import choices


class FocusForm(FlaskForm):
    """One to three areas."""

    areas = SelectMultipleField(
        _l("Focus areas"),
        description=_l("One to three. What is done everywhere is done nowhere."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class ActionForm(FlaskForm):
    """An action as it is agreed."""

    area = SelectField(_l("Area"), [InputRequired(_l("Choose an area."))])
    title = StringField(
        _l("What will be done"), [InputRequired(_l("Say what will be done.")), Length(max=200)]
    )
    owner = StringField(
        _l("Who sees to it"),
        [InputRequired(_l("Name an office or a function.")), Length(max=120)],
        description=_l("An office or a function rather than a person."),
    )
    due_on = DateField(_l("Until when"), [InputRequired(_l("Enter a day."))])
    steps = TextAreaField(
        _l("Steps"),
        [Length(max=4000)],
        description=_l("One a line, at most ten. Each can be ticked when it is done."),
        render_kw={"rows": 5},
    )


class EditActionForm(ActionForm):
    """The same, with how far it is and what came of it."""

    state = RadioField(
        _l("How far"),
        choices=choices(
            [
                ("agreed", _l("agreed")),
                ("under_way", _l("under way")),
                ("done", _l("done")),
                ("given_up", _l("given up")),
            ]
        ),
    )
    outcome = TextAreaField(
        _l("What came of it"),
        [Length(max=2000)],
        description=_l("A sentence or two. The next report opens with it."),
        render_kw={"rows": 4},
    )


class PulseForm(FlaskForm):
    """Five items and a day."""

    items = SelectMultipleField(
        _l("Five items"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    due_on = DateField(_l("When to ask"), [InputRequired(_l("Enter a day."))])

"""What people fill in about what they will do."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from survey_app.door.forms import choices
from survey_app.ground import days
from survey_app.improvement.public_promises import names_a_person
from survey_app.improvement.services import STATES


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
    unit = SelectField(
        _l("Whose it is"),
        default="",
        description=_l("An action of one unit stands on that unit’s page and never on a public one."),
    )
    title = StringField(
        _l("What will be done"), [InputRequired(_l("Say what will be done.")), Length(max=200)]
    )
    owner = StringField(
        _l("Who sees to it"),
        [InputRequired(_l("Name an office or a function.")), Length(max=120)],
        description=_l("An office or a function, never a person’s name: it is public where results are."),
    )
    due_on = DateField(
        _l("Until when"),
        [InputRequired(_l("Enter a day."))],
        description=_l("Today or later. It stays on this page until it is done or given up."),
    )
    steps = TextAreaField(
        _l("Steps"),
        [Length(max=4000)],
        description=_l("One a line, at most ten. Each can be ticked when it is done."),
        render_kw={"rows": 5},
    )

    def validate_owner(self, field: StringField) -> None:
        """Everybody may read it: a promise is of an office, and nobody is named."""
        if field.data and names_a_person(field.data):
            raise ValidationError(
                _("This reads like a person’s name. Write an office or a function, such as the head of it.")
            )

    def validate_due_on(self, field: DateField) -> None:
        """A promise is of something to come; one whose day went by keeps its day until it has another."""
        # What is no day at all has been refused before, and stands here as nothing.
        if field.data and field.data < days.today() and field.data != field.object_data:
            raise ValidationError(_("This day is over already. Choose today or a later day."))


class EditActionForm(ActionForm):
    """The same, with how far it is and what came of it."""

    state = RadioField(
        _l("How far"),
        choices=choices((state.value, words) for state, words in STATES.items()),
    )
    outcome = TextAreaField(
        _l("What came of it"),
        [Length(max=2000)],
        description=_l("A sentence or two. The next report opens with it."),
        render_kw={"rows": 4},
    )


class TrainingForm(FlaskForm):
    """Training beside a kit."""

    links = TextAreaField(
        _l("Training"),
        [Length(max=8000)],
        description=_l("One a line, at most ten: what it is, a space, then its address (https://…)."),
        render_kw={"rows": 8},
    )


class PulseForm(FlaskForm):
    """Five items, and the first day on which they are asked."""

    items = SelectMultipleField(
        _l("Five items"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    opens_on = DateField(_l("When to ask"), [InputRequired(_l("Enter a day."))])


class PracticeForm(FlaskForm):
    """What worked somewhere; Korean in any case, English whole or not at all."""

    area = SelectField(_l("Area"), [InputRequired(_l("Choose an area."))])
    institution = StringField(
        _l("Institution"),
        [Length(max=120)],
        description=_l("Name it only if it agrees. Leave this empty not to name it."),
    )
    title_ko = StringField(_l("Title in Korean"), [DataRequired(_l("Enter a title.")), Length(max=120)])
    text_ko = TextAreaField(
        _l("Text in Korean"),
        [DataRequired(_l("Say what was done and what came of it.")), Length(max=4000)],
        description=_l("What was done, what came of it, what others should mind. Each line is a paragraph."),
        render_kw={"rows": 8},
    )
    title_en = StringField(_l("Title in English"), [Length(max=120)])
    text_en = TextAreaField(
        _l("Text in English"),
        [Length(max=4000)],
        description=_l("Without English, English pages show the Korean."),
        render_kw={"rows": 8},
    )

    def validate_text_en(self, field: TextAreaField) -> None:
        """A title without its text, or the other way round, is half a translation."""
        if bool((self.title_en.data or "").strip()) != bool((field.data or "").strip()):
            raise ValidationError(_("Give both the title and the text in English, or neither."))


class WithdrawForm(FlaskForm):
    """Nothing but the token: the page has asked already."""

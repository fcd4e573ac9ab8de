"""What people fill in about waves."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget


class PulseTitleForm(FlaskForm):
    """Step 1 of a pulse: what it is called."""

    title_ko = StringField(
        _l("Title in Korean"), [InputRequired(_l("Enter a title that staff will read.")), Length(max=120)]
    )
    title_en = StringField(
        _l("Title in English"), [InputRequired(_l("Enter the English title.")), Length(max=120)]
    )


class BasicsForm(PulseTitleForm):
    """Step 1: what the wave is called and what it asks."""

    programme = SelectField(
        _l("Programme"),
        description=_l(
            "A wave in a programme can be compared with other institutions; "
            "it asks the programme's questionnaire."
        ),
    )
    questionnaire = RadioField(
        _l("Questionnaire, outside a programme"), [InputRequired(_l("Choose a questionnaire."))]
    )


class LocalItemForm(FlaskForm):
    """A question of the institution's own."""

    text_ko = StringField(
        _l("Question in Korean"), [InputRequired(_l("Enter the question.")), Length(max=300)]
    )
    text_en = StringField(
        _l("Question in English"), [InputRequired(_l("Enter the English question.")), Length(max=300)]
    )
    scale = SelectField(_l("Answer scale"), [InputRequired(_l("Choose a scale."))])


class LocalBackgroundForm(FlaskForm):
    """A background question of the institution's own."""

    text_ko = StringField(
        _l("Question in Korean"), [InputRequired(_l("Enter the question.")), Length(max=300)]
    )
    text_en = StringField(
        _l("Question in English"), [InputRequired(_l("Enter the English question.")), Length(max=300)]
    )
    purpose_ko = StringField(
        _l("What it is for, in Korean"),
        [InputRequired(_l("Say what the answers are used for.")), Length(max=300)],
    )
    purpose_en = StringField(
        _l("What it is for, in English"), [InputRequired(_l("Say it in English, too.")), Length(max=300)]
    )
    classes = TextAreaField(
        _l("Answers"),
        [InputRequired(_l("Enter at least two answers.")), Length(max=2000)],
        description=_l("One answer a line: Korean | English. Few and large classes keep people unknown."),
        render_kw={"rows": 6},
    )


class UnitsForm(FlaskForm):
    """Step 2: which units are asked."""

    units = SelectMultipleField(
        _l("Units that are asked"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class DatesForm(FlaskForm):
    """Step 3: when, and when to remind."""

    opens_on = DateField(_l("First day"), [InputRequired(_l("Enter the first day."))])
    closes_on = DateField(_l("Last day"), [InputRequired(_l("Enter the last day."))])
    reminder_after_days = IntegerField(
        _l("Remind after how many days"),
        [
            InputRequired(_l("Enter a number of days; 0 sends no reminder.")),
            NumberRange(0, 60, _l("Enter 0 to 60 days.")),
        ],
        description=_l(
            "Goes by itself to those who have not taken part. Nobody sees who they are. 0 sends none."
        ),
        default=5,
    )


class LettersForm(FlaskForm):
    """Step 4: the letter in both languages."""

    letter_ko = TextAreaField(_l("Letter in Korean"), render_kw={"rows": 18, "lang": "ko"})
    letter_en = TextAreaField(_l("Letter in English"), render_kw={"rows": 18, "lang": "en"})


class PolicyForm(FlaskForm):
    """Step 5: what may be shown."""

    smallest_group = IntegerField(
        _l("Smallest group that is ever shown"),
        [
            InputRequired(_l("Enter a number of people.")),
            NumberRange(5, 100, _l("Enter a number up to 100.")),
        ],
        description=_l("It can be raised now and never be changed once the wave is open."),
    )
    asks_comments = BooleanField(_l("Ask for comments"))
    results_are_public = BooleanField(_l("Publish the released results on a page that everybody can read"))

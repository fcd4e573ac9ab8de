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
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget


class PulseTitleForm(FlaskForm):
    """Step 1 of a pulse: what it is called."""

    title_ko = StringField(
        _l("Title in Korean"), [InputRequired(_l("Enter a title that staff will read.")), Length(max=120)]
    )
    title_en = StringField(
        _l("Title in English (may be left out)"),
        [Length(max=120)],
        description=_l("Without it the Korean title stands on English pages, too."),
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
    modules = SelectMultipleField(
        _l("Modules (may be left out)"),
        description=_l(
            "Published questions that follow the core, each with a chapter of its own in the results. "
            "They enter no score, so that scores can be compared as before."
        ),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class StepForm(FlaskForm):
    """A step that is saved as it stands."""


class LocalCommentForm(FlaskForm):
    """An open question of the institution's own."""

    text_ko = StringField(
        _l("Question in Korean"), [InputRequired(_l("Enter the question.")), Length(max=300)]
    )
    text_en = StringField(
        _l("Question in English (may be left out)"),
        [Length(max=300)],
        description=_l("Without it people who answer in English read it in Korean, and the page says so."),
    )


class LocalItemForm(LocalCommentForm):
    """A question of the institution's own on a scale, or with answers of its own."""

    scale = SelectField(_l("Answer scale"), [InputRequired(_l("Choose a scale."))])
    answers = TextAreaField(
        _l("Answers of your own"),
        [Length(max=2000)],
        description=_l(
            "Only for “Answers of your own”. One a line, from the least to the most favourable: the first "
            "half counts as unfavourable, the last as favourable. English after a bar: Korean | English."
        ),
        render_kw={"rows": 6},
    )


class LocalBackgroundForm(LocalCommentForm):
    """A background question of the institution's own."""

    purpose_ko = StringField(
        _l("What it is for, in Korean"),
        [InputRequired(_l("Say what the answers are used for.")), Length(max=300)],
    )
    purpose_en = StringField(_l("What it is for, in English (may be left out)"), [Length(max=300)])
    answers = TextAreaField(
        _l("Answers"),
        [InputRequired(_l("Enter at least two answers.")), Length(max=2000)],
        description=_l(
            "One a line. English after a bar: Korean | English. Few and large classes keep people unknown."
        ),
        render_kw={"rows": 6},
    )


class UnitsForm(FlaskForm):
    """Step 3: which units are asked."""

    units = SelectMultipleField(
        _l("Units that are asked"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class DatesForm(FlaskForm):
    """Step 4: when, and when to remind. A reminder without a day is none."""

    opens_on = DateField(_l("First day"), [InputRequired(_l("Enter the first day."))])
    closes_on = DateField(_l("Last day"), [InputRequired(_l("Enter the last day."))])
    extends_until = DateField(
        _l("May be extended once, until at most (optional)"),
        [Optional()],
        description=_l(
            "Staff read it on the first page and in their letters, and it is signed. "
            "Without it the last day can’t be put off by anybody."
        ),
    )
    reminder_1 = DateField(_l("First reminder"), [Optional()])
    reminder_2 = DateField(_l("Second reminder"), [Optional()])
    reminder_3 = DateField(_l("Third reminder"), [Optional()])
    reminder_4 = DateField(_l("Fourth reminder"), [Optional()])

    @property
    def reminders(self) -> tuple[DateField, ...]:
        """The days of the reminders, in order."""
        return (self.reminder_1, self.reminder_2, self.reminder_3, self.reminder_4)


class LettersForm(FlaskForm):
    """Step 5: the letter in both languages."""

    letter_ko = TextAreaField(_l("Letter in Korean"), render_kw={"rows": 18, "lang": "ko"})
    letter_en = TextAreaField(_l("Letter in English"), render_kw={"rows": 18, "lang": "en"})


class ReminderForm(FlaskForm):
    """Step 5: a reminder in both languages."""

    subject_ko = StringField(_l("Subject in Korean"), render_kw={"lang": "ko"})
    text_ko = TextAreaField(_l("Reminder in Korean"), render_kw={"rows": 16, "lang": "ko"})
    subject_en = StringField(_l("Subject in English"), render_kw={"lang": "en"})
    text_en = TextAreaField(_l("Reminder in English"), render_kw={"rows": 16, "lang": "en"})


class PolicyForm(FlaskForm):
    """Step 6: what may be shown."""

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

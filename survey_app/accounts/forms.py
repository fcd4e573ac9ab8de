"""What people fill in to sign in and to care for accounts."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Optional, Regexp

from questionnaires.languages import FIRST, NAMES
from survey_app.door.forms import an_address, choices


class SignInForm(FlaskForm):
    """Address and password."""

    email = StringField(
        _l("E-mail"),
        [InputRequired(_l("Enter the e-mail address of your account.")), Length(max=254)],
        render_kw={"autocomplete": "username", "type": "email"},
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Enter your password.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


class SignInCodeForm(FlaskForm):
    """The six digits of an authenticator, or a recovery code."""

    code = StringField(
        _l("Code"),
        [
            InputRequired(_l("Enter the six digits that your authenticator shows, or a recovery code.")),
            Length(max=40),
        ],
        description=_l("Six digits, or one of your recovery codes such as 7KMP-4QXT-9DHW."),
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false"},
    )


class AgainForm(FlaskForm):
    """Who is signed in shows once more who they are, with a code where there is a second factor."""

    password = PasswordField(
        _l("Your password"),
        [InputRequired(_l("Enter your password.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    present_code = StringField(
        _l("Code of the authenticator that is connected now, or a recovery code"),
        [
            InputRequired(_l("Enter the six digits that your authenticator shows, or a recovery code.")),
            Length(max=40),
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )

    def __init__(self, has_second_factor: bool, **given: Any) -> None:
        super().__init__(**given)
        if not has_second_factor:
            del self.present_code

    @property
    def code_given(self) -> str | None:
        """The code that was typed, where one is asked."""
        return self.present_code.data if "present_code" in self else None


class ConnectForm(AgainForm):
    """The six digits that a new authenticator shows, and who connects it."""

    code = StringField(
        _l("Code that the new authenticator shows"),
        [
            InputRequired(_l("Enter the six digits that your authenticator shows.")),
            Regexp(r"^\s*\d{3}\s?\d{3}\s*$", message=_l("The code has six digits.")),
        ],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class ChangePasswordForm(FlaskForm):
    """The old password once, the new one twice."""

    old = PasswordField(
        _l("Present password"),
        [InputRequired(_l("Enter your present password."))],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        _l("New password"),
        [
            InputRequired(_l("Enter a new password.")),
            Length(min=10, max=200, message=_l("Use at least 10 characters.")),
        ],
        description=_l(
            "At least 10 characters. Three or four words that have nothing to do with each other are hard to "
            "guess and easy to keep in mind, such as “umbrella thursday acorn” (but not these)."
        ),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("New password again"),
        [EqualTo("new", _l("The two new passwords differ. Type the same one twice."))],
        render_kw={"autocomplete": "new-password"},
    )


class AccountForm(FlaskForm):
    """A new account."""

    name = StringField(_l("Name"), [InputRequired(_l("Enter a name.")), Length(max=120)])
    email = StringField(
        _l("E-mail"),
        [
            InputRequired(_l("Enter an e-mail address.")),
            Length(max=254),
            an_address,
        ],
        render_kw={"type": "email"},
    )
    role = RadioField(
        _l("Role"),
        [InputRequired(_l("Choose a role."))],
        choices=choices(
            [
                ("hr", _l("HR lead of an institution")),
                ("analyst", _l("Ministry analyst")),
                ("operator", _l("Operator")),
            ]
        ),
    )
    institution = SelectField(
        _l("Institution"),
        [Optional()],
        description=_l("For HR leads only: they see this institution and no other."),
    )
    language = RadioField(
        _l("Language"),
        choices=choices(list(NAMES.items())),
        default=FIRST,
        validators=[InputRequired()],
    )


class RulesForm(FlaskForm):
    """What is asked of everybody who signs in."""

    needs_second_factor = BooleanField(_l("Ask everybody for a code from an authenticator when they sign in"))

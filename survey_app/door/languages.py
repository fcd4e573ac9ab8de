"""Korean first, English complete: which language a page speaks.

Signed-in people keep their choice in the session. Respondents have none: their pages carry the
language in the address (`?lang=en`) and fall back to what the browser asks for.
"""

from datetime import date, datetime

from babel import Locale
from flask import Flask, g, request, session
from flask_babel import Babel, get_locale

from questionnaires.languages import FIRST, LANGUAGES
from survey_app.ground import days
from survey_app.wording.catalogue import Voice
from survey_app.wording.dates import spoken_day

SESSION_KEY = "language"


def init_app(app: Flask) -> None:
    """Lets every page know its language."""
    app.config["BABEL_DEFAULT_LOCALE"] = FIRST
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Seoul"
    Babel(app, locale_selector=_select)
    # The one way in which a page writes a moment: by the clocks of Korea, whatever the server's says.
    app.add_template_filter(days.spoken_to_the_second, "moment_to_the_second")
    app.add_template_filter(_moment, "moment")
    app.add_template_filter(_day, "day")


def current_language() -> str:
    """The code of the language of the current request, such as `ko`."""
    return str(get_locale() or FIRST).partition("_")[0]


def _day(value: date | datetime | str) -> str:
    """A day, a moment's day in Korea, or ISO 8601, as the reader's language writes it."""
    day = days.in_korea(value).date() if isinstance(value, datetime) else value
    return spoken_day(day, Voice(current_language()))


def _moment(value: datetime) -> str:
    return f"{_day(value)} {days.hour_of(value)}"


def name_of(language: str) -> str:
    """What the reader calls a language."""
    return str((get_locale() or Locale(FIRST)).languages[language])


def _select() -> str:
    asked = request.args.get("lang") if request else None
    if asked in LANGUAGES:
        return str(asked)
    account = g.get("account")
    if "account" in g:
        chosen = session.get(SESSION_KEY)
        if chosen in LANGUAGES:
            return str(chosen)
        if account is not None:
            return str(account.language)
    return request.accept_languages.best_match(LANGUAGES, FIRST) or FIRST

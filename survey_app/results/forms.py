"""What an HR lead fills in to tell staff that the results are out."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField


class ResultsLetterForm(FlaskForm):
    """The letter in both languages."""

    text_ko = TextAreaField(_l("Letter in Korean"), render_kw={"rows": 16, "lang": "ko"})
    text_en = TextAreaField(_l("Letter in English"), render_kw={"rows": 16, "lang": "en"})

"""What is uploaded from another installation."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired


class BundleForm(FlaskForm):
    """A bundle that an institution handed over."""

    bundle = FileField(
        _l("Bundle"),
        [FileRequired(_l("Choose the .gyeol file."))],
        description=_l("The .gyeol file of an institution on a closed network."),
    )

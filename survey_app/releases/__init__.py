"""What may be shown: counts a wave's answers, applies disclosure control, and keeps the frozen result.

For HR leads, who start a release, and for every room that shows numbers, which read nothing else. It
never shows an answer, and never changes a release once it is made.
"""

from flask import Blueprint

blueprint = Blueprint("releases", __name__)

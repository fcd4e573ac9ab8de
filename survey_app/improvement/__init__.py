"""What an institution does about its results: focus areas, actions with owners and dates, workshop kits.

It serves the HR lead, and tells the next report what was promised and what came of it.
It reads released results and nothing else, and never learns who said what.
"""

from flask import Blueprint

blueprint = Blueprint("improvement", __name__)

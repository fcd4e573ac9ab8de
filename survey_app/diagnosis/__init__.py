"""The wave: programmes that institutions join, planning in five steps, opening, watching and closing.

It serves the HR lead of an institution and the ministry analyst who leads a programme.
It never changes what an open wave was promised, and shows no result of any kind.
"""

from flask import Blueprint

blueprint = Blueprint("diagnosis", __name__)

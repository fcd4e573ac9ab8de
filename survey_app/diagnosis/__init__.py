"""The wave as it is planned, in five steps, and as other rooms find it.

It serves the HR lead of an institution.
It never changes what an open wave was promised, and shows no result of any kind.
"""

from flask import Blueprint

blueprint = Blueprint("diagnosis", __name__)

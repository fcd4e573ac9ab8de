"""The wall: keeps sealed ballots while a wave is open and, once trustees open them, answers of nobody.

For respondents, whose ballots come through `taking`, for trustees, and for `releases`, which counts here. It
never holds a name, a clock, or anything that says in which order answers came.
"""

from flask import Blueprint

blueprint = Blueprint("vault", __name__)

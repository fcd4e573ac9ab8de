"""The rehearsal (연습 회차): a wave that invented people answer, from its plan to its reports, deleted whole.

It serves the HR lead who is about to hold a wave for the first time, and the trustees who try their part.
It goes every wave's own way, under every wave's rules, and asks and writes to nobody who is real.
"""

from flask import Blueprint

blueprint = Blueprint("rehearsal", __name__)

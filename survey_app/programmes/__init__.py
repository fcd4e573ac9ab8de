"""Programmes: what the ministry offers institutions to join, so that their results can be compared.

It serves the ministry analyst, who opens them and watches how institutions take part; operators read along.
It never changes what an institution that has joined was offered, and shows no result and no unit.
"""

from flask import Blueprint

blueprint = Blueprint("programmes", __name__)

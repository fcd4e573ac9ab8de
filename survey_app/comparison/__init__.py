"""Institutions against each other: the ministry's console, benchmarks and standings.

For the ministry's analysts. It reads released results alone, and never a group smaller than an institution.
"""

from flask import Blueprint

blueprint = Blueprint("comparison", __name__, url_prefix="/ministry")

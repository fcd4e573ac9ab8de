"""Questionnaire versions: uploaded, checked, read as respondents will, then published for good.

It serves the ministry analyst who publishes a version, and everybody with an account who reads one.
It never changes a published version, and knows no programme and no wave.
"""

from flask import Blueprint

blueprint = Blueprint("publishing", __name__)

"""The days in which staff answer (실사): a wave is begun, watched, reminded of, ended."""

from flask import Blueprint

blueprint = Blueprint("fieldwork", __name__)

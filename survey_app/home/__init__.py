"""The first page of each role: it may know every room, and no room knows it."""

from flask import Blueprint

blueprint = Blueprint("home", __name__)

"""Who holds the key: the opening key of a wave is shared out and tried before the wave begins."""

from flask import Blueprint

blueprint = Blueprint("trustees", __name__)

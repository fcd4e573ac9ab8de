"""In and out: surveys done elsewhere come in, releases leave as signed bundles and tables.

For HR leads, analysts and operators. It never lets out anything that is not in a release.
"""

from flask import Blueprint

blueprint = Blueprint("exchange", __name__)

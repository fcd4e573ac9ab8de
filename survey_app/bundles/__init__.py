"""Between networks: releases and benchmarks leave as signed bundles and are read where they arrive.

For HR leads, analysts and operators. It never lets out anything that is not in a release.
"""

from flask import Blueprint

blueprint = Blueprint("bundles", __name__)

"""The institution's own results, read from its releases: headline, areas, groups, comments.

For HR leads and, where the policy says so, for everybody. It never counts anything itself.
"""

from flask import Blueprint

blueprint = Blueprint("results", __name__)

"""Where a diagnosis happens: institutions, and the tree of their units with headcounts.

The operator cares for the list of institutions; an HR lead reads in the units of their own.
It never touches an answer, and what an open wave was promised is frozen in its manifest, not here.
"""

from flask import Blueprint

blueprint = Blueprint("institutions", __name__)

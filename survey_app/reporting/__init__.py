"""REPORTS: turns a release into the papers that leave the building - PDF, HWPX, XLSX and PPTX.

For the HR lead, the heads of units and the ministry: one `Report` value is built from the release, and
the writers only draw it. It never reads an answer and never says more than the release does.
"""

from flask import Blueprint

blueprint = Blueprint("reporting", __name__)

"""Who works here: operators, HR leads and ministry analysts, and how each of them signs in.

It serves everybody with an account, and keeps the audit trail of what was done with them.
It never knows a respondent: whoever answers has no account, no session and no cookie.
"""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)

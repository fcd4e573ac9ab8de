"""Whom we ask: invitations, their links, letters and slips, reminders, and the blind signature each is worth.

For HR leads, who invite and watch participation, and for respondents, whose secret is exchanged here for a
credential. It never sees a token, a ballot or an answer, and shows nobody who has taken part.
"""

from flask import Blueprint

blueprint = Blueprint("invitations", __name__)

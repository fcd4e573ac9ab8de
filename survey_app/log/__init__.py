"""The public log: terms, closings, receipts, releases and scripts, in the order in which they were published.

For everybody: whoever keeps a copy notices when something is changed, left out, or shown to one person only.
Only what is public already goes in, nothing is ever taken out, and witnesses elsewhere cosign it.
"""

from flask import Blueprint

from survey_app.door.forms import ride_on_no_sign_in

blueprint = ride_on_no_sign_in(Blueprint("log", __name__))

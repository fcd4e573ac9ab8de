"""The answer: what a respondent reads, fills in and sends, from the promise to the receipt.

For respondents, of whom it knows a credential and a sealed ballot. It never sets a cookie, knows an
invitation or an account, or writes down an address or a moment.
"""

from flask import Blueprint

from survey_app.door.forms import ride_on_no_sign_in

blueprint = ride_on_no_sign_in(Blueprint("taking", __name__))

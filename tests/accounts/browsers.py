"""What a browser does at the sign-in page, and what its cookies say."""

import re
import time

import pyotp

from survey_app.accounts import tries
from survey_app.accounts.second_factors import CODE_SECONDS

PASSWORD = "Correct-Horse-9"


def sign_in(client, address="/sign-in", password=PASSWORD):
    return client.post(address, data={"email": "an@example.kr", "password": password})


def fail_too_often(client, **sent):
    for number in range(tries.TRIES_FROM_ONE_SOURCE):
        client.post("/sign-in", data={"email": f"nobody{number}@example.kr", "password": "x"}, **sent)


def cookie_of(client):
    """What a thief who read the browser's cookies has."""
    return client.get_cookie("gyeol").value


def with_cookie(app, value):
    thief = app.test_client()
    thief.set_cookie("gyeol", value)
    return thief


def is_signed_in(browser):
    return browser.get("/account/password").status_code == 200


def offered_seed(client):
    return re.search(r"<code>([A-Z2-7]{32})</code>", client.get("/account/second-factor").text)[1]


def shown_code(seed):
    """What an authenticator shows, early enough that it still counts when it is sent."""
    while time.time() % CODE_SECONDS > CODE_SECONDS - 5:
        time.sleep(0.1)
    return pyotp.TOTP(seed).now()


def sign_in_with_code(client, seed):
    sign_in(client)
    return client.post("/sign-in/code", data={"code": shown_code(seed)})


def device_cookie(client):
    return client.get_cookie("gyeol-device", path="/sign-in")

"""E-mail addresses as a mail server will take them: read once where they are typed, never guessed at."""

import unicodedata
from enum import StrEnum

import email_validator
from flask_babel import lazy_gettext as _l

LONGEST, LONGEST_NAME = 254, 64

# Closed networks name their mail servers so; nothing is looked up, and a server that refuses says so itself.
for _own in ("local", "test"):
    if _own in email_validator.SPECIAL_USE_DOMAIN_NAMES:
        email_validator.SPECIAL_USE_DOMAIN_NAMES.remove(_own)


class AddressProblem(StrEnum):
    """Why a text is no address that letters can go to."""

    NO_SIGN = "no_sign"
    SEVERAL = "several"
    NAME = "name"
    DOMAIN = "domain"
    LONG = "long"


WORDS = {
    AddressProblem.NO_SIGN: _l("This is no e-mail address. It looks like name@example.go.kr."),
    AddressProblem.SEVERAL: _l("Enter one e-mail address only, without a name beside it."),
    AddressProblem.NAME: _l(
        "Before the @ only Latin letters, digits and the signs . _ - + may stand, and no two dots in a row. "
        "It looks like name@example.go.kr."
    ),
    AddressProblem.DOMAIN: _l(
        "What stands after the @ is no name of a mail domain. It looks like name@example.go.kr."
    ),
    AddressProblem.LONG: _l("This e-mail address is too long: 64 signs may stand before the @, 254 in all."),
}


class AddressIsWrong(ValueError):
    """The text is no address that letters can go to; `problem` says why."""

    def __init__(self, problem: AddressProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def read_address(text: str) -> str:
    """The address in lower case and ASCII, as it goes to a mail server. Raises AddressIsWrong.

    Full-width signs become ordinary ones and a domain in Hangul its ASCII form; a name before the @ that is
    not ASCII is refused, since few mail servers carry it. Whether mail is read there the server will say.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    name, sign, domain = plain.rpartition("@")
    if not sign or not name or not domain:
        raise AddressIsWrong(AddressProblem.NO_SIGN)
    if "@" in name or any(stop in plain for stop in " ,;<>\t\n\r"):
        raise AddressIsWrong(AddressProblem.SEVERAL)
    if len(plain) > LONGEST or len(name) > LONGEST_NAME:
        raise AddressIsWrong(AddressProblem.LONG)
    _require(f"{name}@example.kr", AddressProblem.NAME)
    # Without a dot it is a host of this network alone, and in a roster nearly always a slip of the hand.
    if "." not in domain.strip("."):
        raise AddressIsWrong(AddressProblem.DOMAIN)
    address = _require(plain, AddressProblem.DOMAIN).ascii_email
    if address is None or len(address) > LONGEST:
        raise AddressIsWrong(AddressProblem.LONG)
    return address.lower()


def _require(text: str, problem: AddressProblem) -> email_validator.ValidatedEmail:
    try:
        return email_validator.validate_email(
            text,
            allow_smtputf8=False,
            check_deliverability=False,
            globally_deliverable=False,
            strict=True,
        )
    except email_validator.EmailNotValidError as wrong:
        raise AddressIsWrong(problem) from wrong

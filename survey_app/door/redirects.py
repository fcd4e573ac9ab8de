"""Where a request may be sent on to: nowhere outside this site."""


def safe_next(where: str | None) -> str | None:
    """An address inside this site, or None: nobody is sent elsewhere by a link to the sign-in page."""
    if not where or not where.startswith("/") or where[1:2] in ("/", "\\"):
        return None
    return None if any(sign in where for sign in "\\\r\n\t") else where

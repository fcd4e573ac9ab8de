"""What a browser without script does with the plain pages."""

import re


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's form, which the browser sends along."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def redeemed(client, wave, code: str) -> dict[str, str]:
    """The hidden fields of the page on which a code was exchanged for a credential."""
    address = f"/invite/{wave.reference}"
    return hidden(client.post(address, data={**hidden(client.get(address).text), "code": code}).text)

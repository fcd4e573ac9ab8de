"""Who holds the key: trustees make a wave's key in parts, each in their own browser, before the wave begins.

For HR leads, who name the trustees and see how far they are, and for trustees, who have a link and no
account. The room relays what trustees send each other, checks it, and never has a share, a passphrase or a
key.
"""

from flask import Blueprint

blueprint = Blueprint("trustees", __name__)

"""What became of the units of the wave before: suggested, confirmed by the HR lead, signed with the terms.

For HR leads of an institution that was reorganised between two waves, or between a plan and its opening.
What is compared with what follows from it and nothing else; the room shows no result of any kind.
"""

from flask import Blueprint

blueprint = Blueprint("reorganisation", __name__)

"""Says how a wave's ballots were opened, and what that is worth: on pages and in the report alike."""

from collections.abc import Sequence

from analysis.released.release import Machine
from survey_app.wording.catalogue import Voice


def opened_sentence(machines: Sequence[Machine] | None, letters: str, voice: Voice) -> str:
    """The sentence; empty where it is not known how the ballots were opened.

    machines : of the trustees that opened; none where the server did. letters : check letters of the digest.
    """
    if machines is None:
        return ""
    if not machines:
        return voice.say(
            "The ballots were opened in the memory of the server that runs the survey. This is weaker than "
            "on machines of the trustees’ own: that the program there changed nothing has to be believed. "
            "Check letters of the counts and comments: %(letters)s.",
            letters=letters,
        )
    names = ", ".join(machine.name for machine in machines)
    if len(machines) == 1:
        return voice.say(
            "The ballots were opened on a machine of the trustees’ own (%(names)s), which signed the "
            "result; the server never saw an opened ballot. No second machine opened them as well. Check "
            "letters of the counts and comments: %(letters)s.",
            names=names,
            letters=letters,
        )
    return voice.say(
        "The ballots were opened independently on %(machines)s machines of the trustees’ own (%(names)s), "
        "which came to the same counts and comments and signed them; the server never saw an opened ballot. "
        "Check letters of the counts and comments: %(letters)s.",
        machines=len(machines),
        names=names,
        letters=letters,
    )

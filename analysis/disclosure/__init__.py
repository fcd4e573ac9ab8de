"""What may be shown: tables are merged, suppressed, attacked and certified before anybody reads them.

`cube` builds the fixed cube of a wave, `protect` hides what must be hidden and proves it, `union` audits a
second release together with the first, `showing` decides how a number that may be shown is written.
It never reads an answer: every decision rests on who is in which group, not on what they said.
"""

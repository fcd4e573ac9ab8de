"""Tables and workbooks as they come in and go out: one reader for rosters and answers, one writer for all.

It knows cells, sheets and what real files do to them; what a column means is the business of the rooms above.
It never trusts a file: sizes are bounded before anything is unpacked, and formulas are read by nobody.
"""

"""PICTURES: draws released values as Plotly figures, the same on screen and on paper.

For everybody who reads results: each figure brings its caption, an alternative text that tells the
finding, and the table behind it. It never sees an answer, and never draws a number that is not released.
"""

"""The worked demonstration: clearly fictional institutions with believable answers, to look at and try.

For anybody who wants to see what Gyeol does. It is never loaded into an installation with real data.
"""

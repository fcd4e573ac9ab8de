"""Watches over the public log of an installation from somewhere else: a union, an auditor, a ministry.

It knows nothing of an installation of its own: a folder with its key and with all that it saw is enough.
"""

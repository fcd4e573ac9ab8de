"""Disclosure control of any table of counts: `gyeol protect`."""

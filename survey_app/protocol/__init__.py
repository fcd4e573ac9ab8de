"""The words both sides of the wall speak: credentials, sealed ballots, receipts, shares, manifests.

It is for taking, vault, invitations and anybody who writes a client of their own;
docs/protocol.md is its prose. It never knows a request, a database or a room.
"""

"""The second party's machine: hands sealed messages on to one address, and knows nothing of what is in them.

It runs without settings, secrets and databases, keeps nothing, and writes nothing down. It sees from which
address a message comes; the site behind it sees the message.
"""

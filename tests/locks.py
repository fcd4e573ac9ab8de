"""Whether anybody holds a lock on a database, asked the hard way: by somebody beside who wants to write."""

import sqlite3
from contextlib import closing

VAULT, PEOPLE = "vault", "people"


def is_free(config, name):
    """Whether somebody else could write in that database at this moment, and commit."""
    # With a rollback journal a reader hinders a commit; with the people's write-ahead log only a writer does.
    wanted = "EXCLUSIVE" if name == VAULT else "IMMEDIATE"
    with closing(sqlite3.connect(config.data / f"{name}.sqlite", timeout=0, isolation_level=None)) as beside:
        try:
            beside.execute(f"BEGIN {wanted}")
        except sqlite3.OperationalError:
            return False
        return True


class Watch:
    """Looks at the locks whenever something slow is done, and remembers what was done under a lock."""

    def __init__(self, config):
        self.config, self.seen, self.held = config, [], []

    def look(self, what, *names):
        self.seen.append(what)
        self.held += [f"{what} while {name} is held" for name in names if not is_free(self.config, name)]

    def over(self, monkeypatch, owner, name, *names, instead=None):
        """Watches a function; it is called all the same, unless something is done instead."""
        done = instead or getattr(owner, name)

        def watched(*arguments, **named):
            self.look(name, *names)
            return done(*arguments, **named)

        monkeypatch.setattr(owner, name, watched)

"""Writes docs/commands.md from the commands themselves: what `--help` says of each.

python docs/make_commands.py
"""

from collections.abc import Iterator
from pathlib import Path

import click

from survey_app.cli import gyeol

PAGE = Path(__file__).with_name("commands.md")
WIDTH = 100
OPENING = """# Commands

This page is written by `python docs/make_commands.py` from what `--help` says of each command. What an
operator does with them is in [operations](operations.md).
"""


def page() -> str:
    """The page as the commands of today make it."""
    return "\n".join([OPENING, *_sections(gyeol, _context(gyeol, "gyeol"))])


def _context(command: click.Command, name: str, parent: click.Context | None = None) -> click.Context:
    settings = {**command.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}
    return click.Context(command, parent=parent, info_name=name, **settings)


def _sections(command: click.Command, context: click.Context) -> Iterator[str]:
    level = context.command_path.count(" ")
    text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    yield f"{'##' if level < 2 else '###'} {context.command_path}\n\n```\n{text}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from _sections(found, _context(found, name, context))


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

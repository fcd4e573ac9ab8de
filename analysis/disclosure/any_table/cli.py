"""`gyeol disclosure`: audits and protects any table that is given as cells and relations."""

import json
import sys
from pathlib import Path

import click

from analysis.disclosure.any_table.free_tables import TableAudit, audit_table, protect_table
from analysis.disclosure.any_table.table_problem import Cost
from analysis.disclosure.any_table.tables import FaultyTable, Table, read_table

_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_K = click.option(
    "--k",
    "smallest_group",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="Fewest respondents whose number may be known.",
)


@click.group("disclosure")
def disclosure() -> None:
    """Find out what a table gives away, and hide what it must not."""


@disclosure.command("audit")
@click.argument("cells", type=_FILE)
@click.argument("relations", type=_FILE)
@_K
def audit(cells: Path, relations: Path, smallest_group: int) -> None:
    """Say what follows from the shown cells of a table.

    CELLS has the columns cell,n,status (shown, primary, secondary), RELATIONS has total,part. Prints JSON:
    each hidden cell with the bounds that the shown cells set it, and the smallest group under K whose
    number follows, with the cells that give it.
    """
    click.echo(json.dumps(_report(audit_table(_read(cells, relations), smallest_group)), ensure_ascii=False))


@disclosure.command("protect")
@click.argument("cells", type=_FILE)
@click.argument("relations", type=_FILE)
@_K
@click.option(
    "--cost",
    type=click.Choice([cost.value for cost in Cost]),
    default=Cost.RESPONDENTS.value,
    show_default=True,
    help="What hiding a cell costs: its respondents, or one.",
)
@click.option(
    "--seconds", type=click.FloatRange(min=0.1), default=900.0, show_default=True, help="Time to search."
)
def protect(cells: Path, relations: Path, smallest_group: int, cost: str, seconds: float) -> None:
    """Hide the cheapest cells, so that no small group and no primary cell follows.

    Prints what `audit` says of the protected table, the cells that were hidden beside the primary ones,
    the cost of all hidden cells, the rounds of attack, and the seconds.
    """
    table = _read(cells, relations)
    done = protect_table(table, smallest_group, cost=Cost(cost), seconds=seconds)
    cost_of_hidden = int(done.cost) if done.cost.is_integer() else done.cost
    click.echo(
        json.dumps(
            {
                **_report(done.audit),
                "secondary": list(done.secondary),
                "cost": cost_of_hidden,
                "rounds": done.rounds,
                "seconds": round(done.seconds, 3),
                "is_complete": done.is_complete,
            },
            ensure_ascii=False,
        )
    )
    if not done.is_complete:
        click.echo("The search did not end: more is hidden than has to be.", err=True)


def _read(cells: Path, relations: Path) -> Table:
    try:
        return read_table(cells, relations)
    except FaultyTable as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)


def _report(found: TableAudit) -> dict[str, object]:
    group = found.smallest_derivable_group
    return {
        "hidden": [{"cell": one.cell, "lower": one.lower, "upper": one.upper} for one in found.hidden],
        "smallest_derivable_group": None if group is None else {"n": group.n, "cells": list(group.cells)},
    }

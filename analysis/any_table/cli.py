"""Commands for researchers: analyse any table of answers, and simulate one with a known truth."""

import json
import sys
from pathlib import Path

import click


@click.command()
@click.argument("data", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--scales",
    "scales",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML: scales: {NAME: {items: [A1, -A2], bounds: [1, 5], minimum_answered: 2}}; a minus reverses.",
)
@click.option("--group", help="Column of the groups to compare, such as institutions.")
@click.option("--units", help="Column of units within the groups.")
@click.option("--outcome", help="Scale whose drivers are sought among the others.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="Folder for an HTML page.")
@click.option("--json", "as_text", is_flag=True, help="Print all numbers, unrounded.")
def analyse(
    *,
    data: Path,
    scales: Path,
    group: str | None,
    units: str | None,
    outcome: str | None,
    output: Path | None,
    as_text: bool,
) -> None:
    """Analyse the item-level answers in DATA, a CSV file."""
    from analysis.any_table.table import analyse as analyse_table
    from analysis.any_table.table_json import as_json
    from analysis.any_table.table_structure import read_structure
    from analysis.any_table.tables import read_table
    from analysis.refusals import BadTable

    try:
        analysis = analyse_table(
            read_table(data), read_structure(scales), group=group, units=units, outcome=outcome
        )
    except BadTable as reason:
        raise click.ClickException(str(reason)) from reason
    result = as_json(analysis)
    if output is not None:
        from analysis.any_table.page import write_page

        page = write_page(analysis, output, title=data.name)
        click.echo(f"{page}", err=True)
    if as_text:
        click.echo(json.dumps(result, ensure_ascii=False, indent=2, allow_nan=False))
    else:
        for line in _summary(result):
            click.echo(line)
        for said in [*result["left_out"], *result["notes"]]:
            click.echo(f"! {said}", err=True)
    if not analysis.scales:
        sys.exit(1)


def _summary(result: dict[str, object]) -> list[str]:
    scales = result["scales"]
    assert isinstance(scales, dict)
    lines = [f"{'scale':<16}{'n':>8}{'score':>8}{'favourable':>12}{'alpha':>8}{'omega':>8}"]
    for name, made in scales.items():
        if "refused" in made:
            lines.append(f"{name:<16}{made['refused']}")
            continue
        numbers = (
            made["score"].get("mean") if isinstance(made["score"], dict) else None,
            made["favourable"] if isinstance(made["favourable"], float) else None,
            made["alpha"].get("pairwise"),
            made["omega_total"] if isinstance(made["omega_total"], float) else None,
        )
        shown = [
            "-"
            if number is None
            else f"{100 * number:.1f} %"
            if place == 1
            else f"{number:.{1 if place == 0 else 3}f}"
            for place, number in enumerate(numbers)
        ]
        lines.append(
            f"{name:<16}{made['respondents']:>8}{shown[0]:>8}{shown[1]:>12}{shown[2]:>8}{shown[3]:>8}"
        )
    return lines


@click.command()
@click.argument("questionnaire")
@click.option("--version", "version", help="Version of the questionnaire; the newest when left out.")
@click.option("--institutions", default=1, show_default=True, type=click.IntRange(1, 5000))
@click.option("--units", default=10, show_default=True, type=click.IntRange(1, 1000), help="Per institution.")
@click.option("--people", default=400, show_default=True, type=click.IntRange(1), help="Per institution.")
@click.option("--seed", required=True, type=int, help="The same seed gives the same answers.")
@click.option("--loading", default=0.75, show_default=True, type=click.FloatRange(0, 0.99))
@click.option("--institution-sd", default=0.3, show_default=True, type=click.FloatRange(0))
@click.option("--unit-sd", default=0.25, show_default=True, type=click.FloatRange(0))
@click.option("--response-rate", default=0.7, show_default=True, type=click.FloatRange(0, 1))
@click.option("--no-answer", default=0.02, show_default=True, type=click.FloatRange(0, 1))
@click.option("--careless", default=0.02, show_default=True, type=click.FloatRange(0, 1))
@click.option(
    "--shift",
    "shifts",
    multiple=True,
    metavar="INSTITUTION:ITEM=SD",
    help="Plant an item that works differently in one institution, as 3:q07=0.6.",
)
@click.option(
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="A .csv or .parquet file; the truth is written beside it as .truth.json.",
)
def simulate(
    *,
    questionnaire: str,
    version: str | None,
    institutions: int,
    units: int,
    people: int,
    seed: int,
    loading: float,
    institution_sd: float,
    unit_sd: float,
    response_rate: float,
    no_answer: float,
    careless: float,
    shifts: tuple[str, ...],
    output: Path,
) -> None:
    """Simulate answers to QUESTIONNAIRE (its key) with known parameters."""
    from analysis.simulation.people_of_waves import simulate_programme
    from analysis.simulation.simulated_files import (
        UnknownItem,
        headcounts,
        planted,
        truth_json,
        write_answers,
    )
    from analysis.simulation.simulation_parameters import Parameters
    from questionnaires.faults import QuestionnaireIsFaulty
    from questionnaires.loader import available, published

    try:
        versions = [found for key, found in available() if key == questionnaire]
        asked = published(questionnaire, version or (versions[-1] if versions else ""))
        parameters = Parameters(
            loading=loading,
            institution_sd=institution_sd,
            unit_sd=unit_sd,
            response_rate=response_rate,
            no_answer=no_answer,
            careless=careless,
        )
        differing = planted(shifts, parameters, asked.item_ids, institutions)
    except (QuestionnaireIsFaulty, UnknownItem) as reason:
        raise click.ClickException(str(reason)) from reason
    if output.suffix not in (".csv", ".parquet"):
        raise click.ClickException("the output must be a .csv or .parquet file")
    sizes = [headcounts(people, units, seed + index) for index in range(institutions)]
    made = simulate_programme(asked, sizes, parameters, seed=seed, differing=differing)
    write_answers(made, asked, output)
    truth = output.with_suffix(".truth.json")
    truth.write_text(json.dumps(truth_json(made, parameters, seed), ensure_ascii=False, indent=2), "utf-8")
    respondents = sum(answers.respondents for answers, _ in made)
    click.echo(f"{respondents} answers of {institutions} institutions: {output}, {truth}")

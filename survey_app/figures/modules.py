"""The items of a module: opinions as stacked bars, experiences as the share to whom they happened."""

from analysis.released.release import Group
from questionnaires.model import Kind, Module
from survey_app.figures.experiences import experience_bars
from survey_app.figures.figure import Figure
from survey_app.figures.items import item_bars
from survey_app.wording.labels import Labels


def module_figures(group: Group, module: Module, labels: Labels) -> tuple[tuple[str, str, Figure], ...]:
    """(key, name, figure) of a module's opinions and of its experiences, as far as it has any."""
    title = module.title(labels.language)
    opinions, experiences = parted(group, module, labels)
    found = []
    if opinions:
        found.append((module.key, title, item_bars(group, opinions, labels, f"items-{module.key}")))
    if experiences:
        name = labels.say("%(title)s: experiences", title=title) if opinions else title
        key = f"{module.key}-experiences"
        found.append((key, name, experience_bars(group, experiences, labels, key)))
    return tuple(found)


def parted(group: Group, module: Module, labels: Labels) -> tuple[list[str], list[str]]:
    """A module's opinions and its experiences, of those that a group has results or reasons for."""
    there = [item for item in module.items if item in group.items]
    happened = [item for item in there if labels.item_by_id[item].kind is Kind.EXPERIENCE]
    return [item for item in there if item not in happened], happened

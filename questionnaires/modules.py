"""A standard questionnaire with modules: published items that a wave may ask behind the core."""

from collections.abc import Sequence
from dataclasses import replace

from questionnaires.content import sealed
from questionnaires.drafts import MODULE_FILE
from questionnaires.faults import Faults
from questionnaires.model import Item, Module, Questionnaire, Scale, Texts


def with_modules(core: Questionnaire, modules: Sequence[Questionnaire]) -> Questionnaire:
    """The core with the items of modules behind its own, under a content hash that holds each module's.

    The core stays as it is: no item, area or text of it changes. Raises QuestionnaireIsFaulty where an
    identifier is taken.
    """
    if not modules:
        return core
    _require_apart(core, modules)
    items, texts = list(core.items), dict(core.texts)
    for module in modules:
        keys = _scale_keys(core, module)
        items += [_on(item, keys) for item in module.items]
        texts = {language: _texts(said, module, keys) for language, said in texts.items()}
    return sealed(
        replace(
            core,
            items=tuple(items),
            texts=texts,
            modules=tuple(_module(module) for module in modules),
        )
    )


def _module(module: Questionnaire) -> Module:
    return Module(
        module.key,
        module.version,
        module.content_hash,
        module.item_ids,
        {language: texts.title for language, texts in module.texts.items()},
        {language: texts.introduction for language, texts in module.texts.items()},
    )


def _require_apart(core: Questionnaire, modules: Sequence[Questionnaire]) -> None:
    faults = Faults()
    taken = {*core.item_ids, *(one.id for one in core.background), *(one.id for one in core.comments)}
    for module in modules:
        for item in module.item_ids:
            if item in taken:
                file = f"{module.key}/{module.version}/{MODULE_FILE}"
                faults.add("module-clashes", file, 0, item, key=item)
        taken.update(module.item_ids)
    faults.raise_if_any()


def _scale_keys(core: Questionnaire, module: Questionnaire) -> dict[str, str]:
    """By the module's scales the key that each has in the whole: the core's where both are the same.

    Such a scale is then read as the core words it, in languages that the module has not got, too.
    """
    known = {item.scale.key: item.scale for item in core.items}
    return {
        scale.key: scale.key
        if known.get(scale.key) == scale and _is_labelled_alike(scale, core, module)
        else f"{module.key}.{scale.key}"
        for scale in (item.scale for item in module.items)
    }


def _is_labelled_alike(scale: Scale, core: Questionnaire, module: Questionnaire) -> bool:
    return all(
        texts.scale_points[scale.key] == core.texts[language].scale_points[scale.key]
        for language, texts in module.texts.items()
        if language in core.texts
    )


def _on(item: Item, keys: dict[str, str]) -> Item:
    return replace(item, scale=replace(item.scale, key=keys[item.scale.key]))


def _texts(said: Texts, module: Questionnaire, keys: dict[str, str]) -> Texts:
    """The texts of one language with the module's behind them, or with what stands in for those."""
    added = module.texts[said.language]
    points = {keys[key]: labels for key, labels in added.scale_points.items()}
    return replace(
        said,
        items={**said.items, **added.items},
        scale_points={**points, **said.scale_points},
    )

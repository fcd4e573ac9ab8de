"""The institution's own questions: added one by one behind the locked core, and taken away again."""

from questionnaires.local_parts import LocalBackground, LocalItem
from survey_app.manifest.asked import LocalQuestions

PREFIX = "local_"


class ClassesAreFaulty(Exception):
    """A line of the answers is not `Korean | English`, or there are fewer than two; `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(str(line))
        self.line = line


def with_item(local: LocalQuestions, text_ko: str, text_en: str, scale: str) -> LocalQuestions:
    """The questions with one more item at the end."""
    item = LocalItem(_free(local, "item"), scale, {"ko": text_ko, "en": text_en})
    return LocalQuestions((*local.items, item), local.background)


def with_background(
    local: LocalQuestions, texts: dict[str, str], purposes: dict[str, str], classes: str
) -> LocalQuestions:
    """The questions with one more background question. Raises ClassesAreFaulty."""
    pairs = read_classes(classes)
    names = tuple(f"c{number}" for number in range(1, len(pairs) + 1))
    question = LocalBackground(
        _free(local, "about"),
        texts,
        purposes,
        names,
        {
            "ko": dict(zip(names, (korean for korean, _english in pairs), strict=True)),
            "en": dict(zip(names, (english for _korean, english in pairs), strict=True)),
        },
    )
    return LocalQuestions(local.items, (*local.background, question))


def without(local: LocalQuestions, question_id: str) -> LocalQuestions:
    """The questions without that one; the same when there is none."""
    return LocalQuestions(
        tuple(one for one in local.items if one.id != question_id),
        tuple(one for one in local.background if one.id != question_id),
    )


def read_classes(text: str) -> list[tuple[str, str]]:
    """Answers in both languages from lines of `Korean | English`. Raises ClassesAreFaulty."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    pairs = []
    for number, line in enumerate(lines, start=1):
        korean, _bar, english = (part.strip() for part in line.partition("|"))
        if not korean or not english:
            raise ClassesAreFaulty(number)
        pairs.append((korean, english))
    if len(pairs) < 2:
        raise ClassesAreFaulty(len(pairs) + 1)
    return pairs


def _free(local: LocalQuestions, kind: str) -> str:
    taken = {one.id for one in local.items} | {one.id for one in local.background}
    return next(name for number in range(1, 100) if (name := f"{PREFIX}{kind}_{number}") not in taken)

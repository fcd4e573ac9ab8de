"""Reads one YAML file into values that remember their lines, within limits and without executing anything."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from questionnaires.faults import Faults
from questionnaires.sentences import Part

LARGEST_FILE_BYTES = 512 * 1024
DEEPEST_LEVEL = 8
PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp")}
_INTEGER = re.compile(r"-?\d{1,9}")
_FLAGS = {"true": True, "false": False}
# The parser written in C where it is there: it names the same lines, ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Written:
    """A text together with the line it stands on."""

    text: str
    line: int


class Fields:
    """A mapping in a file. Reading a field of the wrong kind notes the fault and gives an empty value."""

    def __init__(
        self,
        node: yaml.Node | None,
        file: str,
        language: str,
        faults: Faults,
        *,
        place: str = "",
        line: int = 1,
        is_keyed: bool = False,
        naming: str = "",
    ) -> None:
        self.file = file
        self.language = language
        self.faults = faults
        self.place = place
        self._is_keyed = is_keyed
        self.line = node.start_mark.line + 1 if node is not None else line
        self._nodes: dict[str, tuple[int, yaml.Node]] = {}
        if node is None or _is_null(node):
            return
        if not isinstance(node, yaml.MappingNode):
            self._wrong_kind(place or file, Part.MAPPING, self.line)
            return
        # Where a field names the mapping, that name is the place of all its faults.
        for key, value in node.value:
            if naming and key.value == naming and isinstance(value, yaml.ScalarNode) and value.value:
                self.place = str(value.value).strip()
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            where = key.start_mark.line + 1
            if name in self._nodes:
                self.fault("field-twice", line=where, place=self._place_of(name), field=name)
            else:
                self._nodes[name] = (where, value)

    def fault(self, rule: str, line: int | None = None, place: str | None = None, **words: object) -> None:
        """Notes a fault in this mapping, on its own line unless another is given."""
        self.faults.add(
            rule,
            self.file,
            self.line if line is None else line,
            self.place if place is None else place,
            self.language,
            **words,
        )

    def allow(self, *names: str) -> None:
        """Notes every field that is not among `names`."""
        for name, (line, _) in self._nodes.items():
            if name not in names:
                self.fault("field-unknown", line, self._place_of(name), field=name, allowed=", ".join(names))

    def names(self) -> tuple[str, ...]:
        return tuple(self._nodes)

    def __contains__(self, name: str) -> bool:
        return name in self._nodes

    def line_of(self, name: str) -> int:
        return self._nodes[name][0] if name in self._nodes else self.line

    def text(self, name: str, is_required: bool = True) -> str:
        node = self._node(name, is_required)
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self._wrong_kind(name, Part.TEXT, node.start_mark.line + 1)
            return ""
        text = "" if _is_null(node) else str(node.value).strip()
        if not text:
            self.fault("text-empty", node.start_mark.line + 1, self._place_of(name), field=name)
        return text

    def number(self, name: str) -> int | None:
        """A whole number, or None where the field is not there."""
        node = self._node(name, False)
        return None if node is None else self._integer(name, node)

    def flag(self, name: str) -> bool:
        """True or false; false where the field is not there."""
        node = self._node(name, False)
        if node is None:
            return False
        value = _FLAGS.get(str(node.value).lower()) if isinstance(node, yaml.ScalarNode) else None
        if value is None:
            self._wrong_kind(name, Part.FLAG, node.start_mark.line + 1)
        return bool(value)

    def numbers(self, name: str) -> tuple[int, ...]:
        values = (self._integer(name, node) for node in self._list(name))
        return tuple(value for value in values if value is not None)

    def texts(self, name: str) -> tuple[Written, ...]:
        written = []
        for node in self._list(name):
            line = node.start_mark.line + 1
            if isinstance(node, yaml.ScalarNode) and not _is_null(node) and node.value.strip():
                written.append(Written(str(node.value).strip(), line))
            elif isinstance(node, yaml.ScalarNode):
                self.fault("text-empty", line, self._place_of(name), field=name)
            else:
                self._wrong_kind(name, Part.TEXT, node.start_mark.line + 1)
        return tuple(written)

    def entries(self, name: str, naming: str, is_required: bool = False) -> Iterator["Fields"]:
        """The mappings of a list, each placed by its field `naming`."""
        for node in self._list(name, is_required):
            entry = Fields(node, self.file, self.language, self.faults, place=name, naming=naming)
            entry.text(naming)
            yield entry

    def fields(self, name: str, is_required: bool = False, is_keyed: bool = False) -> "Fields":
        """The mapping under `name`, empty where it is not there.

        `is_keyed` says that its names are identifiers (of items, areas …), and so the places of its faults.
        """
        node = self._node(name, is_required)
        return Fields(
            node,
            self.file,
            self.language,
            self.faults,
            place=self._place_of(name),
            line=self.line_of(name),
            is_keyed=is_keyed,
        )

    def _place_of(self, name: str) -> str:
        return name if self._is_keyed or not self.place else self.place

    def _node(self, name: str, is_required: bool) -> yaml.Node | None:
        if name in self._nodes:
            return self._nodes[name][1]
        if is_required:
            self.fault("field-missing", place=self._place_of(name), field=name)
        return None

    def _list(self, name: str, is_required: bool = True) -> Sequence[yaml.Node]:
        node = self._node(name, is_required)
        if node is None or (_is_null(node) and not is_required):
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self._wrong_kind(name, Part.LIST, node.start_mark.line + 1)
            return ()
        nodes: Sequence[yaml.Node] = node.value
        return nodes

    def _integer(self, name: str, node: yaml.Node) -> int | None:
        if isinstance(node, yaml.ScalarNode) and _INTEGER.fullmatch(str(node.value)):
            return int(node.value)
        self._wrong_kind(name, Part.NUMBER, node.start_mark.line + 1)
        return None

    def _wrong_kind(self, name: str, wanted: Part, line: int) -> None:
        self.fault("field-of-wrong-kind", line, self._place_of(name), field=name, wanted=wanted)


def read_fields(path: Path, language: str, faults: Faults) -> Fields | None:
    """The top mapping of a YAML file, or None after noting why it can't be read."""
    content = read_text(path, language, faults)
    if content is None or not _is_harmless(content, path.name, language, faults):
        return None
    node = yaml.compose(content, Loader=_LOADER)
    if not isinstance(node, yaml.MappingNode):
        faults.add("field-of-wrong-kind", path.name, 1, "", language, field=path.name, wanted=Part.MAPPING)
        return None
    return Fields(node, path.name, language, faults)


def read_text(path: Path, language: str, faults: Faults) -> str | None:
    """The text of a file within the limit of size, or None after noting what is wrong with it."""
    if not path.is_file():
        faults.add("file-missing", path.name, 0, "", language)
        return None
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE_BYTES + 1)
    if len(content) > LARGEST_FILE_BYTES:
        size = path.stat().st_size
        faults.add("file-too-large", path.name, 0, "", language, size=size, limit=LARGEST_FILE_BYTES)
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.add("not-utf8", path.name, content.count(b"\n", 0, error.start) + 1, "", language)
        return None


def _is_harmless(content: str, file: str, language: str, faults: Faults) -> bool:
    """Whether the file is YAML without aliases, tags and depth, seen event by event: nothing is unfolded."""
    depth = documents = 0
    is_harmless = True
    try:
        for event in yaml.parse(content, Loader=_LOADER):
            line = _line(event.start_mark)
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                faults.add("yaml-two-documents", file, line, "", language)
                return False
            if getattr(event, "anchor", None) is not None:
                faults.add("yaml-alias", file, line, "", language)
                is_harmless = False
            tag = getattr(event, "tag", None)
            if tag is not None and tag not in PLAIN_TAGS:
                faults.add("yaml-tag", file, line, "", language, tag=tag)
                is_harmless = False
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEEPEST_LEVEL:
                    faults.add("yaml-too-deep", file, line, "", language, limit=DEEPEST_LEVEL)
                    return False
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "?"
        faults.add("yaml-unreadable", file, _line(mark), "", language, problem=problem)
        return False
    except yaml.reader.ReaderError as error:
        line = content.count("\n", 0, error.position) + 1
        faults.add("yaml-unreadable", file, line, "", language, problem=error.reason)
        return False
    return is_harmless


def _line(mark: object) -> int:
    return int(getattr(mark, "line", 0)) + 1


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"

"""The sentences in which a faulty questionnaire is explained, by rule."""

from collections.abc import Mapping
from types import MappingProxyType

from questionnaires.file_sentences import FILES
from questionnaires.structure_sentences import STRUCTURE
from questionnaires.text_sentences import TEXTS

SENTENCES: Mapping[str, tuple[str, str, str, str]] = MappingProxyType({**FILES, **STRUCTURE, **TEXTS})

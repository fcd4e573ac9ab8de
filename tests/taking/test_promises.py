"""What respondents are promised, and that the document which says why says the same."""

import re

import pytest
from msgspec.structs import replace

import config as settings
from questionnaires.languages import LANGUAGES
from survey_app.ground import db
from survey_app.manifest import publication
from survey_app.manifest.documents import PLATFORM, SealingTerms, TrusteeTerms
from survey_app.taking.promises import promises, remaining

DOCUMENT = settings.ROOT / "docs" / "anonymity.md"


@pytest.fixture
def kept_by_trustees(wave, databases):
    """The terms of a wave whose key an HR lead and two others made in parts."""
    with db.look(databases.vault) as vault:
        terms = publication.read(vault, wave.reference)
    holders = ("Lee, HR", "Kim, staff council", "Park, IT")
    trustees = tuple(TrusteeTerms(at, holder, "", "point") for at, holder in enumerate(holders, 1))
    policy = replace(terms.policy, smallest_group=12, keeps_responses_years=7)
    sealing = SealingTerms(terms.sealing.public_key, 2, trustees, 4096, scheme="in parts")
    return replace(terms, policy=policy, sealing=sealing)


@pytest.fixture
def kept_here(kept_by_trustees):
    """The same terms, where the platform keeps the key itself."""
    trustee = TrusteeTerms(1, PLATFORM, "00")
    return replace(
        kept_by_trustees, sealing=SealingTerms(kept_by_trustees.sealing.public_key, 1, (trustee,), 4096)
    )


def in_braces(manifest):
    """The terms as the document writes them: their names in braces."""
    return {
        str(manifest.policy.smallest_group): "{group}",
        str(manifest.policy.keeps_responses_years): "{years}",
        str(manifest.sealing.threshold): "{threshold}",
        ", ".join(trustee.holder for trustee in manifest.sealing.trustees): "{holders}",
    }


def as_documented(sentence, names):
    for value, name in names.items():
        sentence = re.sub(rf"(?<!\w){re.escape(value)}(?!\d)", name, sentence)
    return sentence


def test_page_and_document_promise_the_same_in_the_same_words(kept_by_trustees):
    text = DOCUMENT.read_text("utf-8")
    names = in_braces(kept_by_trustees)
    said = [promises(kept_by_trustees, language) for language in ("en", "ko")]

    for english, korean in zip(*said, strict=True):
        expected = f"**{english.number}. {english.sentence}**\n{korean.sentence}\n"
        assert as_documented(expected, names) in text
    assert len(re.findall(r"^\*\*A\d+\.", text, flags=re.M)) == len(said[0])


def test_page_and_document_say_the_same_of_what_no_promise_rules_out(kept_by_trustees):
    text = DOCUMENT.read_text("utf-8")
    names = in_braces(kept_by_trustees)

    for english, korean in zip(
        remaining(kept_by_trustees, "en"), remaining(kept_by_trustees, "ko"), strict=True
    ):
        assert as_documented(f"* {english}\n  {korean}\n", names) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_the_platform_keeps_the_key_no_page_promises_that_it_reads_nothing(kept_here, language):
    """A demonstration's operator reads every answer at any time: A1 and A2 say so themselves."""
    by_number = {one.number: one for one in promises(kept_here, language)}
    word = {"en": "demonstration", "ko": "시연"}[language]

    assert word in by_number["A1"].sentence
    assert word in by_number["A2"].sentence
    assert any(word in one for one in remaining(kept_here, language))
    assert word not in by_number["A4"].sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_of_masked_answers_is_told_of_before_anybody_begins(kept_by_trustees, language):
    allowing = replace(kept_by_trustees, policy=replace(kept_by_trustees.policy, public_use_records=True))
    told, untold = (
        next(one for one in promises(manifest, language) if one.number == "A11")
        for manifest in (allowing, kept_by_trustees)
    )
    word = {"en": "research", "ko": "연구용"}[language]

    assert word in told.sentence
    assert word in told.how
    assert word not in untold.sentence + untold.how

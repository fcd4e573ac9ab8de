"""A questionnaire version is published in the browser, once, after it was read."""

import io
import os
import time
import zipfile

import pytest

from questionnaires.faults import QuestionnaireIsFaulty
from questionnaires.loader import published
from survey_app.ground.isolated import TakesTooMuch
from survey_app.publishing import services as publishing
from tests.publishing.archives import files_of, packed

ANALYST, SOMEBODY_ELSE = 1, 2


def test_a_version_can_be_asked_once_it_is_published_and_not_before(config):
    token = publishing.keep_draft(config, ANALYST, packed(files_of(config)))
    with pytest.raises(QuestionnaireIsFaulty):
        published("public-culture", "2027.1", config.questionnaire_folders)

    asked = publishing.publish(config, ANALYST, token)

    there = published("public-culture", "2027.1", config.questionnaire_folders)
    assert there.content_hash == asked.content_hash
    assert asked.content_hash in (config.own_questionnaires / "PUBLISHED").read_text("utf-8")
    with pytest.raises(publishing.DraftIsGone):
        publishing.publish(config, ANALYST, token)


def test_a_published_version_is_never_replaced(config):
    files = files_of(config)
    first, second = (publishing.keep_draft(config, ANALYST, packed(files)) for _ in range(2))
    publishing.publish(config, ANALYST, first)

    with pytest.raises(publishing.VersionExists):
        publishing.publish(config, ANALYST, second)
    with pytest.raises(publishing.VersionExists):
        publishing.keep_draft(config, ANALYST, packed(files))


def test_every_fault_is_named_and_nothing_is_kept(config):
    files = files_of(config, **{"en.yaml": b"language: en\n", "SOURCE.md": b" "})

    with pytest.raises(QuestionnaireIsFaulty) as faulty:
        publishing.keep_draft(config, ANALYST, packed(files))

    assert {fault.file for fault in faulty.value.faults} == {"en.yaml", "SOURCE.md"}
    assert list((config.files / "questionnaires").iterdir()) == []


def test_an_upload_is_its_owners_alone(config):
    token = publishing.keep_draft(config, ANALYST, packed(files_of(config)))

    for stranger, name in ((SOMEBODY_ELSE, token), (ANALYST, "../../etc"), (ANALYST, "x" * 22)):
        with pytest.raises(publishing.DraftIsGone):
            publishing.find_draft(config, stranger, name)
    publishing.discard_draft(config, ANALYST, token)
    with pytest.raises(publishing.DraftIsGone):
        publishing.find_draft(config, ANALYST, token)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_archive_of_a_questionnaire_is_refused(config, content):
    with pytest.raises(publishing.ArchiveIsRefused):
        publishing.keep_draft(config, ANALYST, content)


def test_a_bomb_is_read_no_further_than_a_file_may_be_large(config):
    files = files_of(config, **{"ko.yaml": b" " * 50_000_000})

    with pytest.raises(QuestionnaireIsFaulty) as faulty:
        publishing.keep_draft(config, ANALYST, packed(files))

    assert "file-too-large" in {fault.rule for fault in faulty.value.faults}


def test_a_path_that_leads_elsewhere_writes_nowhere_else(config):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("../../../escaped/questionnaire.yaml", b"key: ../../x\nversion: ../y\n")

    with pytest.raises(QuestionnaireIsFaulty):
        publishing.keep_draft(config, ANALYST, content.getvalue())

    assert not list(config.data.parent.glob("**/escaped"))


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["ko.yaml", "en.yaml"], "questionnaire.yaml"),
        (["a/ko.yaml", "b/ko.yaml", "questionnaire.yaml"], "ko.yaml"),
        ([f"{number}.txt" for number in range(publishing.MOST_ENTRIES + 1)], "entries"),
    ],
)
def test_an_archive_without_the_files_or_with_one_twice_or_with_many_is_refused(config, names, reason):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, b"")

    with pytest.raises(publishing.ArchiveIsRefused, match=reason):
        publishing.keep_draft(config, ANALYST, content.getvalue())
    assert list((config.files / "questionnaires").iterdir()) == []


@pytest.mark.usefixtures("in_this_process")
def test_a_link_and_what_a_system_adds_are_no_files_of_a_questionnaire(config):
    content = io.BytesIO(packed(files_of(config)))
    link = zipfile.ZipInfo("elsewhere/ko.yaml")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("__MACOSX/mine/ko.yaml", b"\0")

    token = publishing.keep_draft(config, ANALYST, content.getvalue())

    assert publishing.find_draft(config, ANALYST, token).version == "2027.1"


@pytest.mark.usefixtures("in_this_process")
def test_a_version_whose_name_is_no_folders_is_named_as_a_fault(config):
    files = files_of(config)
    files["questionnaire.yaml"] = files["questionnaire.yaml"].replace(b'"2027.1"', b'"../2027"')

    with pytest.raises(QuestionnaireIsFaulty) as faulty:
        publishing.keep_draft(config, ANALYST, packed(files))

    assert "questionnaire.yaml" in {fault.file for fault in faulty.value.faults}
    files["questionnaire.yaml"] = b"- no questionnaire"
    with pytest.raises(QuestionnaireIsFaulty):
        publishing.keep_draft(config, ANALYST, packed(files))


def test_what_takes_too_much_to_read_is_refused_and_not_kept(config, monkeypatch):
    def too_much(*_given):
        raise TakesTooMuch("time")

    monkeypatch.setattr(publishing, "isolated", too_much)

    with pytest.raises(publishing.ArchiveIsRefused, match="limits"):
        publishing.keep_draft(config, ANALYST, packed(files_of(config)))
    assert list((config.files / "questionnaires").iterdir()) == []


@pytest.mark.usefixtures("in_this_process")
def test_a_draft_of_yesterday_is_forgotten_and_a_folder_that_exists_is_not_replaced(config):
    old = publishing.keep_draft(config, ANALYST, packed(files_of(config)))
    long_ago = time.time() - publishing.KEPT_SECONDS - 60
    os.utime(config.files / "questionnaires" / old, (long_ago, long_ago))

    new = publishing.keep_draft(config, ANALYST, packed(files_of(config)))

    with pytest.raises(publishing.DraftIsGone):
        publishing.find_draft(config, ANALYST, old)
    # Put there in the moment between looking and writing.
    there = config.own_questionnaires / "public-culture" / "2027.1"
    there.mkdir(parents=True)
    (there / "SOURCE.md").touch()
    with pytest.raises(publishing.VersionExists):
        publishing.publish(config, ANALYST, new)

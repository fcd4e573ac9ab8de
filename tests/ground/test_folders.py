"""A finished folder comes into place whole, from another file system too, and takes nobody's place."""

import errno
import os

import pytest

from survey_app.ground.folders import put_in_place


@pytest.fixture
def finished(tmp_path):
    folder = tmp_path / "files" / "draft"
    folder.mkdir(parents=True)
    (folder / "questionnaire.yaml").write_text("key: own")
    return folder


def test_a_folder_crosses_from_one_mount_to_another(finished, tmp_path, monkeypatch):
    real, top = os.replace, tmp_path / "questionnaires"

    def only_inside(source, target):
        if not str(source).startswith(str(top)):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        real(source, target)

    monkeypatch.setattr(os, "replace", only_inside)

    final = put_in_place(finished, top, "own", "1")

    assert (final / "questionnaire.yaml").read_text() == "key: own"
    assert [path.name for path in top.iterdir()] == ["own"]
    assert not finished.exists()


def test_what_stands_there_already_is_left_and_so_is_the_folder(finished, tmp_path):
    there = tmp_path / "questionnaires" / "own" / "1"
    there.mkdir(parents=True)
    (there / "questionnaire.yaml").write_text("key: first")

    with pytest.raises(FileExistsError):
        put_in_place(finished, tmp_path / "questionnaires", "own", "1")

    assert (there / "questionnaire.yaml").read_text() == "key: first"
    assert finished.exists()
    assert [path.name for path in (tmp_path / "questionnaires").iterdir()] == ["own"]

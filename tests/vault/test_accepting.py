"""One machine, two machines, one digest: what the trustees' machines opened is compared and taken over."""

import io
from dataclasses import replace

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from analysis.counted.document import Statistics, decode, encode
from survey_app.door.access import Role
from survey_app.ground import db
from survey_app.manifest.publication import Published
from survey_app.protocol.errors import MessageIsMalformed
from survey_app.vault import accepting, exporting, services
from survey_app.vault.counting.ballots import CountedBallots
from survey_app.vault.differing import CountedPart, Differing, OpenedFilesDiffer, differing
from survey_app.vault.errors import OpenedFileDoesNotFit, Unfit, WaveIsNotClosed
from survey_app.vault.machines import machine_key, read_machines
from survey_app.vault.models import StoredCount
from tests.opened_elsewhere import NAMES, claiming, opened_file
from tests.sealed_answers import counted, hold, sealed_answers


@pytest.fixture(scope="module")
def made():
    return sealed_answers([4, 16, 14], seed=5)


@pytest.fixture(scope="module")
def files(made):
    """The same ballots, opened by two machines in another order each."""
    reads = (exporting.read_sealed_file(made.as_file(held)) for held in (None, made.held[::-1]))
    return [opened_file(one, made.key, name) for one, name in zip(reads, NAMES, strict=True)]


@pytest.fixture(scope="module")
def right(made):
    return counted(made.as_file(), made.key)


@pytest.fixture
def held(databases, made):
    """The vault that the ballots came from, after the close."""
    return hold(databases.vault, made)


def changed(right: CountedBallots) -> CountedBallots:
    """Counts in which somebody made one group's score better, and left a comment out."""
    found = decode(right.document)
    group = found.groups[0]
    key, area = next(iter(group.areas.items()))
    scores = msgspec.structs.replace(area.scores, total=area.scores.total + 1)
    better = {**group.areas, key: msgspec.structs.replace(area, scores=scores)}
    first = msgspec.structs.replace(group, areas=better)
    document = encode(msgspec.structs.replace(found, groups=(first, *found.groups[1:])))
    return replace(right, document=document, comments=right.comments[1:])


def test_two_machines_that_came_to_the_same_stand_with_the_opening(databases, held, files):
    with db.work(databases.vault) as vault:
        accepting.accept(vault, held, files)
    with db.look(databases.vault) as vault:
        count = services.find_opening(vault, held)
        left = services.sealed_ballots_held(vault, held)

    assert left == 0
    assert [machine.name for machine in count.machines] == list(NAMES)
    assert len({machine.key for machine in count.machines}) == 2


def test_a_machine_that_came_to_something_else_stops_it_and_what_differs_is_named(
    databases, held, files, right
):
    other = claiming(files[1], changed(right))

    with db.work(databases.vault) as vault, pytest.raises(OpenedFilesDiffer) as refused:
        accepting.accept(vault, held, [files[0], other])

    assert refused.value.parts == (Differing(CountedPart.GROUPS, ("all",)), Differing(CountedPart.COMMENTS))
    assert "counts of groups (all); comments" in str(refused.value)
    assert not any(text in str(refused.value) for _, text in right.comments)
    with db.look(databases.vault) as vault:
        assert services.sealed_ballots_held(vault, held) > 0


@pytest.mark.parametrize(
    ("part", "given"),
    [
        (CountedPart.SPOILED, {"spoiled": 1}),
        (CountedPart.SEALED_BY_SERVER, {"sealed_by_server": 1}),
        (CountedPart.COMMENTS, {"comments": ()}),
    ],
)
def test_each_number_that_differs_is_named(right, part, given):
    assert differing(right, replace(right, **given)) == (Differing(part),)


def test_each_part_of_the_counts_that_differs_is_named(right):
    found = decode(right.document)
    for part, given in {
        CountedPart.RESPONDENTS: {"respondents": 1},
        CountedPart.CERTIFICATE: {"certificate": msgspec.structs.replace(found.certificate, rounds=99)},
        CountedPart.STATISTICS: {"statistics": Statistics(), "blocks": {}},
        CountedPart.OTHER: {"names": {}},
    }.items():
        other = msgspec.structs.replace(found, **given)
        assert differing(right, replace(right, document=encode(other))) == (Differing(part),)
    assert differing(right, right) == ()


def test_one_machine_twice_is_no_second_opening(databases, held, made):
    signer, exported = Ed25519PrivateKey.generate(), exporting.read_sealed_file(made.as_file())
    twice = [opened_file(exported, made.key, name, signer) for name in NAMES]

    with db.work(databases.vault) as vault, pytest.raises(OpenedFileDoesNotFit) as refused:
        accepting.accept(vault, held, twice)

    assert refused.value.unfit is Unfit.ONE_MACHINE


@pytest.mark.parametrize(
    "change", [{"name": "HR"}, {"name": "two\nlines"}, {"signature": "A" * 86}, {"key": "A"}]
)
def test_a_file_under_whose_counts_somebody_else_signed_is_refused(databases, held, files, change):
    found = msgspec.json.decode(files[0])
    other = msgspec.json.encode(found | {"opened_by": found["opened_by"] | change})

    with db.work(databases.vault) as vault, pytest.raises(OpenedFileDoesNotFit) as refused:
        accepting.accept(vault, held, [other])

    assert refused.value.unfit is Unfit.CHANGED


def test_nothing_another_version_and_an_open_wave_are_refused(databases, held, files):
    other = msgspec.json.encode(msgspec.json.decode(files[0]) | {"format": "gyeol opened ballots v2"})
    for given, unfit in (([], Unfit.NONE_GIVEN), ([other], Unfit.OTHER_VERSION)):
        with db.work(databases.vault) as vault, pytest.raises(OpenedFileDoesNotFit) as refused:
            accepting.accept(vault, held, given)
        assert refused.value.unfit is unfit
    with db.work(databases.vault) as vault:
        vault.get_one(Published, held).closing = None
        with pytest.raises(WaveIsNotClosed):
            accepting.accept(vault, held, files)


def test_a_machine_that_comes_later_is_added_once_and_another_result_is_not(databases, held, files, right):
    with db.work(databases.vault) as vault:
        accepting.accept(vault, held, files[:1])
        for _ in range(2):
            known = accepting.accept(vault, held, files[1:])
        assert [one.name for one in read_machines(known.machines)] == list(NAMES)
        for given in (claiming(files[1], changed(right)), claiming(files[1], replace(right, comments=()))):
            with pytest.raises(OpenedFilesDiffer) as refused:
                accepting.accept(vault, held, [given])
            assert refused.value.parts
        vault.query(StoredCount).delete()
        with pytest.raises(OpenedFilesDiffer) as refused:
            accepting.accept(vault, held, [claiming(files[1], changed(right))])
        assert refused.value.parts == ()


def test_where_the_server_opened_no_machine_makes_up_for_it(databases, held, files, made):
    with db.work(databases.vault) as vault:
        services.open_ballots(vault, held, made.key, made.questionnaire)
        known = accepting.accept(vault, held, files)

    assert read_machines(known.machines) == ()


def test_files_of_another_wave_are_refused_before_and_after_the_opening(databases, held, files, made):
    other = sealed_answers([4, 9, 9], seed=6)
    strange = opened_file(exporting.read_sealed_file(other.as_file()), other.key)
    fewer = opened_file(exporting.read_sealed_file(made.as_file(made.held[1:])), made.key)
    with db.work(databases.vault) as vault:
        with pytest.raises(OpenedFileDoesNotFit) as before:
            accepting.accept(vault, held, [strange])
        with pytest.raises(OpenedFileDoesNotFit) as left_out:
            accepting.accept(vault, held, [fewer])
        accepting.accept(vault, held, files)
        with pytest.raises(OpenedFileDoesNotFit) as after:
            accepting.accept(vault, held, [strange])

    found = [refused.value.unfit for refused in (before, left_out, after)]
    assert found == [Unfit.OTHER_WAVE, Unfit.OTHER_BALLOTS, Unfit.OTHER_BALLOTS]


def test_the_page_compares_the_files_names_what_differs_and_takes_over_what_does_not(
    held, files, right, signed_in_as, databases, no_release
):
    hr, address = signed_in_as(Role.HR), "/i/gaon/waves/2026/opened-files"

    def hand_in(*contents):
        given = [(io.BytesIO(one), f"{number}.json") for number, one in enumerate(contents)]
        return hr.post(address, data={"opened": given})

    with db.work(databases.vault) as vault:
        closing, vault.get_one(Published, held).closing = vault.get_one(Published, held).closing, None
    early = hand_in(*files)
    with db.work(databases.vault) as vault:
        vault.get_one(Published, held).closing = closing
    nothing, other = hand_in(b"[]"), hand_in(files[0], claiming(files[1], changed(right)))
    taken = hand_in(*files)
    page = hr.get("/i/gaon/waves/2026/ceremony").get_data(as_text=True)
    public = hr.get("/waves/gaon.2026?lang=en").get_data(as_text=True)

    answers = (early, nothing, other, taken)
    assert [answer.status_code for answer in answers] == [422, 422, 422, 302]
    assert "응답지는 마감한 뒤에만 개봉할 수 있습니다." in early.get_data(as_text=True)
    assert "(all)" in other.get_data(as_text=True)
    assert "컴퓨터 2대" in page
    assert "independently on 2 machines" in public
    for shown in (page, public):
        assert all(name in shown for name in NAMES)


def test_a_key_that_is_no_key_is_named(tmp_path):
    for content in (b"\xff", b"AAAA\n"):
        (tmp_path / "key").write_bytes(content)
        with pytest.raises(MessageIsMalformed):
            machine_key(tmp_path / "key")

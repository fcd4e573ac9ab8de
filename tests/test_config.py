"""Settings say what is wrong with them, and never lead somebody into destroying what they have."""

import re

import pytest

import config as settings
from survey_app.manifest.relaying import relay_address

OPERATIONS = settings.ROOT / "docs" / "operations.md"
GOOD = settings.fresh_secrets()


@pytest.fixture
def empty(tmp_path):
    """The environment of a new installation."""
    return {"GYEOL_DATA": str(tmp_path)}


@pytest.fixture
def used(tmp_path):
    """The environment of an installation with data."""
    (tmp_path / "people.sqlite").write_bytes(b"SQLite format 3\0")
    return {"GYEOL_DATA": str(tmp_path)}


@pytest.mark.parametrize("name", settings.SECRETS)
@pytest.mark.parametrize("value", [None, "not base64!", "c2hvcnQ="], ids=["missing", "broken", "short"])
def test_a_broken_secret_of_an_installation_with_data_is_put_back_and_never_made_anew(used, name, value):
    environment = {**used, **GOOD, **({name: value} if value else {})}
    if value is None:
        del environment[name]

    with pytest.raises(settings.SettingIsWrong) as wrong:
        settings.read(environment)

    assert name in str(wrong.value)
    assert "put the old value back" in str(wrong.value)
    assert "gyeol secrets" not in str(wrong.value)


def test_a_new_installation_is_told_how_to_make_its_secrets(empty):
    with pytest.raises(settings.SettingIsWrong, match="Run `gyeol secrets`"):
        settings.read(empty)


def test_a_database_on_a_server_counts_as_data(empty):
    on_a_server = {**empty, "GYEOL_VAULT_URL": "postgresql://vault.example.kr/vault"}

    assert settings.has_data(on_a_server)
    assert not settings.has_data(empty)


def test_a_misspelt_name_is_told_with_the_one_that_was_meant(empty, tmp_path):
    (tmp_path / "gyeol.env").write_text("GYEOL_SIGNIN_KEY=x\nGYEOL_PORT=8000\n")
    environment = {**empty, "GYEOL_DATABSE_URL": "postgresql://x", "GYEOL_ZZZ": "1"}

    assert settings.unknown_names(environment) == {
        "GYEOL_DATABSE_URL": "GYEOL_DATABASE_URL",
        "GYEOL_SIGNIN_KEY": "GYEOL_SIGNING_KEY",
        "GYEOL_ZZZ": None,
    }


def test_the_list_of_names_is_what_is_read_and_what_is_documented():
    read = set(re.findall(r'"(GYEOL_[A-Z_]+)"', (settings.ROOT / "config.py").read_text("utf-8")))
    table = OPERATIONS.read_text("utf-8").partition("## Settings")[2].partition("\n## ")[0]
    documented = set(re.findall(r"`(GYEOL_[A-Z_]+)`", table))

    assert set(settings.NAMES) == read
    assert documented == read


def test_lines_that_set_nothing_are_counted_and_a_shells_export_is_understood(tmp_path):
    file = tmp_path / "gyeol.env"
    file.write_text("# secrets\n\nexport GYEOL_PORT=8123\nGYOEL_HOST=0.0.0.0\nGYEOL_HOST\n; more\n")

    assert settings.read_file(file) == {"GYEOL_PORT": "8123"}
    assert settings.strange_lines(file) == [4, 5]


def test_a_settings_file_elsewhere_may_say_where_the_data_are(tmp_path):
    file = tmp_path / "service.env"
    file.write_text(
        "\n".join(f"{name}={value}" for name, value in GOOD.items()) + f"\nGYEOL_DATA={tmp_path}/d\n"
    )

    assert settings.read({"GYEOL_ENV_FILE": str(file)}).data == tmp_path / "d"


def test_a_settings_file_that_can_not_be_read_is_a_sentence(tmp_path):
    file = tmp_path / "gyeol.env"
    file.write_bytes(b"GYEOL_PORT=\xff\xfe")

    with pytest.raises(settings.SettingIsWrong, match="can't be read"):
        settings.read({"GYEOL_DATA": str(tmp_path)})


def test_a_settings_file_of_somebody_else_is_a_sentence_that_says_whose_it_must_be(tmp_path, monkeypatch):
    (tmp_path / "gyeol.env").write_text("GYEOL_PORT=8000")

    def forbid(*_anything, **_more):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(settings.Path, "read_text", forbid)

    with pytest.raises(settings.SettingIsWrong, match=r"Permission denied.*user that the service runs as"):
        settings.read({"GYEOL_DATA": str(tmp_path), **GOOD})


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://relay.example.kr", "https://relay.example.kr/"),
        ("https://Relay.example.kr:8443/gyeol", "https://relay.example.kr:8443/gyeol"),
        ("http://localhost:8100/", "http://localhost:8100/"),
        ("", None),
    ],
)
def test_a_relay_s_address_is_read_as_the_terms_carry_it(empty, given, read):
    assert relay_address(settings.read({**empty, **GOOD, "GYEOL_RELAY_URL": given})) == read


@pytest.mark.parametrize(
    "wrong",
    [
        "relay.example.kr",
        "http://relay.example.kr/",
        "ftp://relay.example.kr/",
        "https://somebody@relay.example.kr/",
        "https://relay.example.kr/?a=b",
        "https://relay.example.kr/#a",
        "https://relay.example.kr:0/",
        "https:///take",
        "https://중계.example.kr/",
        "https://gyeol.example.kr/relay",
    ],
)
def test_an_address_that_hides_nothing_or_is_none_is_no_relay(empty, wrong):
    site = {"GYEOL_BASE_URL": "https://gyeol.example.kr", "GYEOL_RELAY_URL": wrong}

    with pytest.raises(settings.SettingIsWrong, match="GYEOL_RELAY_URL"):
        relay_address(settings.read({**empty, **GOOD, **site}))

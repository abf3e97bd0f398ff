"""Settings: every bad one is named at once, and none is half taken."""

import base64
import stat
from pathlib import Path

import pytest

from diary.config import BadSettings, make_keys, read_settings

KEY = base64.b64encode(b"k" * 32).decode()
GOOD = {"DIARY_SECRET_KEY": "s" * 40, "DIARY_FIELD_KEYS": f"k1:{KEY}"}
AUTH = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "t" * 32,
    "TWILIO_MESSAGING_SERVICE_SID": "MG" + "0" * 32,
}


def bad(given: dict[str, str], folder: Path) -> str:
    with pytest.raises(BadSettings) as caught:
        read_settings(given, folder)
    return str(caught.value)


def test_defaults_serve_one_box(tmp_path: Path) -> None:
    settings = read_settings(GOOD, tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/diary.sqlite3"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert (settings.carrier, settings.clock, settings.demo) == ("phone", False, False)


def test_the_port_changes_the_default_address(tmp_path: Path) -> None:
    settings = read_settings(GOOD | {"PORT": "8123"}, tmp_path)
    assert settings.base_url == "http://127.0.0.1:8123"


def test_every_wrong_setting_is_named_at_once(tmp_path: Path) -> None:
    given = GOOD | {
        "PORT": "99999",
        "DIARY_CLOCK": "yes",
        "DIARY_CARRIER": "pigeon",
        "DIARY_BASE_URL": "diary.example.org",
        "DIARY_DATABASE_URL": "mysql://x",
        "DIARY_TRUSTED_PROXIES": "-1",
    }
    said = bad(given, tmp_path)
    assert all(name in said for name in given.keys() - GOOD.keys())
    assert len(said.splitlines()) == 6


def test_keys_are_required_where_none_were_made(tmp_path: Path) -> None:
    said = bad({}, tmp_path)
    assert "DIARY_SECRET_KEY is missing" in said
    assert "DIARY_FIELD_KEYS is missing" in said


@pytest.mark.parametrize(
    "keys",
    ["k1", f"k1:{KEY[:10]}", "k1:!!", f":{KEY}", f"index:{KEY}", f"a b:{KEY}"],
)
def test_a_key_that_is_none_is_refused(keys: str, tmp_path: Path) -> None:
    assert "DIARY_FIELD_KEYS" in bad(GOOD | {"DIARY_FIELD_KEYS": keys}, tmp_path)


@pytest.mark.parametrize("missing", AUTH)
def test_twilio_needs_all_of_its_settings(missing: str, tmp_path: Path) -> None:
    given = GOOD | AUTH | {"DIARY_CARRIER": "twilio"}
    del given[missing]
    assert bad(given, tmp_path).startswith(f"{missing} is needed")


def test_tokens_and_shared_keys_are_lists_by_commas(tmp_path: Path) -> None:
    given = GOOD | {
        "TWILIO_ROTATED_TOKENS": "old, new,",
        "TWILIO_SHARED_KEYS": "a:one, b:two:three",
    }
    settings = read_settings(given, tmp_path)
    assert settings.twilio_rotated_tokens == ("old", "new")
    assert settings.twilio_shared_keys == {"a": "one", "b": "two:three"}
    none = read_settings(GOOD, tmp_path)
    assert (none.twilio_rotated_tokens, none.twilio_shared_keys) == ((), {})
    for wrong in ("a", ":one", "a:"):
        assert "TWILIO_SHARED_KEYS" in bad(
            GOOD | {"TWILIO_SHARED_KEYS": wrong}, tmp_path
        )


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("f" * 40 + "\n")
    given = {"DIARY_FIELD_KEYS": f"k1:{KEY}", "DIARY_SECRET_KEY_FILE": str(file)}
    assert read_settings(given, tmp_path).secret_key == "f" * 40
    assert "given twice" in bad(GOOD | given, tmp_path)
    given["DIARY_SECRET_KEY_FILE"] = str(tmp_path / "none")
    assert "cannot be read" in bad(given, tmp_path)


def test_a_new_first_key_does_not_move_the_index(tmp_path: Path) -> None:
    newer = base64.b64encode(b"n" * 32).decode()
    before = read_settings(GOOD, tmp_path).keyring
    after = read_settings(
        GOOD | {"DIARY_FIELD_KEYS": f"k2:{newer},k1:{KEY}"}, tmp_path
    ).keyring
    assert after.writing_id == "k2"
    assert after.index_key == before.index_key


def test_keys_are_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    make_keys(tmp_path / "instance")
    first = read_settings({}, tmp_path / "instance")
    make_keys(tmp_path / "instance")
    assert read_settings({}, tmp_path / "instance") == first
    modes = {stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "instance").iterdir()}
    assert modes == {0o600}

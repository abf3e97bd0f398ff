"""A password is long, not common, not the account's own name; and kept as argon2id."""

import pytest

from diary.auth import passwords
from diary.errors import Invalid

GOOD = "four quiet herons fly"


@pytest.mark.parametrize(
    "password",
    [
        "eleven char",
        "password1234",
        "Password1234",
        "qwertyuiop123",
        "aaaaaaaaaaaaaaaa",
        "ada.hill.oak1",
        "x" * 201,
    ],
)
def test_a_guessable_password_is_refused(password: str) -> None:
    with pytest.raises(Invalid) as wrong:
        passwords.require_good(password, "ada.hill.oak")
    assert list(wrong.value.fields) == ["password"]


@pytest.mark.parametrize("password", [GOOD, "x7" * 40 + "abc", "ñandú çedilla ☂ 雨"])
def test_long_ones_pass_whatever_they_are_made_of(password: str) -> None:
    passwords.require_good(password, "ada.hill")
    assert passwords.matches(passwords.hashed(password), password)


def test_every_letter_counts() -> None:
    stored = passwords.hashed(GOOD * 8)
    assert passwords.matches(stored, GOOD * 8)
    assert not passwords.matches(stored, GOOD * 8 + "!")


def test_one_password_typed_on_two_keyboards_is_one() -> None:
    composed, decomposed = "caf\u00e9 au lait here", "cafe\u0301 au lait here"
    assert passwords.matches(passwords.hashed(composed), decomposed)


def test_kept_as_argon2id_with_a_salt_of_its_own() -> None:
    first, second = passwords.hashed(GOOD), passwords.hashed(GOOD)
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second


def test_nobody_has_no_password() -> None:
    assert not passwords.matches(None, GOOD)


def test_lone_surrogates_and_nul_do_no_harm() -> None:
    assert not passwords.matches(passwords.hashed(GOOD), "\ud800\x00" * 8)

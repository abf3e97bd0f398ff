"""A box opens for its own row and column, and for nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diary import sealed
from diary.patients import Patient

RING = sealed.Keyring({"k1": b"1" * 32}, b"i" * 32)
NEWER = sealed.Keyring({"k2": b"2" * 32, "k1": b"1" * 32}, b"i" * 32)


@pytest.fixture(autouse=True)
def keys() -> None:
    sealed.use_keys(RING)


@given(st.text())
def test_whatever_was_said_comes_out_as_it_went_in(text: str) -> None:
    assert sealed.unseal(sealed.seal(text, "t.c", "r"), "t.c", "r") == text


def test_a_lone_surrogate_survives() -> None:
    assert sealed.unseal(sealed.seal("a\ud800b", "t.c", "r"), "t.c", "r") == "a\ud800b"


@pytest.mark.parametrize(("place", "ref"), [("t.d", "r"), ("u.c", "r"), ("t.c", "s")])
def test_a_box_moved_to_another_place_does_not_open(place: str, ref: str) -> None:
    box = sealed.seal("secret", "t.c", "r")
    with pytest.raises(sealed.SealBroken):
        sealed.unseal(box, place, ref)


def test_a_changed_box_does_not_open() -> None:
    box = bytearray(sealed.seal("secret", "t.c", "r"))
    box[-1] ^= 1
    with pytest.raises(sealed.SealBroken):
        sealed.unseal(bytes(box), "t.c", "r")


def test_an_older_key_still_reads_and_the_first_one_writes() -> None:
    old = sealed.seal("kept", "t.c", "r")
    sealed.use_keys(NEWER)
    assert sealed.unseal(old, "t.c", "r") == "kept"
    assert sealed.seal("new", "t.c", "r").startswith(b"k2:")


def test_a_key_that_is_gone_is_named() -> None:
    sealed.use_keys(NEWER)
    box = sealed.seal("kept", "t.c", "r")
    sealed.use_keys(RING)
    with pytest.raises(sealed.SealBroken, match="k2"):
        sealed.unseal(box, "t.c", "r")


def test_the_index_of_a_number_needs_the_key() -> None:
    before = sealed.blind_index("+15550100123")
    sealed.use_keys(sealed.Keyring({"k1": b"1" * 32}, b"j" * 32))
    assert sealed.blind_index("+15550100123") != before


def test_a_row_keeps_nothing_in_the_clear() -> None:
    patient = Patient(name="Maya Roe", phone="+15550100123")
    assert patient.name == "Maya Roe"
    assert b"Maya" not in patient.name_box
    assert b"0100123" not in patient.phone_box


def test_an_emptied_value_leaves_no_box() -> None:
    patient = Patient(address="1 Elm Street")
    patient.address = ""
    assert patient.address_box is None
    assert patient.address == ""


def test_refs_and_tokens_are_long_and_never_twice_the_same() -> None:
    assert len({sealed.new_ref() for _ in range(1000)}) == 1000
    assert len(sealed.new_ref()) == 26
    assert len(sealed.new_token()) >= 43

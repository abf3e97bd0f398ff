"""A clinic's account is looked at before it texts anybody, over the official client."""

from collections.abc import Callable, Iterator

import pytest
from click.testing import Result
from flask import Flask

from diary.db import db
from diary.outbox import SenderKind, senders_of
from tests.cast import Cast, assemble
from tests.factories import make_clinic, make_sender
from tests.outbox.carrier import Carrier

ACCOUNT, SERVICE = "AC" + "0" * 32, "MG" + "0" * 32
BASE = "https://diary.example"
INBOUND = f"{BASE}/twilio/inbound"
ACCOUNT_PATH = f"/2010-04-01/Accounts/{ACCOUNT}.json"
SERVICE_PATH = f"/v1/Services/{SERVICE}"
Check = Callable[..., Result]


def service(**changes: object) -> dict[str, object]:
    return {
        "sid": SERVICE,
        "inbound_request_url": f"{INBOUND}#rc=3&rp=all&rt=4000&ct=2000",
        "inbound_method": "POST",
        "fallback_url": "https://spare.example/twilio/inbound",
        "fallback_method": "POST",
        "status_callback": None,
        "use_inbound_webhook_on_number": False,
        "us_app_to_person_registered": True,
    } | changes


def listed(key: str, field: str, *values: str) -> dict[str, object]:
    return {
        "meta": {"key": key, "next_page_url": None, "page": 0, "page_size": 50},
        key: [{"sid": "PN" + "0" * 32, field: value} for value in values],
    }


@pytest.fixture
def twilio(cast: Cast) -> Iterator[Carrier]:
    """An account in which everything is as it should be for one clinic."""
    carrier = Carrier().start()
    carrier.documents = {
        ACCOUNT_PATH: {"sid": ACCOUNT, "status": "active", "type": "Full"},
        SERVICE_PATH: service(),
        f"{SERVICE_PATH}/PhoneNumbers": listed(
            "phone_numbers", "phone_number", cast.sender.number
        ),
        f"{SERVICE_PATH}/ShortCodes": listed("short_codes", "short_code"),
    }
    yield carrier
    carrier.stop()


@pytest.fixture
def check(make_app: Callable[..., Flask], twilio: Carrier) -> Check:
    """Run the command on a box with these settings changed."""

    def run(**changes: object) -> Result:
        db.session.commit()
        settings = {
            "carrier": "twilio",
            "base_url": BASE,
            "fallback_url": "https://spare.example",
            "twilio_account_sid": ACCOUNT,
            "twilio_auth_token": "token",
            "twilio_messaging_service_sid": SERVICE,
            "twilio_api_url": twilio.url,
        }
        app = make_app(**settings | changes)
        with app.app_context():
            result: Result = app.test_cli_runner().invoke(args=["carrier", "check"])
            db.engine.dispose()
        return result

    return run


@pytest.fixture
def cast(app: Flask) -> Cast:
    """One clinic that has a number, so that one service is enough."""
    held = assemble()
    for sender in senders_of(held.other_clinic.id):
        db.session.delete(sender)
    db.session.flush()
    return held


@pytest.mark.both_databases
def test_where_all_is_set_nothing_is_missing(check: Check, twilio: Carrier) -> None:
    done = check()
    assert done.exit_code == 0, done.output
    assert "Nothing is missing." in done.stdout
    assert "Advanced Opt-Out" in done.stdout
    assert twilio.taken == []


def test_a_wrong_token_is_said_first(check: Check, twilio: Carrier) -> None:
    del twilio.documents[ACCOUNT_PATH]
    twilio.read_errors[ACCOUNT_PATH] = (401, 20003)
    done = check()
    assert done.exit_code == 1
    assert "do not fit together (code 20003)" in done.stderr


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"status": "suspended"}, "The account is suspended"),
        ({"type": "Trial"}, "The account is a trial"),
    ],
)
def test_an_account_that_cannot_text_patients(
    check: Check, twilio: Carrier, changes: dict[str, str], told: str
) -> None:
    right = {"sid": ACCOUNT, "status": "active", "type": "Full"}
    twilio.documents[ACCOUNT_PATH] = right | changes
    done = check()
    assert done.exit_code == 1
    assert told in done.stderr


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"inbound_request_url": None}, f"sends texts to empty; it must be {INBOUND}#"),
        ({"inbound_request_url": "https://old.example/sms"}, "to https://old.example/"),
        ({"inbound_request_url": INBOUND}, "gives up on a text after one failure"),
        ({"inbound_request_url": f"{INBOUND}#rc=1&rp=all"}, "after one failure"),
        ({"inbound_request_url": f"{INBOUND}#rc=3&rp=ct"}, "after one failure"),
        ({"inbound_request_url": f"{INBOUND}#rc=3&rp=all"}, "time on one try"),
        ({"inbound_request_url": f"{INBOUND}#rc=3&rp=all&rt=9000"}, "on one try"),
        ({"inbound_method": "GET"}, "with GET, not POST"),
        ({"fallback_url": None}, "has no address to fall back on"),
        (
            {"fallback_url": "https://old.example/twilio/inbound"},
            "https://old.example/",
        ),
        ({"fallback_method": "GET"}, "fallback address not with POST"),
        ({"use_inbound_webhook_on_number": True}, "each number's own webhook"),
    ],
)
def test_each_setting_of_the_service_that_is_wrong_is_named(
    check: Check, twilio: Carrier, changes: dict[str, object], told: str
) -> None:
    twilio.documents[SERVICE_PATH] = service(**changes)
    done = check()
    assert done.exit_code == 1
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_service_of_another_account_is_unknown(check: Check) -> None:
    done = check(twilio_messaging_service_sid="MG" + "1" * 32)
    assert done.exit_code == 1
    assert f"MG{'1' * 32} is not in this account" in done.stderr


def test_numbers_on_one_side_only_are_named(
    check: Check, twilio: Carrier, cast: Cast
) -> None:
    twilio.documents[f"{SERVICE_PATH}/PhoneNumbers"] = listed(
        "phone_numbers", "phone_number", "+15550107777"
    )
    told = check().stderr
    assert f"{cast.sender.number} is not among the senders" in told
    assert "also texts from +15550107777" in told


def test_a_10dlc_number_needs_a_campaign(
    check: Check, twilio: Carrier, cast: Cast
) -> None:
    cast.sender.kind = SenderKind.TEN_DLC
    assert check().exit_code == 0
    twilio.documents[SERVICE_PATH] = service(us_app_to_person_registered=False)
    assert "no approved campaign" in check().stderr


def test_two_clinics_need_two_services(
    check: Check, twilio: Carrier, cast: Cast
) -> None:
    other = make_sender(make_clinic())
    twilio.documents[f"{SERVICE_PATH}/PhoneNumbers"] = listed(
        "phone_numbers", "phone_number", cast.sender.number, other.number
    )
    assert "2 clinics share the messaging service" in check().stderr


def test_a_clinic_without_a_number_is_told_how_to_get_one(
    check: Check, twilio: Carrier, cast: Cast
) -> None:
    cast.sender.is_demo = True
    twilio.documents[f"{SERVICE_PATH}/PhoneNumbers"] = listed(
        "phone_numbers", "phone_number"
    )
    assert "flask clinic create --texts-from" in check().stderr


@pytest.mark.parametrize(
    ("base_url", "told"),
    [
        ("http://diary.example", "has to be a public https:// address"),
        ("https://localhost", "has to be a public https:// address"),
        ("https://my_diary.example", "has an underscore"),
    ],
)
def test_an_address_twilio_cannot_call(check: Check, base_url: str, told: str) -> None:
    done = check(base_url=base_url)
    assert done.exit_code == 1
    assert told in done.stderr


def test_the_simulated_phone_is_no_carrier(check: Check) -> None:
    told = check(carrier="phone", twilio_auth_token=None).stderr
    assert "Set it to twilio" in told
    assert "TWILIO_AUTH_TOKEN are not set" in told


def test_an_account_that_cannot_be_reached_is_said_so(
    check: Check, twilio: Carrier
) -> None:
    done = check(twilio_api_url="http://127.0.0.1:9")
    assert done.exit_code == 1
    assert "cannot be reached from here" in done.stderr


def test_test_credentials_try_the_magic_numbers(check: Check, twilio: Carrier) -> None:
    twilio.read_errors[ACCOUNT_PATH] = (403, 20008)
    twilio.is_magic = True
    done = check()
    assert done.exit_code == 0, done.output
    assert "These are test credentials" in done.stdout
    assert twilio.call_count == 9
    assert all(one.to.startswith("+1500555") for one in twilio.taken)


def test_a_magic_number_that_answers_otherwise_is_named(
    check: Check, twilio: Carrier
) -> None:
    twilio.read_errors[ACCOUNT_PATH] = (403, 20008)
    done = check()
    assert done.exit_code == 1
    assert "to +15005550004 the test credentials must answer 21610" in done.stderr


def test_help_shows_an_example(app: Flask) -> None:
    told = app.test_cli_runner().invoke(args=["carrier", "check", "--help"])
    assert "Example: flask carrier check" in told.output

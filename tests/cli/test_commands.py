"""The operators' commands: what they print, and how they say no."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from click.testing import Result
from flask import Flask
from flask.cli import FlaskGroup
from flask.testing import FlaskClient

from diary import auth, cli, clinics, outbox
from diary.audit import Action, AuditEvent
from diary.clinics import Role
from diary.db import db
from tests.driven_clock import Clock
from tests.factories import make_clinic, make_member, make_patient, make_sender

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """Run a command as an operator does: ``run("clinic", "create", …)``."""

    def called(*arguments: str, text: str | None = None) -> Result:
        db.session.commit()
        runner = app.test_cli_runner()
        result: Result = runner.invoke(args=list(arguments), input=text)
        db.session.expire_all()
        return result

    return called


def every_command(app: Flask) -> list[list[str]]:
    found: list[list[str]] = []
    for name, command in app.cli.commands.items():
        inner = getattr(command, "commands", None)
        found += [[name, each] for each in inner] if inner else [[name]]
    return found


def test_a_clinic_is_opened_and_somebody_let_in(
    run: Run, client: FlaskClient, clock: Clock
) -> None:
    made = run(
        *("clinic", "create", "--slug", "oak", "--name", "Oak Clinic"),
        *("--zone", "America/New_York", "--texts-from", "+15550109000"),
    )
    assert outbox.sender_by_number("+15550109000") is not None
    assert made.exit_code == 0, made.output
    invited = run(
        *("staff", "invite", "--clinic", "oak"),
        *("--email", "kim.low@oak.example", "--role", "desk"),
    )
    assert invited.exit_code == 0, invited.output
    link = invited.stdout.strip()
    assert link.startswith("http://localhost/invitations/")
    assert client.get(link.removeprefix("http://localhost")).status_code == 200
    member = clinics.member_by_email("kim.low@oak.example")
    assert member is not None
    assert (member.name, member.role) == ("Kim Low", Role.DESK)


def test_a_clinic_gets_a_further_number_of_a_kind_and_service(
    run: Run, app: Flask
) -> None:
    make_clinic(slug="oak")
    service = "MG" + "1" * 32
    wanted = ("clinic", "add-number", "--clinic", "oak", "--number", "+15550109001")
    pace = ("--per-minute", "240")
    made = run(*wanted, "--kind", "10dlc", "--service", service, *pace)
    assert made.exit_code == 0, made.output
    sender = outbox.sender_by_number("+15550109001")
    assert sender is not None
    assert sender.kind is outbox.SenderKind.TEN_DLC
    assert (sender.messaging_service_sid, sender.per_minute) == (service, 240)
    again = run(*wanted, "--kind", "10dlc")
    assert again.exit_code == 1
    assert "belongs to a clinic already" in again.stderr


def test_who_forgot_the_password_gets_a_new_link(run: Run, app: Flask) -> None:
    make_member(make_clinic(slug="oak"), Role.DESK, email="kim@oak.example")
    again = ("staff", "invite", "--clinic", "oak", "--email", "kim@oak.example")
    assert run(*again, "--role", "desk").exit_code == 0
    assert run(*again, "--role", "admin").exit_code == 1


def test_a_token_stands_alone_on_standard_output(
    run: Run, app: Flask, clock: Clock
) -> None:
    clinic = make_clinic(slug="oak")
    made = run("api-token", "create", "--clinic", "oak", "--scope", "all")
    row = auth.api_token(made.stdout.strip(), clock.now)
    assert row is not None
    assert row.clinic_id == clinic.id
    run("api-token", "revoke", "--clinic", "oak", row.ref)
    assert auth.api_token(made.stdout.strip(), clock.now) is None
    assert "revoked" in run("api-token", "list", "--clinic", "oak").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("clinic create --slug O! --name Oak --zone America/New_York", "lower-case"),
        ("clinic create --slug oak --name Oak --zone Mars/Base", "no time zone"),
        (
            "clinic create --slug elm --name Elm --zone America/New_York "
            "--texts-from 12",
            "not a phone number",
        ),
        ("staff invite --clinic elm --email a@b.example --role desk", "called elm"),
        ("staff invite --clinic oak --email nobody --role desk", "not an e-mail"),
        ("api-token create --clinic elm --scope all", "called elm"),
        ("api-token revoke --clinic oak xyz", "no such token"),
    ],
)
def test_a_refusal_is_one_sentence_on_standard_error(
    run: Run, app: Flask, arguments: str, said: str
) -> None:
    make_clinic(slug="oak")
    result = run(*arguments.split())
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stdout == ""
    assert len(result.stderr.strip().split("\n")) == 1


def test_reading_speaks_json_a_line(run: Run) -> None:
    result = run("read", text="7\nhello there\n\n")
    shapes = [json.loads(line) for line in result.stdout.split("\n") if line]
    assert [shape["text"] for shape in shapes] == ["7", "hello there", ""]
    assert shapes[0]["mood"] == 7


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5", "today"),
        ("yesterday 5", "yesterday"),
        ("friday 5", "yesterday"),
        ("thursday 5", "2026-11-19"),
        ("monday 5", "2026-11-16"),
        ("saturday 5", "2026-11-14"),
        ("day before yesterday 5", "2026-11-19"),
        ("el jueves un 5", "2026-11-19"),
        ("hace dos días un 5", "2026-11-19"),
    ],
)
def test_reading_names_a_day_by_its_date(run: Run, text: str, day: str) -> None:
    result = run("read", "--today", "2026-11-21", text=f"{text}\n")
    shape = json.loads(result.stdout)
    assert (shape["day"], shape["mood"]) == (day, 5)


def test_reading_knows_the_date_by_itself(run: Run) -> None:
    shapes = json.loads(run("read", text="2 days ago was a 3, today 6\n").stdout)
    assert shapes["day"] == "today"
    date.fromisoformat(shapes["also"][0]["day"])


def test_check_is_content_with_a_whole_box(run: Run, app: Flask) -> None:
    make_patient()
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "Everything is in order.\n")


def test_check_names_keys_that_open_nothing(run: Run, app: Flask) -> None:
    patient = make_patient()
    patient.name_box = b"k9:" + bytes(40)
    result = run("check")
    assert result.exit_code == 1
    assert "k9" in result.stderr


def test_check_says_when_the_database_is_behind(run: Run, app: Flask) -> None:
    db.session.execute(db.text("UPDATE alembic_version SET version_num = '0000'"))
    result = run("check")
    assert result.exit_code == 1
    assert "flask db upgrade" in result.stderr


def test_every_command_shows_an_example(run: Run, app: Flask) -> None:
    helps = {" ".join(one): run(*one, "--help") for one in every_command(app)}
    ours = {name: said for name, said in helps.items() if not name.startswith("db ")}
    without = [name for name, said in ours.items() if "Example: " not in said.output]
    assert not without
    assert len(ours) >= 7


@pytest.fixture
def broken() -> Flask:
    """The service as ``flask`` finds it under wrong settings."""
    app = Flask("broken")
    app.config["BAD_SETTINGS"] = ["PORT must be a number", "DIARY_CLOCK must be on"]
    cli.register(app)
    return app


@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["clinic", "create", "--slug", "oak"],
        ["staff", "invite"],
        ["api-token", "create", "--scope", "all"],
        ["db", "upgrade"],
    ],
)
def test_wrong_settings_are_all_named_by_every_command(
    broken: Flask, command: list[str]
) -> None:
    # The whole group, as the program has it: packages bring commands too.
    group = FlaskGroup(create_app=lambda: broken)
    result = broken.test_cli_runner().invoke(group, command)
    assert result.exit_code == 1
    assert "PORT must be a number\n" in result.stderr
    assert "DIARY_CLOCK must be on" in result.stderr
    assert "Traceback" not in result.output


def test_reading_needs_no_settings(broken: Flask) -> None:
    result = broken.test_cli_runner().invoke(args=["read"], input="7\n")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["mood"] == 7


def test_somebody_is_put_on_call_and_reached_by_a_rehearsal(run: Run) -> None:
    clinic = make_clinic(slug="oak")
    make_sender(clinic)
    make_member(clinic, email="kim@oak.example", name="Kim Low")
    nobody = run("page", "test", "--clinic", "oak")
    assert (nobody.exit_code, "Nobody is on call" in nobody.stderr) == (1, True)

    whom = ("--clinic", "oak", "--email", "kim@oak.example")
    placed = run("on-call", "set", *whom, "--place", "1", "--phone", "+15557770001")
    assert placed.stdout == "Kim Low is called at place 1.\n"
    paged = run("page", "test", "--clinic", "oak")
    assert paged.stdout.startswith("1 paged.")
    removed = run("on-call", "remove", *whom)
    assert removed.exit_code == 0
    assert run("page", "test", "--clinic", "oak").exit_code == 1


def test_nobody_of_another_clinic_is_put_on_call(run: Run) -> None:
    make_clinic(slug="oak")
    make_member(make_clinic(slug="elm"), email="lee@elm.example")
    whom = ("--clinic", "oak", "--email", "lee@elm.example")
    refused = run("on-call", "set", *whom, "--place", "1", "--phone", "+15557770001")
    assert (refused.exit_code, "Nobody at oak" in refused.stderr) == (1, True)


def test_all_sending_is_held_and_let_go_and_leaves_a_trace(
    run: Run, clock: Clock
) -> None:
    senders = [make_sender(make_clinic(slug=slug)) for slug in ("oak", "elm")]
    assert run("carrier", "pause").exit_code == 0
    assert [one.paused_at for one in senders] == [clock.now] * 2
    held = db.session.query(AuditEvent).filter_by(action=Action.PAUSE)
    assert {event.clinic_id for event in held} == {one.clinic_id for one in senders}
    said = run("carrier", "resume", "--clinic", "elm")
    assert said.output == "elm: sending goes on.\n"
    assert [one.paused_at for one in senders] == [clock.now, None]
    unknown = run("carrier", "pause", "--clinic", "ash")
    assert unknown.exit_code == 1
    assert "ash" in unknown.stderr

"""the way of an alert: other channels, a clinic's own minutes and hours, its story."""

import sqlalchemy as sa
from alembic import op

revision = "0002_alerts"
down_revision = "0001"
branch_labels = None
depends_on = None

KINDS = ("crisis", "red_flag", "review")
MORE_KINDS = (*KINDS, "rehearsal")
ENDS = ("reached", "not_reached", "sent_help", "not_a_crisis")


def upgrade() -> None:
    _change_alert(MORE_KINDS, is_upgrade=True)
    with op.batch_alter_table("on_call", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email_box", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("voice_box", sa.LargeBinary(), nullable=True))
    _create_plan()
    _create_event()
    _create_bringing()


def downgrade() -> None:
    for table in ("bringing", "alert_event", "monitored_hours", "alert_plan"):
        op.drop_table(table)
    with op.batch_alter_table("on_call", schema=None) as batch_op:
        batch_op.drop_column("voice_box")
        batch_op.drop_column("email_box")
    # What is about no patient has no place in the older table.
    op.execute(
        "DELETE FROM page WHERE alert_id IN "
        "(SELECT id FROM alert WHERE patient_id IS NULL)"
    )
    op.execute("DELETE FROM alert WHERE patient_id IS NULL")
    _change_alert(KINDS, is_upgrade=False)


def _change_alert(kinds: tuple[str, ...], *, is_upgrade: bool) -> None:
    """SQLite rebuilds the table and forgets its checks, so they are named anew."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    checks = (_check("kind", "alertkind", kinds), _check("disposition", None, ENDS))
    with op.batch_alter_table(
        "alert", schema=None, table_args=checks if is_sqlite else ()
    ) as batch_op:
        batch_op.alter_column(
            "patient_id", existing_type=sa.Integer(), nullable=is_upgrade
        )
        for column in (
            sa.Column("number_box", sa.LargeBinary(), nullable=True),
            sa.Column("call_told_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("end_by", sa.DateTime(timezone=True), nullable=True),
            sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        ):
            if is_upgrade:
                batch_op.add_column(column)
            else:
                batch_op.drop_column(column.name)
    if not is_sqlite:
        op.drop_constraint(op.f("ck_alert_alertkind"), "alert", type_="check")
        op.create_check_constraint(
            op.f("ck_alert_alertkind"), "alert", _among("kind", kinds)
        )
    if is_upgrade:
        op.execute(
            "UPDATE alert SET end_by = next_page_at WHERE acknowledged_at IS NOT NULL"
        )


def _check(
    column: str, name: str | None, values: tuple[str, ...]
) -> sa.CheckConstraint:
    called = f"ck_alert_{name or column}"
    return sa.CheckConstraint(_among(column, values), name=op.f(called))


def _among(column: str, values: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


def _create_plan() -> None:
    op.create_table(
        "alert_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("first_after", sa.Integer(), nullable=False),
        sa.Column("second_after", sa.Integer(), nullable=False),
        sa.Column("third_after", sa.Integer(), nullable=False),
        sa.Column("repeat_after", sa.Integer(), nullable=False),
        sa.Column("end_within", sa.Integer(), nullable=False),
        sa.Column("texts_mark", sa.String(length=32), nullable=True),
        sa.Column("texts_approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("texts_approved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinic.id"], name=op.f("fk_alert_plan_clinic_id")
        ),
        sa.ForeignKeyConstraint(
            ["texts_approved_by_id"],
            ["member.id"],
            name=op.f("fk_alert_plan_texts_approved_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_plan")),
        sa.UniqueConstraint("clinic_id", name=op.f("uq_alert_plan_clinic_id")),
    )
    op.create_table(
        "monitored_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("closes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinic.id"], name=op.f("fk_monitored_hours_clinic_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monitored_hours")),
        sa.UniqueConstraint(
            "clinic_id",
            "weekday",
            name=op.f("uq_monitored_hours_clinic_id_weekday"),
        ),
    )


def _create_event() -> None:
    op.create_table(
        "alert_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=26), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(length=24), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note_box", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.id"], name=op.f("fk_alert_event_alert_id")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinic.id"], name=op.f("fk_alert_event_clinic_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_alert_event_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_event")),
        sa.UniqueConstraint("ref", name=op.f("uq_alert_event_ref")),
    )
    with op.batch_alter_table("alert_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_alert_event_clinic_id_alert_id"),
            ["clinic_id", "alert_id"],
            unique=False,
        )


def _create_bringing() -> None:
    op.create_table(
        "bringing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=26), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("to_box", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("wake_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sid", sa.String(length=34), nullable=True),
        sa.Column("reason", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinic.id"], name=op.f("fk_bringing_clinic_id")
        ),
        sa.ForeignKeyConstraint(
            ["page_id"], ["page.id"], name=op.f("fk_bringing_page_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bringing")),
        sa.UniqueConstraint(
            "clinic_id",
            "page_id",
            "channel",
            name=op.f("uq_bringing_clinic_id_page_id_channel"),
        ),
        sa.UniqueConstraint("ref", name=op.f("uq_bringing_ref")),
    )
    with op.batch_alter_table("bringing", schema=None) as batch_op:
        batch_op.create_index(
            "ix_bringing_open",
            ["wake_at"],
            unique=False,
            sqlite_where=sa.text("wake_at IS NOT NULL"),
            postgresql_where=sa.text("wake_at IS NOT NULL"),
        )

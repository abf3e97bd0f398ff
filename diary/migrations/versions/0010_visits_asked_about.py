"""visits are asked about days ahead."""

import sqlalchemy as sa
from alembic import op

revision = "0010_visits"
down_revision = "0009_closed_days"
branch_labels = None
depends_on = None

INSTANTS = ("booked_at", "confirmed_at", "declined_at")


def upgrade() -> None:
    # The default is for the clinics that stand: a column may not be empty on them.
    op.add_column(
        "clinic",
        sa.Column("visit_asked_days", sa.Integer(), server_default="7", nullable=False),
    )
    for name in INSTANTS:
        op.add_column(
            "treatment_session",
            sa.Column(name, sa.DateTime(timezone=True), nullable=True),
        )
    # Else every visit of the next days would be asked about at once, late.
    held = sa.table("treatment_session", sa.column("booked_at"), sa.column("status"))
    op.execute(
        held.update()
        .where(held.c.status == "planned")
        .values(booked_at=sa.func.current_timestamp())
    )


def downgrade() -> None:
    for name in INSTANTS:
        op.drop_column("treatment_session", name)
    op.drop_column("clinic", "visit_asked_days")

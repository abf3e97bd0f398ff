"""days on which nobody reads."""

import sqlalchemy as sa
from alembic import op

revision = "0009_closed_days"
down_revision = "0008_home_again"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closed_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinic.id"], name=op.f("fk_closed_day_clinic_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_day")),
        sa.UniqueConstraint(
            "clinic_id", "day", name=op.f("uq_closed_day_clinic_id_day")
        ),
    )


def downgrade() -> None:
    op.drop_table("closed_day")

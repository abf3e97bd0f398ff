"""a text may be recalled before its call begins."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002_alerts"
branch_labels = None
depends_on = None

IS_RECALLED = "state = 'dispatching' AND recalled_at IS NOT NULL"


def upgrade() -> None:
    op.add_column(
        "message", sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "ix_message_recalled",
        "message",
        ["recalled_at"],
        sqlite_where=sa.text(IS_RECALLED),
        postgresql_where=sa.text(IS_RECALLED),
    )


def downgrade() -> None:
    op.drop_index("ix_message_recalled", table_name="message")
    op.drop_column("message", "recalled_at")

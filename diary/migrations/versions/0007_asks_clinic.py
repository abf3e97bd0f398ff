"""a text knows whether it asks the clinic something."""

import sqlalchemy as sa
from alembic import op

revision = "0007_asks_clinic"
down_revision = "0006_courses"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The default is for the rows that stand: a column may not be empty on them.
    op.add_column(
        "inbound_text",
        sa.Column(
            "asks_clinic", sa.Boolean(), server_default=sa.false(), nullable=False
        ),
    )


def downgrade() -> None:
    op.drop_column("inbound_text", "asks_clinic")

"""a patient may take back to be home."""

import sqlalchemy as sa
from alembic import op

revision = "0008_home_again"
down_revision = "0007_asks_clinic"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "ride", sa.Column("home_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("ride", sa.Column("before_home", sa.String(24), nullable=True))


def downgrade() -> None:
    op.drop_column("ride", "before_home")
    op.drop_column("ride", "home_at")

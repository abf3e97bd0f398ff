"""one check of each on alerts: SQLite kept the older one beside the newer."""

import sqlalchemy as sa
from alembic import op

revision = "0005_checks"
down_revision = "0004"
branch_labels = None
depends_on = None

CHECKS = {
    "ck_alert_alertkind": "kind IN ('crisis', 'red_flag', 'review', 'rehearsal')",
    "ck_alert_disposition": (
        "disposition IN ('reached', 'not_reached', 'sent_help', 'not_a_crisis')"
    ),
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    held = sa.Table("alert", sa.MetaData(), autoload_with=op.get_bind())
    for found in list(held.constraints):
        if isinstance(found, sa.CheckConstraint):
            held.constraints.discard(found)
    checks = tuple(
        sa.CheckConstraint(rule, name=op.f(name)) for name, rule in CHECKS.items()
    )
    with op.batch_alter_table(
        "alert", copy_from=held, recreate="always", table_args=checks
    ):
        pass


def downgrade() -> None:
    """Leave the one check of each: it allows all that the older ones did."""

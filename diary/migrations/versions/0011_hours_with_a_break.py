"""a weekday may have several spans in which somebody reads."""

import sqlalchemy as sa
from alembic import op

revision = "0011_split_hours"
down_revision = "0010_visits"
branch_labels = None
depends_on = None

TABLE = "monitored_hours"
DAY = ("uq_monitored_hours_clinic_id_weekday", ["clinic_id", "weekday"])
SPAN = (
    "uq_monitored_hours_clinic_id_weekday_opens",
    ["clinic_id", "weekday", "opens"],
)


def upgrade() -> None:
    _exchange(DAY, SPAN)


def downgrade() -> None:
    # The older table holds one span a day: the first is kept.
    held = sa.table(TABLE, *(sa.column(name) for name in SPAN[1]))
    earlier = held.alias()
    op.execute(
        held.delete().where(
            sa.exists().where(
                earlier.c.clinic_id == held.c.clinic_id,
                earlier.c.weekday == held.c.weekday,
                earlier.c.opens < held.c.opens,
            )
        )
    )
    _exchange(SPAN, DAY)


def _exchange(old: tuple[str, list[str]], new: tuple[str, list[str]]) -> None:
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(old[0]), type_="unique")
        batch_op.create_unique_constraint(op.f(new[0]), new[1])

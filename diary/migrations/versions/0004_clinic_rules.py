"""what clinics watch for."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activation_watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinic.id"], name=op.f("fk_activation_watch_clinic_id")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_activation_watch_patient_id")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["member.id"], name=op.f("fk_activation_watch_set_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activation_watch")),
        sa.UniqueConstraint(
            "clinic_id",
            "patient_id",
            name=op.f("uq_activation_watch_clinic_id_patient_id"),
        ),
    )
    op.create_table(
        "clinic_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=48), nullable=False),
        sa.Column("score", sa.String(length=24), nullable=False),
        sa.Column(
            "shape",
            sa.Enum(
                "at_most",
                "at_least",
                "falls",
                "rises",
                name="shape",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.Numeric(precision=3, scale=1), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "answers BETWEEN 1 AND 14", name=op.f("ck_clinic_rule_answers")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinic.id"], name=op.f("fk_clinic_rule_clinic_id")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["member.id"], name=op.f("fk_clinic_rule_set_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic_rule")),
        sa.UniqueConstraint(
            "clinic_id", "key", name=op.f("uq_clinic_rule_clinic_id_key")
        ),
    )


def downgrade() -> None:
    op.drop_table("clinic_rule")
    op.drop_table("activation_watch")

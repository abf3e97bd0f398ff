"""courses and what they treat."""

import sqlalchemy as sa
from alembic import op

revision = "0006_courses"
down_revision = "0005_checks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=26), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column(
            "protocol",
            sa.Enum(
                "SINGLE",
                "ESK_TRD",
                "ESK_MDSI",
                "IV_3x2",
                "IV_2x3",
                "IV_6_8",
                "IV_OXFORD",
                "IM_6_8",
                "BY_HAND",
                name="protocol",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "route",
            sa.Enum(
                "IN_ESKETAMINE",
                "IN_KETAMINE_COMPOUNDED",
                "IV",
                "IM",
                "SC",
                "SL_ORAL",
                name="route",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "condition",
            sa.Enum(
                "TRD",
                "MDD",
                "MDD_SI",
                "BIPOLAR_DEPRESSION",
                "ANXIETY",
                "PTSD",
                "OCD",
                "EATING_DISORDER",
                "CHRONIC_PAIN",
                "ACUTE_PAIN",
                "OTHER",
                name="condition",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinic.id"], name=op.f("fk_course_clinic_id")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_course_patient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("ref", name=op.f("uq_course_ref")),
    )
    op.create_index(
        op.f("ix_course_clinic_id_patient_id_starts_on"),
        "course",
        ["clinic_id", "patient_id", "starts_on"],
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_course_clinic_id_patient_id_starts_on"), "course")
    op.drop_table("course")

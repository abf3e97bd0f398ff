"""Every table belongs to a clinic, and no page can query by accident."""

from sqlalchemy import Index, Table, UniqueConstraint

from diary.db import Base, db
from tests.architecture.source import load_models

load_models()

WITHOUT_CLINIC = {
    "carrier_account": "one account sends for all clinics of the box",
    "clinic": "it is the clinic",
    "demo_clock": "one for the whole box, which holds no other clinic",
    "job_run": "the clock works for the whole box",
    "throttle": "tries are counted by address, before a clinic is known",
}
MAYBE_WITHOUT_CLINIC = {
    "audit_event": "an operator's deed may concern the whole box",
    "carrier_event": "the carrier may tell of a message before it is known",
}
KEYS_ACROSS_CLINICS = {
    "carrier_event": "the carrier's own ids, which know no clinic",
    "job_run": WITHOUT_CLINIC["job_run"],
    "throttle": WITHOUT_CLINIC["throttle"],
}


def tables() -> list[Table]:
    return list(db.metadata.tables.values())


def test_every_table_has_its_clinic() -> None:
    without = {table.name for table in tables() if "clinic_id" not in table.columns}
    assert without == set(WITHOUT_CLINIC)


def test_a_row_without_a_clinic_has_its_reason() -> None:
    optional = {
        table.name
        for table in tables()
        if "clinic_id" in table.columns and table.columns["clinic_id"].nullable
    }
    assert optional == set(MAYBE_WITHOUT_CLINIC)


def test_a_clinic_comes_first_in_every_joint_key() -> None:
    wrong = {
        table.name: [column.name for column in key.columns]
        for table in tables()
        for key in {*table.constraints, *table.indexes}
        if isinstance(key, UniqueConstraint) or (isinstance(key, Index) and key.unique)
        if len(key.columns) > 1 and next(iter(key.columns)).name != "clinic_id"
    }
    assert wrong.keys() == KEYS_ACROSS_CLINICS.keys()


def test_no_row_fetches_another_by_itself() -> None:
    assert list(Base.registry.mappers)
    eager = [
        str(relation)
        for mapper in Base.registry.mappers
        for relation in mapper.relationships
        if relation.lazy not in ("raise", "raise_on_sql", "write_only", "noload")
    ]
    assert not eager

"""Scenarios: one record for every edit; records are added and never changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_REFUSAL = "the records of scenarios are append-only"

# `INSERT OR REPLACE` deletes without firing a delete trigger, hence the third trigger.
_SQLITE = (
    "CREATE TRIGGER scenario_records_no_update BEFORE UPDATE ON scenario_records "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    "CREATE TRIGGER scenario_records_no_delete BEFORE DELETE ON scenario_records "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    "CREATE TRIGGER scenario_records_no_replace BEFORE INSERT ON scenario_records "
    "WHEN EXISTS (SELECT 1 FROM scenario_records WHERE scenario = NEW.scenario AND number = NEW.number) "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION scenario_records_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
    "CREATE TRIGGER scenario_records_no_change BEFORE UPDATE OR DELETE ON scenario_records "
    "FOR EACH ROW EXECUTE FUNCTION scenario_records_refuse()",
    "CREATE TRIGGER scenario_records_no_truncate BEFORE TRUNCATE ON scenario_records "
    "FOR EACH STATEMENT EXECUTE FUNCTION scenario_records_refuse()",
)


def upgrade() -> None:
    op.create_table(
        "scenario_records",
        sa.Column("scenario", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
    )
    statements = _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL
    for statement in statements:
        op.execute(sa.text(statement))


def downgrade() -> None:
    op.drop_table("scenario_records")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("DROP FUNCTION scenario_records_refuse()"))

"""What the database itself refuses: changing or removing a line of the journal, or its seal.

The statements may be run twice. A migration that alters one of these tables must run them again:
on SQLite, Django alters a table by copying it, and the triggers stay with the old one.
"""

from collections.abc import Sequence

ENTRIES = "journal_entry"
# What makes a new row take the place of another, on SQLite: INSERT OR REPLACE removes the old one
# without firing its DELETE trigger.
SAME_ROW = {
    ENTRIES: "id = NEW.id OR rowid = NEW.rowid",
    "journal_block": "number = NEW.number OR digest = NEW.digest",
    "journal_seal": "line = NEW.line OR rowid = NEW.rowid"
    " OR (block_id = NEW.block_id AND position = NEW.position)",
}
TABLES = tuple(SAME_ROW)

POSTGRESQL_REFUSAL = """
    CREATE OR REPLACE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END
    $$
"""
POSTGRESQL_TRIGGER = """
    CREATE OR REPLACE TRIGGER {table}_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change()
"""
SQLITE_TRIGGERS = (
    """
    CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table}
    WHEN EXISTS (SELECT 1 FROM {table} WHERE {same_row})
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
    """,
)


def create_statements(vendor: str, tables: Sequence[str] = (ENTRIES,)) -> list[str]:
    """One SQL statement per item; `vendor` as Django spells it ("postgresql", "sqlite")."""
    if vendor == "postgresql":
        return [POSTGRESQL_REFUSAL, *(POSTGRESQL_TRIGGER.format(table=table) for table in tables)]
    return [
        trigger.format(table=table, same_row=SAME_ROW[table])
        for table in tables
        for trigger in SQLITE_TRIGGERS
    ]


def drop_statements(vendor: str, tables: Sequence[str] = (ENTRIES,)) -> list[str]:
    """The other way round. PostgreSQL's function stays: nothing calls it any more."""
    if vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}" for table in tables]
    return [
        f"DROP TRIGGER IF EXISTS {table}_{refused}"
        for table in tables
        for refused in ("no_update", "no_delete", "no_replace")
    ]

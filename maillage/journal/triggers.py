"""What the database itself refuses: changing or removing a line of the journal.

The statements may be run twice. A migration that alters journal_entry must run them again:
on SQLite, Django alters a table by copying it, and the triggers stay with the old one.
"""

POSTGRESQL_CREATE = (
    """
    CREATE OR REPLACE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'journal_entry is append-only' USING ERRCODE = 'restrict_violation';
    END
    $$
    """,
    """
    CREATE OR REPLACE TRIGGER journal_entry_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change()
    """,
)
POSTGRESQL_DROP = (
    "DROP TRIGGER IF EXISTS journal_entry_append_only ON journal_entry",
    "DROP FUNCTION IF EXISTS journal_refuse_change()",
)

# INSERT OR REPLACE removes the old line without firing the DELETE trigger: hence the third one.
SQLITE_CREATE = (
    """
    CREATE TRIGGER IF NOT EXISTS journal_entry_no_update BEFORE UPDATE ON journal_entry
    BEGIN SELECT RAISE(ABORT, 'journal_entry is append-only'); END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS journal_entry_no_delete BEFORE DELETE ON journal_entry
    BEGIN SELECT RAISE(ABORT, 'journal_entry is append-only'); END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS journal_entry_no_replace BEFORE INSERT ON journal_entry
    WHEN EXISTS (SELECT 1 FROM journal_entry WHERE id = NEW.id OR rowid = NEW.rowid)
    BEGIN SELECT RAISE(ABORT, 'journal_entry is append-only'); END
    """,
)
SQLITE_DROP = (
    "DROP TRIGGER IF EXISTS journal_entry_no_update",
    "DROP TRIGGER IF EXISTS journal_entry_no_delete",
    "DROP TRIGGER IF EXISTS journal_entry_no_replace",
)

CREATE = {"postgresql": POSTGRESQL_CREATE, "sqlite": SQLITE_CREATE}
DROP = {"postgresql": POSTGRESQL_DROP, "sqlite": SQLITE_DROP}


def create_statements(vendor: str) -> list[str]:
    """One SQL statement per item; `vendor` as Django spells it ("postgresql", "sqlite")."""
    return list(CREATE[vendor])


def drop_statements(vendor: str) -> list[str]:
    return list(DROP[vendor])

"""What must never change once it is written: a belt against our own mistakes; the hashes are the evidence."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("event", "part", "bundle")
ACTS = ("UPDATE", "DELETE")


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute(
            "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
    for table in TABLES:
        for act in ACTS:
            name = f"{table}_no_{act.lower()}"
            if sqlite:
                does = f"BEGIN SELECT raise(ABORT, '{table} is append-only'); END"
            else:
                does = "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
            op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} {does}")


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION append_only() CASCADE")
        return
    for table in TABLES:
        for act in ACTS:
            op.execute(f"DROP TRIGGER {table}_no_{act.lower()}")

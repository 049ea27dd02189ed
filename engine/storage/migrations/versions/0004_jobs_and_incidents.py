"""Jobs and incidents; by what a message finds the instance that waits for it."""

import sqlalchemy as sa
from alembic import op

from engine.storage import types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OPEN = sa.text("state = 'open'")
_DEADLINES = (
    "INSERT INTO job (kind, dedup, instance, payload, run_at, attempts) "
    "SELECT 'deadlines', 'deadlines:' || {hex}, instance, {payload}, min(due), 0 FROM timer GROUP BY instance"
)


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", types.Serial, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("dedup", sa.String(length=600), nullable=False),
        sa.Column("instance", types.Id(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("run_at", types.Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease", types.Id(), nullable=True),
        sa.Column("error", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["instance"], ["instance.id"], name=op.f("job_instance_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("job_pk")),
        sa.UniqueConstraint("dedup", name=op.f("job_dedup_key")),
    )
    op.create_index("job_run_at_idx", "job", ["run_at"], unique=False)
    op.create_index("job_instance_idx", "job", ["instance"], unique=False)
    op.create_table(
        "incident",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("instance", types.Id(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.String(length=400), nullable=True),
        sa.Column("element", sa.String(length=120), nullable=True),
        sa.Column("ordinal", sa.Integer(), nullable=True),
        sa.Column("job", sa.String(length=600), nullable=True),
        sa.Column("error", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("raised_at", types.Moment(), nullable=False),
        sa.Column("raised_n", sa.Integer(), nullable=False),
        sa.Column("resolved_at", types.Moment(), nullable=True),
        sa.Column("resolved_n", sa.Integer(), nullable=True),
        sa.Column("resolution", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["instance"], ["instance.id"], name=op.f("incident_instance_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("incident_pk")),
    )
    op.create_index("incident_instance_idx", "incident", ["instance"], unique=False)
    op.create_index(
        "incident_open_idx", "incident", ["raised_at"], unique=False, sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.add_column("instance", sa.Column("incidents", sa.Integer(), server_default="0", nullable=False))
    op.add_column("subscription", sa.Column("correlation", sa.String(length=400), server_default="", nullable=False))
    op.drop_index("subscription_kind_name_idx", table_name="subscription")
    op.create_index(
        "subscription_kind_name_correlation_idx", "subscription", ["kind", "name", "correlation"], unique=False
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_DEADLINES.format(hex="lower(hex(instance))", payload="x'7B7D'"))
    else:
        op.execute(_DEADLINES.format(hex="replace(CAST(instance AS text), '-', '')", payload="CAST('{}' AS bytea)"))


def downgrade() -> None:
    op.drop_index("subscription_kind_name_correlation_idx", table_name="subscription")
    op.create_index("subscription_kind_name_idx", "subscription", ["kind", "name"], unique=False)
    op.drop_column("subscription", "correlation")
    op.drop_column("instance", "incidents")
    op.drop_table("incident")
    op.drop_table("job")

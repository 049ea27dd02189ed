"""Messages from outside, who may send them, and who was shown one that nobody understood."""

import sqlalchemy as sa
from alembic import op

from engine.storage import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("messages", sa.String(length=400), nullable=False),
        sa.Column("since", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("source_pk")),
        sa.UniqueConstraint("key", "generation", name=op.f("source_key_generation_key")),
        comment="who may send which messages: the last row of each key counts",
    )
    op.create_table(
        "message",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("received_at", types.Moment(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem", sa.String(length=20), nullable=True),
        sa.Column("fields", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("instance", types.Id(), nullable=True),
        sa.Column("closed_at", types.Moment(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("message_closed_by_fk")),
        sa.ForeignKeyConstraint(["instance"], ["instance.id"], name=op.f("message_instance_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("message_pk")),
        sa.UniqueConstraint("source", "message_id", name=op.f("message_source_message_id_key")),
    )
    op.create_index("message_state_received_at_idx", "message", ["state", "received_at"], unique=False)
    with op.batch_alter_table("disclosure") as disclosure:
        disclosure.alter_column("instance", existing_type=types.Id(), nullable=True)
        disclosure.add_column(sa.Column("message", types.Id(), nullable=True))
        disclosure.create_foreign_key(op.f("disclosure_message_fk"), "message", ["message"], ["id"])


def downgrade() -> None:
    op.execute("DELETE FROM disclosure WHERE instance IS NULL")
    with op.batch_alter_table("disclosure") as disclosure:
        disclosure.drop_constraint(op.f("disclosure_message_fk"), type_="foreignkey")
        disclosure.drop_column("message")
        disclosure.alter_column("instance", existing_type=types.Id(), nullable=False)
    op.drop_index("message_state_received_at_idx", table_name="message")
    op.drop_table("message")
    op.drop_table("source")

"""Instances and what is open in them, the vault, the outbox."""

import sqlalchemy as sa
from alembic import op

from engine.storage import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "candidate",
        sa.Column("group", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due", types.Moment(), nullable=False),
        sa.Column("task", types.Id(), nullable=False),
        sa.Column("assignee", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("group", "due", "task", name=op.f("candidate_pk"), postgresql_include=["assignee"]),
        comment="open tasks by group, in the order in which the list shows them",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "draft",
        sa.Column("task", types.Id(), nullable=False),
        sa.Column("person", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("draft_person_fk")),
        sa.PrimaryKeyConstraint("task", "person", name=op.f("draft_pk")),
    )
    op.create_table(
        "instance",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("bundle", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("organisation", sa.Integer(), nullable=False),
        sa.Column("started_at", types.Moment(), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", types.Moment(), nullable=True),
        sa.Column("ends", sa.LargeBinary(), nullable=True),
        sa.Column("place", types.Id(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["bundle"], ["bundle.hash"], name=op.f("instance_bundle_fk")),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f("instance_organisation_fk")),
        sa.ForeignKeyConstraint(["started_by"], ["person.id"], name=op.f("instance_started_by_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("instance_pk")),
        sa.UniqueConstraint("number", name=op.f("instance_number_key")),
    )
    op.create_index("instance_started_at_idx", "instance", ["started_at"], unique=False)
    op.create_table(
        "disclosure",
        sa.Column("id", types.Serial, nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("on_behalf_of", sa.Integer(), nullable=True),
        sa.Column("instance", types.Id(), nullable=False),
        sa.Column("class", sa.String(length=12), nullable=False),
        sa.Column("fields", sa.String(length=1000), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["instance"], ["instance.id"], name=op.f("disclosure_instance_fk")),
        sa.ForeignKeyConstraint(["on_behalf_of"], ["person.id"], name=op.f("disclosure_on_behalf_of_fk")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("disclosure_person_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("disclosure_pk")),
        sa.UniqueConstraint("person", "instance", "day", name=op.f("disclosure_person_instance_day_key")),
    )
    op.create_index("disclosure_instance_idx", "disclosure", ["instance"], unique=False)
    op.create_table(
        "mail",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("instance", types.Id(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=400), nullable=False),
        sa.Column("element", sa.String(length=120), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("group", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("recipients", sa.LargeBinary(), nullable=False),
        sa.Column("contents", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["group"], ["group.id"], name=op.f("mail_group_fk")),
        sa.ForeignKeyConstraint(["instance"], ["instance.id"], name=op.f("mail_instance_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("mail_pk")),
        sa.UniqueConstraint(
            "instance", "scope", "element", "ordinal", name=op.f("mail_instance_scope_element_ordinal_key")
        ),
    )
    op.create_index("mail_created_at_idx", "mail", ["created_at"], unique=False)
    op.create_table(
        "participant",
        sa.Column("group", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("instance", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(["group"], ["group.id"], name=op.f("participant_group_fk")),
        sa.ForeignKeyConstraint(["instance"], ["instance.id"], name=op.f("participant_instance_fk")),
        sa.PrimaryKeyConstraint("group", "instance", name=op.f("participant_pk")),
        comment="the groups that have or have had a task in an instance: who may see it",
        sqlite_with_rowid=False,
    )
    op.create_index("participant_instance_idx", "participant", ["instance"], unique=False)
    op.create_table(
        "subscription",
        sa.Column("instance", types.Id(), nullable=False),
        sa.Column("scope", sa.String(length=400), nullable=False),
        sa.Column("element", sa.String(length=120), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["instance"], ["instance.id"], name=op.f("subscription_instance_fk")),
        sa.PrimaryKeyConstraint("instance", "scope", "element", "ordinal", name=op.f("subscription_pk")),
    )
    op.create_index("subscription_kind_name_idx", "subscription", ["kind", "name"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("instance", types.Id(), nullable=False),
        sa.Column("scope", sa.String(length=400), nullable=False),
        sa.Column("element", sa.String(length=120), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("group", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("assignee", sa.Integer(), nullable=True),
        sa.Column("claimed_at", types.Moment(), nullable=True),
        sa.Column("due", types.Moment(), nullable=True),
        sa.Column("follow_up", types.Moment(), nullable=True),
        sa.Column("opened_at", types.Moment(), nullable=False),
        sa.Column("opened_n", sa.Integer(), nullable=False),
        sa.Column("closed_at", types.Moment(), nullable=True),
        sa.Column("closed_n", sa.Integer(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("on_behalf_of", sa.Integer(), nullable=True),
        sa.Column("contacts", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["assignee"], ["person.id"], name=op.f("task_assignee_fk")),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("task_closed_by_fk")),
        sa.ForeignKeyConstraint(["group"], ["group.id"], name=op.f("task_group_fk")),
        sa.ForeignKeyConstraint(["instance"], ["instance.id"], name=op.f("task_instance_fk")),
        sa.ForeignKeyConstraint(["on_behalf_of"], ["person.id"], name=op.f("task_on_behalf_of_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("task_pk")),
    )
    op.create_index("task_closed_by_closed_at_idx", "task", ["closed_by", "closed_at"], unique=False)
    op.create_index("task_instance_idx", "task", ["instance"], unique=False)
    op.create_index(
        "task_mine_idx",
        "task",
        ["assignee", "due"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "task_open_idx",
        "task",
        ["instance"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "timer",
        sa.Column("instance", types.Id(), nullable=False),
        sa.Column("scope", sa.String(length=400), nullable=False),
        sa.Column("element", sa.String(length=120), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["instance"], ["instance.id"], name=op.f("timer_instance_fk")),
        sa.PrimaryKeyConstraint("instance", "scope", "element", "ordinal", name=op.f("timer_pk")),
    )
    op.create_index("timer_due_idx", "timer", ["due"], unique=False)
    op.create_table(
        "vault",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("instance", types.Id(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("class", sa.String(length=12), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=True),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["instance"], ["instance.id"], name=op.f("vault_instance_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("vault_pk")),
    )
    op.create_index("vault_instance_idx", "vault", ["instance"], unique=False)


def downgrade() -> None:
    op.drop_index("vault_instance_idx", table_name="vault")
    op.drop_table("vault")
    op.drop_index("timer_due_idx", table_name="timer")
    op.drop_table("timer")
    op.drop_index(
        "task_open_idx",
        table_name="task",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index(
        "task_mine_idx",
        table_name="task",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index("task_instance_idx", table_name="task")
    op.drop_index("task_closed_by_closed_at_idx", table_name="task")
    op.drop_table("task")
    op.drop_index("subscription_kind_name_idx", table_name="subscription")
    op.drop_table("subscription")
    op.drop_index("participant_instance_idx", table_name="participant")
    op.drop_table("participant")
    op.drop_index("mail_created_at_idx", table_name="mail")
    op.drop_table("mail")
    op.drop_index("disclosure_instance_idx", table_name="disclosure")
    op.drop_table("disclosure")
    op.drop_index("instance_started_at_idx", table_name="instance")
    op.drop_table("instance")
    op.drop_table("draft")
    op.drop_table("candidate")

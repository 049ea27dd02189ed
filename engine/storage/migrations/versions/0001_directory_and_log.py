"""Log, definitions, directory and accounts."""

import sqlalchemy as sa
from alembic import op

from engine.storage import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", types.Serial, nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("attempt_pk")),
        comment="failed attempts to sign in",
    )
    op.create_index("attempt_subject_at_idx", "attempt", ["subject", "at"], unique=False)
    op.create_table(
        "bundle",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("bundle_pk")),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("counter_pk")),
        comment="the last case number of each routine and year",
    )
    op.create_table(
        "event",
        sa.Column("stream", sa.String(length=40), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("stream", "n", name=op.f("event_pk")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("invoice_address", sa.String(length=300), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("organisation_pk")),
        sa.UniqueConstraint("key", name=op.f("organisation_key_key")),
    )
    op.create_table(
        "part",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("part_pk")),
        comment="files by their content: diagrams, forms, calendars; shared by all bundles that name them",
    )
    op.create_table(
        "role",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("role_pk")),
        sa.UniqueConstraint("name", name=op.f("role_name_key")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("setting_pk")),
    )
    op.create_table(
        "stream",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("stream_pk")),
        comment="the last event of each stream but the instances', which have theirs in their own row",
    )
    op.create_table(
        "calendar",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["hash"], ["part.hash"], name=op.f("calendar_hash_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("calendar_pk")),
        comment="which content a calendar has now; the event log says which it had when",
    )
    op.create_table(
        "definition",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bundle", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("deployed_at", types.Moment(), nullable=False),
        sa.Column("deployed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["bundle"], ["bundle.hash"], name=op.f("definition_bundle_fk")),
        sa.PrimaryKeyConstraint("key", "version", name=op.f("definition_pk")),
    )
    op.create_table(
        "group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f("group_organisation_fk")),
        sa.ForeignKeyConstraint(["role"], ["role.key"], name=op.f("group_role_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("group_pk")),
        sa.UniqueConstraint("organisation", "role", name=op.f("group_organisation_role_key")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.Integer(), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f("person_organisation_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("person_pk")),
        sa.UniqueConstraint("login", name=op.f("person_login_key")),
    )
    op.create_table(
        "resource",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["hash"], ["part.hash"], name=op.f("resource_hash_fk")),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("resource_pk")),
        comment="the latest deployed file of each name; what a deployment that leaves it out refers to",
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=160), nullable=False),
        sa.Column("label", sa.String(length=120), server_default="", nullable=False),
        sa.Column("hours", sa.String(length=160), server_default="", nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group"], ["group.id"], name=op.f("contact_group_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("contact_pk")),
    )
    op.create_index("contact_group_idx", "contact", ["group"], unique=False)
    op.create_table(
        "deputy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("absent", sa.Integer(), nullable=False),
        sa.Column("deputy", sa.Integer(), nullable=False),
        sa.Column("since", types.Moment(), nullable=False),
        sa.Column("until", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["absent"], ["person.id"], name=op.f("deputy_absent_fk")),
        sa.ForeignKeyConstraint(["deputy"], ["person.id"], name=op.f("deputy_deputy_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("deputy_pk")),
    )
    op.create_index("deputy_deputy_idx", "deputy", ["deputy"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("group", sa.Integer(), nullable=False),
        sa.Column("manager", sa.Boolean(), nullable=False),
        sa.Column("since", types.Moment(), nullable=False),
        sa.Column("until", types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["group"], ["group.id"], name=op.f("membership_group_fk")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("membership_person_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("membership_pk")),
    )
    op.create_index("membership_group_idx", "membership", ["group"], unique=False)
    op.create_index("membership_person_idx", "membership", ["person"], unique=False)
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("since", types.Moment(), nullable=False),
        sa.Column("until", types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("office_person_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("office_pk")),
        comment="what a person may do that no lane gives",
    )
    op.create_index("office_person_idx", "office", ["person"], unique=False)
    op.create_table(
        "session",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("started_at", types.Moment(), nullable=False),
        sa.Column("seen_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("session_person_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("session_pk")),
    )
    op.create_index("session_person_idx", "session", ["person"], unique=False)


def downgrade() -> None:
    op.drop_index("session_person_idx", table_name="session")
    op.drop_table("session")
    op.drop_index("office_person_idx", table_name="office")
    op.drop_table("office")
    op.drop_index("membership_person_idx", table_name="membership")
    op.drop_index("membership_group_idx", table_name="membership")
    op.drop_table("membership")
    op.drop_index("deputy_deputy_idx", table_name="deputy")
    op.drop_table("deputy")
    op.drop_index("contact_group_idx", table_name="contact")
    op.drop_table("contact")
    op.drop_table("resource")
    op.drop_table("person")
    op.drop_table("group")
    op.drop_table("definition")
    op.drop_table("calendar")
    op.drop_table("stream")
    op.drop_table("setting")
    op.drop_table("role")
    op.drop_table("part")
    op.drop_table("organisation")
    op.drop_table("event")
    op.drop_table("counter")
    op.drop_table("bundle")
    op.drop_index("attempt_subject_at_idx", table_name="attempt")
    op.drop_table("attempt")

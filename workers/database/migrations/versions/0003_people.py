"""People: who they are, what they have before them, what they decided, and samples of what was accepted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KEEP = """
CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit is only added to';
END $$;
CREATE TRIGGER keep_audit BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to();
"""

_WAITING = """
INSERT INTO reviews (dossier_id, record_id, batch_id, types, doubts, doubt, waiting_since)
SELECT dossiers.id, records.id, dossiers.batch_id, records.types, records.doubts, records.doubts, records.created_at
FROM dossiers JOIN records ON records.id = dossiers.published_id
WHERE records.doubts > 0
"""

_TAKEN_BACK = """
DELETE FROM corrections USING corrections AS later
WHERE later.state = 'as-read' AND later.id >= corrections.id AND later.dossier_id = corrections.dossier_id
  AND later.type = corrections.type AND later.pages = corrections.pages AND later.field = corrections.field
"""
"""The older version knows no decision that is taken back."""


def upgrade() -> None:
    """Forwards. Published records with doubts are put before people."""
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.Column("record_id", sa.BigInteger(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("before", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_index(op.f("ix_audit_dossier_id_id"), "audit", ["dossier_id", "id"], unique=False)
    op.create_index(op.f("ix_audit_user_id_id"), "audit", ["user_id", "id"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("language", sa.String(length=2), server_default="vi", nullable=False),
        sa.Column("must_change", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("name", name=op.f("uq_users_name")),
        sa.UniqueConstraint("subject", name=op.f("uq_users_subject")),
    )
    op.create_table(
        "lots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("plan", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), server_default="open", nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("decider_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_lots_batch_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["decider_id"], ["users.id"], name=op.f("fk_lots_decider_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_lots_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lots")),
    )
    op.create_index(op.f("ix_lots_batch_id"), "lots", ["batch_id"], unique=False)
    op.create_index(op.f("ix_lots_state_created_at"), "lots", ["state", "created_at"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"], unique=False)
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"], unique=False)
    op.create_table(
        "comments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("pages", postgresql.ARRAY(sa.Integer()), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("edit", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_comments_dossier_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_comments_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("edit", name=op.f("uq_comments_edit")),
    )
    op.create_index(op.f("ix_comments_dossier_id_id"), "comments", ["dossier_id", "id"], unique=False)
    op.create_table(
        "arrangements",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("documents", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("edit", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_arrangements_dossier_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_arrangements_record_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_arrangements_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrangements")),
        sa.UniqueConstraint("edit", name=op.f("uq_arrangements_edit")),
    )
    op.create_index(op.f("ix_arrangements_dossier_id_id"), "arrangements", ["dossier_id", "id"], unique=False)
    op.create_table(
        "keyings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("pages", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("box", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("edit", sa.Uuid(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_keyings_dossier_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_keyings_record_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_keyings_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keyings")),
        sa.UniqueConstraint("edit", name=op.f("uq_keyings_edit")),
    )
    op.create_index(op.f("ix_keyings_dossier_id_id"), "keyings", ["dossier_id", "id"], unique=False)
    op.create_table(
        "lot_items",
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("pages", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("fields", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("wrong", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_lot_items_dossier_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_lot_items_lot_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_lot_items_record_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_lot_items_user_id")),
        sa.PrimaryKeyConstraint("lot_id", "position", name=op.f("pk_lot_items")),
    )
    op.create_index(op.f("ix_lot_items_dossier_id"), "lot_items", ["dossier_id"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.String(length=8), server_default="review", nullable=False),
        sa.Column("priority", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("types", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("doubt", sa.Double(), server_default=sa.text("0"), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("assigned_id", sa.Uuid(), nullable=True),
        sa.Column("holder_id", sa.Uuid(), nullable=True),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewer_id", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approver_id", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["approver_id"], ["users.id"], name=op.f("fk_reviews_approver_id")),
        sa.ForeignKeyConstraint(["assigned_id"], ["users.id"], name=op.f("fk_reviews_assigned_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_reviews_batch_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_reviews_dossier_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["holder_id"], ["users.id"], name=op.f("fk_reviews_holder_id")),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_reviews_record_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["reviewer_id"], ["users.id"], name=op.f("fk_reviews_reviewer_id")),
        sa.PrimaryKeyConstraint("dossier_id", name=op.f("pk_reviews")),
    )
    op.create_index(op.f("ix_reviews_batch_id_stage"), "reviews", ["batch_id", "stage"], unique=False)
    op.create_index(op.f("ix_reviews_holder_id"), "reviews", ["holder_id"], unique=False)
    op.create_index(
        "ix_reviews_waiting",
        "reviews",
        ["stage", sa.literal_column("priority DESC"), "waiting_since"],
        unique=False,
        postgresql_where=sa.text("stage <> 'approved'"),
    )
    op.add_column("corrections", sa.Column("why", sa.Text(), nullable=True))
    op.add_column("corrections", sa.Column("page", sa.Integer(), nullable=True))
    op.add_column("corrections", sa.Column("box", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True))
    op.add_column("corrections", sa.Column("user_id", sa.Uuid(), nullable=True))
    op.add_column("corrections", sa.Column("edit", sa.Uuid(), nullable=True))
    op.add_column("corrections", sa.Column("seconds", sa.Double(), nullable=True))
    op.create_unique_constraint(op.f("uq_corrections_edit"), "corrections", ["edit"])
    op.create_foreign_key(op.f("fk_corrections_user_id"), "corrections", "users", ["user_id"], ["id"])
    op.create_index("ix_fields_doubtful", "fields", ["name", "document_id"], unique=False, postgresql_where=sa.text("doubtful"))
    op.execute(_KEEP)
    op.execute(_WAITING)


def downgrade() -> None:
    """Backwards. Users, what they decided about pages, the audit and samples are lost; corrections of fields stay."""
    op.execute(_TAKEN_BACK)
    op.drop_index("ix_fields_doubtful", table_name="fields", postgresql_where=sa.text("doubtful"))
    op.drop_constraint(op.f("fk_corrections_user_id"), "corrections", type_="foreignkey")
    op.drop_constraint(op.f("uq_corrections_edit"), "corrections", type_="unique")
    op.drop_column("corrections", "seconds")
    op.drop_column("corrections", "edit")
    op.drop_column("corrections", "user_id")
    op.drop_column("corrections", "box")
    op.drop_column("corrections", "page")
    op.drop_column("corrections", "why")
    op.drop_index("ix_reviews_waiting", table_name="reviews", postgresql_where=sa.text("stage <> 'approved'"))
    op.drop_index(op.f("ix_reviews_holder_id"), table_name="reviews")
    op.drop_index(op.f("ix_reviews_batch_id_stage"), table_name="reviews")
    op.drop_table("reviews")
    op.drop_index(op.f("ix_lot_items_dossier_id"), table_name="lot_items")
    op.drop_table("lot_items")
    op.drop_index(op.f("ix_keyings_dossier_id_id"), table_name="keyings")
    op.drop_table("keyings")
    op.drop_index(op.f("ix_arrangements_dossier_id_id"), table_name="arrangements")
    op.drop_table("arrangements")
    op.drop_index(op.f("ix_comments_dossier_id_id"), table_name="comments")
    op.drop_table("comments")
    op.drop_index(op.f("ix_sessions_user_id"), table_name="sessions")
    op.drop_index(op.f("ix_sessions_expires_at"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_index(op.f("ix_lots_state_created_at"), table_name="lots")
    op.drop_index(op.f("ix_lots_batch_id"), table_name="lots")
    op.drop_table("lots")
    op.drop_table("users")
    op.drop_index(op.f("ix_audit_user_id_id"), table_name="audit")
    op.drop_index(op.f("ix_audit_dossier_id_id"), table_name="audit")
    op.drop_index(op.f("ix_audit_at"), table_name="audit")
    op.drop_table("audit")
    op.execute("DROP FUNCTION audit_is_only_added_to")

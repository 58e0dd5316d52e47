"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forwards."""
    op.create_table(
        "batches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sa.UniqueConstraint("bucket", "prefix", name=op.f("uq_batches_bucket_prefix")),
    )
    op.create_table(
        "configurations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_configurations")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_configurations_fingerprint")),
    )
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=8), server_default="queued", nullable=False),
        sa.Column("revision", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("wanted_configuration", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("pages_done", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("pages_known", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_dossiers_batch_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["wanted_configuration"], ["configurations.id"], name=op.f("fk_dossiers_wanted_configuration")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossiers")),
        sa.UniqueConstraint("bucket", "name", name=op.f("uq_dossiers_bucket_name")),
    )
    op.create_index(op.f("ix_dossiers_batch_id_state"), "dossiers", ["batch_id", "state"], unique=False)
    op.create_index(op.f("ix_dossiers_created_at_id"), "dossiers", ["created_at", "id"], unique=False)
    op.create_table(
        "dossier_files",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_files_dossier_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("dossier_id", "position", name=op.f("pk_dossier_files")),
    )
    op.create_table(
        "records",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("configuration_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("has_pdf", sa.Boolean(), nullable=False),
        sa.Column("types", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["configuration_id"], ["configurations.id"], name=op.f("fk_records_configuration_id")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_records_dossier_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
        sa.UniqueConstraint(
            "dossier_id",
            "revision",
            "configuration_id",
            name=op.f("uq_records_dossier_id_revision_configuration_id"),
        ),
    )
    # Dossiers and records point at each other, so one of the two keys can only be made afterwards.
    op.create_foreign_key(
        op.f("fk_dossiers_published_id"), "dossiers", "records", ["published_id"], ["id"], ondelete="SET NULL"
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("type_confidence", sa.Double(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("pages", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_documents_record_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("record_id", "position", name=op.f("uq_documents_record_id_position")),
    )
    op.create_index(
        "ix_documents_search",
        "documents",
        [sa.literal_column("to_tsvector('simple', search)")],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "fields",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("value_folded", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("box", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("handwritten", sa.Boolean(), nullable=False),
        sa.Column("doubtful", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_fields_document_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", "name", name=op.f("pk_fields")),
    )
    op.create_index(op.f("ix_fields_name_value_folded"), "fields", ["name", "value_folded"], unique=False)


def downgrade() -> None:
    """Backwards."""
    op.drop_index(op.f("ix_fields_name_value_folded"), table_name="fields")
    op.drop_table("fields")
    op.drop_index("ix_documents_search", table_name="documents", postgresql_using="gin")
    op.drop_table("documents")
    op.drop_constraint(op.f("fk_dossiers_published_id"), "dossiers", type_="foreignkey")
    op.drop_table("records")
    op.drop_table("dossier_files")
    op.drop_index(op.f("ix_dossiers_created_at_id"), table_name="dossiers")
    op.drop_index(op.f("ix_dossiers_batch_id_state"), table_name="dossiers")
    op.drop_table("dossiers")
    op.drop_table("configurations")
    op.drop_table("batches")

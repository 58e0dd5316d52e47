"""Backlogs that are fed in portions, events, deliveries, API keys, corrections, tries and comparisons."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forwards. What was queued or running is fed to the workers again."""
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_keys_digest")),
        sa.UniqueConstraint("name", name=op.f("uq_api_keys_name")),
    )
    op.create_table(
        "reconciliations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "found", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliations")),
    )
    op.create_table(
        "idempotency",
        sa.Column("api_key_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["api_key_id"], ["api_keys.id"], name=op.f("fk_idempotency_api_key_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("api_key_id", "key", name=op.f("pk_idempotency")),
    )
    op.create_index(op.f("ix_idempotency_created_at"), "idempotency", ["created_at"], unique=False)
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_events_dossier_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("bucket", "key", "version", "removed", name=op.f("uq_events_bucket_key_version_removed")),
    )
    op.create_index("ix_events_pending", "events", ["due_at"], unique=False, postgresql_where=sa.text("handled_at IS NULL"))
    op.create_index(op.f("ix_events_received_at"), "events", ["received_at"], unique=False)
    op.create_table(
        "tries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(length=8), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("waited", sa.Double(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_tries_dossier_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tries")),
    )
    op.create_index(op.f("ix_tries_dossier_id"), "tries", ["dossier_id"], unique=False)
    op.create_index(op.f("ix_tries_ended_at"), "tries", ["ended_at"], unique=False)
    op.create_table(
        "corrections",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("pages", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_corrections_dossier_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_corrections_record_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_dossier_id_id"), "corrections", ["dossier_id", "id"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=8), server_default="pending", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("status_code", sa.Integer(), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("receipt", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_deliveries_dossier_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_deliveries_record_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "receiver",
            "event",
            "dossier_id",
            "revision",
            "record_id",
            name=op.f("uq_deliveries_receiver_event_dossier_id_revision_record_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        "ix_deliveries_pending",
        "deliveries",
        ["receiver", "next_at"],
        unique=False,
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(op.f("ix_deliveries_state_created_at"), "deliveries", ["state", "created_at"], unique=False)
    op.add_column("batches", sa.Column("inventory", sa.Text(), server_default="", nullable=False))
    op.add_column("batches", sa.Column("rule", sa.String(length=8), server_default="folder", nullable=False))
    op.add_column("batches", sa.Column("state", sa.String(length=8), server_default="running", nullable=False))
    op.add_column("batches", sa.Column("listing", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column("batches", sa.Column("retry", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("batches", sa.Column("found", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("batches", sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("batches", sa.Column("error_message", sa.Text(), nullable=True))
    op.add_column("batches", sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False))
    op.drop_constraint(op.f("uq_batches_bucket_prefix"), "batches", type_="unique")
    op.create_unique_constraint(op.f("uq_batches_bucket_prefix_inventory"), "batches", ["bucket", "prefix", "inventory"])
    op.add_column("dossier_files", sa.Column("name", sa.Text(), nullable=True))
    op.add_column("dossiers", sa.Column("label", sa.Text(), nullable=True))
    op.add_column("dossiers", sa.Column("sort_key", sa.Text(), server_default="", nullable=False))
    op.add_column("dossiers", sa.Column("listing", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("dossiers", sa.Column("queue", sa.String(length=8), server_default="batch", nullable=False))
    op.add_column("dossiers", sa.Column("declared", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True))
    op.add_column("dossiers", sa.Column("reading", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True))
    op.add_column("dossiers", sa.Column("outages", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column(
        "dossiers", sa.Column("wanted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)
    )
    op.add_column("dossiers", sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))
    op.add_column("dossiers", sa.Column("enqueued_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_dossiers_batch_id_finished_at"), "dossiers", ["batch_id", "finished_at"], unique=False)
    op.create_index(
        "ix_dossiers_in_hand",
        "dossiers",
        ["enqueued_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('queued', 'running') AND enqueued_at IS NOT NULL"),
    )
    op.create_index(
        "ix_dossiers_to_enqueue",
        "dossiers",
        ["queue", "batch_id", "sort_key"],
        unique=False,
        postgresql_where=sa.text("state = 'queued' AND enqueued_at IS NULL"),
    )
    op.create_index(op.f("ix_fields_value_folded"), "fields", ["value_folded"], unique=False)
    op.add_column(
        "records",
        sa.Column(
            "sheets", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.add_column("records", sa.Column("fields", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("records", sa.Column("seconds", sa.Double(), server_default=sa.text("0"), nullable=False))
    op.add_column("records", sa.Column("held", sa.Text(), nullable=True))
    op.create_index(op.f("ix_records_created_at"), "records", ["created_at"], unique=False)
    op.create_index("ix_records_held", "records", ["dossier_id"], postgresql_where=sa.text("held IS NOT NULL"))
    op.execute("UPDATE batches SET listed_at = now()")
    op.execute("UPDATE dossiers SET sort_key = name, wanted_at = created_at")


def downgrade() -> None:
    """Backwards. Inventories, events, deliveries, keys and corrections are lost; a canceled dossier becomes a failed one."""
    op.execute("UPDATE dossiers SET state = 'failed', error_code = 'canceled' WHERE state = 'canceled'")
    op.execute("DELETE FROM batches WHERE inventory <> ''")
    op.drop_index("ix_records_held", table_name="records")
    op.drop_index(op.f("ix_records_created_at"), table_name="records")
    op.drop_column("records", "held")
    op.drop_column("records", "seconds")
    op.drop_column("records", "fields")
    op.drop_column("records", "sheets")
    op.drop_index(op.f("ix_fields_value_folded"), table_name="fields")
    op.drop_index(
        "ix_dossiers_to_enqueue", table_name="dossiers", postgresql_where=sa.text("state = 'queued' AND enqueued_at IS NULL")
    )
    op.drop_index(
        "ix_dossiers_in_hand",
        table_name="dossiers",
        postgresql_where=sa.text("state IN ('queued', 'running') AND enqueued_at IS NOT NULL"),
    )
    op.drop_index(op.f("ix_dossiers_batch_id_finished_at"), table_name="dossiers")
    op.drop_column("dossiers", "enqueued_at")
    op.drop_column("dossiers", "not_before")
    op.drop_column("dossiers", "wanted_at")
    op.drop_column("dossiers", "outages")
    op.drop_column("dossiers", "reading")
    op.drop_column("dossiers", "declared")
    op.drop_column("dossiers", "queue")
    op.drop_column("dossiers", "listing")
    op.drop_column("dossiers", "sort_key")
    op.drop_column("dossiers", "label")
    op.drop_column("dossier_files", "name")
    op.drop_constraint(op.f("uq_batches_bucket_prefix_inventory"), "batches", type_="unique")
    op.create_unique_constraint(op.f("uq_batches_bucket_prefix"), "batches", ["bucket", "prefix"])
    op.drop_column("batches", "asked_at")
    op.drop_column("batches", "error_message")
    op.drop_column("batches", "listed_at")
    op.drop_column("batches", "found")
    op.drop_column("batches", "retry")
    op.drop_column("batches", "listing")
    op.drop_column("batches", "state")
    op.drop_column("batches", "rule")
    op.drop_column("batches", "inventory")
    op.drop_index(op.f("ix_deliveries_state_created_at"), table_name="deliveries")
    op.drop_index("ix_deliveries_pending", table_name="deliveries", postgresql_where=sa.text("state = 'pending'"))
    op.drop_table("deliveries")
    op.drop_index(op.f("ix_corrections_dossier_id_id"), table_name="corrections")
    op.drop_table("corrections")
    op.drop_index(op.f("ix_tries_ended_at"), table_name="tries")
    op.drop_index(op.f("ix_tries_dossier_id"), table_name="tries")
    op.drop_table("tries")
    op.drop_index(op.f("ix_events_received_at"), table_name="events")
    op.drop_index("ix_events_pending", table_name="events", postgresql_where=sa.text("handled_at IS NULL"))
    op.drop_table("events")
    op.drop_index(op.f("ix_idempotency_created_at"), table_name="idempotency")
    op.drop_table("idempotency")
    op.drop_table("reconciliations")
    op.drop_table("api_keys")

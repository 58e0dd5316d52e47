"""The work list can be asked for what is in doubt for a reason: handwriting, sources that disagree, and so on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_FILLED = """
UPDATE reviews SET kinds = ARRAY(
  SELECT DISTINCT CASE WHEN fields.state = 'conflict' THEN 'conflict' WHEN fields.handwritten THEN 'handwritten'
    WHEN fields.state IN ('unreadable', 'absent') THEN fields.state ELSE 'unsure' END
  FROM documents JOIN fields ON fields.document_id = documents.id
  WHERE documents.record_id = reviews.record_id AND fields.doubtful ORDER BY 1)
"""
"""Nearly what is written from now on: checks that failed are not kept here, and count as unsure."""


def upgrade() -> None:
    """Forwards. What waits gets its reasons from the fields as they are listed."""
    op.add_column("reviews", sa.Column("kinds", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False))
    op.execute(_FILLED)


def downgrade() -> None:
    """Backwards."""
    op.drop_column("reviews", "kinds")

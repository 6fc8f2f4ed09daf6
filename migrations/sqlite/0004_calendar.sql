-- The address of somebody's calendar, as their calendar program holds it: one
-- a member, its hash only. It goes with the membership and with the role.
CREATE TABLE calendar_feeds (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL,
  user_id     INTEGER NOT NULL,
  token_hash  TEXT NOT NULL UNIQUE,
  created_at  INTEGER NOT NULL,
  UNIQUE (company_id, id),
  UNIQUE (company_id, user_id),
  FOREIGN KEY (company_id, user_id) REFERENCES memberships (company_id, user_id)
) STRICT;

-- Counts what people changed of a shoot: SEQUENCE in RFC 5545.
ALTER TABLE events ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

-- Retention: what has been erased keeps its row, with nothing of anybody in it,
-- for others refer to it; what is still to be erased is found by these indexes.
ALTER TABLE events ADD COLUMN erased_at INTEGER;
ALTER TABLE answers ADD COLUMN erased_at INTEGER;
CREATE INDEX employees_to_purge ON employees (company_id, deleted_at, id)
  WHERE deleted_at IS NOT NULL AND erased_at IS NULL;
CREATE INDEX events_to_purge ON events (company_id, deleted_at, id)
  WHERE deleted_at IS NOT NULL AND erased_at IS NULL;
CREATE INDEX answers_to_purge ON answers (company_id, deleted_at, id)
  WHERE deleted_at IS NOT NULL AND erased_at IS NULL AND evidence_until IS NULL;
CREATE INDEX answers_by_evidence_end ON answers (evidence_until, id)
  WHERE evidence_until IS NOT NULL AND erased_at IS NULL;

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

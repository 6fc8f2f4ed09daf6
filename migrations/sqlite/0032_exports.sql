-- Exports of everything that a company holds: asked for by an owner, made by a job, kept for some
-- days.
CREATE TABLE exports (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  user_id     INTEGER NOT NULL REFERENCES users (id),
  state       TEXT NOT NULL CHECK (state IN ('WAITING', 'RUNNING', 'DONE', 'FAILED', 'EXPIRED')),
  nonce       TEXT NOT NULL UNIQUE,  -- the name of the file
  done        INTEGER NOT NULL DEFAULT 0,
  total       INTEGER NOT NULL DEFAULT 0,
  bytes       INTEGER,
  created_at  INTEGER NOT NULL,
  ended_at    INTEGER,
  expires_at  INTEGER,
  UNIQUE (company_id, id)
) STRICT;

CREATE UNIQUE INDEX exports_one_at_a_time ON exports (company_id)
  WHERE state IN ('WAITING', 'RUNNING');
CREATE INDEX exports_kept ON exports (state, expires_at);

-- Who did it, where a user did: facts of before do not know.
ALTER TABLE facts ADD COLUMN user_id INTEGER REFERENCES users (id);

-- What listeners are told, in the order of the commits, kept for a day or so:
-- who comes back after a moment is told what was missed. Ids and counts only.
CREATE TABLE live_journal (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER REFERENCES companies (id),  -- NULL: told to everybody of the instance
  user_id     INTEGER REFERENCES users (id),      -- NULL: told to who may read all of the company
  kind        TEXT NOT NULL,
  body        TEXT NOT NULL,         -- JSON
  at          INTEGER NOT NULL
) STRICT;
CREATE INDEX live_journal_of_company ON live_journal (company_id, seq);
CREATE INDEX live_journal_by_age ON live_journal (at);

-- For who cannot send a header: one use, half a minute.
CREATE TABLE stream_tickets (
  token_hash  TEXT PRIMARY KEY,
  session_id  INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  user_id     INTEGER NOT NULL REFERENCES users (id),
  expires_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX stream_tickets_of_session ON stream_tickets (session_id);
CREATE INDEX stream_tickets_by_expiry ON stream_tickets (expires_at);

-- What an administrator tells everybody, in both languages.
CREATE TABLE broadcasts (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  title_fr    TEXT NOT NULL,
  title_en    TEXT NOT NULL,
  body_fr     TEXT NOT NULL,
  body_en     TEXT NOT NULL,
  created_by  INTEGER REFERENCES users (id),
  created_at  INTEGER NOT NULL
) STRICT;

-- What a user is told: a kind and ids, never a text. What the ids name is looked
-- up when it is read, in the company and within reach; it may be purged by then,
-- so nothing here holds on to it.
CREATE TABLE notifications (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id    INTEGER REFERENCES companies (id),  -- NULL: of the instance
  user_id       INTEGER NOT NULL REFERENCES users (id),
  type          TEXT NOT NULL,
  key           TEXT NOT NULL,       -- why: told once for each reason
  event_id      INTEGER,
  answer_id     INTEGER,
  employee_id   INTEGER,
  import_id     INTEGER,
  badge         TEXT,
  broadcast_id  INTEGER REFERENCES broadcasts (id),
  number        INTEGER,             -- how many, where the sentence says so
  shown         INTEGER NOT NULL,    -- 0: by e-mail only
  digest        INTEGER,             -- 0: waits for the daily letter; else the letter it went into
  read_at       INTEGER,
  created_at    INTEGER NOT NULL,
  deleted_at    INTEGER,
  UNIQUE (user_id, key)
) STRICT;
-- Lists and counts read nothing but these.
CREATE INDEX notifications_of_user ON notifications (user_id, id, company_id, shown, deleted_at)
  WHERE shown = 1 AND deleted_at IS NULL;
CREATE INDEX notifications_unread ON notifications (user_id, id, company_id, shown, deleted_at, read_at)
  WHERE shown = 1 AND deleted_at IS NULL AND read_at IS NULL;
CREATE INDEX notifications_by_type ON notifications (user_id, type, id)
  WHERE shown = 1 AND deleted_at IS NULL;
CREATE INDEX notifications_to_digest ON notifications (digest, user_id, company_id)
  WHERE digest IS NOT NULL;
CREATE INDEX notifications_by_reading ON notifications (read_at) WHERE read_at IS NOT NULL;

-- How someone wants to be told, where it differs from the default.
CREATE TABLE notification_subscriptions (
  company_id  INTEGER NOT NULL,
  user_id     INTEGER NOT NULL,
  type        TEXT NOT NULL,
  channel     TEXT NOT NULL CHECK (channel IN ('IN_APP', 'EMAIL', 'BOTH', 'DIGEST', 'NONE')),
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (company_id, user_id, type),
  FOREIGN KEY (company_id, user_id) REFERENCES memberships (company_id, user_id)
) STRICT;
CREATE INDEX notification_subscriptions_of_user ON notification_subscriptions (user_id, type);

-- What counts towards a badge, each thing once, and no more of them than the
-- highest badge asks for.
CREATE TABLE badge_counts (
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  user_id     INTEGER NOT NULL REFERENCES users (id),
  kind        TEXT NOT NULL,
  subject_id  INTEGER NOT NULL,
  PRIMARY KEY (company_id, user_id, kind, subject_id)
) STRICT;
INSERT INTO badge_counts (company_id, user_id, kind, subject_id)
  SELECT company_id, created_by, 'EVENTS_CREATED', id FROM events WHERE created_by IS NOT NULL;

CREATE TABLE badges (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  user_id     INTEGER NOT NULL REFERENCES users (id),
  badge       TEXT NOT NULL,
  earned_at   INTEGER NOT NULL,
  UNIQUE (company_id, id),
  UNIQUE (company_id, user_id, badge)
) STRICT;
CREATE INDEX notifications_of_broadcast ON notifications (broadcast_id);

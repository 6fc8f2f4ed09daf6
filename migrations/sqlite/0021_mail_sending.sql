-- Whether mail can leave, and what keeps a mail or a job from being done.

-- One row: what keeps all mail from leaving, if anything does.
CREATE TABLE mail_sending (
  id        INTEGER PRIMARY KEY CHECK (id = 1),
  failures  INTEGER NOT NULL,       -- tries in a row that failed for a reason of no mail in particular
  verdict   TEXT,                   -- US or WAY; NULL: mail leaves
  reply     TEXT,                   -- the server's last, without addresses
  since     INTEGER,                -- when it began
  probe_at  INTEGER                 -- paused: when one mail tries again; NULL: all try
) STRICT;

INSERT INTO mail_sending (id, failures) VALUES (1, 0);

-- Who has to act before this mail can arrive; NULL: nothing failed yet, or it was sent.
ALTER TABLE mails ADD COLUMN verdict TEXT;
-- Since when it fails for a reason of its own.
ALTER TABLE mails ADD COLUMN failing_since INTEGER;

-- 1: waits for what keeps all jobs of its kind from being done.
ALTER TABLE jobs ADD COLUMN held INTEGER NOT NULL DEFAULT 0;

-- The mail that a notification is about.
ALTER TABLE notifications ADD COLUMN mail_id INTEGER;

-- What operators are told goes beside what everybody is, and only to them.
ALTER TABLE live_journal ADD COLUMN for_operators INTEGER NOT NULL DEFAULT 0;

-- Why letters to somebody come back: 'UNKNOWN', as the mail server has it that there is no
-- such address; 'RETURNED', as somebody of the company said so, and what NULL means where
-- bounced_at is set.
ALTER TABLE employees ADD COLUMN bounced_for TEXT;
ALTER TABLE guardians ADD COLUMN bounced_for TEXT;

-- Tries that failed and count towards a limit, so that a restart opens no door again.
-- Of whom or from where is kept as a keyed hash; thrown away once no limit reaches back
-- so far.
CREATE TABLE failed_tries (
  id    INTEGER PRIMARY KEY AUTOINCREMENT,
  rule  TEXT NOT NULL,
  key   TEXT NOT NULL,           -- HMAC, hex
  at    INTEGER NOT NULL
) STRICT;

CREATE INDEX failed_tries_by_age ON failed_tries (at);

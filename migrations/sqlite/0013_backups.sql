-- What became of each backup into the instance's own folder. What is kept there is
-- told by the folder: a restored database knows nothing of the backup it came from.
CREATE TABLE backups (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  began_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  name     TEXT,                        -- of its folder; none if it failed
  bytes    INTEGER NOT NULL DEFAULT 0,  -- all it needs
  added    INTEGER NOT NULL DEFAULT 0,  -- of that, what no earlier one had
  blobs    INTEGER NOT NULL DEFAULT 0,
  lost     INTEGER NOT NULL DEFAULT 0,  -- blobs that were not to be had
  trouble  TEXT,                        -- why it failed, as JSON; nothing personal
  CHECK ((name IS NULL) <> (trouble IS NULL))
) STRICT;
CREATE INDEX backups_by_end ON backups (ended_at);
CREATE INDEX backups_good ON backups (ended_at) WHERE name IS NOT NULL;

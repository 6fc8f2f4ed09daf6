-- The signed root of each day over the heads of all evidence chains, and the leaves of one of them.
CREATE TABLE daily_roots (
  number      INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again, raised by a restore
  body        TEXT NOT NULL,                      -- JSON, signed
  has_leaves  INTEGER NOT NULL CHECK (has_leaves IN (0, 1)),  -- 1: root_leaves are its leaves
  mailed      INTEGER NOT NULL CHECK (mailed IN (0, 1))       -- whether the owners were written to
) STRICT;

CREATE UNIQUE INDEX daily_roots_with_leaves ON daily_roots (has_leaves) WHERE has_leaves = 1;

CREATE INDEX daily_roots_mailed ON daily_roots (number) WHERE mailed = 1;

-- So that a restore raises the next number even if the backup has no root.
INSERT INTO sqlite_sequence (name, seq) VALUES ('daily_roots', 0);

-- The leaves, up to 1,024 answers in a row. Of each: the answer's id, the number of the chain's last
-- step (64 bits each, big-endian), its hash, the SHA-256 of the answer's reference.
CREATE TABLE root_leaves (
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  block       INTEGER NOT NULL,  -- the answer's id, divided by 1,024
  leaves      BLOB NOT NULL,
  PRIMARY KEY (company_id, block)
) STRICT, WITHOUT ROWID;

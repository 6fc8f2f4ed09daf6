-- What threatens data, and what must not happen because of it ---------------

-- What administrators must know until it is mended: one row for each kind while it lasts.
CREATE TABLE alarms (
  kind          TEXT PRIMARY KEY,
  since         INTEGER NOT NULL,
  detail        TEXT NOT NULL,       -- a line with figures and names of blobs; nothing personal
  confirmed_at  INTEGER              -- somebody looked and lets happen what was held back
) STRICT;

-- Bytes whose last row was taken away on purpose: the nightly sweep deletes them. Bytes
-- that no row names and that are not listed here are set aside first.
CREATE TABLE released_blobs (
  owner        TEXT NOT NULL CHECK (owner IN ('company', 'user')),
  owner_id     INTEGER NOT NULL,
  sha256       TEXT NOT NULL,
  released_at  INTEGER NOT NULL,
  PRIMARY KEY (owner, owner_id, sha256)
) STRICT;

-- The clock as it was last read while it could be trusted: one row.
CREATE TABLE clock_readings (
  id           INTEGER PRIMARY KEY CHECK (id = 1),
  trusted_at   INTEGER NOT NULL,     -- the last time of day that followed from the one before
  read_at      INTEGER NOT NULL,     -- the last time of day read, trusted or not
  steady       INTEGER NOT NULL,     -- since a leap: milliseconds during which it went on steadily
  leap         INTEGER               -- how far it leapt, in milliseconds; NULL while it is trusted
) STRICT;

-- Bytes that rows refer to and that were found missing or rotten, until they are back.
CREATE TABLE lost_blobs (
  owner     TEXT NOT NULL CHECK (owner IN ('instance', 'company', 'user')),
  owner_id  INTEGER NOT NULL,        -- 0: the instance, for sealed documents
  sha256    TEXT NOT NULL,
  bytes     INTEGER NOT NULL,        -- as they should be
  rotten    INTEGER NOT NULL CHECK (rotten IN (0, 1)), -- 0: missing
  found_at  INTEGER NOT NULL,
  PRIMARY KEY (owner, owner_id, sha256)
) STRICT;

-- The name under which the bytes of an upload were put in their place, written down
-- before they are: if the process ends in between, the next finds them again.
ALTER TABLE uploads ADD COLUMN kept_as TEXT;

-- Consents by their end within a company: what ends tonight is found without looking at
-- what does not.
CREATE INDEX answers_to_expire ON answers (company_id, expires_at, id) WHERE state = 'ACCEPTED';

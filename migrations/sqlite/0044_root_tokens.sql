-- Time-stamps (RFC 3161) of daily roots, by authorities outside the instance.
CREATE TABLE root_tokens (
  number       INTEGER NOT NULL REFERENCES daily_roots (number),
  url          TEXT NOT NULL,     -- the address of the authority
  token        BLOB NOT NULL,     -- DER
  at           INTEGER NOT NULL,  -- when the authority made it, in milliseconds
  authority    TEXT NOT NULL,     -- the name in its certificate
  certificate  TEXT NOT NULL,     -- the SHA-256 of its certificate
  is_checked   INTEGER NOT NULL CHECK (is_checked IN (0, 1)),  -- 1: from a root that was trusted then
  PRIMARY KEY (number, url)
) STRICT;

-- The code of an authenticator app (RFC 6238). The secret is not here: it is derived
-- from a key kept outside the database, the user and the nonce.
CREATE TABLE second_factors (
  user_id       INTEGER PRIMARY KEY REFERENCES users (id),
  nonce         TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  confirmed_at  INTEGER,             -- NULL: begun, and not asked for yet
  last_step     INTEGER              -- the step of the last code that was taken; NULL: none
) STRICT;

-- For who has lost the app: one use each.
CREATE TABLE recovery_codes (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id     INTEGER NOT NULL REFERENCES users (id),
  code_hash   TEXT NOT NULL,         -- keyed: it is short
  created_at  INTEGER NOT NULL,
  used_at     INTEGER,
  UNIQUE (user_id, code_hash)
) STRICT;

-- From where someone has signed in: a hash of the kind of program and of the network.
CREATE TABLE known_origins (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id     INTEGER NOT NULL REFERENCES users (id),
  origin_hash TEXT NOT NULL,
  used_at     INTEGER NOT NULL,
  told_at     INTEGER,               -- when a letter said that it was new
  UNIQUE (user_id, origin_hash)
) STRICT;
CREATE INDEX known_origins_by_age ON known_origins (used_at);

-- What programs sign in with, in a member's name, for one company.
CREATE TABLE api_tokens (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  user_id     INTEGER NOT NULL,
  name        TEXT NOT NULL,
  prefix      TEXT NOT NULL,         -- its first characters, to recognise it by
  token_hash  TEXT NOT NULL UNIQUE,
  scopes      TEXT NOT NULL,         -- JSON
  created_at  INTEGER NOT NULL,
  used_at     INTEGER,               -- to the hour
  expires_at  INTEGER,
  revoked_at  INTEGER,
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, user_id) REFERENCES memberships (company_id, user_id)
) STRICT;
CREATE INDEX api_tokens_of_user ON api_tokens (company_id, user_id, id);
CREATE VIEW live_api_tokens AS SELECT * FROM api_tokens WHERE revoked_at IS NULL;

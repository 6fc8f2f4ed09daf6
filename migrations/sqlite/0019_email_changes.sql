-- Another e-mail for an account, until whoever reads it has confirmed it.
CREATE TABLE email_changes (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id     INTEGER NOT NULL REFERENCES users (id),
  email       TEXT NOT NULL,
  nonce       TEXT NOT NULL,         -- the token is HMAC(key, user, nonce)
  token_hash  TEXT NOT NULL UNIQUE,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  ended_at    INTEGER                -- confirmed, replaced by another, or void
) STRICT;

CREATE INDEX email_changes_of_user ON email_changes (user_id);

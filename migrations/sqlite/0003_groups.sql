-- Groups: people who are asked together -------------------------------------

CREATE TABLE groups (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL REFERENCES companies (id),
  name         TEXT NOT NULL,
  name_key     TEXT NOT NULL,        -- folded, for uniqueness, order and search
  description  TEXT,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  deleted_at   INTEGER,
  UNIQUE (company_id, id)
) STRICT;
CREATE UNIQUE INDEX groups_name ON groups (company_id, name_key) WHERE deleted_at IS NULL;
CREATE INDEX groups_by_name ON groups (company_id, deleted_at, name_key, id);
CREATE INDEX groups_by_age ON groups (company_id, deleted_at, created_at, id);
CREATE VIEW live_groups AS SELECT * FROM groups WHERE deleted_at IS NULL;

-- Who is in which. Rows of deleted people and groups stay, so that a restore
-- brings them back; what is counted and listed are the live ones.
CREATE TABLE group_members (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL,
  group_id     INTEGER NOT NULL,
  employee_id  INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  UNIQUE (company_id, group_id, employee_id),
  FOREIGN KEY (company_id, group_id) REFERENCES groups (company_id, id),
  FOREIGN KEY (company_id, employee_id) REFERENCES employees (company_id, id)
) STRICT;
CREATE INDEX group_members_of_employee ON group_members (company_id, employee_id, group_id);

-- Invitations to work in a company ------------------------------------------

-- Nobody is a member before they say yes, and until then the company knows only
-- what it typed: whether the e-mail has an account is nobody's business but its
-- holder's. Who accepts becomes a row of memberships.
CREATE TABLE invitations (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL REFERENCES companies (id),
  email        TEXT,
  email_key    TEXT,
  first_name   TEXT,
  last_name    TEXT,
  role         TEXT NOT NULL CHECK (role IN ('OWNER', 'SUPER_USER', 'USER', 'PHOTOGRAPHER', 'EMPLOYEE')),
  locale       TEXT NOT NULL,        -- of the letter, and of a new account
  invited_by   INTEGER REFERENCES users (id),
  nonce        TEXT NOT NULL,        -- the token is HMAC(key, id, nonce)
  token_hash   TEXT NOT NULL UNIQUE,
  created_at   INTEGER NOT NULL,
  sent_at      INTEGER NOT NULL,     -- the last time: inviting again sends another link
  expires_at   INTEGER NOT NULL,
  ended_at     INTEGER,
  outcome      TEXT CHECK (outcome IN ('ACCEPTED', 'DECLINED', 'WITHDRAWN')),
  user_id      INTEGER REFERENCES users (id),  -- who accepted or declined with an account
  UNIQUE (company_id, id)
) STRICT;
CREATE UNIQUE INDEX invitations_waiting ON invitations (company_id, email_key) WHERE ended_at IS NULL;
CREATE INDEX invitations_of_company ON invitations (company_id, ended_at, id);
CREATE INDEX invitations_by_email ON invitations (email_key) WHERE ended_at IS NULL;

-- One's own: the people, and the guardians of people, whose e-mail one has shown to be one's own.
CREATE INDEX guardians_by_email ON guardians (company_id, email_key);

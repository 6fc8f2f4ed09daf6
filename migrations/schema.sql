-- Generated: the sum of the migrations.

CREATE VIEW active_holds AS
  SELECT h.* FROM holds AS h
   WHERE h.released_at IS NULL
     AND NOT EXISTS (
         SELECT 1 FROM answers AS a
           JOIN signers AS s ON s.company_id = a.company_id AND s.answer_id = a.id
           JOIN decisions AS d ON d.company_id = s.company_id AND d.answer_id = s.answer_id
                              AND d.signer_id = s.id
           JOIN documents AS shown ON shown.company_id = d.company_id AND shown.id = d.document_id
          WHERE a.company_id = h.company_id AND a.event_id = h.event_id
            AND a.employee_id = h.employee_id
            AND d.id > h.last_decision AND d.supersedes IS NULL
            AND (s.guardian_id IS NOT NULL) = h.by_guardian
            AND CASE WHEN h.email_key IS NOT NULL
                     THEN lower(json_extract(shown.body, '$.signer.email')) = h.email_key
                     ELSE h.by_guardian = 0 OR s.guardian_id = h.guardian_id END);

CREATE TABLE alarms (
  kind          TEXT PRIMARY KEY,
  since         INTEGER NOT NULL,
  detail        TEXT NOT NULL,       -- a line with figures and names of blobs; nothing personal
  confirmed_at  INTEGER              -- somebody looked and lets happen what was held back
) STRICT;

CREATE TABLE answer_counts (
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  deleted     INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  state       TEXT NOT NULL,
  total       INTEGER NOT NULL,
  PRIMARY KEY (company_id, deleted, state)
) STRICT;

CREATE TABLE answer_days (
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  day         INTEGER NOT NULL,
  deleted     INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  state       TEXT NOT NULL,
  total       INTEGER NOT NULL,
  PRIMARY KEY (company_id, day, deleted, state)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER answers_of_instance_counted AFTER INSERT ON answer_days WHEN NEW.deleted = 0 BEGIN
  INSERT INTO instance_days (kind, state, day, total)
  VALUES ('ANSWER', NEW.state, NEW.day, NEW.total)
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + NEW.total;
END;

CREATE TRIGGER answers_of_instance_recounted AFTER UPDATE OF total ON answer_days
WHEN NEW.deleted = 0 BEGIN
  INSERT INTO instance_days (kind, state, day, total)
  VALUES ('ANSWER', NEW.state, NEW.day, NEW.total - OLD.total)
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + NEW.total - OLD.total;
END;

CREATE TRIGGER answers_of_instance_uncounted AFTER DELETE ON answer_days WHEN OLD.deleted = 0 BEGIN
  UPDATE instance_days SET total = total - OLD.total
   WHERE kind = 'ANSWER' AND state = OLD.state AND day = OLD.day;
END;

CREATE TABLE answers (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id       INTEGER NOT NULL REFERENCES companies (id),
  event_id         INTEGER NOT NULL,
  employee_id      INTEGER NOT NULL,
  reference        TEXT NOT NULL UNIQUE,   -- 128 random bits, base32, printed on the PDF
  locale           TEXT NOT NULL,
  state            TEXT NOT NULL CHECK (state IN ('PENDING', 'ACCEPTED', 'REFUSED', 'WITHDRAWN', 'EXPIRED')),
  uses             TEXT NOT NULL DEFAULT '[]',  -- JSON list of what is allowed today
  reason           TEXT,
  signed_at        INTEGER,
  link_expires_at  INTEGER NOT NULL,
  mail_sent_at     INTEGER,
  reminded_at      INTEGER,
  expires_at       INTEGER,          -- the end of the licence, fixed at signing
  evidence_until   INTEGER,
  supersedes       INTEGER,          -- the answer that this one renews
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  deleted_at       INTEGER, erased_at INTEGER, notice_days INTEGER CHECK (notice_days IN (60, 15)), notice_at INTEGER, of_age_at INTEGER, reminders INTEGER NOT NULL DEFAULT 0, guardians_needed INTEGER, offered TEXT NOT NULL DEFAULT '[]',
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, event_id) REFERENCES events (company_id, id),
  FOREIGN KEY (company_id, employee_id) REFERENCES employees (company_id, id),
  FOREIGN KEY (company_id, supersedes) REFERENCES answers (company_id, id)
) STRICT;

CREATE UNIQUE INDEX answers_asked_once ON answers (company_id, event_id, employee_id)
  WHERE deleted_at IS NULL AND supersedes IS NULL;

CREATE INDEX answers_awaited ON answers (company_id, id)
  WHERE state = 'PENDING' AND deleted_at IS NULL;

CREATE INDEX answers_by_creation ON answers (company_id, deleted_at, created_at, id);

CREATE INDEX answers_by_creation_all ON answers (company_id, created_at, id);

CREATE INDEX answers_by_evidence_end ON answers (evidence_until, id)
  WHERE evidence_until IS NOT NULL AND erased_at IS NULL;

CREATE INDEX answers_by_expiry ON answers (expires_at) WHERE state = 'ACCEPTED';

CREATE INDEX answers_by_state ON answers (company_id, deleted_at, state, created_at, id);

CREATE INDEX answers_by_state_all ON answers (company_id, state, created_at, id);

CREATE TRIGGER answers_counted AFTER INSERT ON answers BEGIN
  INSERT INTO answer_counts (company_id, deleted, state, total)
  VALUES (NEW.company_id, NEW.deleted_at IS NOT NULL, NEW.state, 1)
  ON CONFLICT (company_id, deleted, state) DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER answers_counted_by_day AFTER INSERT ON answers BEGIN
  INSERT INTO answer_days (company_id, day, deleted, state, total)
  VALUES (NEW.company_id, NEW.created_at / 86400000, NEW.deleted_at IS NOT NULL, NEW.state, 1)
  ON CONFLICT (company_id, day, deleted, state) DO UPDATE SET total = total + 1;
END;

CREATE INDEX answers_given ON answers (company_id, event_id, employee_id, id)
  WHERE signed_at IS NOT NULL;

CREATE INDEX answers_of_employee ON answers (company_id, employee_id, deleted_at, id);

CREATE INDEX answers_of_event ON answers (company_id, event_id, deleted_at, id);

CREATE TRIGGER answers_recounted AFTER UPDATE OF state, deleted_at ON answers
WHEN OLD.state <> NEW.state OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL) BEGIN
  UPDATE answer_counts SET total = total - 1
   WHERE company_id = OLD.company_id AND deleted = (OLD.deleted_at IS NOT NULL)
     AND state = OLD.state;
  INSERT INTO answer_counts (company_id, deleted, state, total)
  VALUES (NEW.company_id, NEW.deleted_at IS NOT NULL, NEW.state, 1)
  ON CONFLICT (company_id, deleted, state) DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER answers_recounted_by_day AFTER UPDATE OF state, deleted_at ON answers
WHEN OLD.state <> NEW.state OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL) BEGIN
  UPDATE answer_days SET total = total - 1
   WHERE company_id = OLD.company_id AND day = OLD.created_at / 86400000
     AND deleted = (OLD.deleted_at IS NOT NULL) AND state = OLD.state;
  INSERT INTO answer_days (company_id, day, deleted, state, total)
  VALUES (NEW.company_id, NEW.created_at / 86400000, NEW.deleted_at IS NOT NULL, NEW.state, 1)
  ON CONFLICT (company_id, day, deleted, state) DO UPDATE SET total = total + 1;
END;

CREATE UNIQUE INDEX answers_renewed_once ON answers (company_id, supersedes)
  WHERE supersedes IS NOT NULL AND deleted_at IS NULL;

CREATE INDEX answers_to_expire ON answers (company_id, expires_at, id) WHERE state = 'ACCEPTED';

CREATE INDEX answers_to_purge ON answers (company_id, deleted_at, id)
  WHERE deleted_at IS NOT NULL AND erased_at IS NULL AND evidence_until IS NULL;

CREATE TRIGGER answers_uncounted AFTER DELETE ON answers BEGIN
  UPDATE answer_counts SET total = total - 1
   WHERE company_id = OLD.company_id AND deleted = (OLD.deleted_at IS NOT NULL)
     AND state = OLD.state;
END;

CREATE TRIGGER answers_uncounted_by_day AFTER DELETE ON answers BEGIN
  UPDATE answer_days SET total = total - 1
   WHERE company_id = OLD.company_id AND day = OLD.created_at / 86400000
     AND deleted = (OLD.deleted_at IS NOT NULL) AND state = OLD.state;
END;

CREATE TRIGGER search_follows_answers AFTER UPDATE OF deleted_at ON answers
  WHEN OLD.deleted_at IS NOT NEW.deleted_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'ANSWER', NEW.id);
  INSERT INTO search_changes (company_id, kind, row_id)
    SELECT company_id, 'EMPLOYEE', NEW.employee_id FROM events
     WHERE company_id = NEW.company_id AND id = NEW.event_id AND partner_id IS NOT NULL;
END;

CREATE TRIGGER search_follows_new_answers AFTER INSERT ON answers BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'ANSWER', NEW.id);
  INSERT INTO search_changes (company_id, kind, row_id)
    SELECT company_id, 'EMPLOYEE', NEW.employee_id FROM events
     WHERE company_id = NEW.company_id AND id = NEW.event_id AND partner_id IS NOT NULL;
END;

CREATE TRIGGER search_follows_purged_answers AFTER DELETE ON answers BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (OLD.company_id, 'ANSWER', OLD.id);
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (OLD.company_id, 'EMPLOYEE', OLD.employee_id);
END;

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

CREATE TABLE audit (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER REFERENCES companies (id),
  user_id     INTEGER REFERENCES users (id),
  action      TEXT NOT NULL,
  about       TEXT NOT NULL,         -- JSON, ids only
  ip          TEXT,
  at          INTEGER NOT NULL
, previous_hash TEXT, hash TEXT) STRICT;

CREATE INDEX audit_of_company ON audit (company_id, id);

CREATE TABLE audit_heads (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  body    TEXT NOT NULL    -- JSON: number, at, heads [{company, entry, hash}], publicKey, signature
) STRICT;

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

CREATE TABLE badge_counts (
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  user_id     INTEGER NOT NULL REFERENCES users (id),
  kind        TEXT NOT NULL,
  subject_id  INTEGER NOT NULL,
  PRIMARY KEY (company_id, user_id, kind, subject_id)
) STRICT;

CREATE TABLE badges (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  user_id     INTEGER NOT NULL REFERENCES users (id),
  badge       TEXT NOT NULL,
  earned_at   INTEGER NOT NULL,
  UNIQUE (company_id, id),
  UNIQUE (company_id, user_id, badge)
) STRICT;

CREATE TABLE blobs (
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  sha256      TEXT NOT NULL,
  bytes       INTEGER NOT NULL,
  files       INTEGER NOT NULL,      -- the rows of files that use it, deleted ones too
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (company_id, sha256)
) STRICT;

CREATE TRIGGER blobs_of_instance_counted AFTER INSERT ON blobs BEGIN
  INSERT INTO instance_days (kind, state, day, total)
  VALUES ('BYTES', '', NEW.created_at / 86400000, NEW.bytes)
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + NEW.bytes;
END;

CREATE TRIGGER blobs_of_instance_uncounted AFTER DELETE ON blobs BEGIN
  UPDATE instance_days SET total = total - OLD.bytes
   WHERE kind = 'BYTES' AND state = '' AND day = OLD.created_at / 86400000;
END;

CREATE TABLE broadcasts (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  title_fr    TEXT NOT NULL,
  title_en    TEXT NOT NULL,
  body_fr     TEXT NOT NULL,
  body_en     TEXT NOT NULL,
  created_by  INTEGER REFERENCES users (id),
  created_at  INTEGER NOT NULL
, ended_at INTEGER) STRICT;

CREATE TABLE calendar_feeds (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL,
  user_id     INTEGER NOT NULL,
  token_hash  TEXT NOT NULL UNIQUE,
  created_at  INTEGER NOT NULL,
  UNIQUE (company_id, id),
  UNIQUE (company_id, user_id),
  FOREIGN KEY (company_id, user_id) REFERENCES memberships (company_id, user_id)
) STRICT;

CREATE TABLE chain_seals (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL,
  answer_id   INTEGER NOT NULL UNIQUE,
  seal        TEXT,               -- JSON; NULL: the chain is from before, and is sealed at the next start
  sealed_at   INTEGER,
  fault_at    INTEGER, about_event INTEGER, about_employee INTEGER,            -- when the chain was found not to fit; NULL: it was not
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, answer_id) REFERENCES answers (company_id, id)
) STRICT;

CREATE INDEX chain_seals_about ON chain_seals (company_id, about_event, about_employee)
  WHERE fault_at IS NOT NULL;

CREATE INDEX chain_seals_contradicted ON chain_seals (company_id, answer_id)
  WHERE fault_at IS NOT NULL;

CREATE INDEX chain_seals_faulty ON chain_seals (fault_at) WHERE fault_at IS NOT NULL;

CREATE INDEX chain_seals_waiting ON chain_seals (id) WHERE seal IS NULL AND fault_at IS NULL;

CREATE TABLE claims (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  token_hash  TEXT NOT NULL UNIQUE,
  created_at  INTEGER NOT NULL,
  used_at     INTEGER
) STRICT;

CREATE TABLE clock_readings (
  id           INTEGER PRIMARY KEY CHECK (id = 1),
  trusted_at   INTEGER NOT NULL,     -- the last time of day that followed from the one before
  read_at      INTEGER NOT NULL,     -- the last time of day read, trusted or not
  steady       INTEGER NOT NULL,     -- since a leap: milliseconds during which it went on steadily
  leap         INTEGER               -- how far it leapt, in milliseconds; NULL while it is trusted
) STRICT;

CREATE TABLE code_tries (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL,
  link_id     INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  FOREIGN KEY (company_id, link_id) REFERENCES links (company_id, id)
) STRICT;

CREATE INDEX code_tries_of_link ON code_tries (company_id, link_id);

CREATE TABLE codes (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL,
  link_id     INTEGER NOT NULL,
  nonce       TEXT NOT NULL,         -- the code is HMAC(key, link, nonce) mod 10^6
  code_hash   TEXT NOT NULL,         -- keyed
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  used_at     INTEGER,
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, link_id) REFERENCES links (company_id, id)
) STRICT;

CREATE INDEX codes_of_link ON codes (company_id, link_id, created_at);

CREATE TABLE companies (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  name              TEXT NOT NULL,
  siret             TEXT,
  colour            TEXT,            -- #rrggbb
  line              TEXT, line2 TEXT, postal_code TEXT, city TEXT,
  subdivision       TEXT, subdivision2 TEXT, country TEXT, lat REAL, lng REAL,
  logo_file_id      INTEGER,
  watermark_file_id INTEGER,
  guardians_needed  INTEGER NOT NULL DEFAULT 2 CHECK (guardians_needed IN (1, 2)),
  licence_months    INTEGER NOT NULL DEFAULT 96,
  evidence_months   INTEGER NOT NULL DEFAULT 60,  -- after the licence: limitation period
  retention_months  INTEGER NOT NULL DEFAULT 12,  -- soft-deleted rows, before the purge
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  deleted_at        INTEGER
, reminders_enabled INTEGER NOT NULL DEFAULT 1
  CHECK (reminders_enabled IN (0, 1)), reminders_first_days INTEGER NOT NULL DEFAULT 3, reminders_every_days INTEGER NOT NULL DEFAULT 4, reminders_at_most INTEGER NOT NULL DEFAULT 3, reminders_last_days INTEGER NOT NULL DEFAULT 6, reminders_hour INTEGER NOT NULL DEFAULT 9
  CHECK (reminders_hour BETWEEN 8 AND 19), reminders_zone TEXT, contact_email TEXT, legal_form TEXT, representative TEXT, representative_capacity TEXT, vat_number TEXT, contact_name TEXT, contact_phone TEXT, privacy_contact TEXT, withdrawal_days INTEGER NOT NULL DEFAULT 15, assent_age INTEGER NOT NULL DEFAULT 12, suspended_at INTEGER, suspended_for TEXT, name_key TEXT, customer_kind TEXT NOT NULL DEFAULT 'BUSINESS'
    CHECK (customer_kind IN ('BUSINESS', 'ASSOCIATION', 'PRIVATE'))) STRICT;

CREATE INDEX companies_by_creation ON companies (created_at, id, deleted_at, suspended_at);

CREATE INDEX companies_by_name ON companies (name_key, id, deleted_at, suspended_at);

CREATE TRIGGER companies_of_instance_counted AFTER INSERT ON companies WHEN NEW.deleted_at IS NULL BEGIN
  INSERT INTO instance_days (kind, state, day, total)
  VALUES ('COMPANY', '', NEW.created_at / 86400000, 1)
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER companies_of_instance_recounted AFTER UPDATE OF deleted_at ON companies BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'COMPANY' AND state = '' AND day = OLD.created_at / 86400000 AND OLD.deleted_at IS NULL;
  INSERT INTO instance_days (kind, state, day, total)
  SELECT 'COMPANY', '', NEW.created_at / 86400000, 1 WHERE NEW.deleted_at IS NULL
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER companies_of_instance_uncounted AFTER DELETE ON companies WHEN OLD.deleted_at IS NULL BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'COMPANY' AND state = '' AND day = OLD.created_at / 86400000;
END;

CREATE TABLE daily_roots (
  number      INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again, raised by a restore
  body        TEXT NOT NULL,                      -- JSON, signed
  has_leaves  INTEGER NOT NULL CHECK (has_leaves IN (0, 1)),  -- 1: root_leaves are its leaves
  mailed      INTEGER NOT NULL CHECK (mailed IN (0, 1))       -- whether the owners were written to
) STRICT;

CREATE INDEX daily_roots_mailed ON daily_roots (number) WHERE mailed = 1;

CREATE UNIQUE INDEX daily_roots_with_leaves ON daily_roots (has_leaves) WHERE has_leaves = 1;

CREATE TABLE decisions (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL,
  answer_id    INTEGER NOT NULL,
  signer_id    INTEGER NOT NULL,
  kind         TEXT NOT NULL CHECK (kind IN ('ACCEPTED', 'REFUSED', 'WITHDRAWN')),
  uses         TEXT NOT NULL,        -- JSON list of what is allowed from here on
  document_id  INTEGER NOT NULL,
  record       TEXT,                 -- the JSON that evidence holds the hash of; gone after erasure
  signature    TEXT,                 -- JSON; gone after erasure
  supersedes   INTEGER,
  decided_at   INTEGER NOT NULL,
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, answer_id) REFERENCES answers (company_id, id),
  FOREIGN KEY (company_id, signer_id) REFERENCES signers (company_id, id),
  FOREIGN KEY (company_id, document_id) REFERENCES documents (company_id, id),
  FOREIGN KEY (company_id, supersedes) REFERENCES decisions (company_id, id)
) STRICT;

CREATE UNIQUE INDEX decisions_given_once ON decisions (signer_id) WHERE supersedes IS NULL;

CREATE INDEX decisions_of_answer ON decisions (company_id, answer_id, id);

CREATE UNIQUE INDEX decisions_superseded_once ON decisions (supersedes) WHERE supersedes IS NOT NULL;

CREATE VIEW denied_uses AS
  SELECT d.company_id, d.answer_id, json_extract(json_each.value, '$.use') AS name
    FROM decisions AS d, json_each(d.record, '$.uses')
   WHERE json_extract(json_each.value, '$.accepted') = 0;

CREATE TABLE documents (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL,
  answer_id    INTEGER NOT NULL,
  signer_id    INTEGER NOT NULL,
  template_id  INTEGER NOT NULL,
  locale       TEXT NOT NULL,
  body         TEXT,                 -- canonical JSON; gone after erasure
  sha256       TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  UNIQUE (company_id, id),
  UNIQUE (signer_id, sha256),
  FOREIGN KEY (company_id, answer_id) REFERENCES answers (company_id, id),
  FOREIGN KEY (company_id, signer_id) REFERENCES signers (company_id, id),
  FOREIGN KEY (company_id, template_id) REFERENCES templates (company_id, id)
) STRICT;

CREATE INDEX documents_of_answer ON documents (company_id, answer_id);

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

CREATE TABLE employee_counts (
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  deleted     INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  total       INTEGER NOT NULL,
  PRIMARY KEY (company_id, deleted)
) STRICT;

CREATE TABLE employees (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL REFERENCES companies (id),
  first_name   TEXT,
  last_name    TEXT,
  name_key     TEXT,                 -- folded "last first", for uniqueness and order
  email        TEXT,
  email_key    TEXT,
  phone        TEXT,                 -- E.164
  birth_date   TEXT,                 -- ISO day
  locale       TEXT NOT NULL,
  slug         TEXT,
  signature    TEXT,                 -- JSON, kept at the person's wish
  line         TEXT, line2 TEXT, postal_code TEXT, city TEXT,
  subdivision  TEXT, subdivision2 TEXT, country TEXT, lat REAL, lng REAL,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  deleted_at   INTEGER,
  erased_at    INTEGER, bounced_at INTEGER, bounced_for TEXT,
  UNIQUE (company_id, id)
) STRICT;

CREATE INDEX employees_by_age ON employees (company_id, deleted_at, created_at, id);

CREATE INDEX employees_by_age_all ON employees (company_id, created_at, id);

CREATE INDEX employees_by_email ON employees (company_id, email_key);

CREATE INDEX employees_by_name ON employees (company_id, deleted_at, name_key, id);

CREATE INDEX employees_by_name_all ON employees (company_id, name_key, id);

CREATE TRIGGER employees_counted AFTER INSERT ON employees WHEN NEW.erased_at IS NULL BEGIN
  INSERT INTO employee_counts (company_id, deleted, total)
  VALUES (NEW.company_id, NEW.deleted_at IS NOT NULL, 1)
  ON CONFLICT (company_id, deleted) DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER employees_of_instance_counted AFTER INSERT ON employees WHEN NEW.deleted_at IS NULL AND NEW.erased_at IS NULL BEGIN
  INSERT INTO instance_days (kind, state, day, total)
  VALUES ('EMPLOYEE', '', NEW.created_at / 86400000, 1)
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER employees_of_instance_recounted AFTER UPDATE OF deleted_at, erased_at ON employees BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'EMPLOYEE' AND state = '' AND day = OLD.created_at / 86400000 AND OLD.deleted_at IS NULL AND OLD.erased_at IS NULL;
  INSERT INTO instance_days (kind, state, day, total)
  SELECT 'EMPLOYEE', '', NEW.created_at / 86400000, 1 WHERE NEW.deleted_at IS NULL AND NEW.erased_at IS NULL
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER employees_of_instance_uncounted AFTER DELETE ON employees WHEN OLD.deleted_at IS NULL AND OLD.erased_at IS NULL BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'EMPLOYEE' AND state = '' AND day = OLD.created_at / 86400000;
END;

CREATE UNIQUE INDEX employees_person ON employees (company_id, name_key, email_key) WHERE deleted_at IS NULL;

CREATE TRIGGER employees_recounted AFTER UPDATE OF deleted_at, erased_at ON employees
WHEN (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)
  OR (OLD.erased_at IS NULL) <> (NEW.erased_at IS NULL) BEGIN
  UPDATE employee_counts SET total = total - 1
   WHERE company_id = OLD.company_id AND deleted = (OLD.deleted_at IS NOT NULL)
     AND OLD.erased_at IS NULL;
  INSERT INTO employee_counts (company_id, deleted, total)
  VALUES (NEW.company_id, NEW.deleted_at IS NOT NULL, NEW.erased_at IS NULL)
  ON CONFLICT (company_id, deleted) DO UPDATE SET total = total + (NEW.erased_at IS NULL);
END;

CREATE UNIQUE INDEX employees_slug ON employees (company_id, slug) WHERE deleted_at IS NULL;

CREATE INDEX employees_to_purge ON employees (company_id, deleted_at, id)
  WHERE deleted_at IS NOT NULL AND erased_at IS NULL;

CREATE TRIGGER employees_uncounted AFTER DELETE ON employees WHEN OLD.erased_at IS NULL BEGIN
  UPDATE employee_counts SET total = total - 1
   WHERE company_id = OLD.company_id AND deleted = (OLD.deleted_at IS NOT NULL);
END;

CREATE TRIGGER search_follows_employees
  AFTER UPDATE OF first_name, last_name, email, phone, line, postal_code, city, deleted_at, erased_at ON employees
  WHEN OLD.first_name IS NOT NEW.first_name OR OLD.last_name IS NOT NEW.last_name
    OR OLD.email IS NOT NEW.email OR OLD.phone IS NOT NEW.phone OR OLD.line IS NOT NEW.line
    OR OLD.postal_code IS NOT NEW.postal_code OR OLD.city IS NOT NEW.city
    OR OLD.deleted_at IS NOT NEW.deleted_at OR OLD.erased_at IS NOT NEW.erased_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'EMPLOYEE', NEW.id);
END;

CREATE TRIGGER search_follows_employees_of_files
  AFTER UPDATE OF first_name, last_name, email_key, deleted_at, erased_at ON employees
  WHEN OLD.first_name IS NOT NEW.first_name OR OLD.last_name IS NOT NEW.last_name
    OR OLD.email_key IS NOT NEW.email_key OR OLD.deleted_at IS NOT NEW.deleted_at
    OR OLD.erased_at IS NOT NEW.erased_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id)
    SELECT company_id, 'FILE', id FROM files
     WHERE company_id = NEW.company_id AND employee_id = NEW.id;
  INSERT INTO search_changes (company_id, kind, row_id)
    SELECT company_id, 'FILE', file_id FROM file_people
     WHERE company_id = NEW.company_id AND employee_id = NEW.id;
END;

CREATE TRIGGER search_follows_names_of_employees
  AFTER UPDATE OF first_name, last_name, email, erased_at ON employees
  WHEN OLD.first_name IS NOT NEW.first_name OR OLD.last_name IS NOT NEW.last_name
    OR OLD.email IS NOT NEW.email OR OLD.erased_at IS NOT NEW.erased_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id)
    SELECT company_id, 'ANSWER', id FROM answers
     WHERE company_id = NEW.company_id AND employee_id = NEW.id;
END;

CREATE TRIGGER search_follows_new_employees AFTER INSERT ON employees BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'EMPLOYEE', NEW.id);
END;

CREATE TRIGGER search_follows_purged_employees AFTER DELETE ON employees BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (OLD.company_id, 'EMPLOYEE', OLD.id);
END;

CREATE TABLE event_counts (
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  deleted     INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  archived    INTEGER NOT NULL CHECK (archived IN (0, 1)),
  status      TEXT NOT NULL,
  total       INTEGER NOT NULL,
  PRIMARY KEY (company_id, deleted, archived, status)
) STRICT;

CREATE TABLE event_groups (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL,
  event_id    INTEGER NOT NULL,
  group_id    INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  UNIQUE (company_id, event_id, group_id),
  FOREIGN KEY (company_id, event_id) REFERENCES events (company_id, id) ON DELETE CASCADE,
  FOREIGN KEY (company_id, group_id) REFERENCES groups (company_id, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX event_groups_of_group ON event_groups (company_id, group_id);

CREATE TABLE events (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id    INTEGER NOT NULL REFERENCES companies (id),
  name          TEXT NOT NULL,
  description   TEXT,
  starts_at     INTEGER NOT NULL,
  ends_at       INTEGER NOT NULL,
  status        TEXT NOT NULL CHECK (status IN ('CREATE', 'PENDING', 'COMPLETED', 'CLOSED')),
  status_order  INTEGER NOT NULL,    -- PENDING 0, CREATE 1, COMPLETED 2, CLOSED 3
  answered      INTEGER NOT NULL DEFAULT 0,
  asked         INTEGER NOT NULL DEFAULT 0,
  partner_id    INTEGER,             -- a user of this company, through memberships
  created_by    INTEGER REFERENCES users (id),
  line          TEXT, line2 TEXT, postal_code TEXT, city TEXT,
  subdivision   TEXT, subdivision2 TEXT, country TEXT, lat REAL, lng REAL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  archived_at   INTEGER,
  deleted_at    INTEGER, revision INTEGER NOT NULL DEFAULT 0, erased_at INTEGER, client TEXT,
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, partner_id) REFERENCES memberships (company_id, user_id)
) STRICT;

CREATE INDEX events_by_creation ON events (company_id, deleted_at, created_at, id);

CREATE INDEX events_by_creation_all ON events (company_id, created_at, id);

CREATE INDEX events_by_end ON events (company_id, deleted_at, ends_at, id);

CREATE INDEX events_by_end_all ON events (company_id, ends_at, id);

CREATE INDEX events_by_start ON events (company_id, deleted_at, starts_at, id);

CREATE INDEX events_by_start_all ON events (company_id, starts_at, id);

CREATE TRIGGER events_counted AFTER INSERT ON events WHEN NEW.erased_at IS NULL BEGIN
  INSERT INTO event_counts (company_id, deleted, archived, status, total)
  VALUES (NEW.company_id, NEW.deleted_at IS NOT NULL, NEW.archived_at IS NOT NULL, NEW.status, 1)
  ON CONFLICT (company_id, deleted, archived, status) DO UPDATE SET total = total + 1;
END;

CREATE INDEX events_in_order ON events (company_id, deleted_at, status_order, ends_at, id);

CREATE INDEX events_in_order_all ON events (company_id, status_order, ends_at, id);

CREATE TRIGGER events_of_instance_counted AFTER INSERT ON events WHEN NEW.deleted_at IS NULL AND NEW.erased_at IS NULL BEGIN
  INSERT INTO instance_days (kind, state, day, total)
  VALUES ('EVENT', '', NEW.created_at / 86400000, 1)
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER events_of_instance_recounted AFTER UPDATE OF deleted_at, erased_at ON events BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'EVENT' AND state = '' AND day = OLD.created_at / 86400000 AND OLD.deleted_at IS NULL AND OLD.erased_at IS NULL;
  INSERT INTO instance_days (kind, state, day, total)
  SELECT 'EVENT', '', NEW.created_at / 86400000, 1 WHERE NEW.deleted_at IS NULL AND NEW.erased_at IS NULL
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER events_of_instance_uncounted AFTER DELETE ON events WHEN OLD.deleted_at IS NULL AND OLD.erased_at IS NULL BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'EVENT' AND state = '' AND day = OLD.created_at / 86400000;
END;

CREATE INDEX events_of_partner ON events (company_id, partner_id);

CREATE TRIGGER events_recounted AFTER UPDATE OF deleted_at, archived_at, erased_at, status ON events
WHEN (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)
  OR (OLD.archived_at IS NULL) <> (NEW.archived_at IS NULL)
  OR (OLD.erased_at IS NULL) <> (NEW.erased_at IS NULL)
  OR OLD.status <> NEW.status BEGIN
  UPDATE event_counts SET total = total - 1
   WHERE company_id = OLD.company_id AND deleted = (OLD.deleted_at IS NOT NULL)
     AND archived = (OLD.archived_at IS NOT NULL) AND status = OLD.status
     AND OLD.erased_at IS NULL;
  INSERT INTO event_counts (company_id, deleted, archived, status, total)
  VALUES (NEW.company_id, NEW.deleted_at IS NOT NULL, NEW.archived_at IS NOT NULL, NEW.status,
          NEW.erased_at IS NULL)
  ON CONFLICT (company_id, deleted, archived, status)
  DO UPDATE SET total = total + (NEW.erased_at IS NULL);
END;

CREATE INDEX events_to_archive ON events (ends_at)
  WHERE archived_at IS NULL AND deleted_at IS NULL;

CREATE INDEX events_to_purge ON events (company_id, deleted_at, id)
  WHERE deleted_at IS NOT NULL AND erased_at IS NULL;

CREATE TRIGGER events_uncounted AFTER DELETE ON events WHEN OLD.erased_at IS NULL BEGIN
  UPDATE event_counts SET total = total - 1
   WHERE company_id = OLD.company_id AND deleted = (OLD.deleted_at IS NOT NULL)
     AND archived = (OLD.archived_at IS NOT NULL) AND status = OLD.status;
END;

CREATE TRIGGER search_follows_events
  AFTER UPDATE OF name, description, partner_id, line, line2, postal_code, city, subdivision, country, deleted_at ON events
  WHEN OLD.name IS NOT NEW.name OR OLD.description IS NOT NEW.description
    OR OLD.partner_id IS NOT NEW.partner_id OR OLD.line IS NOT NEW.line
    OR OLD.line2 IS NOT NEW.line2 OR OLD.postal_code IS NOT NEW.postal_code
    OR OLD.city IS NOT NEW.city OR OLD.subdivision IS NOT NEW.subdivision
    OR OLD.country IS NOT NEW.country OR OLD.deleted_at IS NOT NEW.deleted_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'EVENT', NEW.id);
END;

CREATE TRIGGER search_follows_events_of_files AFTER UPDATE OF name, partner_id, deleted_at ON events
  WHEN OLD.name IS NOT NEW.name OR OLD.partner_id IS NOT NEW.partner_id
    OR OLD.deleted_at IS NOT NEW.deleted_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id)
    SELECT company_id, 'FILE', id FROM files
     WHERE company_id = NEW.company_id AND event_id = NEW.id;
END;

CREATE TRIGGER search_follows_names_of_events AFTER UPDATE OF name, partner_id, deleted_at ON events
  WHEN OLD.name IS NOT NEW.name OR OLD.partner_id IS NOT NEW.partner_id
    OR OLD.deleted_at IS NOT NEW.deleted_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id)
    SELECT company_id, 'ANSWER', id FROM answers
     WHERE company_id = NEW.company_id AND event_id = NEW.id;
END;

CREATE TRIGGER search_follows_new_events AFTER INSERT ON events BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'EVENT', NEW.id);
END;

CREATE TRIGGER search_follows_partners_of_events AFTER UPDATE OF partner_id, deleted_at ON events
  WHEN OLD.partner_id IS NOT NEW.partner_id
    OR (OLD.deleted_at IS NOT NEW.deleted_at AND NEW.partner_id IS NOT NULL) BEGIN
  INSERT INTO search_changes (company_id, kind, row_id)
    SELECT company_id, 'EMPLOYEE', employee_id FROM answers
     WHERE company_id = NEW.company_id AND event_id = NEW.id;
END;

CREATE TRIGGER search_follows_purged_events AFTER DELETE ON events BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (OLD.company_id, 'EVENT', OLD.id);
END;

CREATE TABLE evidence (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id     INTEGER NOT NULL,
  answer_id      INTEGER NOT NULL,
  signer_id      INTEGER,
  seq            INTEGER NOT NULL,
  kind           TEXT NOT NULL,
  at             INTEGER NOT NULL,
  fields         TEXT NOT NULL,      -- JSON: hash of each field; salt and value until erased
  previous_hash  TEXT NOT NULL,  -- zeroes for the first
  hash           TEXT NOT NULL,
  UNIQUE (answer_id, seq),
  FOREIGN KEY (company_id, answer_id) REFERENCES answers (company_id, id),
  FOREIGN KEY (company_id, signer_id) REFERENCES signers (company_id, id)
) STRICT;

CREATE INDEX evidence_of_answer ON evidence (company_id, answer_id, seq);

CREATE INDEX evidence_of_signer ON evidence (company_id, signer_id);

CREATE TABLE exports (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  user_id     INTEGER NOT NULL REFERENCES users (id),
  state       TEXT NOT NULL CHECK (state IN ('WAITING', 'RUNNING', 'DONE', 'FAILED', 'EXPIRED')),
  nonce       TEXT NOT NULL UNIQUE,  -- the name of the file
  done        INTEGER NOT NULL DEFAULT 0,
  total       INTEGER NOT NULL DEFAULT 0,
  bytes       INTEGER,
  created_at  INTEGER NOT NULL,
  ended_at    INTEGER,
  expires_at  INTEGER,
  UNIQUE (company_id, id)
) STRICT;

CREATE INDEX exports_kept ON exports (state, expires_at);

CREATE UNIQUE INDEX exports_one_at_a_time ON exports (company_id)
  WHERE state IN ('WAITING', 'RUNNING');

CREATE TABLE facts (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER REFERENCES companies (id),
  kind         TEXT NOT NULL,
  body         TEXT NOT NULL,        -- JSON, ids only
  happened_at  INTEGER NOT NULL
, user_id INTEGER REFERENCES users (id)) STRICT;

CREATE INDEX facts_of_company ON facts (company_id, id);

CREATE TABLE failed_tries (
  id    INTEGER PRIMARY KEY AUTOINCREMENT,
  rule  TEXT NOT NULL,
  key   TEXT NOT NULL,           -- HMAC, hex
  at    INTEGER NOT NULL
) STRICT;

CREATE INDEX failed_tries_by_age ON failed_tries (at);

CREATE TABLE file_counts (
  company_id  INTEGER PRIMARY KEY REFERENCES companies (id),
  total       INTEGER NOT NULL
) STRICT;

CREATE TABLE file_people (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL,
  file_id      INTEGER NOT NULL,
  employee_id  INTEGER NOT NULL,
  named_by     INTEGER REFERENCES users (id),
  created_at   INTEGER NOT NULL,
  UNIQUE (company_id, file_id, employee_id),
  FOREIGN KEY (company_id, file_id) REFERENCES files (company_id, id),
  FOREIGN KEY (company_id, employee_id) REFERENCES employees (company_id, id)
) STRICT;

CREATE INDEX file_people_of_employee ON file_people (company_id, employee_id, file_id);

CREATE TRIGGER search_follows_new_file_people AFTER INSERT ON file_people BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'FILE', NEW.file_id);
END;

CREATE TRIGGER search_follows_purged_file_people AFTER DELETE ON file_people BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (OLD.company_id, 'FILE', OLD.file_id);
END;

CREATE TABLE files (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL REFERENCES companies (id),
  kind         TEXT NOT NULL CHECK (kind IN ('MODEL', 'IMAGE_RIGHT', 'EVENT_PHOTO', 'DOCUMENT', 'LOGO', 'WATERMARK')),
  event_id     INTEGER,              -- its owner is a shoot, a person, or (neither) the company
  employee_id  INTEGER,
  sha256       TEXT NOT NULL,
  bytes        INTEGER NOT NULL,
  name         TEXT NOT NULL,
  description  TEXT,
  format       TEXT NOT NULL,        -- as its content tells: jpg, png, webp, gif, pdf
  width        INTEGER,              -- pixels, upright; NULL for a PDF
  height       INTEGER,
  orientation  INTEGER,              -- of EXIF, 1 to 8
  captured_at  INTEGER,
  camera       TEXT,
  placeholder  TEXT,                 -- ThumbHash in base64
  colour       TEXT,                 -- #rrggbb
  focus_x      INTEGER,              -- in ten thousandths from the left, and from the top
  focus_y      INTEGER,
  has_alpha    INTEGER,              -- 0 or 1
  faces        TEXT NOT NULL DEFAULT '[]', -- JSON list of the boxes that e_blur_faces hides
  public_id    TEXT NOT NULL UNIQUE, -- random, what its addresses name it by
  uploaded_by  INTEGER REFERENCES users (id),
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  deleted_at   INTEGER, nobody_by INTEGER REFERENCES users (id), nobody_at INTEGER, names_lost_at INTEGER,
  CHECK (event_id IS NULL OR employee_id IS NULL),
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, event_id) REFERENCES events (company_id, id),
  FOREIGN KEY (company_id, employee_id) REFERENCES employees (company_id, id),
  FOREIGN KEY (company_id, sha256) REFERENCES blobs (company_id, sha256)
) STRICT;

CREATE INDEX files_by_age ON files (company_id, deleted_at, created_at, id);

CREATE TRIGGER files_counted AFTER INSERT ON files WHEN NEW.deleted_at IS NULL BEGIN
  INSERT INTO file_counts (company_id, total) VALUES (NEW.company_id, 1)
  ON CONFLICT (company_id) DO UPDATE SET total = total + 1;
END;

CREATE INDEX files_of_blob ON files (company_id, sha256);

CREATE INDEX files_of_employee ON files (company_id, employee_id, deleted_at, created_at, id);

CREATE UNIQUE INDEX files_of_employee_once ON files (company_id, employee_id, kind, sha256)
  WHERE deleted_at IS NULL AND employee_id IS NOT NULL;

CREATE INDEX files_of_event ON files (company_id, event_id, deleted_at, created_at, id);

CREATE UNIQUE INDEX files_of_event_once ON files (company_id, event_id, kind, sha256)
  WHERE deleted_at IS NULL AND event_id IS NOT NULL;

CREATE TRIGGER files_recounted AFTER UPDATE OF deleted_at ON files
WHEN (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL) BEGIN
  UPDATE file_counts SET total = total + CASE WHEN NEW.deleted_at IS NULL THEN 1 ELSE -1 END
   WHERE company_id = NEW.company_id;
END;

CREATE TRIGGER files_uncounted AFTER DELETE ON files WHEN OLD.deleted_at IS NULL BEGIN
  UPDATE file_counts SET total = total - 1 WHERE company_id = OLD.company_id;
END;

CREATE TRIGGER search_follows_files AFTER UPDATE OF name, description, deleted_at ON files
  WHEN OLD.name IS NOT NEW.name OR OLD.description IS NOT NEW.description
    OR OLD.deleted_at IS NOT NEW.deleted_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'FILE', NEW.id);
END;

CREATE TRIGGER search_follows_new_files AFTER INSERT ON files BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'FILE', NEW.id);
END;

CREATE TRIGGER search_follows_purged_files AFTER DELETE ON files BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (OLD.company_id, 'FILE', OLD.id);
END;

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

CREATE INDEX groups_by_age ON groups (company_id, deleted_at, created_at, id);

CREATE INDEX groups_by_name ON groups (company_id, deleted_at, name_key, id);

CREATE UNIQUE INDEX groups_name ON groups (company_id, name_key) WHERE deleted_at IS NULL;

CREATE TRIGGER search_follows_groups AFTER UPDATE OF name, description, deleted_at ON groups
  WHEN OLD.name IS NOT NEW.name OR OLD.description IS NOT NEW.description
    OR OLD.deleted_at IS NOT NEW.deleted_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'GROUP', NEW.id);
END;

CREATE TRIGGER search_follows_new_groups AFTER INSERT ON groups BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'GROUP', NEW.id);
END;

CREATE TRIGGER search_follows_purged_groups AFTER DELETE ON groups BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (OLD.company_id, 'GROUP', OLD.id);
END;

CREATE TABLE guardians (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL,
  employee_id  INTEGER NOT NULL,
  first_name   TEXT,
  last_name    TEXT,
  email        TEXT,
  email_key    TEXT,
  locale       TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  deleted_at   INTEGER,
  erased_at    INTEGER, bounced_at INTEGER, bounced_for TEXT,
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, employee_id) REFERENCES employees (company_id, id)
) STRICT;

CREATE INDEX guardians_by_email ON guardians (company_id, email_key);

CREATE INDEX guardians_of_employee ON guardians (company_id, employee_id);

CREATE TRIGGER search_follows_guardians AFTER UPDATE ON guardians BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'EMPLOYEE', NEW.employee_id);
  INSERT INTO search_changes (company_id, kind, row_id)
    SELECT company_id, 'ANSWER', id FROM answers
     WHERE company_id = NEW.company_id AND employee_id = NEW.employee_id;
END;

CREATE TRIGGER search_follows_new_guardians AFTER INSERT ON guardians BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'EMPLOYEE', NEW.employee_id);
  INSERT INTO search_changes (company_id, kind, row_id)
    SELECT company_id, 'ANSWER', id FROM answers
     WHERE company_id = NEW.company_id AND employee_id = NEW.employee_id;
END;

CREATE TRIGGER search_follows_purged_guardians AFTER DELETE ON guardians BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (OLD.company_id, 'EMPLOYEE', OLD.employee_id);
  INSERT INTO search_changes (company_id, kind, row_id)
    SELECT company_id, 'ANSWER', id FROM answers
     WHERE company_id = OLD.company_id AND employee_id = OLD.employee_id;
END;

CREATE VIEW held_uses AS
  SELECT h.company_id, h.event_id, h.employee_id, json_each.value AS name
    FROM active_holds AS h, json_each(h.uses);

CREATE TABLE holds (
  id                  INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id          INTEGER NOT NULL,
  event_id            INTEGER NOT NULL,
  employee_id         INTEGER NOT NULL,
  by_guardian         INTEGER NOT NULL CHECK (by_guardian IN (0, 1)),
  guardian_id         INTEGER,
  email_key  TEXT,
  uses                TEXT NOT NULL,        -- JSON list of what they do not allow
  backup              TEXT NOT NULL,
  decided_at          INTEGER NOT NULL,
  last_decision       INTEGER NOT NULL,
  created_at          INTEGER NOT NULL,
  released_at         INTEGER,
  released_by         INTEGER REFERENCES users (id),
  reason              TEXT,
  FOREIGN KEY (company_id, event_id) REFERENCES events (company_id, id),
  FOREIGN KEY (company_id, employee_id) REFERENCES employees (company_id, id),
  FOREIGN KEY (company_id, guardian_id) REFERENCES guardians (company_id, id)
) STRICT;

CREATE INDEX holds_of_employee ON holds (company_id, employee_id);

CREATE INDEX holds_of_event ON holds (company_id, event_id, employee_id);

CREATE INDEX holds_of_guardian ON holds (company_id, guardian_id);

CREATE TABLE idempotency_keys (
  user_id     INTEGER NOT NULL REFERENCES users (id),
  route       TEXT NOT NULL,
  key         TEXT NOT NULL,
  body_hash   TEXT NOT NULL,
  reply       TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (user_id, route, key)
) STRICT;

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE import_files (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL,
  import_id    INTEGER NOT NULL,
  bytes        BLOB NOT NULL, samples TEXT,
  UNIQUE (company_id, import_id),
  FOREIGN KEY (company_id, import_id) REFERENCES imports (company_id, id)
) STRICT;

CREATE TABLE import_lines (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL,
  import_id    INTEGER NOT NULL,
  line         INTEGER NOT NULL,     -- as a spreadsheet counts them, from 1
  outcome      TEXT NOT NULL CHECK (outcome IN ('CREATED', 'UPDATED', 'UNCHANGED', 'REFUSED')),
  -- None if refused, or if nothing was to be written. No foreign key: a report does
  -- not keep somebody from being erased.
  employee_id  INTEGER,
  problems     TEXT, notes TEXT, cells TEXT,                 -- JSON list of field and code, of what is refused
  UNIQUE (company_id, import_id, line),
  FOREIGN KEY (company_id, import_id) REFERENCES imports (company_id, id)
) STRICT;

CREATE INDEX import_lines_by_outcome ON import_lines (company_id, import_id, outcome, line);

CREATE INDEX import_lines_of_employee ON import_lines (company_id, employee_id) WHERE employee_id IS NOT NULL;

CREATE TABLE imports (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL REFERENCES companies (id),
  user_id      INTEGER REFERENCES users (id),
  group_id     INTEGER,              -- everybody in the file joins it
  group_name   TEXT,                 -- of a group that a trial run did not make
  file_name    TEXT,                 -- as sent; gone with the file
  locale       TEXT NOT NULL,        -- for people whose line says nothing about theirs
  dry_run      INTEGER NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('WAITING', 'RUNNING', 'DONE', 'CANCELLED', 'FAILED')),
  columns      TEXT NOT NULL,        -- JSON: each header of the file and the field it was read as
  total        INTEGER NOT NULL,     -- lines with something in them
  done         INTEGER NOT NULL DEFAULT 0,  -- how many of them, from the first: where to go on
  created      INTEGER NOT NULL DEFAULT 0,
  updated      INTEGER NOT NULL DEFAULT 0,
  unchanged    INTEGER NOT NULL DEFAULT 0,
  refused      INTEGER NOT NULL DEFAULT 0,
  created_at   INTEGER NOT NULL,
  started_at   INTEGER,
  ended_at     INTEGER,
  deleted_at   INTEGER, reading TEXT,
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, group_id) REFERENCES groups (company_id, id)
) STRICT;

CREATE INDEX imports_by_age ON imports (company_id, deleted_at, created_at, id);

CREATE INDEX imports_of_group ON imports (company_id, group_id);

CREATE INDEX imports_to_forget ON imports (created_at) WHERE file_name IS NOT NULL;

CREATE TABLE instance_days (
  kind   TEXT NOT NULL CHECK (kind IN ('COMPANY', 'USER', 'EMPLOYEE', 'EVENT', 'ANSWER', 'MAIL', 'BYTES')),
  state  TEXT NOT NULL,            -- of answers and mails; else empty
  day    INTEGER NOT NULL,         -- since 1970, UTC
  total  INTEGER NOT NULL,
  PRIMARY KEY (kind, state, day)
) STRICT, WITHOUT ROWID;

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

CREATE INDEX invitations_by_email ON invitations (email_key) WHERE ended_at IS NULL;

CREATE INDEX invitations_of_company ON invitations (company_id, ended_at, id);

CREATE UNIQUE INDEX invitations_waiting ON invitations (company_id, email_key) WHERE ended_at IS NULL;

CREATE TABLE invoices (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  year        INTEGER NOT NULL,      -- in the time zone of the instance
  nth         INTEGER NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('INVOICE', 'CREDIT_NOTE')),
  source      TEXT NOT NULL UNIQUE,  -- what was paid, by its id at the payment service
  payment     TEXT,                  -- the payment, by which a refund is found
  corrects    INTEGER,
  gross       INTEGER NOT NULL,      -- in the smallest unit of the currency
  content     TEXT NOT NULL,         -- JSON
  issued_at   INTEGER NOT NULL,
  UNIQUE (year, nth),
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, corrects) REFERENCES invoices (company_id, id)
) STRICT;

CREATE TRIGGER invoices_are_not_changed BEFORE UPDATE ON invoices BEGIN
  SELECT RAISE(ABORT, 'an invoice is never changed');
END;

CREATE TRIGGER invoices_are_not_deleted BEFORE DELETE ON invoices BEGIN
  SELECT RAISE(ABORT, 'an invoice is never deleted');
END;

CREATE INDEX invoices_by_day ON invoices (issued_at);

CREATE INDEX invoices_corrected ON invoices (company_id, corrects) WHERE corrects IS NOT NULL;

CREATE TABLE jobs (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER REFERENCES companies (id),
  kind         TEXT NOT NULL,
  body         TEXT NOT NULL,        -- JSON, ids only
  priority     INTEGER NOT NULL,     -- lower goes first
  due_at       INTEGER NOT NULL,
  lease_until  INTEGER,              -- NULL: free to take
  attempts     INTEGER NOT NULL DEFAULT 0,
  parked_at    INTEGER,              -- given up on until someone retries it
  last_error   TEXT,
  created_at   INTEGER NOT NULL
, done INTEGER, total INTEGER, held INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX jobs_by_due ON jobs (due_at) WHERE parked_at IS NULL;

CREATE INDEX jobs_parked ON jobs (id) WHERE parked_at IS NOT NULL;

CREATE INDEX jobs_to_take ON jobs (priority, due_at, id) WHERE parked_at IS NULL;

CREATE TABLE known_origins (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id     INTEGER NOT NULL REFERENCES users (id),
  origin_hash TEXT NOT NULL,
  used_at     INTEGER NOT NULL,
  told_at     INTEGER,               -- when a letter said that it was new
  UNIQUE (user_id, origin_hash)
) STRICT;

CREATE INDEX known_origins_by_age ON known_origins (used_at);

CREATE TABLE links (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id    INTEGER NOT NULL,
  signer_id     INTEGER NOT NULL,
  nonce         TEXT NOT NULL,       -- the token is HMAC(key, signer, nonce)
  token_hash    TEXT NOT NULL UNIQUE,
  created_at    INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL,
  closed_until  INTEGER,             -- too many wrong codes
  revoked_at    INTEGER, moved_at INTEGER, copied_at INTEGER,
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, signer_id) REFERENCES signers (company_id, id)
) STRICT;

CREATE INDEX closed_links ON links (company_id, closed_until, signer_id)
  WHERE closed_until IS NOT NULL;

CREATE INDEX links_of_signer ON links (company_id, signer_id);

CREATE VIEW live_answers AS SELECT * FROM answers WHERE deleted_at IS NULL;

CREATE VIEW live_api_tokens AS SELECT * FROM api_tokens WHERE revoked_at IS NULL;

CREATE VIEW live_companies AS SELECT * FROM companies WHERE deleted_at IS NULL;

CREATE VIEW live_employees AS SELECT * FROM employees WHERE deleted_at IS NULL;

CREATE VIEW live_events AS SELECT * FROM events WHERE deleted_at IS NULL;

CREATE VIEW live_files AS SELECT * FROM files WHERE deleted_at IS NULL;

CREATE VIEW live_groups AS SELECT * FROM groups WHERE deleted_at IS NULL;

CREATE VIEW live_imports AS SELECT * FROM imports WHERE deleted_at IS NULL;

CREATE TABLE live_journal (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER REFERENCES companies (id),  -- NULL: told to everybody of the instance
  user_id     INTEGER REFERENCES users (id),      -- NULL: told to who may read all of the company
  kind        TEXT NOT NULL,
  body        TEXT NOT NULL,         -- JSON
  at          INTEGER NOT NULL
, for_operators INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX live_journal_by_age ON live_journal (at);

CREATE INDEX live_journal_of_company ON live_journal (company_id, seq);

CREATE VIEW live_memberships AS
  SELECT m.* FROM memberships AS m
    JOIN companies AS c ON c.id = m.company_id AND c.deleted_at IS NULL
    JOIN users AS u ON u.id = m.user_id AND u.deleted_at IS NULL
   WHERE m.deleted_at IS NULL;

CREATE VIEW live_users AS SELECT * FROM users WHERE deleted_at IS NULL;

CREATE TABLE lost_blobs (
  owner     TEXT NOT NULL CHECK (owner IN ('instance', 'company', 'user')),
  owner_id  INTEGER NOT NULL,        -- 0: the instance, for sealed documents
  sha256    TEXT NOT NULL,
  bytes     INTEGER NOT NULL,        -- as they should be
  rotten    INTEGER NOT NULL CHECK (rotten IN (0, 1)), -- 0: missing
  found_at  INTEGER NOT NULL,
  PRIMARY KEY (owner, owner_id, sha256)
) STRICT;

CREATE TABLE lost_photographs (
  company_id INTEGER NOT NULL REFERENCES companies (id),
  sha256     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (company_id, sha256)
) WITHOUT ROWID;

CREATE TABLE mail_sending (
  id        INTEGER PRIMARY KEY CHECK (id = 1),
  failures  INTEGER NOT NULL,       -- tries in a row that failed for a reason of no mail in particular
  verdict   TEXT,                   -- US or WAY; NULL: mail leaves
  reply     TEXT,                   -- the server's last, without addresses
  since     INTEGER,                -- when it began
  probe_at  INTEGER                 -- paused: when one mail tries again; NULL: all try
) STRICT;

CREATE TABLE mails (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER REFERENCES companies (id),
  kind        TEXT NOT NULL,
  about       TEXT NOT NULL,         -- JSON, ids only
  answer_id   INTEGER,
  to_address  TEXT,                  -- NULL once the person is erased
  status      TEXT NOT NULL CHECK (status IN ('QUEUED', 'SENT', 'FAILED', 'DROPPED')),
  tries       INTEGER NOT NULL DEFAULT 0,
  reply       TEXT,                  -- the server's, to the last try
  message_id  TEXT NOT NULL UNIQUE,
  created_at  INTEGER NOT NULL,
  sent_at     INTEGER, verdict TEXT, failing_since INTEGER, resent TEXT, first_id INTEGER,
  FOREIGN KEY (company_id, answer_id) REFERENCES answers (company_id, id)
) STRICT;

CREATE INDEX mails_by_kind ON mails (kind, id);

CREATE INDEX mails_by_status ON mails (status, id);

CREATE INDEX mails_of_answer ON mails (company_id, answer_id);

CREATE INDEX mails_of_company ON mails (company_id, id);

CREATE TRIGGER mails_of_instance_counted AFTER INSERT ON mails BEGIN
  INSERT INTO instance_days (kind, state, day, total)
  VALUES ('MAIL', NEW.status, NEW.created_at / 86400000, 1)
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER mails_of_instance_recounted AFTER UPDATE OF status ON mails BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'MAIL' AND state = OLD.status AND day = OLD.created_at / 86400000;
  INSERT INTO instance_days (kind, state, day, total)
  SELECT 'MAIL', NEW.status, NEW.created_at / 86400000, 1 WHERE TRUE
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER mails_of_instance_uncounted AFTER DELETE ON mails BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'MAIL' AND state = OLD.status AND day = OLD.created_at / 86400000;
END;

CREATE TABLE manifests (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id       INTEGER NOT NULL,
  answer_id        INTEGER NOT NULL,
  number           INTEGER NOT NULL,
  kind             TEXT NOT NULL CHECK (kind IN ('ANSWER', 'RENEWAL', 'WITHDRAWAL', 'EXPIRY')),
  decision_id      INTEGER,          -- the withdrawal that it was made for
  content          TEXT,             -- the exact bytes that are signed; gone after erasure
  signature        TEXT NOT NULL,    -- hexadecimal
  record           TEXT,             -- the consent record of then, JSON; gone after erasure
  receipt_sha256   TEXT,             -- the PDF of a withdrawal or an end: its name in the blob store
  receipt_bytes    INTEGER,
  made_at          INTEGER NOT NULL,
  UNIQUE (company_id, id),
  UNIQUE (answer_id, number),
  FOREIGN KEY (company_id, answer_id) REFERENCES answers (company_id, id),
  FOREIGN KEY (company_id, decision_id) REFERENCES decisions (company_id, id)
) STRICT;

CREATE INDEX manifests_by_receipt ON manifests (receipt_sha256) WHERE receipt_sha256 IS NOT NULL;

CREATE UNIQUE INDEX manifests_of_decision ON manifests (decision_id) WHERE decision_id IS NOT NULL;

CREATE TABLE memberships (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  user_id     INTEGER NOT NULL REFERENCES users (id),
  role        TEXT NOT NULL CHECK (role IN ('OWNER', 'SUPER_USER', 'USER', 'PHOTOGRAPHER', 'EMPLOYEE')),
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  deleted_at  INTEGER,
  UNIQUE (company_id, id),
  UNIQUE (company_id, user_id)
) STRICT;

CREATE INDEX memberships_of_user ON memberships (user_id);

CREATE TRIGGER search_follows_memberships AFTER UPDATE OF deleted_at ON memberships
  WHEN OLD.deleted_at IS NOT NEW.deleted_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'USER', NEW.user_id);
END;

CREATE TRIGGER search_follows_new_memberships AFTER INSERT ON memberships BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'USER', NEW.user_id);
END;

CREATE TRIGGER search_follows_purged_memberships AFTER DELETE ON memberships BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (OLD.company_id, 'USER', OLD.user_id);
END;

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
  deleted_at    INTEGER, mail_id INTEGER,
  UNIQUE (user_id, key)
) STRICT;

CREATE INDEX notifications_by_reading ON notifications (read_at) WHERE read_at IS NOT NULL;

CREATE INDEX notifications_by_type ON notifications (user_id, type, id)
  WHERE shown = 1 AND deleted_at IS NULL;

CREATE INDEX notifications_of_broadcast ON notifications (broadcast_id);

CREATE INDEX notifications_of_user ON notifications (user_id, id, company_id, shown, deleted_at)
  WHERE shown = 1 AND deleted_at IS NULL;

CREATE INDEX notifications_to_digest ON notifications (digest, user_id, company_id)
  WHERE digest IS NOT NULL;

CREATE INDEX notifications_unread ON notifications (user_id, id, company_id, shown, deleted_at, read_at)
  WHERE shown = 1 AND deleted_at IS NULL AND read_at IS NULL;

CREATE TABLE once_keys (
  key         TEXT PRIMARY KEY,
  created_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX once_keys_by_age ON once_keys (created_at);

CREATE TABLE orders (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  user_id     INTEGER REFERENCES users (id),
  key         TEXT NOT NULL UNIQUE,  -- random: names it at the payment service
  digest      TEXT NOT NULL,         -- of what is ordered: the same again is the same order
  plan        TEXT CHECK (plan IN ('MEDIUM', 'PREMIUM')), -- NULL: an event
  draft       TEXT,                  -- JSON: the event, until it was created or the order expired
  title       TEXT,                  -- of the event
  recipients  INTEGER NOT NULL,
  amount      INTEGER NOT NULL,      -- in the smallest unit of the currency
  currency    TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('OPEN', 'PAID', 'DONE', 'EXPIRED', 'STUCK')),
  session     TEXT UNIQUE,           -- the id of the payment page
  url         TEXT,
  expires_at  INTEGER,               -- of the payment page
  event_id    INTEGER,               -- the event that was created
  created_at  INTEGER NOT NULL,
  paid_at     INTEGER,
  done_at     INTEGER,
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, event_id) REFERENCES events (company_id, id)
) STRICT;

CREATE INDEX orders_in_state ON orders (company_id, state, id);

CREATE INDEX orders_of_event ON orders (company_id, event_id) WHERE event_id IS NOT NULL;

CREATE TABLE password_resets (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id     INTEGER NOT NULL REFERENCES users (id),
  nonce       TEXT NOT NULL,         -- the token is HMAC(key, id, nonce)
  token_hash  TEXT NOT NULL UNIQUE,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  used_at     INTEGER
) STRICT;

CREATE INDEX password_resets_of_user ON password_resets (user_id);

CREATE TABLE payment_calls (
  id           TEXT PRIMARY KEY,
  received_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX payment_calls_by_age ON payment_calls (received_at);

CREATE TABLE portraits (
  user_id      INTEGER PRIMARY KEY REFERENCES users (id),
  sha256       TEXT NOT NULL,
  bytes        INTEGER NOT NULL,
  format       TEXT NOT NULL,
  width        INTEGER NOT NULL,
  height       INTEGER NOT NULL,
  has_alpha    INTEGER NOT NULL,     -- 0 or 1
  placeholder  TEXT NOT NULL,
  colour       TEXT NOT NULL,
  public_id    TEXT NOT NULL UNIQUE,
  updated_at   INTEGER NOT NULL
) STRICT;

CREATE TABLE publications (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id    INTEGER NOT NULL REFERENCES companies (id),
  file_id       INTEGER,               -- NULL: the photograph was erased
  event_id      INTEGER NOT NULL,      -- of the photograph
  use_name      TEXT NOT NULL,         -- the use it was published for
  medium        TEXT NOT NULL CHECK (medium IN ('WEBSITE', 'SOCIAL', 'PRINT', 'PRESS', 'OTHER')),
  place         TEXT NOT NULL,         -- an address, or words
  published_on  TEXT,                  -- a day; NULL: not known
  note          TEXT,
  created_by    INTEGER REFERENCES users (id),
  created_at    INTEGER NOT NULL,
  ended_at      INTEGER,               -- when it was taken down, or found to stay
  ended_by      INTEGER REFERENCES users (id),
  outcome       TEXT CHECK (outcome IN ('REMOVED', 'IMPOSSIBLE', 'MISTAKE')),
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, file_id) REFERENCES files (company_id, id),
  FOREIGN KEY (company_id, event_id) REFERENCES events (company_id, id)
) STRICT;

CREATE INDEX publications_of_event ON publications (company_id, event_id, id);

CREATE INDEX publications_of_file ON publications (company_id, file_id) WHERE file_id IS NOT NULL;

CREATE INDEX publications_standing ON publications (company_id, id) WHERE ended_at IS NULL;

CREATE TABLE recovery_codes (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id     INTEGER NOT NULL REFERENCES users (id),
  code_hash   TEXT NOT NULL,         -- keyed: it is short
  created_at  INTEGER NOT NULL,
  used_at     INTEGER,
  UNIQUE (user_id, code_hash)
) STRICT;

CREATE TABLE refresh_tokens (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  session_id  INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  token_hash  TEXT NOT NULL UNIQUE,
  created_at  INTEGER NOT NULL,
  used_at     INTEGER
) STRICT;

CREATE INDEX refresh_tokens_of_session ON refresh_tokens (session_id);

CREATE TABLE released_blobs (
  owner        TEXT NOT NULL CHECK (owner IN ('company', 'user')),
  owner_id     INTEGER NOT NULL,
  sha256       TEXT NOT NULL,
  released_at  INTEGER NOT NULL,
  PRIMARY KEY (owner, owner_id, sha256)
) STRICT;

CREATE TABLE root_leaves (
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  block       INTEGER NOT NULL,  -- the answer's id, divided by 1,024
  leaves      BLOB NOT NULL,
  PRIMARY KEY (company_id, block)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE schedules (
  name         TEXT PRIMARY KEY,
  due          TEXT NOT NULL,        -- the day or month it was last set off for
  queued_at    INTEGER NOT NULL,
  job_id       INTEGER,              -- the job it became; gone from the queue once done
  finished_at  INTEGER,              -- NULL: not yet
  outcome      TEXT                  -- a word on what was found, if there is one
) STRICT;

CREATE INDEX schedules_of_job ON schedules (job_id);

CREATE TABLE seals (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL,
  answer_id    INTEGER NOT NULL UNIQUE,
  pdf_sha256   TEXT NOT NULL,        -- its name in the blob store
  pdf_bytes    INTEGER NOT NULL,
  seal         TEXT NOT NULL,        -- JSON
  made_at      INTEGER NOT NULL,
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, answer_id) REFERENCES answers (company_id, id)
) STRICT;

CREATE INDEX seals_by_pdf ON seals (pdf_sha256);

CREATE TABLE search_changes (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL,      -- 0: everything is to be indexed anew
  kind        TEXT NOT NULL CHECK (kind IN ('EMPLOYEE', 'GROUP', 'EVENT', 'ANSWER', 'FILE', 'USER', 'EVERYTHING')),
  row_id      INTEGER NOT NULL
) STRICT;

CREATE TABLE search_progress (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  lineage     TEXT NOT NULL,         -- random: no index of another database is taken for ours
  trimmed_to  INTEGER NOT NULL       -- changes up to this one are gone
) STRICT;

CREATE TABLE second_factors (
  user_id       INTEGER PRIMARY KEY REFERENCES users (id),
  nonce         TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  confirmed_at  INTEGER,             -- NULL: begun, and not asked for yet
  last_step     INTEGER              -- the step of the last code that was taken; NULL: none
) STRICT;

CREATE TABLE sessions (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id      INTEGER NOT NULL REFERENCES users (id),
  company_id   INTEGER REFERENCES companies (id),  -- the company being worked for; NULL: none
  created_at   INTEGER NOT NULL,
  used_at      INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  ended_at     INTEGER,
  end_reason   TEXT,                 -- LOGOUT, REVOKED, REUSE, PASSWORD, EXPIRED
  ip           TEXT,
  user_agent   TEXT
, visit_until INTEGER) STRICT;

CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE INDEX sessions_of_user ON sessions (user_id, ended_at);

CREATE TABLE settings (
  user_id     INTEGER PRIMARY KEY REFERENCES users (id),
  theme       TEXT NOT NULL DEFAULT 'SYSTEM' CHECK (theme IN ('SYSTEM', 'LIGHT', 'DARK')),
  locale      TEXT NOT NULL,
  time_zone   TEXT NOT NULL,         -- IANA
  page_sizes  TEXT NOT NULL DEFAULT '{}',
  updated_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE signers (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL,
  answer_id    INTEGER NOT NULL,
  position     INTEGER NOT NULL CHECK (position > 0),
  employee_id  INTEGER NOT NULL,
  guardian_id  INTEGER,              -- NULL: the person signs
  created_at   INTEGER NOT NULL, released_at INTEGER,
  UNIQUE (company_id, id),
  UNIQUE (answer_id, position),
  FOREIGN KEY (company_id, answer_id) REFERENCES answers (company_id, id),
  FOREIGN KEY (company_id, employee_id) REFERENCES employees (company_id, id),
  FOREIGN KEY (company_id, guardian_id) REFERENCES guardians (company_id, id)
) STRICT;

CREATE INDEX signers_of_employee ON signers (company_id, employee_id);

CREATE INDEX signers_of_guardian ON signers (company_id, guardian_id);

CREATE TABLE signing_sessions (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL,
  link_id      INTEGER NOT NULL,
  document_id  INTEGER,
  token_hash   TEXT NOT NULL UNIQUE,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  ended_at     INTEGER,
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, link_id) REFERENCES links (company_id, id),
  FOREIGN KEY (company_id, document_id) REFERENCES documents (company_id, id)
) STRICT;

CREATE INDEX signing_sessions_of_link ON signing_sessions (company_id, link_id);

CREATE VIEW standing_answers AS
  SELECT a.* FROM answers AS a
   WHERE (a.signed_at IS NOT NULL OR a.deleted_at IS NULL)
     AND NOT EXISTS (SELECT 1 FROM answers AS given
                      WHERE given.company_id = a.company_id AND given.event_id = a.event_id
                        AND given.employee_id = a.employee_id
                        AND given.signed_at IS NOT NULL
                        AND (a.signed_at IS NULL OR given.id > a.id));

CREATE TABLE storage (
  company_id  INTEGER PRIMARY KEY REFERENCES companies (id),
  bytes       INTEGER NOT NULL
) STRICT;

CREATE TABLE strange_payments (
  id          TEXT PRIMARY KEY,      -- of the payment page or the subscription
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  kind        TEXT NOT NULL,
  noticed_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE stream_tickets (
  token_hash  TEXT PRIMARY KEY,
  session_id  INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  user_id     INTEGER NOT NULL REFERENCES users (id),
  expires_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX stream_tickets_by_expiry ON stream_tickets (expires_at);

CREATE INDEX stream_tickets_of_session ON stream_tickets (session_id);

CREATE TABLE subscriptions (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL UNIQUE REFERENCES companies (id),
  label       TEXT NOT NULL CHECK (label IN ('BASIC', 'MEDIUM', 'PREMIUM')),
  expires_at  INTEGER,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL, reason TEXT, customer TEXT, paid_plan TEXT, paid_status TEXT, paid_until INTEGER, past_due_since INTEGER, cancels INTEGER NOT NULL DEFAULT 0, synced_at INTEGER,
  UNIQUE (company_id, id)
) STRICT;

CREATE UNIQUE INDEX subscriptions_of_customer ON subscriptions (customer) WHERE customer IS NOT NULL;

CREATE TABLE takedowns (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id      INTEGER NOT NULL REFERENCES companies (id),
  publication_id  INTEGER NOT NULL,
  employee_id     INTEGER NOT NULL,    -- because of whom
  cause           TEXT NOT NULL CHECK (cause IN ('REFUSED', 'WITHDRAWN', 'ENDED', 'ON_HOLD', 'NOT_OFFERED', 'ERASED')),
  opened_at       INTEGER NOT NULL,
  due_at          INTEGER NOT NULL,
  ended_at        INTEGER,
  ended_by        INTEGER REFERENCES users (id), -- NULL: it is allowed again
  outcome         TEXT CHECK (outcome IN ('REMOVED', 'IMPOSSIBLE', 'MISTAKE', 'ALLOWED')),
  note            TEXT,
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, publication_id) REFERENCES publications (company_id, id),
  FOREIGN KEY (company_id, employee_id) REFERENCES employees (company_id, id)
) STRICT;

CREATE INDEX takedowns_due ON takedowns (company_id, due_at, id) WHERE ended_at IS NULL;

CREATE INDEX takedowns_of_employee ON takedowns (company_id, employee_id);

CREATE INDEX takedowns_of_publication ON takedowns (company_id, publication_id, id);

CREATE UNIQUE INDEX takedowns_open ON takedowns (company_id, publication_id) WHERE ended_at IS NULL;

CREATE TABLE templates (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id      INTEGER NOT NULL REFERENCES companies (id),
  locale          TEXT NOT NULL,
  version         INTEGER NOT NULL,
  title           TEXT NOT NULL,
  body            TEXT NOT NULL,
  uses            TEXT NOT NULL,     -- JSON list of the uses offered
  created_by      INTEGER REFERENCES users (id),
  created_at      INTEGER NOT NULL, confirmed_by INTEGER REFERENCES users (id), confirmed_name TEXT, confirmed_signature TEXT, confirmed_at INTEGER,
  UNIQUE (company_id, id),
  UNIQUE (company_id, locale, version)
) STRICT;

CREATE TABLE unnamed_people (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL,
  file_id      INTEGER NOT NULL,
  employee_id  INTEGER NOT NULL,
  named_by     INTEGER REFERENCES users (id),
  named_at     INTEGER NOT NULL,
  unnamed_by   INTEGER REFERENCES users (id),
  unnamed_at   INTEGER NOT NULL,
  with_nobody  INTEGER NOT NULL CHECK (with_nobody IN (0, 1)),
  FOREIGN KEY (company_id, file_id) REFERENCES files (company_id, id),
  FOREIGN KEY (company_id, employee_id) REFERENCES employees (company_id, id)
) STRICT;

CREATE INDEX unnamed_people_of_employee ON unnamed_people (company_id, employee_id);

CREATE INDEX unnamed_people_of_file ON unnamed_people (company_id, file_id);

CREATE TABLE uploads (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL REFERENCES companies (id),
  user_id      INTEGER NOT NULL REFERENCES users (id),
  token        TEXT NOT NULL UNIQUE, -- random, in its address and the name of its part
  kind         TEXT NOT NULL,
  event_id     INTEGER,
  employee_id  INTEGER,
  name         TEXT NOT NULL,
  description  TEXT,
  bytes        INTEGER NOT NULL,     -- announced
  file_id      INTEGER,              -- what it became
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL, metadata TEXT, kept_as TEXT,
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, event_id) REFERENCES events (company_id, id),
  FOREIGN KEY (company_id, employee_id) REFERENCES employees (company_id, id),
  FOREIGN KEY (company_id, file_id) REFERENCES files (company_id, id)
) STRICT;

CREATE INDEX uploads_by_expiry ON uploads (expires_at);

CREATE INDEX uploads_of_employee ON uploads (company_id, employee_id);

CREATE INDEX uploads_of_event ON uploads (company_id, event_id);

CREATE INDEX uploads_of_file ON uploads (company_id, file_id);

CREATE INDEX uploads_of_user ON uploads (company_id, user_id, expires_at);

CREATE TABLE users (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  email            TEXT,
  email_key        TEXT,             -- folded, what uniqueness looks at
  email_proved_at  INTEGER,          -- when they showed that they read this mailbox
  password_hash    TEXT,             -- argon2id PHC string; NULL until an invitation is taken up
  first_name       TEXT,
  last_name        TEXT,
  phone            TEXT,             -- E.164
  signature        TEXT,             -- JSON, the studio's side of a release
  instance_role    TEXT CHECK (instance_role IN ('ADMIN', 'DEVELOPER')),
  seen_at          INTEGER,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  deleted_at       INTEGER,
  erased_at        INTEGER
, name_key TEXT, archived_at INTEGER, suspended_at INTEGER, suspended_for TEXT) STRICT;

CREATE TRIGGER search_follows_users AFTER UPDATE OF email, first_name, last_name, deleted_at, erased_at ON users
  WHEN OLD.email IS NOT NEW.email OR OLD.first_name IS NOT NEW.first_name
    OR OLD.last_name IS NOT NEW.last_name OR OLD.deleted_at IS NOT NEW.deleted_at
    OR OLD.erased_at IS NOT NEW.erased_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id)
    SELECT company_id, 'USER', user_id FROM memberships WHERE user_id = NEW.id;
END;

CREATE INDEX users_by_creation ON users (created_at, id, deleted_at, suspended_at, instance_role);

CREATE INDEX users_by_name ON users (name_key, id, deleted_at, suspended_at, instance_role, email_key);

CREATE INDEX users_by_visit ON users (seen_at) WHERE deleted_at IS NULL AND archived_at IS NULL;

CREATE UNIQUE INDEX users_email ON users (email_key) WHERE deleted_at IS NULL;

CREATE TRIGGER users_of_instance_counted AFTER INSERT ON users WHEN NEW.deleted_at IS NULL BEGIN
  INSERT INTO instance_days (kind, state, day, total)
  VALUES ('USER', '', NEW.created_at / 86400000, 1)
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER users_of_instance_recounted AFTER UPDATE OF deleted_at ON users BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'USER' AND state = '' AND day = OLD.created_at / 86400000 AND OLD.deleted_at IS NULL;
  INSERT INTO instance_days (kind, state, day, total)
  SELECT 'USER', '', NEW.created_at / 86400000, 1 WHERE NEW.deleted_at IS NULL
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER users_of_instance_uncounted AFTER DELETE ON users WHEN OLD.deleted_at IS NULL BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'USER' AND state = '' AND day = OLD.created_at / 86400000;
END;

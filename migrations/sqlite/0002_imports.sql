-- People by the thousand: a file of people, and what became of each line -----

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
  deleted_at   INTEGER,
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, group_id) REFERENCES groups (company_id, id)
) STRICT;
CREATE INDEX imports_by_age ON imports (company_id, deleted_at, created_at, id);
CREATE INDEX imports_to_forget ON imports (created_at) WHERE file_name IS NOT NULL;
CREATE VIEW live_imports AS SELECT * FROM imports WHERE deleted_at IS NULL;

-- The file as sent: read again by the job and by the report, then forgotten. In
-- the database rather than beside it: it comes and goes with its row.
CREATE TABLE import_files (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL,
  import_id    INTEGER NOT NULL,
  bytes        BLOB NOT NULL,
  UNIQUE (company_id, import_id),
  FOREIGN KEY (company_id, import_id) REFERENCES imports (company_id, id)
) STRICT;

-- Holds no words of the file: what a line said is read from the file.
CREATE TABLE import_lines (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL,
  import_id    INTEGER NOT NULL,
  line         INTEGER NOT NULL,     -- as a spreadsheet counts them, from 1
  outcome      TEXT NOT NULL CHECK (outcome IN ('CREATED', 'UPDATED', 'UNCHANGED', 'REFUSED')),
  -- None if refused, or if nothing was to be written. No foreign key: a report does
  -- not keep somebody from being erased.
  employee_id  INTEGER,
  problems     TEXT,                 -- JSON list of field and code, of what is refused
  UNIQUE (company_id, import_id, line),
  FOREIGN KEY (company_id, import_id) REFERENCES imports (company_id, id)
) STRICT;
CREATE INDEX import_lines_by_outcome ON import_lines (company_id, import_id, outcome, line);
CREATE INDEX import_lines_of_employee ON import_lines (company_id, employee_id) WHERE employee_id IS NOT NULL;
CREATE INDEX imports_of_group ON imports (company_id, group_id);

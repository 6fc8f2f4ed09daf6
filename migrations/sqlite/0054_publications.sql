-- Where photographs were published, as users noted it, and what has to be taken down there.

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

-- Each time a published photograph may not be shown any more; at most one of a publication is open.
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
CREATE UNIQUE INDEX takedowns_open ON takedowns (company_id, publication_id) WHERE ended_at IS NULL;
CREATE INDEX takedowns_of_publication ON takedowns (company_id, publication_id, id);
CREATE INDEX takedowns_of_employee ON takedowns (company_id, employee_id);
CREATE INDEX takedowns_due ON takedowns (company_id, due_at, id) WHERE ended_at IS NULL;

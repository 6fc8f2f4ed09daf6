-- Files of a company: photographs, documents, its logo and watermark. The bytes
-- are blobs on the company's own shelf, under their SHA-256; what stands here is
-- whose they are and what they show.

-- A blob, once per company however often it is used.
CREATE TABLE blobs (
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  sha256      TEXT NOT NULL,
  bytes       INTEGER NOT NULL,
  files       INTEGER NOT NULL,      -- the rows of files that use it, deleted ones too
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (company_id, sha256)
) STRICT;

-- What a company's blobs weigh together, so that a quota costs one look.
CREATE TABLE storage (
  company_id  INTEGER PRIMARY KEY REFERENCES companies (id),
  bytes       INTEGER NOT NULL
) STRICT;

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
  deleted_at   INTEGER,
  CHECK (event_id IS NULL OR employee_id IS NULL),
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, event_id) REFERENCES events (company_id, id),
  FOREIGN KEY (company_id, employee_id) REFERENCES employees (company_id, id),
  FOREIGN KEY (company_id, sha256) REFERENCES blobs (company_id, sha256)
) STRICT;
-- A folder dragged onto a shoot twice is there once.
CREATE UNIQUE INDEX files_of_event_once ON files (company_id, event_id, kind, sha256)
  WHERE deleted_at IS NULL AND event_id IS NOT NULL;
CREATE UNIQUE INDEX files_of_employee_once ON files (company_id, employee_id, kind, sha256)
  WHERE deleted_at IS NULL AND employee_id IS NOT NULL;
CREATE INDEX files_of_event ON files (company_id, event_id, deleted_at, created_at, id);
CREATE INDEX files_of_employee ON files (company_id, employee_id, deleted_at, created_at, id);
CREATE INDEX files_by_age ON files (company_id, deleted_at, created_at, id);
CREATE INDEX files_of_blob ON files (company_id, sha256);
CREATE VIEW live_files AS SELECT * FROM files WHERE deleted_at IS NULL;

-- Who is on a photograph, as somebody of the studio named them.
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

-- A user's portrait: it belongs to them, not to a company.
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

-- Uploads that go on where they stopped (tus 1.0).
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
  expires_at   INTEGER NOT NULL,
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, event_id) REFERENCES events (company_id, id),
  FOREIGN KEY (company_id, employee_id) REFERENCES employees (company_id, id),
  FOREIGN KEY (company_id, file_id) REFERENCES files (company_id, id)
) STRICT;
CREATE INDEX uploads_by_expiry ON uploads (expires_at);
CREATE INDEX uploads_of_user ON uploads (company_id, user_id, expires_at);
CREATE INDEX uploads_of_event ON uploads (company_id, event_id);
CREATE INDEX uploads_of_employee ON uploads (company_id, employee_id);
CREATE INDEX uploads_of_file ON uploads (company_id, file_id);

-- Who was named on a photograph and is not any more: who said so, and when. with_nobody:
-- by saying that nobody on it can be recognised; they are named again once that is taken
-- back.
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

CREATE INDEX unnamed_people_of_file ON unnamed_people (company_id, file_id);
CREATE INDEX unnamed_people_of_employee ON unnamed_people (company_id, employee_id);

-- Uses that a restored answer grants and that its person had taken back, or refused, after
-- the backup was made, as the database said that was replaced: not allowed until the person
-- answers again or somebody of the company releases them. uses: a list. backup: the one
-- that was restored. decided_at: when the newer decision was made.
CREATE TABLE answer_holds (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id   INTEGER NOT NULL,
  answer_id    INTEGER NOT NULL,
  uses         TEXT NOT NULL,
  backup       TEXT NOT NULL,
  decided_at   INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  released_at  INTEGER,
  released_by  INTEGER REFERENCES users (id),
  reason       TEXT,
  FOREIGN KEY (company_id, answer_id) REFERENCES answers (company_id, id)
) STRICT;

CREATE INDEX answer_holds_of_answer ON answer_holds (company_id, answer_id);

-- Whoever answers after the restore has settled it.
CREATE VIEW active_holds AS
  SELECT h.* FROM answer_holds AS h
    JOIN answers AS a ON a.company_id = h.company_id AND a.id = h.answer_id
   WHERE h.released_at IS NULL AND (a.signed_at IS NULL OR a.signed_at <= h.created_at);

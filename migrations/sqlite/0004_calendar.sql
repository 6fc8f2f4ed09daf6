-- The address of somebody's calendar, as their calendar program holds it: one
-- a member, its hash only. It goes with the membership and with the role.
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

-- Counts what people changed of a shoot: SEQUENCE in RFC 5545.
ALTER TABLE events ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

-- Retention: what has been erased keeps its row, with nothing of anybody in it,
-- for others refer to it; what is still to be erased is found by these indexes.
ALTER TABLE events ADD COLUMN erased_at INTEGER;
ALTER TABLE answers ADD COLUMN erased_at INTEGER;
CREATE INDEX employees_to_purge ON employees (company_id, deleted_at, id)
  WHERE deleted_at IS NOT NULL AND erased_at IS NULL;
CREATE INDEX events_to_purge ON events (company_id, deleted_at, id)
  WHERE deleted_at IS NOT NULL AND erased_at IS NULL;
CREATE INDEX answers_to_purge ON answers (company_id, deleted_at, id)
  WHERE deleted_at IS NOT NULL AND erased_at IS NULL AND evidence_until IS NULL;
CREATE INDEX answers_by_evidence_end ON answers (evidence_until, id)
  WHERE evidence_until IS NOT NULL AND erased_at IS NULL;

-- Lists: deleted rows among the others in the order of an index, and how many
-- rows there are without counting them.
CREATE INDEX answers_by_creation_all ON answers (company_id, created_at, id);
CREATE INDEX answers_by_state_all ON answers (company_id, state, created_at, id);
CREATE INDEX employees_by_name_all ON employees (company_id, name_key, id);
CREATE INDEX employees_by_age_all ON employees (company_id, created_at, id);
CREATE INDEX events_in_order_all ON events (company_id, status_order, ends_at, id);
CREATE INDEX events_by_start_all ON events (company_id, starts_at, id);
CREATE INDEX events_by_end_all ON events (company_id, ends_at, id);
CREATE INDEX events_by_creation_all ON events (company_id, created_at, id);

CREATE TABLE answer_counts (
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  deleted     INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  state       TEXT NOT NULL,
  total       INTEGER NOT NULL,
  PRIMARY KEY (company_id, deleted, state)
) STRICT;
INSERT INTO answer_counts (company_id, deleted, state, total)
  SELECT company_id, deleted_at IS NOT NULL, state, COUNT(*) FROM answers GROUP BY 1, 2, 3;
CREATE TRIGGER answers_counted AFTER INSERT ON answers BEGIN
  INSERT INTO answer_counts (company_id, deleted, state, total)
  VALUES (NEW.company_id, NEW.deleted_at IS NOT NULL, NEW.state, 1)
  ON CONFLICT (company_id, deleted, state) DO UPDATE SET total = total + 1;
END;
CREATE TRIGGER answers_recounted AFTER UPDATE OF state, deleted_at ON answers
WHEN OLD.state <> NEW.state OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL) BEGIN
  UPDATE answer_counts SET total = total - 1
   WHERE company_id = OLD.company_id AND deleted = (OLD.deleted_at IS NOT NULL)
     AND state = OLD.state;
  INSERT INTO answer_counts (company_id, deleted, state, total)
  VALUES (NEW.company_id, NEW.deleted_at IS NOT NULL, NEW.state, 1)
  ON CONFLICT (company_id, deleted, state) DO UPDATE SET total = total + 1;
END;
CREATE TRIGGER answers_uncounted AFTER DELETE ON answers BEGIN
  UPDATE answer_counts SET total = total - 1
   WHERE company_id = OLD.company_id AND deleted = (OLD.deleted_at IS NOT NULL)
     AND state = OLD.state;
END;

-- The erased are in no list.
CREATE TABLE employee_counts (
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  deleted     INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  total       INTEGER NOT NULL,
  PRIMARY KEY (company_id, deleted)
) STRICT;
INSERT INTO employee_counts (company_id, deleted, total)
  SELECT company_id, deleted_at IS NOT NULL, COUNT(*) FROM employees
   WHERE erased_at IS NULL GROUP BY 1, 2;
CREATE TRIGGER employees_counted AFTER INSERT ON employees WHEN NEW.erased_at IS NULL BEGIN
  INSERT INTO employee_counts (company_id, deleted, total)
  VALUES (NEW.company_id, NEW.deleted_at IS NOT NULL, 1)
  ON CONFLICT (company_id, deleted) DO UPDATE SET total = total + 1;
END;
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
CREATE TRIGGER employees_uncounted AFTER DELETE ON employees WHEN OLD.erased_at IS NULL BEGIN
  UPDATE employee_counts SET total = total - 1
   WHERE company_id = OLD.company_id AND deleted = (OLD.deleted_at IS NOT NULL);
END;

-- Folded "last first", for the order of lists; filled in beside this file, for
-- SQL cannot fold.
ALTER TABLE users ADD COLUMN name_key TEXT;

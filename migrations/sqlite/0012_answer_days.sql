-- How many answers a company has of each day (UTC, days since 1970) they were
-- asked on, so that a page far into the list is found without reading all rows
-- before it.
CREATE TABLE answer_days (
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  day         INTEGER NOT NULL,
  deleted     INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  state       TEXT NOT NULL,
  total       INTEGER NOT NULL,
  PRIMARY KEY (company_id, day, deleted, state)
) STRICT, WITHOUT ROWID;
INSERT INTO answer_days (company_id, day, deleted, state, total)
  SELECT company_id, created_at / 86400000, deleted_at IS NOT NULL, state, COUNT(*)
    FROM answers GROUP BY 1, 2, 3, 4;
CREATE TRIGGER answers_counted_by_day AFTER INSERT ON answers BEGIN
  INSERT INTO answer_days (company_id, day, deleted, state, total)
  VALUES (NEW.company_id, NEW.created_at / 86400000, NEW.deleted_at IS NOT NULL, NEW.state, 1)
  ON CONFLICT (company_id, day, deleted, state) DO UPDATE SET total = total + 1;
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
CREATE TRIGGER answers_uncounted_by_day AFTER DELETE ON answers BEGIN
  UPDATE answer_days SET total = total - 1
   WHERE company_id = OLD.company_id AND day = OLD.created_at / 86400000
     AND deleted = (OLD.deleted_at IS NOT NULL) AND state = OLD.state;
END;

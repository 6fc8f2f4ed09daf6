-- What the instance holds, by the day on which it was created: kept so that the figures of
-- administrators need no scan. Deleted and erased rows are not in it.
CREATE TABLE instance_days (
  kind   TEXT NOT NULL CHECK (kind IN ('COMPANY', 'USER', 'EMPLOYEE', 'EVENT', 'ANSWER', 'MAIL', 'BYTES')),
  state  TEXT NOT NULL,            -- of answers and mails; else empty
  day    INTEGER NOT NULL,         -- since 1970, UTC
  total  INTEGER NOT NULL,
  PRIMARY KEY (kind, state, day)
) STRICT, WITHOUT ROWID;

INSERT INTO instance_days (kind, state, day, total)
  SELECT 'COMPANY', '', created_at / 86400000, COUNT(*)
    FROM companies WHERE deleted_at IS NULL GROUP BY 2, 3;

CREATE TRIGGER companies_of_instance_counted AFTER INSERT ON companies WHEN NEW.deleted_at IS NULL BEGIN
  INSERT INTO instance_days (kind, state, day, total)
  VALUES ('COMPANY', '', NEW.created_at / 86400000, 1)
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER companies_of_instance_uncounted AFTER DELETE ON companies WHEN OLD.deleted_at IS NULL BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'COMPANY' AND state = '' AND day = OLD.created_at / 86400000;
END;

CREATE TRIGGER companies_of_instance_recounted AFTER UPDATE OF deleted_at ON companies BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'COMPANY' AND state = '' AND day = OLD.created_at / 86400000 AND OLD.deleted_at IS NULL;
  INSERT INTO instance_days (kind, state, day, total)
  SELECT 'COMPANY', '', NEW.created_at / 86400000, 1 WHERE NEW.deleted_at IS NULL
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

INSERT INTO instance_days (kind, state, day, total)
  SELECT 'USER', '', created_at / 86400000, COUNT(*)
    FROM users WHERE deleted_at IS NULL GROUP BY 2, 3;

CREATE TRIGGER users_of_instance_counted AFTER INSERT ON users WHEN NEW.deleted_at IS NULL BEGIN
  INSERT INTO instance_days (kind, state, day, total)
  VALUES ('USER', '', NEW.created_at / 86400000, 1)
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER users_of_instance_uncounted AFTER DELETE ON users WHEN OLD.deleted_at IS NULL BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'USER' AND state = '' AND day = OLD.created_at / 86400000;
END;

CREATE TRIGGER users_of_instance_recounted AFTER UPDATE OF deleted_at ON users BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'USER' AND state = '' AND day = OLD.created_at / 86400000 AND OLD.deleted_at IS NULL;
  INSERT INTO instance_days (kind, state, day, total)
  SELECT 'USER', '', NEW.created_at / 86400000, 1 WHERE NEW.deleted_at IS NULL
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

INSERT INTO instance_days (kind, state, day, total)
  SELECT 'EMPLOYEE', '', created_at / 86400000, COUNT(*)
    FROM employees WHERE deleted_at IS NULL AND erased_at IS NULL GROUP BY 2, 3;

CREATE TRIGGER employees_of_instance_counted AFTER INSERT ON employees WHEN NEW.deleted_at IS NULL AND NEW.erased_at IS NULL BEGIN
  INSERT INTO instance_days (kind, state, day, total)
  VALUES ('EMPLOYEE', '', NEW.created_at / 86400000, 1)
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER employees_of_instance_uncounted AFTER DELETE ON employees WHEN OLD.deleted_at IS NULL AND OLD.erased_at IS NULL BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'EMPLOYEE' AND state = '' AND day = OLD.created_at / 86400000;
END;

CREATE TRIGGER employees_of_instance_recounted AFTER UPDATE OF deleted_at, erased_at ON employees BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'EMPLOYEE' AND state = '' AND day = OLD.created_at / 86400000 AND OLD.deleted_at IS NULL AND OLD.erased_at IS NULL;
  INSERT INTO instance_days (kind, state, day, total)
  SELECT 'EMPLOYEE', '', NEW.created_at / 86400000, 1 WHERE NEW.deleted_at IS NULL AND NEW.erased_at IS NULL
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

INSERT INTO instance_days (kind, state, day, total)
  SELECT 'EVENT', '', created_at / 86400000, COUNT(*)
    FROM events WHERE deleted_at IS NULL AND erased_at IS NULL GROUP BY 2, 3;

CREATE TRIGGER events_of_instance_counted AFTER INSERT ON events WHEN NEW.deleted_at IS NULL AND NEW.erased_at IS NULL BEGIN
  INSERT INTO instance_days (kind, state, day, total)
  VALUES ('EVENT', '', NEW.created_at / 86400000, 1)
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER events_of_instance_uncounted AFTER DELETE ON events WHEN OLD.deleted_at IS NULL AND OLD.erased_at IS NULL BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'EVENT' AND state = '' AND day = OLD.created_at / 86400000;
END;

CREATE TRIGGER events_of_instance_recounted AFTER UPDATE OF deleted_at, erased_at ON events BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'EVENT' AND state = '' AND day = OLD.created_at / 86400000 AND OLD.deleted_at IS NULL AND OLD.erased_at IS NULL;
  INSERT INTO instance_days (kind, state, day, total)
  SELECT 'EVENT', '', NEW.created_at / 86400000, 1 WHERE NEW.deleted_at IS NULL AND NEW.erased_at IS NULL
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

INSERT INTO instance_days (kind, state, day, total)
  SELECT 'MAIL', status, created_at / 86400000, COUNT(*)
    FROM mails GROUP BY 2, 3;

CREATE TRIGGER mails_of_instance_counted AFTER INSERT ON mails BEGIN
  INSERT INTO instance_days (kind, state, day, total)
  VALUES ('MAIL', NEW.status, NEW.created_at / 86400000, 1)
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER mails_of_instance_uncounted AFTER DELETE ON mails BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'MAIL' AND state = OLD.status AND day = OLD.created_at / 86400000;
END;

CREATE TRIGGER mails_of_instance_recounted AFTER UPDATE OF status ON mails BEGIN
  UPDATE instance_days SET total = total - 1
   WHERE kind = 'MAIL' AND state = OLD.status AND day = OLD.created_at / 86400000;
  INSERT INTO instance_days (kind, state, day, total)
  SELECT 'MAIL', NEW.status, NEW.created_at / 86400000, 1 WHERE TRUE
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + 1;
END;

INSERT INTO instance_days (kind, state, day, total)
  SELECT 'BYTES', '', created_at / 86400000, SUM(bytes)
    FROM blobs GROUP BY 2, 3;

CREATE TRIGGER blobs_of_instance_counted AFTER INSERT ON blobs BEGIN
  INSERT INTO instance_days (kind, state, day, total)
  VALUES ('BYTES', '', NEW.created_at / 86400000, NEW.bytes)
  ON CONFLICT (kind, state, day) DO UPDATE SET total = total + NEW.bytes;
END;

CREATE TRIGGER blobs_of_instance_uncounted AFTER DELETE ON blobs BEGIN
  UPDATE instance_days SET total = total - OLD.bytes
   WHERE kind = 'BYTES' AND state = '' AND day = OLD.created_at / 86400000;
END;

INSERT INTO instance_days (kind, state, day, total)
  SELECT 'ANSWER', state, day, SUM(total) FROM answer_days WHERE deleted = 0 GROUP BY state, day;

-- Answers are counted by day already, for each company.
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

-- The number of events by what lists tell apart, so that the total of a list need not be counted.
CREATE TABLE event_counts (
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  deleted     INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  archived    INTEGER NOT NULL CHECK (archived IN (0, 1)),
  status      TEXT NOT NULL,
  total       INTEGER NOT NULL,
  PRIMARY KEY (company_id, deleted, archived, status)
) STRICT;

INSERT INTO event_counts (company_id, deleted, archived, status, total)
  SELECT company_id, deleted_at IS NOT NULL, archived_at IS NOT NULL, status, COUNT(*)
    FROM events WHERE erased_at IS NULL
   GROUP BY company_id, deleted_at IS NOT NULL, archived_at IS NOT NULL, status;

CREATE TRIGGER events_counted AFTER INSERT ON events WHEN NEW.erased_at IS NULL BEGIN
  INSERT INTO event_counts (company_id, deleted, archived, status, total)
  VALUES (NEW.company_id, NEW.deleted_at IS NOT NULL, NEW.archived_at IS NOT NULL, NEW.status, 1)
  ON CONFLICT (company_id, deleted, archived, status) DO UPDATE SET total = total + 1;
END;

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

CREATE TRIGGER events_uncounted AFTER DELETE ON events WHEN OLD.erased_at IS NULL BEGIN
  UPDATE event_counts SET total = total - 1
   WHERE company_id = OLD.company_id AND deleted = (OLD.deleted_at IS NOT NULL)
     AND archived = (OLD.archived_at IS NOT NULL) AND status = OLD.status;
END;

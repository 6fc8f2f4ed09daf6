-- Search: files too ------------------------------------------------------------

CREATE TRIGGER search_follows_new_files AFTER INSERT ON files BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'FILE', NEW.id);
END;
CREATE TRIGGER search_follows_files AFTER UPDATE OF name, description, deleted_at ON files
  WHEN OLD.name IS NOT NEW.name OR OLD.description IS NOT NEW.description
    OR OLD.deleted_at IS NOT NEW.deleted_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'FILE', NEW.id);
END;
CREATE TRIGGER search_follows_purged_files AFTER DELETE ON files BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (OLD.company_id, 'FILE', OLD.id);
END;

-- Who is on a photograph reaches it.
CREATE TRIGGER search_follows_new_file_people AFTER INSERT ON file_people BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'FILE', NEW.file_id);
END;
CREATE TRIGGER search_follows_purged_file_people AFTER DELETE ON file_people BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (OLD.company_id, 'FILE', OLD.file_id);
END;

-- Files are found by the name of their shoot, whose photographer reaches its
-- photographs, and by the name of the person they are kept about.
CREATE TRIGGER search_follows_events_of_files AFTER UPDATE OF name, partner_id, deleted_at ON events
  WHEN OLD.name IS NOT NEW.name OR OLD.partner_id IS NOT NEW.partner_id
    OR OLD.deleted_at IS NOT NEW.deleted_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id)
    SELECT company_id, 'FILE', id FROM files
     WHERE company_id = NEW.company_id AND event_id = NEW.id;
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

-- Those that are there already.
INSERT INTO search_changes (company_id, kind, row_id)
  SELECT company_id, 'FILE', id FROM files ORDER BY id;

-- Search: what changed, for the index to follow ------------------------------

-- A row for each change of something that can be found, written by the very
-- transaction that makes it: nothing can be forgotten, and what is rolled back
-- was never said. The index keeps the number of the last change it holds; rows
-- up to there are thrown away.
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
INSERT INTO search_progress (id, lineage, trimmed_to) VALUES (1, lower(hex(randomblob(16))), 0);

-- People. An answer is found by its person's name.
CREATE TRIGGER search_follows_new_employees AFTER INSERT ON employees BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'EMPLOYEE', NEW.id);
END;
CREATE TRIGGER search_follows_employees
  AFTER UPDATE OF first_name, last_name, email, phone, line, postal_code, city, deleted_at, erased_at ON employees
  WHEN OLD.first_name IS NOT NEW.first_name OR OLD.last_name IS NOT NEW.last_name
    OR OLD.email IS NOT NEW.email OR OLD.phone IS NOT NEW.phone OR OLD.line IS NOT NEW.line
    OR OLD.postal_code IS NOT NEW.postal_code OR OLD.city IS NOT NEW.city
    OR OLD.deleted_at IS NOT NEW.deleted_at OR OLD.erased_at IS NOT NEW.erased_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'EMPLOYEE', NEW.id);
END;
CREATE TRIGGER search_follows_names_of_employees
  AFTER UPDATE OF first_name, last_name, email, erased_at ON employees
  WHEN OLD.first_name IS NOT NEW.first_name OR OLD.last_name IS NOT NEW.last_name
    OR OLD.email IS NOT NEW.email OR OLD.erased_at IS NOT NEW.erased_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id)
    SELECT company_id, 'ANSWER', id FROM answers
     WHERE company_id = NEW.company_id AND employee_id = NEW.id;
END;
CREATE TRIGGER search_follows_purged_employees AFTER DELETE ON employees BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (OLD.company_id, 'EMPLOYEE', OLD.id);
END;

-- Children are found by their guardians, who reach them and their answers.
CREATE TRIGGER search_follows_new_guardians AFTER INSERT ON guardians BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'EMPLOYEE', NEW.employee_id);
  INSERT INTO search_changes (company_id, kind, row_id)
    SELECT company_id, 'ANSWER', id FROM answers
     WHERE company_id = NEW.company_id AND employee_id = NEW.employee_id;
END;
CREATE TRIGGER search_follows_guardians AFTER UPDATE ON guardians BEGIN
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

-- Shoots. Their answers are found by their name; their photographer reaches
-- their answers and people.
CREATE TRIGGER search_follows_new_events AFTER INSERT ON events BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'EVENT', NEW.id);
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
CREATE TRIGGER search_follows_names_of_events AFTER UPDATE OF name, partner_id, deleted_at ON events
  WHEN OLD.name IS NOT NEW.name OR OLD.partner_id IS NOT NEW.partner_id
    OR OLD.deleted_at IS NOT NEW.deleted_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id)
    SELECT company_id, 'ANSWER', id FROM answers
     WHERE company_id = NEW.company_id AND event_id = NEW.id;
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

-- Requests. Whoever is asked comes within the photographer's reach.
CREATE TRIGGER search_follows_new_answers AFTER INSERT ON answers BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'ANSWER', NEW.id);
  INSERT INTO search_changes (company_id, kind, row_id)
    SELECT company_id, 'EMPLOYEE', NEW.employee_id FROM events
     WHERE company_id = NEW.company_id AND id = NEW.event_id AND partner_id IS NOT NULL;
END;
CREATE TRIGGER search_follows_answers AFTER UPDATE OF deleted_at ON answers
  WHEN OLD.deleted_at IS NOT NEW.deleted_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'ANSWER', NEW.id);
  INSERT INTO search_changes (company_id, kind, row_id)
    SELECT company_id, 'EMPLOYEE', NEW.employee_id FROM events
     WHERE company_id = NEW.company_id AND id = NEW.event_id AND partner_id IS NOT NULL;
END;
CREATE TRIGGER search_follows_purged_answers AFTER DELETE ON answers BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (OLD.company_id, 'ANSWER', OLD.id);
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (OLD.company_id, 'EMPLOYEE', OLD.employee_id);
END;

-- Groups.
CREATE TRIGGER search_follows_new_groups AFTER INSERT ON groups BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'GROUP', NEW.id);
END;
CREATE TRIGGER search_follows_groups AFTER UPDATE OF name, description, deleted_at ON groups
  WHEN OLD.name IS NOT NEW.name OR OLD.description IS NOT NEW.description
    OR OLD.deleted_at IS NOT NEW.deleted_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'GROUP', NEW.id);
END;
CREATE TRIGGER search_follows_purged_groups AFTER DELETE ON groups BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (OLD.company_id, 'GROUP', OLD.id);
END;

-- Users, as members of each of their companies.
CREATE TRIGGER search_follows_new_memberships AFTER INSERT ON memberships BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'USER', NEW.user_id);
END;
CREATE TRIGGER search_follows_memberships AFTER UPDATE OF deleted_at ON memberships
  WHEN OLD.deleted_at IS NOT NEW.deleted_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (NEW.company_id, 'USER', NEW.user_id);
END;
CREATE TRIGGER search_follows_purged_memberships AFTER DELETE ON memberships BEGIN
  INSERT INTO search_changes (company_id, kind, row_id) VALUES (OLD.company_id, 'USER', OLD.user_id);
END;
CREATE TRIGGER search_follows_users AFTER UPDATE OF email, first_name, last_name, deleted_at, erased_at ON users
  WHEN OLD.email IS NOT NEW.email OR OLD.first_name IS NOT NEW.first_name
    OR OLD.last_name IS NOT NEW.last_name OR OLD.deleted_at IS NOT NEW.deleted_at
    OR OLD.erased_at IS NOT NEW.erased_at BEGIN
  INSERT INTO search_changes (company_id, kind, row_id)
    SELECT company_id, 'USER', user_id FROM memberships WHERE user_id = NEW.id;
END;

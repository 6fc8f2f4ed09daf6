-- Consents that end, and those that are asked for again ----------------------

-- The last notice the studio was given of a consent's end: so many days ahead.
ALTER TABLE answers ADD COLUMN notice_days INTEGER CHECK (notice_days IN (60, 15));
ALTER TABLE answers ADD COLUMN notice_at INTEGER;
-- When the person was asked themself, having come of age since their guardians answered.
ALTER TABLE answers ADD COLUMN of_age_at INTEGER;

-- A consent is renewed by one request at a time.
CREATE UNIQUE INDEX answers_renewed_once ON answers (company_id, supersedes)
  WHERE supersedes IS NOT NULL AND deleted_at IS NULL;

-- What counts today: of a request and its renewals the last that was answered,
-- or the first request while none is. One row for each time a person was asked
-- about a shoot. Whether it has ended is to be read from expires_at.
CREATE VIEW standing_answers AS
  SELECT a.* FROM answers AS a
   WHERE a.deleted_at IS NULL
     AND (a.supersedes IS NULL OR a.state <> 'PENDING')
     AND NOT EXISTS (SELECT 1 FROM answers AS later
                      WHERE later.company_id = a.company_id AND later.supersedes = a.id
                        AND later.deleted_at IS NULL AND later.state <> 'PENDING');

-- Which groups a shoot was planned with: who joins them later is asked when the
-- shoot is synchronised.
CREATE TABLE event_groups (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL,
  event_id    INTEGER NOT NULL,
  group_id    INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  UNIQUE (company_id, event_id, group_id),
  FOREIGN KEY (company_id, event_id) REFERENCES events (company_id, id) ON DELETE CASCADE,
  FOREIGN KEY (company_id, group_id) REFERENCES groups (company_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX event_groups_of_group ON event_groups (company_id, group_id);

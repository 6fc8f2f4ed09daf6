-- When companies remind, what is done by the clock, and letters that come back --

-- When those who have not answered are written to again.
ALTER TABLE companies ADD COLUMN reminders_enabled INTEGER NOT NULL DEFAULT 1
  CHECK (reminders_enabled IN (0, 1));
ALTER TABLE companies ADD COLUMN reminders_first_days INTEGER NOT NULL DEFAULT 3;
ALTER TABLE companies ADD COLUMN reminders_every_days INTEGER NOT NULL DEFAULT 4;
ALTER TABLE companies ADD COLUMN reminders_at_most INTEGER NOT NULL DEFAULT 3;
-- So many days before the shoot, one a day; on top of the others.
ALTER TABLE companies ADD COLUMN reminders_last_days INTEGER NOT NULL DEFAULT 6;
ALTER TABLE companies ADD COLUMN reminders_hour INTEGER NOT NULL DEFAULT 9
  CHECK (reminders_hour BETWEEN 8 AND 19);
ALTER TABLE companies ADD COLUMN reminders_zone TEXT;  -- IANA; NULL: the instance's

-- How often somebody was reminded of a request.
ALTER TABLE answers ADD COLUMN reminders INTEGER NOT NULL DEFAULT 0;
UPDATE answers SET reminders = 1 WHERE reminded_at IS NOT NULL;
CREATE INDEX answers_awaited ON answers (company_id, id)
  WHERE state = 'PENDING' AND deleted_at IS NULL;

-- What is done by the clock: when it was last set off, and what came of it.
CREATE TABLE schedules (
  name         TEXT PRIMARY KEY,
  due          TEXT NOT NULL,        -- the day or month it was last set off for
  queued_at    INTEGER NOT NULL,
  job_id       INTEGER,              -- the job it became; gone from the queue once done
  finished_at  INTEGER,              -- NULL: not yet
  outcome      TEXT                  -- a word on what was found, if there is one
) STRICT;

CREATE INDEX schedules_of_job ON schedules (job_id);
CREATE INDEX jobs_parked ON jobs (id) WHERE parked_at IS NOT NULL;

-- Letters to this address come back, or are not wanted: none is sent until it changes.
ALTER TABLE employees ADD COLUMN bounced_at INTEGER;
ALTER TABLE guardians ADD COLUMN bounced_at INTEGER;

-- Out of the lists after years without a visit; signing in brings them back.
ALTER TABLE users ADD COLUMN archived_at INTEGER;
CREATE INDEX users_by_visit ON users (seen_at) WHERE deleted_at IS NULL AND archived_at IS NULL;
CREATE INDEX events_to_archive ON events (ends_at)
  WHERE archived_at IS NULL AND deleted_at IS NULL;
CREATE INDEX mails_by_kind ON mails (kind, id);

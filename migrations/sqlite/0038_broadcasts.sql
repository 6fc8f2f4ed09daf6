-- A message to all users can be ended: then nobody sees it any more.
ALTER TABLE broadcasts ADD COLUMN ended_at INTEGER;

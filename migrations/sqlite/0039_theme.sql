-- The theme of the device, which until now every page followed, whatever was set.

ALTER TABLE settings RENAME TO settings_before;

CREATE TABLE settings (
  user_id     INTEGER PRIMARY KEY REFERENCES users (id),
  theme       TEXT NOT NULL DEFAULT 'SYSTEM' CHECK (theme IN ('SYSTEM', 'LIGHT', 'DARK')),
  locale      TEXT NOT NULL,
  time_zone   TEXT NOT NULL,         -- IANA
  page_sizes  TEXT NOT NULL DEFAULT '{}',
  updated_at  INTEGER NOT NULL
) STRICT;

-- LIGHT was the value of everybody who had not chosen.
INSERT INTO settings (user_id, theme, locale, time_zone, page_sizes, updated_at)
SELECT user_id, iif(theme = 'LIGHT', 'SYSTEM', theme), locale, time_zone, page_sizes, updated_at
  FROM settings_before;

DROP TABLE settings_before;

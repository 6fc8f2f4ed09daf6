-- Billing: what a company pays for, what it orders, and its invoices.

-- The plan in `label` follows from the others: set by hand until `expires_at`, if there is a reason,
-- else what is paid for.
ALTER TABLE subscriptions ADD COLUMN reason TEXT;               -- of a plan set by hand
ALTER TABLE subscriptions ADD COLUMN customer TEXT;             -- the id at the payment service
ALTER TABLE subscriptions ADD COLUMN paid_plan TEXT;            -- as it was last read there
ALTER TABLE subscriptions ADD COLUMN paid_status TEXT;
ALTER TABLE subscriptions ADD COLUMN paid_until INTEGER;
ALTER TABLE subscriptions ADD COLUMN past_due_since INTEGER;
ALTER TABLE subscriptions ADD COLUMN cancels INTEGER NOT NULL DEFAULT 0;
ALTER TABLE subscriptions ADD COLUMN synced_at INTEGER;
CREATE UNIQUE INDEX subscriptions_of_customer ON subscriptions (customer) WHERE customer IS NOT NULL;

CREATE TABLE orders (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  user_id     INTEGER REFERENCES users (id),
  key         TEXT NOT NULL UNIQUE,  -- random: names it at the payment service
  digest      TEXT NOT NULL,         -- of what is ordered: the same again is the same order
  plan        TEXT CHECK (plan IN ('MEDIUM', 'PREMIUM')), -- NULL: an event
  draft       TEXT,                  -- JSON: the event, until it was created or the order expired
  title       TEXT,                  -- of the event
  recipients  INTEGER NOT NULL,
  amount      INTEGER NOT NULL,      -- in the smallest unit of the currency
  currency    TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('OPEN', 'PAID', 'DONE', 'EXPIRED', 'STUCK')),
  session     TEXT UNIQUE,           -- the id of the payment page
  url         TEXT,
  expires_at  INTEGER,               -- of the payment page
  event_id    INTEGER,               -- the event that was created
  created_at  INTEGER NOT NULL,
  paid_at     INTEGER,
  done_at     INTEGER,
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, event_id) REFERENCES events (company_id, id)
) STRICT;
CREATE INDEX orders_in_state ON orders (company_id, state, id);
CREATE INDEX orders_of_event ON orders (company_id, event_id) WHERE event_id IS NOT NULL;

-- What the payment service sent, each once. Kept for some weeks.
CREATE TABLE payment_calls (
  id           TEXT PRIMARY KEY,
  received_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX payment_calls_by_age ON payment_calls (received_at);

-- What was paid that no order and no invoice explains; administrators are shown it.
CREATE TABLE strange_payments (
  id          TEXT PRIMARY KEY,      -- of the payment page or the subscription
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  kind        TEXT NOT NULL,
  noticed_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Numbered without gaps in each year, never changed.
CREATE TABLE invoices (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL REFERENCES companies (id),
  year        INTEGER NOT NULL,      -- in the time zone of the instance
  nth         INTEGER NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('INVOICE', 'CREDIT_NOTE')),
  source      TEXT NOT NULL UNIQUE,  -- what was paid, by its id at the payment service
  payment     TEXT,                  -- the payment, by which a refund is found
  corrects    INTEGER,
  gross       INTEGER NOT NULL,      -- in the smallest unit of the currency
  content     TEXT NOT NULL,         -- JSON
  issued_at   INTEGER NOT NULL,
  UNIQUE (year, nth),
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, corrects) REFERENCES invoices (company_id, id)
) STRICT;
CREATE INDEX invoices_by_day ON invoices (issued_at);
CREATE INDEX invoices_corrected ON invoices (company_id, corrects) WHERE corrects IS NOT NULL;
CREATE TRIGGER invoices_are_not_changed BEFORE UPDATE ON invoices BEGIN
  SELECT RAISE(ABORT, 'an invoice is never changed');
END;
CREATE TRIGGER invoices_are_not_deleted BEFORE DELETE ON invoices BEGIN
  SELECT RAISE(ABORT, 'an invoice is never deleted');
END;

-- How many photographs and documents a company has.
CREATE TABLE file_counts (
  company_id  INTEGER PRIMARY KEY REFERENCES companies (id),
  total       INTEGER NOT NULL
) STRICT;
INSERT INTO file_counts (company_id, total)
  SELECT company_id, COUNT(*) FROM files WHERE deleted_at IS NULL GROUP BY company_id;
CREATE TRIGGER files_counted AFTER INSERT ON files WHEN NEW.deleted_at IS NULL BEGIN
  INSERT INTO file_counts (company_id, total) VALUES (NEW.company_id, 1)
  ON CONFLICT (company_id) DO UPDATE SET total = total + 1;
END;
CREATE TRIGGER files_recounted AFTER UPDATE OF deleted_at ON files
WHEN (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL) BEGIN
  UPDATE file_counts SET total = total + CASE WHEN NEW.deleted_at IS NULL THEN 1 ELSE -1 END
   WHERE company_id = NEW.company_id;
END;
CREATE TRIGGER files_uncounted AFTER DELETE ON files WHEN OLD.deleted_at IS NULL BEGIN
  UPDATE file_counts SET total = total - 1 WHERE company_id = OLD.company_id;
END;

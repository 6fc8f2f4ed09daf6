-- Companies and accounts that are suspended, and why; administrators who read a company for a while.
ALTER TABLE companies ADD COLUMN suspended_at INTEGER;
ALTER TABLE companies ADD COLUMN suspended_for TEXT;  -- the reason, which its members read
ALTER TABLE companies ADD COLUMN name_key TEXT;       -- folded, for order and search
ALTER TABLE users ADD COLUMN suspended_at INTEGER;
ALTER TABLE users ADD COLUMN suspended_for TEXT;
ALTER TABLE sessions ADD COLUMN visit_until INTEGER;  -- until then an administrator reads its company, of which they are no member

CREATE INDEX companies_by_name ON companies (name_key, id, deleted_at, suspended_at);
CREATE INDEX companies_by_creation ON companies (created_at, id, deleted_at, suspended_at);
CREATE INDEX users_by_name ON users (name_key, id, deleted_at, suspended_at, instance_role, email_key);
CREATE INDEX users_by_creation ON users (created_at, id, deleted_at, suspended_at, instance_role);

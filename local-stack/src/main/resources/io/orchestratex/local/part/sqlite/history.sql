-- The local history of a memory store (mem0's table `history`), with some rows.
-- history.db is made of it by: rm -f history.db && sqlite3 history.db < history.sql
PRAGMA user_version = 1;
CREATE TABLE history (
  id TEXT PRIMARY KEY,
  memory_id TEXT NOT NULL,
  old_memory TEXT,
  new_memory TEXT,
  event TEXT NOT NULL CHECK (event IN ('ADD', 'UPDATE', 'DELETE')),
  created_at TEXT NOT NULL,
  updated_at TEXT,
  is_deleted INTEGER NOT NULL DEFAULT 0,
  actor_id TEXT,
  role TEXT
);
CREATE INDEX history_by_memory ON history (memory_id, created_at);
CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  session_scope TEXT NOT NULL,
  role TEXT NOT NULL,
  content TEXT NOT NULL,
  created_at TEXT NOT NULL
);
CREATE VIEW current_memories AS
  SELECT memory_id, new_memory, max(created_at) AS since FROM history GROUP BY memory_id HAVING event <> 'DELETE';
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)
INSERT INTO history
SELECT printf('h-%04d', i), printf('m-%03d', i % 40),
       CASE WHEN i > 40 THEN printf('likes tea number %d', i - 40) END,
       CASE WHEN i % 13 <> 0 THEN printf('likes tea number %d', i) END,
       CASE WHEN i <= 40 THEN 'ADD' WHEN i % 13 = 0 THEN 'DELETE' ELSE 'UPDATE' END,
       printf('2026-11-%02dT08:%02d:00Z', 1 + i % 27, i % 60), NULL, i % 13 = 0, 'user-' || (i % 5), 'user'
FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
INSERT INTO messages (session_scope, role, content, created_at)
SELECT 'user-' || (i % 5), CASE i % 2 WHEN 0 THEN 'user' ELSE 'assistant' END,
       printf('message %d of the sample', i), printf('2026-11-%02dT09:%02d:00Z', 1 + i % 27, i % 60)
FROM n;

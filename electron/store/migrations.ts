// The tables of casper.db. A migration that was released is never changed; another one is added below it.

/** Statements by version: the first brings an empty database to version 1, and so on. */
export const migrations: readonly string[] = [
  `CREATE TABLE message (
     account TEXT NOT NULL,
     peer TEXT NOT NULL,
     id TEXT NOT NULL,
     direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
     body TEXT NOT NULL,
     at INTEGER NOT NULL,
     state TEXT NOT NULL,
     unread INTEGER NOT NULL,
     UNIQUE (account, peer, id)
   ) STRICT;
   CREATE INDEX message_by_time ON message (account, peer, at);
   CREATE INDEX message_unread ON message (account, peer) WHERE unread = 1;`,
  // What the archive on the server calls a message, and how far that archive was read (XEP-0313).
  `ALTER TABLE message ADD COLUMN archive_id TEXT;
   CREATE UNIQUE INDEX message_archived ON message (account, archive_id)
     WHERE archive_id IS NOT NULL;
   CREATE TABLE archive (
     account TEXT PRIMARY KEY,
     last_id TEXT,
     at INTEGER NOT NULL
   ) STRICT;`,
]

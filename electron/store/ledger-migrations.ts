// The tables of ledger.db. A migration that was released is never changed; another one is added below it.

/**
 * Statements by version. What is broadcast has an audience instead of an address: whom it was shown to (`sees` 1) and
 * from whom it was kept (0). An audience is stored once, or as what differs from an earlier one, its `base`; there, who
 * does not belong to it any more is -1.
 */
export const ledgerMigrations: readonly string[] = [
  `CREATE TABLE audience (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     account TEXT NOT NULL,
     hash TEXT NOT NULL,
     base INTEGER,
     shown INTEGER NOT NULL,
     kept INTEGER NOT NULL,
     UNIQUE (account, hash)
   ) STRICT;
   CREATE TABLE member (
     audience INTEGER NOT NULL,
     jid TEXT NOT NULL,
     sees INTEGER NOT NULL CHECK (sees IN (-1, 0, 1)),
     why TEXT NOT NULL,
     PRIMARY KEY (audience, jid)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE disclosure (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     account TEXT NOT NULL,
     at INTEGER NOT NULL,
     until INTEGER NOT NULL,
     times INTEGER NOT NULL,
     jid TEXT,
     kind TEXT NOT NULL,
     what TEXT NOT NULL,
     outcome TEXT NOT NULL,
     why TEXT NOT NULL,
     audience INTEGER
   ) STRICT;
   CREATE INDEX disclosure_by_account ON disclosure (account, id);
   CREATE INDEX disclosure_by_person ON disclosure (account, jid, at);
   CREATE INDEX disclosure_by_audience ON disclosure (audience) WHERE audience IS NOT NULL;
   CREATE INDEX disclosure_by_time ON disclosure (at);`,
]

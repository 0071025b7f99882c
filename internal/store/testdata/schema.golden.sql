CREATE TABLE addresses (
  hash       TEXT NOT NULL,
  inquiry_id TEXT NOT NULL REFERENCES inquiries (id),
  PRIMARY KEY (hash, inquiry_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX addresses_of_inquiry ON addresses (inquiry_id);

CREATE TABLE blobs (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  key_id     TEXT NOT NULL,
  size       INTEGER,
  created_at TEXT NOT NULL
) STRICT;

CREATE INDEX blobs_key ON blobs (key_id);

CREATE TABLE cards (
  inquiry_id TEXT PRIMARY KEY REFERENCES inquiries (id),
  card_key   TEXT NOT NULL UNIQUE,
  ts         TEXT NOT NULL DEFAULT '',
  wanted     INTEGER NOT NULL,
  posted     INTEGER NOT NULL DEFAULT 0,
  posting_at TEXT,
  refresh_at TEXT,
  due_at     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX cards_refresh ON cards (refresh_at) WHERE refresh_at IS NOT NULL;

CREATE INDEX cards_stale ON cards (due_at) WHERE wanted > posted;

CREATE TABLE chunks (
  blob_id INTEGER NOT NULL REFERENCES blobs (id),
  idx     INTEGER NOT NULL,
  data    BLOB NOT NULL,
  PRIMARY KEY (blob_id, idx)
) STRICT;

CREATE TABLE erasures (
  inquiry_id TEXT PRIMARY KEY REFERENCES inquiries (id),
  begun_at   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  inquiry_id   TEXT NOT NULL REFERENCES inquiries (id),
  version      INTEGER NOT NULL,
  type         TEXT NOT NULL,
  at           TEXT NOT NULL,
  role         TEXT NOT NULL,
  adviser      TEXT NOT NULL,
  press        TEXT,
  key_id       TEXT NOT NULL,
  payload      BLOB,
  payload_hash BLOB NOT NULL,
  link         BLOB NOT NULL,
  UNIQUE (inquiry_id, version)
) STRICT;

CREATE UNIQUE INDEX events_press ON events (inquiry_id, press, type) WHERE press IS NOT NULL;

CREATE TRIGGER events_are_not_changed
BEFORE UPDATE ON events
WHEN NEW.payload IS NOT NULL
  OR (NEW.seq, NEW.inquiry_id, NEW.version, NEW.type, NEW.at, NEW.role, NEW.adviser, NEW.press, NEW.key_id,
      NEW.payload_hash, NEW.link)
    IS NOT (OLD.seq, OLD.inquiry_id, OLD.version, OLD.type, OLD.at, OLD.role, OLD.adviser, OLD.press, OLD.key_id,
      OLD.payload_hash, OLD.link)
BEGIN
  SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TRIGGER events_are_not_deleted
BEFORE DELETE ON events
BEGIN
  SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TABLE facts (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE folders (
  mailbox     TEXT NOT NULL,
  folder      TEXT NOT NULL,
  uidvalidity INTEGER NOT NULL,
  cursor      INTEGER NOT NULL,
  marker_uid  INTEGER NOT NULL,
  marker_at   TEXT NOT NULL,
  PRIMARY KEY (mailbox, folder)
) STRICT, WITHOUT ROWID;

CREATE TABLE inquiries (
  id            TEXT PRIMARY KEY,
  reference     TEXT NOT NULL UNIQUE,
  version       INTEGER NOT NULL,
  state         TEXT NOT NULL CHECK (state IN (
                  'received', 'in_dialogue', 'with_department', 'answered',
                  'under_examination', 'closed', 'erased')),
  key_id        TEXT NOT NULL,
  body          BLOB,
  channel       TEXT NOT NULL,
  received_at   TEXT NOT NULL,
  language      TEXT NOT NULL,
  remit         TEXT NOT NULL,
  kinds         TEXT NOT NULL,
  grounds       TEXT NOT NULL,
  flags         TEXT NOT NULL,
  sensitive     INTEGER NOT NULL,
  represented   INTEGER NOT NULL,
  holder        TEXT NOT NULL,
  due           TEXT,
  promised      INTEGER NOT NULL,
  answered_at   TEXT,
  reached       TEXT NOT NULL,
  held          INTEGER NOT NULL,
  acute         INTEGER NOT NULL,
  alarm         TEXT NOT NULL,
  is_case       INTEGER NOT NULL,
  outcome       TEXT NOT NULL,
  decided       TEXT NOT NULL,
  department    TEXT NOT NULL,
  theme         TEXT NOT NULL,
  finding       TEXT NOT NULL,
  closed_at     TEXT,
  messages      INTEGER NOT NULL,
  wake_at       TEXT, case_at TEXT, promised_first TEXT, answered_first TEXT, referrals TEXT, noticed INTEGER NOT NULL DEFAULT 0,
  CHECK ((state = 'erased') = (body IS NULL)),
  CHECK ((state = 'closed') <= (closed_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX inquiries_figures ON inquiries (
  received_at, channel, language, kinds, sensitive, represented, outcome, decided, department, theme, finding,
  closed_at, case_at, promised_first, answered_first, referrals, noticed);

CREATE INDEX inquiries_key ON inquiries (key_id);

CREATE INDEX inquiries_open ON inquiries (due) WHERE state NOT IN ('closed', 'erased');

CREATE INDEX inquiries_unfilled ON inquiries (id) WHERE referrals IS NULL;

CREATE INDEX inquiries_wake ON inquiries (wake_at) WHERE wake_at IS NOT NULL;

CREATE TABLE locations (
  mailbox     TEXT NOT NULL,
  folder      TEXT NOT NULL,
  uidvalidity INTEGER NOT NULL,
  uid         INTEGER NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('message', 'old', 'too_large', 'unreadable')),
  message_id  TEXT REFERENCES messages (id),
  received_at TEXT NOT NULL,
  PRIMARY KEY (mailbox, folder, uidvalidity, uid),
  CHECK (kind <> 'message' OR message_id IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX locations_of_message ON locations (message_id) WHERE message_id IS NOT NULL;

CREATE TABLE mail_ids (
  hash       TEXT NOT NULL,
  inquiry_id TEXT NOT NULL REFERENCES inquiries (id),
  outbox_key TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (hash, inquiry_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX mail_ids_of_inquiry ON mail_ids (inquiry_id);

CREATE TABLE messages (
  id          TEXT PRIMARY KEY,
  blob_id     INTEGER REFERENCES blobs (id),
  state       TEXT NOT NULL CHECK (state IN ('stored', 'inquiry', 'automatic', 'own', 'sent', 'erased')),
  reason      TEXT NOT NULL DEFAULT '',
  inquiry_id  TEXT REFERENCES inquiries (id),
  received_at TEXT NOT NULL,
  mailbox     TEXT NOT NULL,
  folder      TEXT NOT NULL,
  strikes     INTEGER NOT NULL DEFAULT 0,
  CHECK ((state = 'erased') = (blob_id IS NULL)),
  CHECK (state <> 'inquiry' OR inquiry_id IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX messages_automatic ON messages (received_at) WHERE state = 'automatic';

CREATE INDEX messages_blob ON messages (blob_id) WHERE blob_id IS NOT NULL;

CREATE INDEX messages_of_inquiry ON messages (inquiry_id) WHERE inquiry_id IS NOT NULL;

CREATE INDEX messages_waiting ON messages (received_at) WHERE state = 'stored';

CREATE TABLE outbox (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  key        TEXT NOT NULL UNIQUE,
  channel    TEXT NOT NULL CHECK (channel IN ('mail', 'slack', 'imap')),
  kind       TEXT NOT NULL,
  inquiry_id TEXT REFERENCES inquiries (id),
  state      TEXT NOT NULL CHECK (state IN (
               'pending', 'sending', 'uncertain', 'delivered', 'failed', 'cancelled')),
  automatic  INTEGER NOT NULL,
  due_at     TEXT NOT NULL,
  created_at TEXT NOT NULL,
  claimed_at TEXT,
  settled_at TEXT,
  attempts   INTEGER NOT NULL DEFAULT 0,
  resent     INTEGER NOT NULL DEFAULT 0,
  mail_id    TEXT,
  to_hash    TEXT,
  code       INTEGER NOT NULL DEFAULT 0,
  enhanced   TEXT NOT NULL DEFAULT '',
  phase      TEXT NOT NULL DEFAULT '',
  key_id     TEXT NOT NULL,
  payload    BLOB,
  CHECK ((state IN ('delivered', 'failed', 'cancelled')) = (settled_at IS NOT NULL))
) STRICT;

CREATE INDEX outbox_automatic ON outbox (created_at) WHERE automatic = 1 AND channel = 'mail';

CREATE INDEX outbox_automatic_to ON outbox (to_hash, created_at) WHERE automatic = 1 AND channel = 'mail';

CREATE INDEX outbox_due ON outbox (channel, due_at) WHERE state = 'pending';

CREATE UNIQUE INDEX outbox_mail_id ON outbox (mail_id) WHERE mail_id IS NOT NULL;

CREATE INDEX outbox_of_inquiry ON outbox (inquiry_id) WHERE inquiry_id IS NOT NULL;

CREATE INDEX outbox_open ON outbox (channel, state) WHERE settled_at IS NULL;

PRAGMA user_version = 1;
CREATE TABLE folders (
  mailbox     TEXT NOT NULL,
  folder      TEXT NOT NULL,
  uidvalidity INTEGER NOT NULL,
  cursor      INTEGER NOT NULL,
  marker_uid  INTEGER NOT NULL,
  marker_at   TEXT NOT NULL,
  PRIMARY KEY (mailbox, folder)
) STRICT, WITHOUT ROWID;
CREATE TABLE blobs (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  key_id     TEXT NOT NULL,
  size       INTEGER,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX blobs_key ON blobs (key_id);
CREATE TABLE chunks (
  blob_id INTEGER NOT NULL REFERENCES blobs (id),
  idx     INTEGER NOT NULL,
  data    BLOB NOT NULL,
  PRIMARY KEY (blob_id, idx)
) STRICT;
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
CREATE INDEX messages_waiting ON messages (received_at) WHERE state = 'stored';
CREATE INDEX messages_of_inquiry ON messages (inquiry_id) WHERE inquiry_id IS NOT NULL;
CREATE INDEX messages_automatic ON messages (received_at) WHERE state = 'automatic';
CREATE INDEX messages_blob ON messages (blob_id) WHERE blob_id IS NOT NULL;
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
  wake_at       TEXT,
  CHECK ((state = 'erased') = (body IS NULL)),
  CHECK ((state = 'closed') <= (closed_at IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX inquiries_key ON inquiries (key_id);
CREATE INDEX inquiries_wake ON inquiries (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX inquiries_open ON inquiries (due) WHERE state NOT IN ('closed', 'erased');
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
CREATE INDEX outbox_due ON outbox (channel, due_at) WHERE state = 'pending';
CREATE INDEX outbox_open ON outbox (channel, state) WHERE settled_at IS NULL;
CREATE INDEX outbox_automatic ON outbox (created_at) WHERE automatic = 1 AND channel = 'mail';
CREATE INDEX outbox_automatic_to ON outbox (to_hash, created_at) WHERE automatic = 1 AND channel = 'mail';
CREATE INDEX outbox_of_inquiry ON outbox (inquiry_id) WHERE inquiry_id IS NOT NULL;
CREATE UNIQUE INDEX outbox_mail_id ON outbox (mail_id) WHERE mail_id IS NOT NULL;
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
CREATE INDEX cards_stale ON cards (due_at) WHERE wanted > posted;
CREATE INDEX cards_refresh ON cards (refresh_at) WHERE refresh_at IS NOT NULL;
CREATE TABLE mail_ids (
  hash       TEXT NOT NULL,
  inquiry_id TEXT NOT NULL REFERENCES inquiries (id),
  outbox_key TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (hash, inquiry_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE addresses (
  hash       TEXT NOT NULL,
  inquiry_id TEXT NOT NULL REFERENCES inquiries (id),
  PRIMARY KEY (hash, inquiry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_ids_of_inquiry ON mail_ids (inquiry_id);
CREATE INDEX addresses_of_inquiry ON addresses (inquiry_id);
CREATE TABLE erasures (
  inquiry_id TEXT PRIMARY KEY REFERENCES inquiries (id),
  begun_at   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE facts (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO folders VALUES ('main', 'INBOX', 7, 12, 0, '2026-03-02T09:15:00.000Z');
INSERT INTO blobs VALUES (1, 'a3288f256ddd9a1509634fbf', 85, '2026-11-21T12:33:07.609Z');
INSERT INTO chunks VALUES (1, 0, X'C404F52F332D9BE35C80EDDC2F1FB36094DFDDBADCA514D830893DFB8530B63BBE0EB4A89F2D1F0D9725BA4B67EE5A10EF7960A2F5E4ADBA3536669027C6D67FA82FD1521788D06C552AF3975D31BF6D9BBAEE694D762E3243A41C2155485CEEB18CBB6002660DDBA2BDAE8C6BA1816BA9');
INSERT INTO messages VALUES ('m1', 1, 'stored', '', NULL, '2026-03-02T09:15:00.000Z', 'main', 'INBOX', 0);
INSERT INTO locations VALUES ('main', 'INBOX', 7, 2, 'message', 'm1', '2026-03-02T09:15:00.000Z');
INSERT INTO inquiries VALUES ('q1', 'BR-000001-A', 1, 'in_dialogue', '214c8f1dd0bcbfa6cd55ef53', X'6442483BC5622D36204057649A4183F1B5857F5FA3CF0A09F7E9F7554A0272917C747D46F14181D247A11DC27B852A911B4C1221C8C93CA7CA3097E63DD7A98638FF23343B91F4A7DF5321F9F48EA5305F9E10E0254CB5AF9593F72DBAC04EE2EFA40AC683090BA8BC8AAA4DF82B3AC1F074D21797C33AC942B9635FC083FA397CED40B3C5C5F94DAB2503D0CFA603BA7D4157F16302483895DD74EC1E4AE5F9ED86852EE3EFB22D9C5EF83B3E99AAB95827041F93B78D3EF3E52FA2117D72E5FF6701F8BCA2C3A73B7A242BCC3D4321AE2786FC7F8CEEC4D6E75D8BCF444CBB9DF1E0C30CD3EFDB239854B1F9891CCA58EF233CB7ADDC3CB3D4FEB8DDC278EF4C218FAE59615D82366F747397044FFF5F0BD922B28E976681573A934C95836372FE63F27A770E36DD113C4BCFB66ABA1EBC3C3FCE025282082B4B665FD8DD75325C80EE81C46720B1511C5DFCC3B53A771ABF2548439654BF54E7ECE55FFE95EB4078EEF6DC00F3BD83449780DA06EDAB7A8087F79DE6D96AA07368CA84809AF43A1BA4446C3F264511E27F4B992B0518DEE48F5C1BF03298747BAD6160D0D0D8A8D907133E1A27A1051CC5B8F9D381050AA43CF82B49A98316AE671C89B18707F555EF93CC46E0289E5D3EF80BD879791FF18B566B30F89540753A3E233D1533BC70B86534018B7BC3CCDC1B8CB95DC5C7090DA92E37F8D4576384B37378F8C7D680E88E75364FF60096F2AB973AAB22F4018AEE4EC3F05BA76D60D87ADFBD1FCDB2AEFED305C64D3073C1DDD9F8F4FF7614D4568AB68F80F5A2E4130C3BC5AB817C76CA579C06C53B465F146A1D5C2BCE1EAE2ECD66A5395DB61DB02DAA05DA9577A92B75E2784F11C824AEFD99162186039E96F442AA36FB8514FFBC28F4491879B61513A6F3FED892D2578EE8E71B2371301C422372CEE639FDECD603EE272906F6A75E47F50A54F5A8BF3E57C63A44C5AA7A139C28130505EBEABA36F3B6AE36BAA17EC80F461121F824E79DD5B8DA8AB675D00BEB5C11AA81641F23666DC97E796340DFB1A38FC51F76A345D4', '', '2026-03-02T09:15:00.000Z', '', '', '', '', '', 0, 0, '', NULL, 0, NULL, '', 0, 0, '', 0, '', '', '', '', '', NULL, 0, NULL);
INSERT INTO events VALUES (1, 'q1', 1, 'call', '2026-03-02T09:15:00.000Z', '', '', 'p1', '214c8f1dd0bcbfa6cd55ef53', X'A8E6656B54C6E040BBFCB46CA413A0DA0427EDBFA9EDCF67B9E9E26A9E5AA3AF2407274F75DB54D06E3A6EAB5ACBBD7FC1178F48D442C51CA7EB2B516973305361370B9D50E704AEFED11A270EC2', X'BD2482E9948A9D71ACF938ED1241487E48D1EB42C9786D9D13862FD06539C236', X'65DBBE2218E01B69286F5920AEB992E3351C289276CAFF7430371BB13A66358E');
INSERT INTO outbox VALUES (1, 'q1/receipt', 'mail', 'L01', 'q1', 'pending', 1, '2026-03-02T09:15:00.000Z', '2026-03-02T09:15:00.000Z', NULL, NULL, 0, 0, 'q1/receipt@example.org', 'h1', 0, '', '', '214c8f1dd0bcbfa6cd55ef53', X'19C91FE8F140DEFE8EAD73E92A7208A10893A642DB3D0B056908BA72CDAADD9B0813A217E29E17E0ED972CE9');
INSERT INTO cards VALUES ('q1', 'card-q1', '', 1, 0, NULL, '2026-03-02T09:15:00.000Z', '2026-03-02T09:15:00.000Z');
INSERT INTO mail_ids VALUES ('h1', 'q1', 'q1/receipt');
INSERT INTO addresses VALUES ('a1', 'q1');
INSERT INTO erasures VALUES ('q1', '2026-03-02T09:15:00.000Z');
INSERT INTO facts VALUES ('key', '0ebd8b9922502cee51202438');
INSERT INTO sqlite_sequence VALUES ('blobs', 1);
INSERT INTO sqlite_sequence VALUES ('events', 1);
INSERT INTO sqlite_sequence VALUES ('outbox', 1);
CREATE TRIGGER events_are_not_deleted
BEFORE DELETE ON events
BEGIN
  SELECT RAISE(ABORT, 'the journal is append-only');
END;
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

PRAGMA user_version = 2;
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
  wake_at       TEXT, case_at TEXT, promised_first TEXT, answered_first TEXT, referrals TEXT, noticed INTEGER NOT NULL DEFAULT 0,
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
CREATE INDEX inquiries_unfilled ON inquiries (id) WHERE referrals IS NULL;
CREATE INDEX inquiries_figures ON inquiries (
  received_at, channel, language, kinds, sensitive, represented, outcome, decided, department, theme, finding,
  closed_at, case_at, promised_first, answered_first, referrals, noticed);
INSERT INTO folders VALUES ('main', 'INBOX', 7, 12, 0, '2026-03-02T09:15:00.000Z');
INSERT INTO blobs VALUES (1, 'dddc1612189a085f9e157f33', 85, '2026-11-21T23:39:48.113Z');
INSERT INTO chunks VALUES (1, 0, X'2B8B114506E6C6110BAB68D086FBAF93A7567D7C24B1EC9307E3335DAC072DCF144830C00CBE8BC0BBDCDC5E15B31DC5984B2C83C564F7EBBB41770FC2ED2C802C6F227C8515C6DA9C0553669D74843DB18FED656236A9F8D15B956DCF48F63A77741BA095A5FED45C820B557C39E4B2BE');
INSERT INTO messages VALUES ('m1', 1, 'stored', '', NULL, '2026-03-02T09:15:00.000Z', 'main', 'INBOX', 0);
INSERT INTO locations VALUES ('main', 'INBOX', 7, 2, 'message', 'm1', '2026-03-02T09:15:00.000Z');
INSERT INTO inquiries VALUES ('q1', 'BR-000001-A', 1, 'in_dialogue', 'de00da972350b7224d623b21', X'5760274EF4DBDD58DF580742D128F1907A4295ADEE17A6DFCC426532BE591BC7DE79422F57423F115A5B6344CF87531D05C829D1C33DA999B8202A17A649B84ECA85556F437F2DCC0B6613407511E0D3AE2009E58EDE132A1C602353A8ACAD83C043FAF01BB9626B654745192CAB97CFB6A34E96C4B18173787B247446765A4E1DF87A9B8EF2A4A7E03A57F77823729BA1E3CE12074EB8114BE55E830A8B072DAEC6C1CF313FFA29758406A43D44852BC14065A0D3EFAA0C6C4D996FF72250282E9F6DAB79C425E8CDA1C0971DA3CC76613C12F934ABBB8C8297219CBC043069308E8AD051B20F77DF65105571DBB13A62C4253F023A54231784E1AFED037CC78072C59CDB310A50B57DE9B4A4205E329C8B2809DEFDE5778E057B5B34BCE415B5192B830DF12257AEE2F9B4EBBA0FF6A1EB1F563B2AE282DB9B7F7CB1997876BBAFE29A7043B3084CEF3157268FF8BD941D647C4852E7A16DD00A499FFD83D5700435BC357617F6DEA8A291C9F542B3024A4984F33EB7F21532616A06D961B8BDAE67EE9F09804A27B87275BB772851D69E6BBA25D44AC06119290291190EF53E052B68B7396D5B2C72EE968A18012226B9B385EF18B117B02D6B805482806495ABA8A72E6CD1C4CC0E39B9CEE39787400B6135D627932DD36DE653A94F0D2FCFCEFC195DACA1F096C212AFD144517F06F207455E524CD3F80F0E587EEDCB1A3D1B8E94DE25EA35387D74F7BFDB1153F360D55F0FCFFD5964120CD710D328CD158C345C4DDBAA00AD4861FADFD095DBE988625B00B699F723159DA8315B0B6FF5DF4CE7A71E7CCAAE5B4D0DE11E9ECD3407B3460A7D7CB847AD129F872766CCA0F2F6DBCCC728599B9A89A0F8C005C950FC63CEDD2FEB9824195B45D55474ACAE6EDC0BBDD3E421889EE005F995F10E0A8081BDF305633B7E5F95B07ECE9AACD895862D69EBAC4D2FD37393C73E406C7E3805D7A55420CFAE36DA50B6550D120E77931A47C88E7588E4E8A733688361AC00C608A4E6AB850953E0558A37E278BF3004F31066303C2C5990EBA11DC37DED5DE5D8450FD342533C36FA3B64BBD13F0BFB2ED4C4FEEAF74D7B34467557810ED7F6C6CC322D74F50399DD13C10E26709F5D3F34442AF5C3E952AD783194DE5C20092650326D6163C426FC62A5A23ABD5ABD04CB5E37B5DD2C1AF7837C3DF475535E9B196C0872AD3D1C40ED79C4F9D90BA74E903DCF7F75E53B959EB57494270BBDAD46', '', '2026-03-02T09:15:00.000Z', '', '', '', '', '', 0, 0, '', NULL, 0, NULL, '', 0, 0, '', 0, '', '', '', '', '', NULL, 0, NULL, NULL, NULL, NULL, '', 0);
INSERT INTO events VALUES (1, 'q1', 1, 'call', '2026-03-02T09:15:00.000Z', '', '', 'p1', 'de00da972350b7224d623b21', X'6AFCEE488BAE570A48CD09CB3FAB212CB88265FB502B95798B04E1CB4B5FCBE199A3FA4334CF4BF89CEA0862CDEFDAACCE6F06A71F6ECEA6619312508DC96899CA5913D8FC7E28B80C0CA4D98237', X'44BE03811EDC33F445E01A78521910BBFC7DCF8E0050CF69D0050961B4A964D0', X'A1156FBD65B052544C2842D2894F4FAB34F0F3A6AC1F0B25E87F66B4E257074C');
INSERT INTO outbox VALUES (1, 'q1/receipt', 'mail', 'L01', 'q1', 'pending', 1, '2026-03-02T09:15:00.000Z', '2026-03-02T09:15:00.000Z', NULL, NULL, 0, 0, 'q1/receipt@example.org', 'h1', 0, '', '', 'de00da972350b7224d623b21', X'4F74272CD823E3722DB118A78EE3F897C50830C07D47B0717970765292F948A5E92CFCF3BAD8DE47AA5FC7E6');
INSERT INTO cards VALUES ('q1', 'card-q1', '', 1, 0, NULL, '2026-03-02T09:15:00.000Z', '2026-03-02T09:15:00.000Z');
INSERT INTO mail_ids VALUES ('h1', 'q1', 'q1/receipt');
INSERT INTO addresses VALUES ('a1', 'q1');
INSERT INTO erasures VALUES ('q1', '2026-03-02T09:15:00.000Z');
INSERT INTO facts VALUES ('key', 'bc747a6cb7a0ea2b27712ad0');
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

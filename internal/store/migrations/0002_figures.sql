-- What the annual report counts and only the sealed part knew: when the inquiry
-- became a case, the first promise and the first answer, where the citizen was
-- shown to, and whether a notice has gone.
ALTER TABLE inquiries ADD COLUMN case_at TEXT;
ALTER TABLE inquiries ADD COLUMN promised_first TEXT;
ALTER TABLE inquiries ADD COLUMN answered_first TEXT;
-- NULL until the program has read it out of the sealed part (Store.FillFigures).
ALTER TABLE inquiries ADD COLUMN referrals TEXT;
ALTER TABLE inquiries ADD COLUMN noticed INTEGER NOT NULL DEFAULT 0;

-- What older rows can still tell: of an erased one only the clear columns are
-- left, and the types and dates of its events.
UPDATE inquiries
SET case_at = (
      SELECT MIN(e.at)
      FROM events e
      WHERE e.inquiry_id = inquiries.id AND e.type = 'open_case'),
    promised_first = CASE WHEN promised THEN due END,
    answered_first = answered_at,
    referrals = CASE WHEN body IS NULL OR decided = '' THEN '' END,
    noticed = EXISTS (
      SELECT 1
      FROM outbox o
      WHERE o.inquiry_id = inquiries.id AND o.kind = 'L09' AND o.state = 'delivered');
UPDATE inquiries SET case_at = received_at WHERE is_case = 1 AND case_at IS NULL;
UPDATE inquiries SET case_at = NULL WHERE is_case = 0;

CREATE INDEX inquiries_unfilled ON inquiries (id) WHERE referrals IS NULL;

-- All that the report reads, so that it need not walk past the sealed parts.
CREATE INDEX inquiries_figures ON inquiries (
  received_at, channel, language, kinds, sensitive, represented, outcome, decided, department, theme, finding,
  closed_at, case_at, promised_first, answered_first, referrals, noticed);

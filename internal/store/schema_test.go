package store_test

import (
	"database/sql"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
	"borgerbot/internal/seal"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

var rewrite = flag.Bool("update", false, "rewrite the golden files")

// schema is the database's own account of itself, in a stable order.
func schema(t *testing.T, db *sql.DB) string {
	t.Helper()
	return strings.Join(column(t, db, `
		SELECT sql || ';'
		FROM sqlite_schema
		WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
		ORDER BY CASE type WHEN 'table' THEN tbl_name ELSE tbl_name || '/' || type END, name`), "\n\n") + "\n"
}

func column(t *testing.T, db *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			t.Fatal(err)
		}
		all = append(all, value)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestSchema keeps the schema that the migrations lead to, for reviewers.
func TestSchema(t *testing.T) {
	_, dir := open(t)
	got := schema(t, rawDB(t, dir))
	path := filepath.Join("testdata", "schema.golden.sql")
	if *rewrite {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run with -update and read the diff", path)
	}
}

// TestChecksKnowEveryCode: what the code can say the database accepts, and
// nothing else (river 006).
func TestChecksKnowEveryCode(t *testing.T) {
	_, dir := open(t)
	account := schema(t, rawDB(t, dir))
	for table, want := range map[string][]string{
		"inquiries": words(casework.States()),
		"outbox": words([]store.OutState{
			store.OutPending, store.OutSending, store.OutUncertain, store.OutDelivered, store.OutFailed, store.OutCancelled,
		}),
		"messages": words([]store.MessageState{
			store.MessageStored, store.MessageInquiry, store.MessageAutomatic, store.MessageOwn, store.MessageSent, store.MessageErased,
		}),
	} {
		match := regexp.MustCompile(`(?s)CREATE TABLE ` + table + ` .*?state IN \((.*?)\)`).FindStringSubmatch(account)
		if match == nil {
			t.Fatalf("no CHECK on the state of %s", table)
		}
		var got []string
		for _, quoted := range regexp.MustCompile(`'(\w+)'`).FindAllStringSubmatch(match[1], -1) {
			got = append(got, quoted[1])
		}
		if !slices.Equal(got, want) {
			t.Errorf("CHECK of %s has %v, the code %v", table, got, want)
		}
	}
	for _, pair := range []struct{ column, codes string }{
		{"kind", "message old too_large unreadable"}, {"channel", "mail slack imap"},
	} {
		if !strings.Contains(account, pair.column+" IN ('"+strings.ReplaceAll(pair.codes, " ", "', '")+"')") {
			t.Errorf("no CHECK of %s for %s", pair.column, pair.codes)
		}
	}
}

func words[T ~string](codes []T) (all []string) {
	for _, code := range codes {
		all = append(all, string(code))
	}
	return all
}

// TestEveryTableIsStrict: a value of another type is an error, not a surprise.
func TestEveryTableIsStrict(t *testing.T) {
	_, dir := open(t)
	if loose := column(t, rawDB(t, dir), `SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%'`); len(loose) != 0 {
		t.Errorf("tables that are not STRICT: %v", loose)
	}
}

// fixtureKey is the master key of the released fixtures. It seals invented
// words only.
var fixtureKey = seal.Key{1, 2, 3}

const fixtureMail = "From: Ane Overgaard <ane@example.org>\r\nSubject: Min sag\r\n\r\nJeg har ikke faaet svar.\r\n"

// TestReleasedSchemas upgrades a database of every released schema, kept as a
// dump in testdata/released, and reads everything in it. With -update the dump
// of the newest schema is written if there is none; a dump that has been
// released is never written again.
func TestReleasedSchemas(t *testing.T) {
	migrations, err := fs.Glob(os.DirFS("migrations"), "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for i, migration := range migrations {
		t.Run(migration, func(t *testing.T) {
			data := filepath.Join("testdata", "released", migration)
			keys := filepath.Join("testdata", "released", "keys_"+migration)
			if _, err := os.Stat(data); err != nil && *rewrite && i == len(migrations)-1 {
				writeFixture(t, data, keys)
			}
			dir := t.TempDir()
			restore(t, data, filepath.Join(dir, "borgerbot.db"))
			restore(t, keys, filepath.Join(dir, "keys.db"))
			v, err := vault.Open(t.Context(), filepath.Join(dir, "keys.db"), fixtureKey, false)
			if err != nil {
				t.Fatal(err)
			}
			defer v.Close()
			s, err := store.Open(t.Context(), dir, v)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			checkFixture(t, s)
			if got, want := schema(t, rawDB(t, dir)), freshSchema(t); got != want {
				t.Error("the upgraded schema differs from that of a new database")
			}
		})
	}
}

func freshSchema(t *testing.T) string {
	t.Helper()
	_, dir := open(t)
	return schema(t, rawDB(t, dir))
}

// checkFixture reads everything that writeFixture has written.
func checkFixture(t *testing.T, s *store.Store) {
	t.Helper()
	q := inquiry(t, s, "q1")
	if q.Parties.Writer.Address.Reveal() != "ane@example.org" || q.Course.State != casework.InDialogue || len(q.Letters) != 1 {
		t.Errorf("the inquiry: %+v", q.Course)
	}
	if o := byKey(t, s, "q1/receipt"); string(o.Payload) != "From: q1/receipt" {
		t.Errorf("the letter: %q", o.Payload)
	}
	view(t, s, func(tx *store.Tx) error {
		if n, err := tx.VerifyJournal(); n != 1 || err != nil {
			t.Errorf("VerifyJournal = %d, %v", n, err)
		}
		events, err := tx.Journal("q1")
		if err != nil || len(events) != 1 || events[0].Note.Reveal() != "talt med borgeren" {
			t.Errorf("the journal: %v, %v", events, err)
		}
		m, err := tx.Message("m1")
		if err != nil {
			return err
		}
		if raw, err := readRaw(s, m.BlobID); err != nil || string(raw) != fixtureMail {
			t.Errorf("the raw mail: %q, %v", raw, err)
		}
		c, err := tx.CardOf("q1")
		if err != nil || c.Key != "card-q1" || c.Wanted != 1 {
			t.Errorf("the card: %+v", c)
		}
		f, err := tx.Folder("main", "INBOX")
		if err != nil || f.Cursor != 12 {
			t.Errorf("the folder: %+v", f)
		}
		return err
	})
}

// writeFixture writes a database with a row in every table, as SQL.
func writeFixture(t *testing.T, data, keys string) {
	t.Helper()
	dir := t.TempDir()
	v, err := vault.Open(t.Context(), filepath.Join(dir, "keys.db"), fixtureKey, true)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	s, err := store.Open(t.Context(), dir, v)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	q := bare("q1", 1)
	q.Version, q.Course.State = 1, casework.InDialogue
	q.Parties.Writer = casework.Person{Name: personal.New("Ane Overgaard"), Address: personal.New("ane@example.org")}
	q.Letters = []casework.Letter{{Key: "q1/receipt", Letter: casework.LetterReceiptDeadline, Status: casework.LetterPending}}
	storeMail(t, s, "m1", strings.NewReader(fixtureMail))
	update(t, s, func(tx *store.Tx) error {
		for _, step := range []func() error{
			func() error { return tx.PutInquiry(&q) },
			func() error {
				return tx.AppendEvent(q, casework.Event{
					Type: casework.Call, At: start, Press: "p1", Note: personal.New("talt med borgeren"),
				})
			},
			func() error { return tx.Enqueue(letter("q1/receipt", start), q.KeyOf()) },
			func() error { return tx.WantCard("q1", "card-q1", start, start) },
			func() error {
				return tx.PutFolder(store.Folder{Mailbox: "main", Name: "INBOX", UIDValidity: 7, Cursor: 12, MarkerAt: start})
			},
			func() error { return tx.AddMailID("h1", "q1", "q1/receipt") },
			func() error { return tx.AddAddress("a1", "q1") },
			func() error { return tx.BeginErasure("q1", start) },
			func() error { _, err := tx.SystemKey(); return err },
		} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	dump(t, filepath.Join(dir, "borgerbot.db"), data)
	dump(t, filepath.Join(dir, "keys.db"), keys)
}

// dump writes a database as SQL.
func dump(t *testing.T, from, to string) {
	t.Helper()
	db, err := sql.Open("sqlite3", from)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	text := "PRAGMA user_version = " + column(t, db, `PRAGMA user_version`)[0] + ";\n"
	// Triggers come last, lest they meddle with the rows.
	tables := column(t, db, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid`)
	text += strings.Join(column(t, db, `SELECT sql || ';' FROM sqlite_schema WHERE type <> 'trigger' AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid`), "\n") + "\n"
	for _, table := range append(tables, "sqlite_sequence") {
		columns := column(t, db, `SELECT name FROM pragma_table_info('`+table+`')`)
		if len(columns) == 0 {
			continue
		}
		for _, row := range column(t, db, `SELECT quote(`+strings.Join(columns, `) || ', ' || quote(`)+`) FROM `+table) {
			text += fmt.Sprintf("INSERT INTO %s VALUES (%s);\n", table, row)
		}
	}
	text += strings.Join(column(t, db, `SELECT sql || ';' FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid`), "\n") + "\n"
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// restore makes a database of a dump.
func restore(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", to+"?_foreign_keys=off")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	mustExec(t, db, string(text))
}

package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/casework"
)

// scans are the statements that may look at every row of a table, with why.
var scans = []string{
	"FROM erasures",                     // the few begun and not done
	"FROM events\n\t\tORDER BY seq",     // the whole journal is verified
	"ORDER BY seq DESC LIMIT 1",         // the last row, found from the end
	"(SELECT COUNT(*) FROM events",      // as above
	"SELECT state, COUNT(*)",            // figures, of every inquiry
	"FROM inquiries WHERE alarm <> ''",  // figures
	"held = 1",                          // figures
	"acute = 1",                         // figures
	"channel = 'mail' AND state",        // figures
	"WHERE kind <> 'message'",           // the operator's list
	"WHERE received_at >= ?\n\t\tORDER", // the operator's review
	"size IS NULL",                      // the sweep at the start
	"WHERE state = 'closed'",            // once, when the time for keeping contacts was changed
	"WHERE state <> 'erased' ORDER",     // the search for a person
	"inquiry_id IS NULL AND blob_id",    // the same
	"phase = ?,\n\t\t\t    resent",      // once, at a restore
	"posting_at = COALESCE(",            // as above
	"SET refresh_at = ? WHERE ts",       // as above
	"state <> 'erased' ORDER BY",        // a copy is tried, once a day
	"FROM (",                            // over the two results of the subquery
}

// sorts are the statements that may sort what they find, which is little.
var sorts = []string{
	"UNION",                              // the keys of one inquiry
	"WHERE inquiry_id = ?",               // what belongs to one inquiry
	"WHERE a.hash = ?",                   // one address
	"WHERE m.hash = ?",                   // one Message-ID
	"state <> 'erased' ORDER BY",         // a copy is tried, once a day
	"due IS NULL",                        // what is open
	"WHERE received_at >= ?\n\t\tORDER",  // the operator's review
	"WHERE state <> 'erased' ORDER",      // the search for a person
	"inquiry_id IS NULL AND blob_id",     // the same
	"settled_at IS NULL AND channel = ?", // what is under way
}

var scan = regexp.MustCompile(`^SCAN (\w+)( USING .*INDEX (\w+))?$`)

// TestEveryStatementUsesAnIndex asks SQLite how it would run every statement of
// the package, so that no list and no press slows down with the years.
func TestEveryStatementUsesAnIndex(t *testing.T) {
	s, _ := openGlass(t)
	prepareAll(t, s)
	if len(s.prepared) < 70 {
		t.Fatalf("only %d statements are known: the test is blind", len(s.prepared))
	}
	for text := range s.prepared {
		if slices.ContainsFunc(scans, func(may string) bool { return strings.Contains(text, may) }) ||
			text == "BEGIN IMMEDIATE" || text == "COMMIT" {
			continue
		}
		for _, step := range plan(t, s, text) {
			// A partial index holds only the few rows that matter.
			match := scan.FindStringSubmatch(step)
			if match != nil && match[3] == "" {
				t.Errorf("%s\n%s", step, text)
			}
			if strings.Contains(step, "TEMP B-TREE") && !slices.ContainsFunc(sorts, func(may string) bool { return strings.Contains(text, may) }) {
				t.Errorf("sorts: %s\n%s", step, text)
			}
		}
	}
}

func plan(t *testing.T, s *Store, text string) (steps []string) {
	t.Helper()
	rows, err := s.conn.QueryContext(t.Context(), `EXPLAIN QUERY PLAN `+text, nulls(text)...)
	if err != nil {
		t.Fatalf("explain %s: %v", text, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, detail)
	}
	return steps
}

func nulls(text string) []any { return make([]any, strings.Count(text, "?")) }

// prepareAll calls every method of a transaction, with nothing and with
// something, so that every statement has been prepared. What comes of it does
// not matter, and is taken back.
func prepareAll(t *testing.T, s *Store) {
	t.Helper()
	back := errors.New("taken back")
	tx := reflect.TypeFor[*Tx]()
	for i := range tx.NumMethod() {
		for _, something := range []bool{false, true} {
			err := s.Update(context.Background(), func(tx *Tx) error {
				populate(t, tx)
				method := reflect.ValueOf(tx).Method(i)
				args := make([]reflect.Value, method.Type().NumIn())
				for j := range args {
					args[j] = argument(s, method.Type().In(j), something)
				}
				method.Call(args)
				return back
			})
			if !errors.Is(err, back) {
				t.Fatal(err)
			}
		}
	}
	_ = s.SweepBlobs(context.Background(), time.Time{})
	_ = s.FillFigures(context.Background())
}

// populate gives a transaction an inquiry with a letter, so that methods of
// several statements come past their first.
func populate(t *testing.T, tx *Tx) {
	t.Helper()
	if err := received(tx, 1); err != nil {
		t.Fatal(err)
	}
	o := Outgoing{Key: "q1", Channel: OutMail, Inquiry: "q1", Due: time.Unix(0, 0), Created: time.Unix(0, 0)}
	if err := tx.Enqueue(o, "k"); err != nil {
		t.Fatal(err)
	}
	if err := tx.WantCard("q1", "c", time.Unix(0, 0), time.Time{}); err != nil {
		t.Fatal(err)
	}
}

func argument(s *Store, kind reflect.Type, something bool) reflect.Value {
	v := reflect.New(kind).Elem()
	if kind == reflect.TypeFor[*Blob]() {
		blob, _ := s.NewBlob(context.Background())
		return reflect.ValueOf(blob)
	}
	if kind.Kind() == reflect.Func {
		return reflect.MakeFunc(kind, func([]reflect.Value) []reflect.Value { return nil })
	}
	if kind.Kind() == reflect.Pointer {
		v.Set(reflect.New(kind.Elem()))
	}
	if !something {
		return v
	}
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Unix(1, 0)))
	case []string:
		v.Set(reflect.ValueOf([]string{"q1"}))
	case []casework.Reference:
		v.Set(reflect.ValueOf([]casework.Reference{casework.NewReference(1)}))
	case OutChannel:
		v.SetString(string(OutMail))
	}
	switch {
	case kind.Kind() == reflect.String && v.String() == "":
		v.SetString("q1")
	case kind.Kind() == reflect.Int64:
		v.SetInt(1)
	}
	return v
}

// TestPlanSees makes sure that a statement without an index is noticed.
func TestPlanSees(t *testing.T) {
	s, _ := openGlass(t)
	steps := fmt.Sprint(plan(t, s, `SELECT id FROM inquiries WHERE language = ?`))
	if !scan.MatchString(strings.Trim(steps, "[]")) {
		t.Errorf("the plan of a scan reads %s", steps)
	}
}

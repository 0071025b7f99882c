package store_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// filler gives every field a value of its own, so that one that is forgotten or
// mistaken for another on its way through the database is noticed, also when it
// is added later.
type filler struct {
	n int
	// round decides the truth values: over the rounds no two of them agree always.
	round uint
	// words are the personal texts given out.
	words []string
}

// rounds are enough for 64 truth values.
const rounds = 6

func (f *filler) fill(v reflect.Value) {
	f.n++
	switch v.Interface().(type) {
	case personal.Text:
		word := fmt.Sprintf("Kanariefugl%dÅse", f.n)
		f.words = append(f.words, word)
		v.Set(reflect.ValueOf(personal.New(word)))
		return
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2026, 3, 2, 9, 15, 0, f.n*int(time.Millisecond), time.UTC)))
		return
	case calendar.Date:
		v.Set(reflect.ValueOf(calendar.On(2026, time.March, f.n)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("code%d", f.n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(f.n))
	case reflect.Float64:
		v.SetFloat(float64(f.n) + 0.5)
	case reflect.Bool:
		v.SetBool(f.n>>f.round&1 == 1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(v.Index(0))
		f.fill(v.Index(1))
	case reflect.Map: // the sums of a suggestion, which are not stored
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				f.fill(v.Field(i))
			}
		}
	default:
		panic(fmt.Sprintf("cannot fill a %s", v.Type()))
	}
}

// full is an inquiry with something in every field.
func (f *filler) inquiry() store.Inquiry {
	var q store.Inquiry
	f.fill(reflect.ValueOf(&q).Elem())
	q.ID, q.Ref, q.Version, q.Course.State = "q1", casework.NewReference(1), 1, casework.InDialogue
	return q
}

// event is an event with something in every field.
func (f *filler) event() casework.Event {
	var ev casework.Event
	f.fill(reflect.ValueOf(&ev).Elem())
	return ev
}

var exact = cmp.Options{
	cmp.Comparer(func(a, b calendar.Date) bool { return a == b }),
	cmp.Comparer(func(a, b personal.Text) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) }),
	cmpopts.IgnoreUnexported(store.Inquiry{}, store.Outgoing{}),
}

// TestEveryFieldOfAnInquiryComesBack fails when a field of casework.Inquiry, of
// anything in it, or of store.Inquiry is not stored.
func TestEveryFieldOfAnInquiryComesBack(t *testing.T) {
	for round := range uint(rounds) {
		s, _ := open(t)
		f := filler{round: round}
		put := f.inquiry()
		update(t, s, func(tx *store.Tx) error { return tx.PutInquiry(&put) })
		got := inquiry(t, s, "q1")
		if diff := cmp.Diff(put, got, exact); diff != "" {
			t.Fatalf("round %d: put and got differ:\n%s", round, diff)
		}
		byRef := store.Inquiry{}
		update(t, s, func(tx *store.Tx) (err error) {
			byRef, err = tx.InquiryByReference(put.Ref)
			return err
		})
		if diff := cmp.Diff(got, byRef, exact); diff != "" {
			t.Errorf("by reference:\n%s", diff)
		}
		// A change of every field is stored too, but for the names it cannot change.
		f.n = 1000
		changed := f.inquiry()
		changed.Channel, changed.Received = put.Channel, put.Received
		update(t, s, func(tx *store.Tx) error {
			old, err := tx.Inquiry("q1")
			if err != nil {
				return err
			}
			old.Inquiry, old.Wake, old.Mailbox, old.Thread, old.Handed = changed.Inquiry, changed.Wake, changed.Mailbox, changed.Thread, changed.Handed
			return tx.PutInquiry(&old)
		})
		if diff := cmp.Diff(changed, inquiry(t, s, "q1"), exact); diff != "" {
			t.Fatalf("round %d: after a change:\n%s", round, diff)
		}
	}
}

// TestClearColumnsFollow: after a change the clear columns say what they would
// say of a new inquiry with the same content.
func TestClearColumnsFollow(t *testing.T) {
	for round := range uint(rounds) {
		was, is := filler{round: round}, filler{round: round, n: 1000}
		changed, changedDir := open(t)
		fresh, freshDir := open(t)
		old, want := was.inquiry(), is.inquiry()
		update(t, fresh, func(tx *store.Tx) error { return tx.PutInquiry(&want) })
		update(t, changed, func(tx *store.Tx) error {
			if err := tx.PutInquiry(&old); err != nil {
				return err
			}
			old.Inquiry, old.Wake = want.Inquiry, want.Wake
			return tx.PutInquiry(&old)
		})
		const clear = `
			SELECT concat_ws('|', version, state, language, remit, kinds, grounds, flags, sensitive, represented, holder,
			       due, promised, answered_at, reached, held, acute, alarm, is_case, outcome, decided, department, theme,
			       finding, closed_at, messages, wake_at, case_at, promised_first, answered_first, referrals, noticed)
			FROM inquiries`
		got, wanted := column(t, rawDB(t, changedDir), clear), column(t, rawDB(t, freshDir), clear)
		if !slices.Equal(got, wanted) {
			t.Errorf("round %d: after a change\n%s, want\n%s", round, got, wanted)
		}
	}
}

// TestClearColumnsSayYesAndNo: what the statistics count.
func TestClearColumnsSayYesAndNo(t *testing.T) {
	for want, change := range map[string]func(*store.Inquiry){
		"0 0 0 0 0 0":     func(*store.Inquiry) {},
		"1 0 0 0 0 0":     func(q *store.Inquiry) { q.Verdict.Sensitive = []casework.Sensitive{casework.SensitiveCPR} },
		"0 1 0 0 0 0":     func(q *store.Inquiry) { q.Parties.Mandate.State = casework.MandateMissing },
		"0 0 1 0 0 0":     func(q *store.Inquiry) { q.Course.Deadline.Promised = true },
		"0 0 0 1 0 0":     func(q *store.Inquiry) { q.Course.Held = true },
		"0 0 0 0 1 0":     func(q *store.Inquiry) { q.Course.Acute = true },
		"0 0 0 0 0 1":     func(q *store.Inquiry) { q.Course.Case.Opened = start },
		"0 0 0 0 0 0 a b": func(q *store.Inquiry) { q.Verdict.Kinds = []casework.Kind{"a", "b"} },
	} {
		s, dir := open(t)
		q := bare("q1", 1)
		change(&q)
		update(t, s, func(tx *store.Tx) error { return tx.PutInquiry(&q) })
		got := column(t, rawDB(t, dir), `
			SELECT trim(concat_ws(' ', sensitive, represented, promised, held, acute, is_case, kinds)) FROM inquiries`)
		if !slices.Equal(got, []string{want}) {
			t.Errorf("columns %q, want %q", got, want)
		}
	}
}

// TestEmptyInquiryComesBack: what is empty stays empty, and does not become a
// value that means something.
func TestEmptyInquiryComesBack(t *testing.T) {
	s, _ := open(t)
	put := bare("q1", 1)
	update(t, s, func(tx *store.Tx) error { return tx.PutInquiry(&put) })
	if diff := cmp.Diff(put, inquiry(t, s, "q1"), exact); diff != "" {
		t.Errorf("put and got differ:\n%s", diff)
	}
}

// TestEveryFieldOfAnEventComesBack does the same for the journal.
func TestEveryFieldOfAnEventComesBack(t *testing.T) {
	for round := range uint(rounds) {
		s, _ := open(t)
		f := filler{round: round}
		events := []casework.Event{f.event(), {Type: casework.ReminderDue, At: f.event().At}, f.event()}
		q := bare("q1", 0)
		for _, ev := range events {
			q.Version++
			update(t, s, func(tx *store.Tx) error {
				if err := tx.PutInquiry(&q); err != nil {
					return err
				}
				return tx.AppendEvent(q, ev)
			})
		}
		var got []casework.Event
		update(t, s, func(tx *store.Tx) (err error) {
			got, err = tx.Journal("q1")
			return err
		})
		if diff := cmp.Diff(events, got, exact); diff != "" {
			t.Fatalf("round %d: written and read differ:\n%s", round, diff)
		}
	}
}

// TestClearColumnsHoldNothingPersonal writes canaries into every personal field
// there is and searches every file byte by byte (L22, GDPR art. 32).
func TestClearColumnsHoldNothingPersonal(t *testing.T) {
	s, dir := open(t)
	var f filler
	q := f.inquiry()
	update(t, s, func(tx *store.Tx) error {
		if err := tx.PutInquiry(&q); err != nil {
			return err
		}
		if err := tx.AppendEvent(q, f.event()); err != nil {
			return err
		}
		return tx.Enqueue(store.Outgoing{
			Key: "q1/receipt", Channel: store.OutMail, Inquiry: "q1", Due: q.Received, Created: q.Received,
			Payload: []byte(strings.Join(f.words, " ")),
		}, q.KeyOf())
	})
	raw := strings.NewReader(strings.Join(f.words, "\r\n"))
	storeMail(t, s, "m1", raw)
	if len(f.words) < 40 {
		t.Fatalf("only %d canaries: the filler is blind", len(f.words))
	}
	searchFiles(t, dir, f.words...)
	if err := s.Truncate(t.Context()); err != nil {
		t.Fatal(err)
	}
	searchFiles(t, dir, f.words...)
}

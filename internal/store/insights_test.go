package store_test

import (
	"fmt"
	"testing"
	"time"

	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// TestTamperedInsightIsFound: exports about a person are read back in order, and none
// can be changed, removed, put in or have its place changed (GDPR art. 15, D9).
func TestTamperedInsightIsFound(t *testing.T) {
	s, dir := open(t)
	for i := range 3 {
		update(t, s, func(tx *store.Tx) error {
			return tx.AddInsight(store.Insight{
				At: start.Add(time.Duration(i) * time.Hour), Inquiries: i, Mails: 1, Reason: personal.New(fmt.Sprint("indsigt ", i)),
			})
		})
	}
	view(t, s, func(tx *store.Tx) error {
		all, err := tx.Insights()
		if err != nil || len(all) != 3 || all[2].Inquiries != 2 || all[2].Mails != 1 || all[2].Reason.Reveal() != "indsigt 2" || !all[2].At.Equal(start.Add(2*time.Hour)) {
			t.Errorf("Insights = %+v, %v", all, err)
		}
		return nil
	})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, tampering := range []string{
		`DELETE FROM facts WHERE name = 'insight/00000001'`,
		`DELETE FROM facts WHERE name = 'insight/00000002'`,
		`DELETE FROM facts WHERE name = 'insight/00000003'`,
		`DELETE FROM facts WHERE name LIKE 'insight/%'`,
		`DELETE FROM facts WHERE name = 'insights'`,
		`UPDATE facts SET value = 'AAAA' WHERE name = 'insight/00000002'`,
		`UPDATE facts SET value = (SELECT value FROM facts WHERE name = 'insight/00000001') WHERE name = 'insight/00000002'`,
		`INSERT INTO facts SELECT 'insight/00000004', value FROM facts WHERE name = 'insight/00000003'`,
	} {
		t.Run(tampering, func(t *testing.T) {
			copied := copyDir(t, dir)
			db := rawDB(t, copied)
			mustExec(t, db, tampering)
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			s, _ := openIn(t, copied)
			view(t, s, func(tx *store.Tx) error {
				if all, err := tx.Insights(); err == nil {
					t.Errorf("Insights = %+v", all)
				}
				return nil
			})
		})
	}
}

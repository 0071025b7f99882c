package store

// Work says on which roads of the outbox something new waits.
type Work uint32

// The roads.
const (
	WorkMail  Work = 1 << iota // letters
	WorkSlack                  // cards and lines
	WorkIMAP                   // drafts, flags and moves
)

func workOn(c OutChannel) Work {
	switch c {
	case OutSlack:
		return WorkSlack
	case OutIMAP:
		return WorkIMAP
	}
	return WorkMail
}

// TakeWork returns where something new waits that was committed, by this
// process, since it was last asked. It spares those who have nothing to do the
// look into the database.
func (s *Store) TakeWork() Work { return Work(s.work.Swap(0)) }

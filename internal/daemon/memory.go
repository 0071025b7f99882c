package daemon

import (
	"runtime/debug"
	"runtime/metrics"
)

// idleMemory is how much memory the program may keep that it does not use. Many
// offices may share a machine; Go by itself gives back only what lies above its next
// collection's goal.
const idleMemory = 3 << 20

// giveBack returns memory to the system that a large letter or a busy hour has left
// behind, or, when it is told to, whatever there is.
func giveBack(all bool) {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/free:bytes"}}
	metrics.Read(sample)
	if all || sample[0].Value.Kind() == metrics.KindUint64 && sample[0].Value.Uint64() > idleMemory {
		debug.FreeOSMemory()
	}
}

//go:build integration

package e2etest

import (
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

var instances = flag.Int("instances", 20, "offices that are started on one machine, at most 100")

// What one machine is to carry. A storm of fewer has the same time: a machine that
// runs tests does other things too.
const (
	eachMemory = 30 << 20              // of an office that is idle, as its share (PSS)
	allMemory  = 3 << 30 / manyOffices // of an office on average
	storm      = time.Minute           // until all can do their job
	idle       = time.Minute
	idleShare  = 0.10 // of a processor's time, for all hundred
	// manyOffices is how many are promised to fit, and firstOfMany the mailbox of the
	// first of them; the mailboxes below are other tests'.
	manyOffices, firstOfMany = 100, 101
)

// TestManyFigures: many offices on one machine, each a process with a configuration,
// data, mailbox and Slack of its own, are started at once, as after a power cut, and
// left alone then.
func TestManyFigures(t *testing.T) {
	offices := manyIdle(t, min(*instances, manyOffices))
	before := processorTime(t, offices)
	time.Sleep(idle)
	used := processorTime(t, offices) - before
	var shares []int64
	for _, o := range offices {
		shares = append(shares, memoryShare(t, o.daemon.cmd.Process.Pid))
	}
	slices.Sort(shares)
	var all int64
	for _, share := range shares {
		all += share
	}
	most, count := shares[len(shares)-1], len(offices)
	t.Logf("%d offices: %.1f MiB in all, the median %.1f, the largest %.1f; %.1f %% of a processor when idle", count,
		mebibytes(all), mebibytes(shares[count/2]), mebibytes(most), 100*used.Seconds()/idle.Seconds())
	if most > eachMemory || all > allMemory*int64(count) {
		t.Errorf("an office takes %.1f MiB, at most 30; all take %.1f, at most %.1f", mebibytes(most), mebibytes(all),
			mebibytes(allMemory*int64(count)))
	}
	// Collecting garbage costs more on a machine that does other things too.
	if limit := 2 * idleShare * float64(count) / manyOffices; used.Seconds()/idle.Seconds() > limit {
		t.Errorf("%v of a processor's time in %v, at most %.0f %%", used, idle, 100*limit)
	}
	for _, o := range offices {
		o.stop()
	}
}

// manyIdle starts so many offices at once and waits until each can do its job.
func manyIdle(t *testing.T, count int) []*office {
	t.Helper()
	var offices []*office
	var asked []string
	for n := range count {
		// An address for each: a port of the usual one may go to a connection meanwhile.
		asked = append(asked, fmt.Sprintf("127.0.1.%d:9464", n+1))
		offices = append(offices, newOffice(t, plan{Boxes: []int{firstOfMany + n}, Set: map[string]any{
			"instance": fmt.Sprintf("office%d", n), "health.listen": asked[n],
		}}))
	}
	began := time.Now()
	for _, o := range offices {
		o.launch()
	}
	for n, o := range offices {
		eventually(t, "every office can do its job", func() error {
			select {
			case <-o.daemon.done:
				t.Fatalf("the daemon of office %d ended: %v", n, o.daemon.err)
			default:
			}
			code, _, err := ask(asked[n], "/readyz")
			if err == nil && code != http.StatusOK {
				err = errors.New(strconv.Itoa(code))
			}
			return err
		})
	}
	took := time.Since(began)
	t.Logf("%d offices could do their job after %v", count, took.Round(100*time.Millisecond))
	if took > storm {
		t.Errorf("%d offices could do their job after %v, at most %v", count, took, storm)
	}
	return offices
}

// memoryShare is what a process has of the machine's memory, in bytes: what is its
// own, and its share of what several use.
func memoryShare(t *testing.T, pid int) int64 {
	t.Helper()
	rollup, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		t.Fatal(err)
	}
	m := share.FindSubmatch(rollup)
	if m == nil {
		t.Fatalf("no Pss in %s", rollup)
	}
	kib, _ := strconv.ParseInt(string(m[1]), 10, 64) // digits
	return kib << 10
}

var share = regexp.MustCompile(`(?m)^Pss:\s+(\d+) kB`)

// processorTime is how long the offices' processes have been computing.
func processorTime(t *testing.T, offices []*office) (sum time.Duration) {
	t.Helper()
	const tick = 10 * time.Millisecond // as Linux tells it to programs, on every machine
	for _, o := range offices {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", o.daemon.cmd.Process.Pid))
		if err != nil {
			t.Fatal(err)
		}
		_, after, _ := strings.Cut(string(stat), ") ") // the name before may hold anything
		fields := strings.Fields(after)
		for _, field := range fields[11:13] { // utime and stime
			ticks, err := strconv.Atoi(field)
			if err != nil {
				t.Fatal(err)
			}
			sum += time.Duration(ticks) * tick
		}
	}
	return sum
}

func mebibytes(n int64) float64 { return float64(n) / (1 << 20) }

//go:build integration

package report

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// browser is Debian's Chromium, driven over a pipe (Chrome DevTools Protocol).
type browser struct {
	t       *testing.T
	to      *os.File
	from    *bufio.Reader
	next    int
	session string
}

// browse opens a page in Chromium without a window.
func browse(t *testing.T, url string) *browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("there is no chromium: install the Debian packages chromium and fonts-liberation, as .ci/run does")
	}
	read, theirWrite, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	theirRead, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(path, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
		"--no-first-run", "--user-data-dir="+t.TempDir(), "--remote-debugging-pipe", "about:blank")
	command.ExtraFiles = []*os.File{theirRead, theirWrite} // 3 and 4, as the pipe wants them
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	_ = theirRead.Close()
	_ = theirWrite.Close()
	b := &browser{t: t, to: write, from: bufio.NewReader(read)}
	watchdog := time.AfterFunc(2*time.Minute, func() { _ = command.Process.Kill() })
	t.Cleanup(func() {
		watchdog.Stop()
		_ = write.Close() // Chromium ends when its pipe does
		_ = command.Wait()
		_ = read.Close()
	})
	var target struct{ TargetID string }
	b.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	b.call("Page.enable", nil, nil)
	b.call("Page.navigate", map[string]any{"url": url}, nil)
	b.wait("Page.loadEventFired")
	return b
}

type reply struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Result json.RawMessage `json:"result"`
	Error  *struct{ Message string }
}

func (b *browser) read() (r reply) {
	b.t.Helper()
	line, err := b.from.ReadBytes(0)
	if err == nil {
		err = json.Unmarshal(bytes.TrimSuffix(line, []byte{0}), &r)
	}
	if err != nil {
		b.t.Fatalf("Chromium said nothing more: %v", err)
	}
	return r
}

func (b *browser) wait(event string) {
	for b.read().Method != event {
	}
}

// call asks Chromium for something and waits for the answer.
func (b *browser) call(method string, params map[string]any, result any) {
	b.t.Helper()
	b.next++
	ask := map[string]any{"id": b.next, "method": method, "params": params}
	if b.session != "" {
		ask["sessionId"] = b.session
	}
	line, err := json.Marshal(ask)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.to.Write(append(line, 0)); err != nil {
		b.t.Fatal(err)
	}
	for {
		r := b.read()
		switch {
		case r.ID != b.next:
			continue
		case r.Error != nil:
			b.t.Fatalf("%s: %s", method, r.Error.Message)
		case result != nil:
			if err := json.Unmarshal(r.Result, result); err != nil {
				b.t.Fatal(err)
			}
		}
		return
	}
}

// ask evaluates an expression in the page.
func (b *browser) ask(expression string, value any) {
	b.t.Helper()
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails json.RawMessage
	}
	b.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true}, &answer)
	if answer.ExceptionDetails != nil {
		b.t.Fatalf("%s: %s", expression, answer.ExceptionDetails)
	}
	if err := json.Unmarshal(answer.Result.Value, value); err != nil {
		b.t.Fatal(err)
	}
}

// layout is how the page lies on a screen. An element sticks out where it is wider
// than the screen and nothing around it scrolls.
const layout = `(() => {
	const wide = innerWidth;
	const out = [...document.querySelectorAll("body *")].filter(e =>
		!e.closest(".scroll, .skip, svg") && e.getBoundingClientRect().right > wide + 1).map(e => e.tagName + "." + e.className);
	const charts = [...document.querySelectorAll("svg[role=img]")].map(e => {
		const box = e.getBoundingClientRect();
		const marks = [...e.querySelectorAll("rect, text")].map(m => m.getBoundingClientRect());
		return {id: e.getAttribute("aria-labelledby"), width: box.width, height: box.height, marks: marks.length,
			outside: marks.filter(m => m.right > wide + 1 || m.left < -1 || m.bottom > box.bottom + 1 || m.top < box.top - 1).length};
	});
	const small = [...document.querySelectorAll("body *")].filter(e => e.childElementCount == 0 && e.textContent.trim() &&
		parseFloat(getComputedStyle(e).fontSize) < 11).length;
	return {scroll: document.documentElement.scrollWidth, height: document.documentElement.scrollHeight, out, charts, small,
		scrolls: [...document.querySelectorAll(".scroll")].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.querySelector("caption").id)};
})()`

// titleWidth is how wide the title's letters are.
const titleWidth = `(() => {
	const title = document.createRange();
	title.selectNodeContents(document.querySelector("h1"));
	return title.getBoundingClientRect().width;
})()`

// screens are what the report is read on.
var screens = []struct {
	name   string
	width  int
	media  string
	scheme string
	forced bool // Chromium darkens what is not dark by itself
	shows  palette
}{
	{"desktop", 1280, "screen", "light", false, light},
	{"phone", 390, "screen", "light", false, light},
	{"paper", 680, "print", "light", false, light}, // A4 within its margins
	{"desktop-dark", 1280, "screen", "dark", false, dark},
	{"phone-dark", 390, "screen", "dark", false, dark},
	{"desktop-darkened", 1280, "screen", "dark", true, dark},
	{"paper-dark", 680, "print", "dark", false, light},
}

// TestBrowser opens the report of an invented year in Chromium, on a desk, on a
// telephone and on paper, light and dark, and with Chromium darkening pages by itself:
// nothing sticks out, every chart is drawn, the page is not blank, and what is drawn
// has the colours of the palette. Paper is always light.
func TestBrowser(t *testing.T) {
	page, err := parse(t).Page(counted(settings(), rows(620, settings())))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, page, 0o644); err != nil {
		t.Fatal(err)
	}
	b := browse(t, "file://"+file)
	written := 0.0
	if b.ask(titleWidth, &written); written < 100 {
		t.Fatalf("the title is %v pixels wide: Chromium has no font; install the Debian package fonts-liberation, as .ci/run does", written)
	}
	for _, screen := range screens {
		name, width := screen.name, screen.width
		b.call("Emulation.setEmulatedMedia", map[string]any{
			"media": screen.media, "features": []map[string]any{{"name": "prefers-color-scheme", "value": screen.scheme}},
		}, nil)
		b.call("Emulation.setAutoDarkModeOverride", map[string]any{"enabled": screen.forced}, nil)
		b.call("Emulation.setDeviceMetricsOverride", map[string]any{
			"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500,
		}, nil)
		var is struct {
			Scroll, Height, Small int
			Out, Scrolls          []string
			Charts                []struct {
				ID             string
				Width, Height  float64
				Marks, Outside int
			}
		}
		b.ask(layout, &is)
		if is.Scroll > width || len(is.Out) > 0 {
			t.Errorf("%s: the page is %d wide of %d; sticking out: %v", name, is.Scroll, width, is.Out)
		}
		if len(is.Charts) < 12 {
			t.Errorf("%s: %d charts", name, len(is.Charts))
		}
		for _, c := range is.Charts {
			if c.Width < 0.3*float64(width) || c.Height < 40 || c.Marks < 4 || c.Outside > 0 {
				t.Errorf("%s: the chart %+v", name, c)
			}
		}
		if is.Small > 0 {
			t.Errorf("%s: %d texts are smaller than 11 pixels", name, is.Small)
		}
		if width > 390 && len(is.Scrolls) > 0 {
			t.Errorf("%s: tables that have to be scrolled: %v", name, is.Scrolls)
		}
		b.shoot(name, width, is.Height, screen.shows)
	}
}

// palette is the colours of paper, both years' bars, and ink.
type palette struct{ paper, now, then, ink uint32 }

var (
	light = palette{paper: 0xffffff, now: 0x12436d, then: 0x1f8a80, ink: 0x1c2430}
	dark  = palette{paper: 0x14181f, now: 0x7fb8e8, then: 0x3fa99d, ink: 0xe8ecf2}
)

// shoot takes a picture of the whole page and looks whether there is something on
// it: ink, both colours of the bars, and much paper. BORGERBOT_TEST_SHOTS names a
// folder for the pictures.
func (b *browser) shoot(name string, width, height int, shows palette) {
	b.t.Helper()
	var shot struct{ Data string }
	b.call("Page.captureScreenshot", map[string]any{
		"format": "png", "captureBeyondViewport": true,
		"clip": map[string]any{"x": 0, "y": 0, "width": width, "height": height, "scale": 1},
	}, &shot)
	data, err := base64.StdEncoding.DecodeString(shot.Data)
	if err != nil {
		b.t.Fatal(err)
	}
	if dir := os.Getenv("BORGERBOT_TEST_SHOTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+".png"), data, 0o644); err != nil {
			b.t.Fatal(err)
		}
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		b.t.Fatal(err)
	}
	size := picture.Bounds().Size()
	if size.X != width || size.Y != height {
		b.t.Errorf("%s: the picture is %v, want %d × %d", name, size, width, height)
	}
	seen := map[uint32]int{}
	inked := 0 // points of the stretch that are not paper
	for y := range size.Y {
		for x := range size.X {
			red, green, blue, _ := picture.At(x, y).RGBA()
			colour := red>>8<<16 | green>>8<<8 | blue>>8
			seen[colour]++
			if colour != shows.paper {
				inked++
			}
		}
		if (y+1)%stretch == 0 {
			if inked < width {
				b.t.Errorf("%s: the page is blank above %d", name, y)
			}
			inked = 0
		}
	}
	all := size.X * size.Y
	for colour, least := range map[uint32]int{
		shows.paper: all / 2, shows.now: all / 300, shows.then: all / 1000, shows.ink: all / 2000,
	} {
		if seen[colour] < least {
			b.t.Errorf("%s: %d of %d points have the colour %06x, want %d", name, seen[colour], all, colour, least)
		}
	}
}

const stretch = 400 // no part of the page so high is empty

package demo

import (
	"embed"
	"fmt"

	"github.com/goccy/go-yaml"
)

//go:embed story.yaml letters
var files embed.FS

// story is what story.yaml holds; its own comments explain it.
type story struct {
	Words  words   `yaml:"words"`
	Ending ending  `yaml:"ending"`
	Scenes []scene `yaml:"scenes"`
}

// words are the story's own, between what others see.
type words struct {
	Opening     string `yaml:"opening"`
	Writes      string `yaml:"writes"`
	Gets        string `yaml:"gets"`
	GetsReceipt string `yaml:"gets_receipt"`
	Receipt     string `yaml:"receipt"`
	Subject     string `yaml:"subject"`
	Card        string `yaml:"card"`
	Thread      string `yaml:"thread"`
	Presses     string `yaml:"presses"`
	Window      string `yaml:"window"`
	Typed       string `yaml:"typed"`
	Whisper     string `yaml:"whisper"`
	Robot       string `yaml:"robot"`
	Draft       string `yaml:"draft"`
	Sends       string `yaml:"sends"`
	Stopped     string `yaml:"stopped"`
	Started     string `yaml:"started"`
	More        string `yaml:"more"`
	Failed      string `yaml:"failed"`
	Why         string `yaml:"why"`
	Unreached   string `yaml:"unreached"`
	Summary     string `yaml:"summary"`
	Met         string `yaml:"met"`
	Sent        string `yaml:"sent"`
	SentLine    string `yaml:"sent_line"`
	Keep        string `yaml:"keep"`
	Closing     string `yaml:"closing"`
}

// ending is what is checked when all has been played.
type ending struct {
	Title   string   `yaml:"title"`
	Tell    string   `yaml:"tell"`
	Letters string   `yaml:"letters"`
	Cards   string   `yaml:"cards"`
	Copies  string   `yaml:"copies"`
	Inbox   string   `yaml:"inbox"`
	Journal string   `yaml:"journal"`
	Pace    string   `yaml:"pace"`
	Log     string   `yaml:"log"`
	Secrets []string `yaml:"secrets"` // what, beside names, no log may hold
}

// scene is a letter and what comes of it.
type scene struct {
	Name  string `yaml:"name"`
	Title string `yaml:"title"` // empty: it goes on under the title before
	Tell  string `yaml:"tell"`
	When  string `yaml:"when"` // "hours": in working hours only; "quiet": outside them
	Steps []step `yaml:"steps"`
}

// step is one thing done or looked for. Which fields it reads is told where it
// is played.
type step struct {
	Do     string `yaml:"do"`
	Should string `yaml:"should"` // what shall happen, for the summary
	Tell   string `yaml:"tell"`
	Of     string `yaml:"of"` // the scene it is about; empty: its own

	File     string            `yaml:"file"`
	Answers  string            `yaml:"answers"` // the scene whose receipt the mail answers
	Received string            `yaml:"received"`
	To       []string          `yaml:"to"`
	Subject  string            `yaml:"subject"`
	Who      string            `yaml:"who"` // the first name of an adviser
	Button   string            `yaml:"button"`
	Stale    bool              `yaml:"stale"`  // pressed on the card as it was before
	Thread   bool              `yaml:"thread"` // pressed on a line of the thread
	Modal    bool              `yaml:"modal"`  // pressed in the open window
	Values   map[string]string `yaml:"values"`
	Text     string            `yaml:"text"`
	Count    int               `yaml:"count"`

	Shows []string `yaml:"shows"`
	Hides []string `yaml:"hides"`
	Whole bool     `yaml:"whole"`
}

func readStory() (story, error) {
	var s story
	raw, err := files.ReadFile("story.yaml")
	if err != nil {
		return s, err
	}
	if err := yaml.UnmarshalWithOptions(raw, &s, yaml.Strict()); err != nil {
		return s, fmt.Errorf("read story: %w", err)
	}
	for _, sc := range s.Scenes {
		for _, st := range sc.Steps {
			kind, known := kinds[st.Do]
			if !known || kind.looks && st.Should == "" {
				return s, fmt.Errorf("read story: scene %s: %q is no step, or does not say what should happen", sc.Name, st.Do)
			}
		}
	}
	return s, nil
}

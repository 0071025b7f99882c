package dossier

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/goccy/go-yaml"
)

// folder is where the words and the page are in the templates.
const folder = "journal"

// words are the Danish words of templates/journal/words.yaml that are not words
// for codes: those are the cards'.
type words struct {
	Title  string `yaml:"title"`
	Made   string `yaml:"made"`
	Intro  string `yaml:"intro"`
	Facts  string `yaml:"facts"`
	Course string `yaml:"course"`
	Files  string `yaml:"files"`
	Parts  string `yaml:"parts"`
	Skip   string `yaml:"skip"`

	MailFile       string `yaml:"mail_file"`
	LetterFile     string `yaml:"letter_file"`
	AttachmentFile string `yaml:"attachment_file"`

	Columns columnWords `yaml:"columns"`

	Kilobytes       string `yaml:"kilobytes"`
	MailTitle       string `yaml:"mail_title"`
	LetterTitle     string `yaml:"letter_title"`
	AttachmentTitle string `yaml:"attachment_title"`
	Unnamed         string `yaml:"unnamed"`
	LeftInside      string `yaml:"left_inside"`
	// Lacks are said below the names of what hangs on a mail.
	Lacks map[Lack]string `yaml:"lacks"`

	MailText   string `yaml:"mail_text"`
	LetterText string `yaml:"letter_text"`
	Correction string `yaml:"correction"`

	Labels map[string]string `yaml:"labels"`
	Yes    string            `yaml:"yes"`
}

type columnWords struct {
	File string `yaml:"file"`
	What string `yaml:"what"`
	Size string `yaml:"size"`
	Sum  string `yaml:"sum"`
}

func readWords(fsys fs.FS) (words, error) {
	var w words
	data, err := fs.ReadFile(fsys, folder+"/words.yaml")
	if err == nil {
		err = yaml.UnmarshalWithOptions(data, &w, yaml.Strict())
	}
	if err != nil {
		return w, fmt.Errorf("read words of the journal: %w", err)
	}
	return w, nil
}

// fill puts values into the {braces} of a text.
func fill(text string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

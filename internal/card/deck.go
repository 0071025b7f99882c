package card

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"

	"github.com/goccy/go-yaml"
)

// folder is where the words are in the templates.
const folder = "slack"

// Deck writes cards in the words of the templates. It does not change after it
// has been made.
type Deck struct{ words deckWords }

// Parse reads the words from the folder slack of fsys. The error names every
// mistake with its file and key.
func Parse(fsys fs.FS) (*Deck, error) {
	d := &Deck{}
	var mistakes []error
	files := reflect.ValueOf(&d.words).Elem()
	for i := range files.NumField() {
		name := path.Join(folder, files.Type().Field(i).Tag.Get("file"))
		mistakes = append(mistakes, readWords(fsys, name, files.Field(i).Addr()))
	}
	if err := errors.Join(mistakes...); err != nil {
		return nil, err
	}
	return d, nil
}

// readWords reads one file into the words into points at. Keys that are unknown
// or stand twice are errors.
func readWords(fsys fs.FS, name string, into reflect.Value) error {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("read words of cards: %w", err)
	}
	words := into.Interface().(interface{ check() []error })
	if err := yaml.UnmarshalWithOptions(data, words, yaml.Strict()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	var mistakes []error
	for _, mistake := range append(checkTexts(into.Elem(), "", "", false), words.check()...) {
		mistakes = append(mistakes, fmt.Errorf("%s: %w", name, mistake))
	}
	return errors.Join(mistakes...)
}

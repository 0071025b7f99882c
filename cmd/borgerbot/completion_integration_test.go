//go:build integration

package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestShells asks real shells what they would complete. ".ci/run" installs them.
func TestShells(t *testing.T) {
	dir := t.TempDir()
	binary := filepath.Join(dir, "borgerbot")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := os.WriteFile(filepath.Join(dir, "office.yaml"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ shell, script string }{
		{"bash", `source <(borgerbot completion bash)
ask() { COMP_LINE=$1; COMP_POINT=${#1}; read -ra COMP_WORDS <<<"${1//=/ = }"; [[ $1 == *" " ]] && COMP_WORDS+=(""); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _borgerbot; echo "${COMPREPLY[*]}"; }
ask "borgerbot con"; ask "borgerbot config "; ask "borgerbot classify --color=al"; ask "borgerbot serve "
complete -p borgerbot`},
		// zsh completes only at a terminal: zpty is one.
		{"zsh", `zmodload zsh/zpty
zpty z "PS1= zsh -f -i"
zpty -w z 'autoload -Uz compinit; compinit -u -D; zstyle ":completion:*" list-prompt ""; source <(borgerbot completion zsh); stty -echo; PROMPT=""; cd ` + dir + `'
wait_for() { until [[ -s $1 ]]; do sleep 0.1; done }
zpty -w -n z $'borgerbot versi\t >out1\n'; wait_for out1
zpty -w -n z $'borgerbot config exam\t hors\t >out2\n'; wait_for out2
zpty -w -n z $'borgerbot config check offi\t; print -r -- $? >out3\n'; wait_for out3
zpty -d z
head -c 9 out1; echo; grep -m1 -o 'preset: horsens' out2; cat out3`},
		{"fish", `borgerbot completion fish | source
complete -C "borgerbot con"; complete -C "borgerbot config "; complete -C "borgerbot classify --color=al"; complete -C "borgerbot serve offi"`},
	} {
		t.Run(row.shell, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			flags := map[string][]string{"bash": {"--norc", "-c"}, "zsh": {"-f", "-c"}, "fish": {"--no-config", "-c"}}[row.shell]
			cmd := exec.CommandContext(ctx, row.shell, append(flags, row.script)...)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "HOME="+dir)
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			want := map[string][]string{
				"bash": {"config\n", "check example show\n", "always\n", "\n\n", "-o default"},
				"zsh":  {"borgerbot\n", "preset: horsens\n", "1\n"},
				"fish": {"config\t", "check\t", "example\t", "show\t", "--color=always", "office.yaml"},
			}[row.shell]
			for _, w := range want {
				if !strings.Contains(string(out), w) {
					t.Errorf("no %q in\n%s", w, out)
				}
			}
		})
	}
}

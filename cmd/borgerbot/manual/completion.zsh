#compdef borgerbot
# Completion of borgerbot for zsh: borgerbot completion zsh
_borgerbot() {
	local line
	local -a found shown
	while IFS= read -r line; do
		found+=("${line%%$'\t'*}")
		shown+=("${line%%$'\t'*}  ${line#*$'\t'}")
	done < <("${words[1]}" complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)
	if (( ${#found} )); then
		compadd -l -d shown -- "${found[@]}"
	else
		_files
	fi
}
# Sourced, it registers itself; from a folder of fpath it is the function's body.
if [[ "$funcstack[1]" == _borgerbot ]]; then
	_borgerbot "$@"
else
	compdef _borgerbot borgerbot
fi

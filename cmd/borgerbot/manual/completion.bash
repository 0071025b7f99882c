# Completion of borgerbot for bash: borgerbot completion bash
_borgerbot() {
	local line word
	COMPREPLY=()
	while IFS= read -r line; do
		word=${line%%$'\t'*}
		# bash takes "--color=au" apart at "=", and wants to hear the last part.
		[[ $word == *=* && $COMP_WORDBREAKS == *=* ]] && word=${word#*=}
		COMPREPLY+=("$word")
	done < <("${COMP_WORDS[0]}" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -o bashdefault -F _borgerbot borgerbot

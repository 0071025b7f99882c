# Completion of borgerbot for fish: borgerbot completion fish
function __borgerbot_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l found ($words[1] complete -- $words[2..] 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c borgerbot -f -a '(__borgerbot_complete)'

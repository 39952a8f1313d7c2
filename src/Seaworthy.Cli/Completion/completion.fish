# Completes sea's commands, options and app names. Save it: sea completion fish > ~/.config/fish/completions/sea.fish
function __sea_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l candidates ($words[1] __complete -- (math (count $words) - 1) $words[2..-1] 2>/dev/null)
    if test "$candidates[1]" = ':files'
        __fish_complete_path (commandline -ct)
    else
        printf '%s\n' $candidates
    end
end
complete -c sea -f -a '(__sea_complete)'

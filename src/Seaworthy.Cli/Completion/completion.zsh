#compdef sea
# Completes sea's commands, options and app names. Save it as _sea in a folder of $fpath: sea completion zsh > ~/.zfunc/_sea
_sea() {
    local -a candidates
    candidates=("${(@f)$("${words[1]}" __complete -- "$((CURRENT - 1))" "${(@)words[2,-1]}" 2>/dev/null)}")
    if [[ ${candidates[1]} == ':files' ]]; then
        _files
    else
        compadd -a candidates
    fi
}
if [[ ${funcstack[1]} == _sea ]]; then
    _sea "$@"
else
    compdef _sea sea
fi

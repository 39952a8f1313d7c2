# Completes sea's commands, options and app names. Load it with: source <(sea completion bash)
_sea_complete() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        [[ -n $line ]] && COMPREPLY+=("$line")
    done < <("${COMP_WORDS[0]}" __complete -- "$COMP_CWORD" "${COMP_WORDS[@]:1}" 2>/dev/null)
    if [[ ${COMPREPLY[0]-} == ':files' ]]; then
        COMPREPLY=()
        compopt -o default 2>/dev/null
    fi
}
complete -F _sea_complete sea
complete -F _sea_complete ./sea

#!/bin/bash
# keep NAME RUN_FOLDER LOG
# Reads from RUN_FOLDER/NAME.command, each ended by a NUL: the stop signal, the program, its arguments; and from NAME.environment the
# program's variables. (Not from its own arguments: whoever looks for the program's name among the processes should find the
# program alone.)
# Keeps the program running: starts it again when it ends, later and later (at most 30 s) while it ends at once. Writes "pid
# start-time" of itself and of the program, so that a number used again by another process fools nobody. A LOG of - stays where
# it goes.
# TERM ends the program by its own stop signal, then this keeper.
# Listening sockets that are handed down to this keeper (LISTEN_FDS, as by systemd; or KEEP_SOCKETS, a list of descriptors) are
# handed down to the program: they stay open whatever becomes of it, so that connections wait for the next one.
# USR1: the files have changed, and a program of the new kind takes over from the one that runs. It is started beside that one, makes
# the file KEEP_READY when it serves, and sees to it that the old one ends, by code 77, when it has finished what it had begun. A new
# one that is not ready within a minute is ended; the old one goes on.
set -u
name=$1 run=$2 log=$3

readonly log_limit=$((10 * 1024 * 1024)) steady_after=20 longest_pause=30 handed_over=77

cd /
umask 022
exec </dev/null
[[ $log == - ]] || exec >>"$log" 2>&1

# Where the program looks for them: from 3 on.
sockets=${LISTEN_FDS:-0}
if [[ -n ${KEEP_SOCKETS:-} ]]; then
    sockets=0
    for descriptor in $KEEP_SOCKETS; do
        # They come in ascending order, so none is overwritten before it has moved.
        ((descriptor == 3 + sockets)) || eval "exec $((3 + sockets))<&$descriptor $descriptor<&-"
        sockets=$((sockets + 1))
    done
fi
unset LISTEN_FDS LISTEN_PID LISTEN_FDNAMES KEEP_SOCKETS

exec 9>"$run/$name.lock"
flock --nonblock 9 || exit 0

# The start time in clock ticks (field 22 of /proc/PID/stat, of which the name in brackets may hold blanks); nothing for a zombie.
start_time() {
    local stat
    read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
    set -- ${stat##*) }
    [[ $1 != Z ]] && echo "${20}"
}

write_identity() {
    echo "$2 $(start_time "$2")" >"$run/$1.new" && mv -f "$run/$1.new" "$run/$1"
}

say() { echo "$(date -u +%FT%T.%3NZ) keep $name: $*"; }

# The program appends to the file for as long as it runs, so the file stays and only its content moves on.
bound_log() {
    local size
    [[ $log != - ]] || return 0
    size=$(stat -c %s "$log" 2>/dev/null) || return 0
    if ((size > log_limit)); then
        cp -f "$log" "$log.1" && : >"$log"
    fi
}

load() {
    mapfile -t -d '' command <"$run/$name.command" && mapfile -t -d '' variables <"$run/$name.environment"
}

# Leaves the process' number in $launched.
launch() {
    (
        for variable in "${variables[@]}"; do export "$variable"; done
        export KEEP_READY="$run/$name.ready.$BASHPID"
        if ((sockets > 0)); then
            export LISTEN_FDS=$sockets LISTEN_PID=$BASHPID
        else
            unset KEEP_READY
        fi
        exec 9>&-
        exec "${command[@]:1}"
    ) &
    launched=$!
}

# For helpers: one that outlived this keeper would hold the port, and nobody would accept there.
let_go() {
    local descriptor
    for ((descriptor = 3; descriptor < 3 + sockets; descriptor++)); do eval "exec $descriptor<&-"; done
    exec 9>&-
}

pause_for() {
    (let_go && exec sleep "$1") &
    wait $!
}

program='' stopping='' changed=''
leaving=()
stop() {
    stopping=1
    local process
    for process in $program "${leaving[@]}"; do kill -s "$stop_signal" "$process" 2>/dev/null; done
}
trap stop TERM INT
trap 'changed=1' USR1
trap '' HUP

load || exit 1
readonly stop_signal=${command[0]}

# Ends by itself soon after its keeper, however that ended.
look_after_log() {
    let_go
    while bound_log && sleep 10 && [[ $(start_time $$) == "$1" ]]; do :; done
}
look_after_log "$(start_time $$)" &
readonly log_keeper=$!

take_over() {
    changed=''
    local launched ready tries former=("${command[@]}") former_variables=("${variables[@]}")
    load || { say "cannot read what to run; process $program goes on"; return; }
    launch
    ready="$run/$name.ready.$launched"
    for ((tries = 0; tries < 600; tries++)); do
        [[ -e $ready ]] && break
        [[ -n $(start_time "$launched") && -z $stopping ]] || break
        pause_for 0.1
    done
    if [[ -e $ready ]]; then
        rm -f "$ready" "$run/$name.ready.$program.left"
        leaving+=("$program")
        say "process $launched has taken over from process $program"
        program=$launched
        write_identity "$name.pid" "$program"
        [[ -z $stopping ]] || stop
    else
        kill -s KILL "$launched" 2>/dev/null
        command=("${former[@]}") variables=("${former_variables[@]}")
        say "process $launched did not come up to take over; process $program goes on"
        echo "$launched" >"$run/$name.failed"
        if [[ -e $run/$name.ready.$program.left ]]; then
            # It had come far enough for the old one to leave.
            leaving+=("$program")
            rm -f "$run/$name.ready.$program.left"
            launch
            program=$launched
            write_identity "$name.pid" "$program"
        fi
    fi
}

# A program whose keeper was killed goes on running: look after it rather than interrupt it.
if read -r pid began 2>/dev/null <"$run/$name.pid" && [[ -n $began && $(start_time "$pid") == "$began" ]]; then
    program=$pid
    write_identity "$name.keeper" $$
    say "looking after process $pid, which was running"
    # It is no child of this keeper, so it cannot be waited for.
    while [[ $program == "$pid" && $(start_time "$pid") == "$began" ]]; do
        [[ -n $changed ]] && take_over
        pause_for 1
    done
    [[ $program != "$pid" ]] || program=''
else
    write_identity "$name.keeper" $$
fi

pause=1
while [[ -z $stopping || -n $program ]]; do
    began_at=$SECONDS
    if [[ -z $program ]]; then
        [[ -z $changed ]] || { changed='' && load; }
        launch
        program=$launched
        [[ -z $stopping ]] || stop
        write_identity "$name.pid" "$program"
    fi
    # A signal to this keeper interrupts the wait before the program has ended.
    until wait "$program"; code=$?; [[ -n $changed ]] && take_over; [[ -z $(start_time "$program") ]]; do :; done
    rm -f "$run/$name.pid" "$run/$name.ready.$program"
    program=''
    [[ -n $stopping ]] && break
    ((SECONDS - began_at >= steady_after)) && pause=1
    say "ended with $code; starting it again in $pause s"
    pause_for "$pause"
    pause=$((pause * 2 < longest_pause ? pause * 2 : longest_pause))
done
for process in "${leaving[@]}"; do
    while [[ -n $(start_time "$process") ]]; do pause_for 0.1; done
done
kill "$log_keeper" 2>/dev/null
say "stopped"
rm -f "$run/$name.pid" "$run/$name.keeper"

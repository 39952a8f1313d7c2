#!/bin/bash
# keep NAME RUN_FOLDER LOG
# Reads from RUN_FOLDER/NAME.command, each ended by a NUL: the stop signal, the program, its arguments. (Not from its own arguments:
# whoever looks for the program's name among the processes should find the program alone.)
# Keeps the program running where no systemd does: starts it again when it ends, later and later (at most 30 s) while it ends at
# once. Writes "pid start-time" of itself and of the program, so that a number used again by another process fools nobody.
# TERM ends the program by its own stop signal, then this keeper.
set -u
name=$1 run=$2 log=$3
mapfile -t -d '' command <"$run/$name.command" || exit 1
readonly stop_signal=${command[0]}

readonly log_limit=$((10 * 1024 * 1024)) steady_after=20 longest_pause=30

cd /
umask 022
exec </dev/null >>"$log" 2>&1

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
    size=$(stat -c %s "$log" 2>/dev/null) || return 0
    if ((size > log_limit)); then
        cp -f "$log" "$log.1" && : >"$log"
    fi
}

program='' stopping=''
stop() {
    stopping=1
    [[ -z $program ]] || kill -s "$stop_signal" "$program" 2>/dev/null
}
trap stop TERM INT
trap '' HUP

# Ends by itself soon after its keeper, however that ended.
look_after_log() {
    while bound_log && sleep 10 && [[ $(start_time $$) == "$1" ]]; do :; done
}
look_after_log "$(start_time $$)" 9>&- &
readonly log_keeper=$!

# A program whose keeper was killed goes on running: look after it rather than interrupt it.
if read -r pid began 2>/dev/null <"$run/$name.pid" && [[ -n $began && $(start_time "$pid") == "$began" ]]; then
    program=$pid
    write_identity "$name.keeper" $$
    say "looking after process $pid, which was running"
    # It is no child of this keeper, so it cannot be waited for.
    while [[ $(start_time "$pid") == "$began" ]]; do
        sleep 1 9>&- &
        wait $!
    done
else
    write_identity "$name.keeper" $$
fi

pause=1
while [[ -z $stopping ]]; do
    began_at=$SECONDS
    "${command[@]:1}" 9>&- &
    program=$!
    [[ -z $stopping ]] || stop
    write_identity "$name.pid" "$program"
    # A signal to this keeper interrupts the wait before the program has ended.
    until wait "$program"; code=$?; [[ -z $(start_time "$program") ]]; do :; done
    rm -f "$run/$name.pid"
    [[ -n $stopping ]] && break
    ((SECONDS - began_at >= steady_after)) && pause=1
    say "ended with $code; starting it again in $pause s"
    sleep "$pause" 9>&- &
    wait $!
    pause=$((pause * 2 < longest_pause ? pause * 2 : longest_pause))
done
kill "$log_keeper" 2>/dev/null
say "stopped"
rm -f "$run/$name.pid" "$run/$name.keeper"

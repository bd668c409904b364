# ./ashlar down: stops the host of a data folder, and its database with it.

run_down() {
    local data="$ROOT/data" pid
    while (($#)); do
        case "$1" in
            --data) data="${2:?--data needs a folder}"; shift 2 ;;
            *) die "down does not know '$1'. It takes --data DIR." ;;
        esac
    done
    if ! pid="$(host_of "$data")"; then
        rm -f "$data/up.pid"
        say "Nothing runs on $data."
        return 0
    fi
    kill -TERM "$pid"
    # Thirty seconds for requests under way, and some for the database.
    for _ in $(seq 600); do
        kill -0 "$pid" 2>/dev/null || { rm -f "$data/up.pid"; say "Ashlar has stopped."; return 0; }
        sleep 0.1
    done
    die "Process $pid does not stop. End it with: kill -9 $pid"
}

# ./ashlar up: from a fresh clone to a running system.

run_up() {
    local port=5080 data="$ROOT/data" detach=0 demo=1
    while (($#)); do
        case "$1" in
            --port) port="${2:?--port needs a number}"; shift 2 ;;
            --data) data="${2:?--data needs a folder}"; shift 2 ;;
            --detach) detach=1; shift ;;
            --no-demo) demo=0; shift ;;
            *) die "up does not know '$1'. It takes --port N, --data DIR, --detach and --no-demo." ;;
        esac
    done
    [[ "$port" =~ ^[0-9]+$ ]] && ((port >= 1 && port <= 65535)) || die "'$port' is no port. Give a number from 1 to 65535."
    mkdir -p "$data"
    data="$(cd "$data" && pwd)"

    local running
    if running="$(host_of "$data")"; then
        say "Ashlar runs already at $(cut -d' ' -f2 "$data/up.pid") (process $running). Stop it with: $(down_command "$data")"
        return 0
    fi
    port_taken "$port" && die "Port $port is taken by another program. Choose another one: ./ashlar up --port $((port + 1))"

    prepare
    start "$port" "$data" "$detach" "$demo"
}

prepare() {
    need_dotnet
    need_postgres
    need_sodium
    # The two builds share nothing, so they run side by side.
    build_console &
    local console=$!
    build_when_changed host src/Host/Host.csproj src modules
    wait "$console" || die "The console does not build."
}

start() {
    local port="$1" data="$2" detach="$3" demo="$4" log="$2/host.log" address="http://localhost:$1"
    export ASHLAR_DATA="$data" ASHLAR_DEMO="$demo" ASHLAR_CONSOLE="$ROOT/console/dist"
    if ((detach)); then
        setsid nohup "$HOST_PROGRAM" --urls "$address" >"$log" 2>&1 </dev/null &
    else
        "$HOST_PROGRAM" --urls "$address" &
    fi
    host=$!
    say "$host $address" >"$data/up.pid"
    # Ctrl-C reaches the host too; the script only waits for it to finish.
    trap 'kill -TERM $host 2>/dev/null || true' INT TERM

    if ! wait_until_ready "$port" "$host"; then
        rm -f "$data/up.pid"
        ((detach)) && tail -20 "$log" >&2
        wait "$host" && die "Ashlar stopped before it was ready."
        exit 1
    fi
    greet "$address" "$data" "$detach"
    ((detach)) && { trap - INT TERM; return 0; }

    local code=0
    # wait returns early for each signal that was trapped.
    while kill -0 "$host" 2>/dev/null; do wait "$host" && code=0 || code=$?; done
    rm -f "$data/up.pid"
    ((code == 0 || code == 130 || code == 143)) || die "Ashlar ended with code $code."
    say "Ashlar has stopped."
}

wait_until_ready() {
    local port="$1" host="$2"
    while kill -0 "$host" 2>/dev/null; do
        [[ "$(probe "$port" /health/ready || true)" == 200 ]] && return 0
        sleep 0.1
    done
    return 1
}

greet() {
    local address="$1" data="$2" detach="$3"
    say ""
    say "Ashlar runs at $address"
    has node && ADDRESS="$address" node "$ROOT/eng/sign-in.mjs" || true
    if ((detach)); then
        say "Stop it with: $(down_command "$data")"
    else
        say "Stop it with Ctrl-C."
    fi
}

down_command() { printf './ashlar down'; [[ "$1" == "$ROOT/data" ]] || printf ' --data %q' "$1"; }

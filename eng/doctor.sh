# ./ashlar doctor: what is installed, what is missing, and what to do about it.

problems=0

run_doctor() {
    local data="${ASHLAR_DATA:-$ROOT/data}"
    export ASHLAR_DATA="$data" ASHLAR_CONSOLE="${ASHLAR_CONSOLE:-$ROOT/console/dist}"
    if [[ "${1:-}" == --json ]]; then
        need_dotnet
        build_when_changed host src/Host/Host.csproj src modules >&2
        exec "$HOST_PROGRAM" doctor --json
    fi
    check_tool ".NET SDK" "install the .NET 10 SDK" dotnet --version
    check_tool "Node" "install Node 20, which builds the console" node --version
    check_postgres
    if ldconfig -p 2>/dev/null | grep -q 'libsodium\.so'; then fine "libsodium" "passwords are hashed with Argon2id"; else
        note "libsodium" "missing: passwords are hashed with PBKDF2; apt-get install libsodium23"; fi
    if has chromium || has google-chrome; then fine "Chromium" "tests in a browser can run"; else note "Chromium" "missing: tests in a browser are skipped; apt-get install chromium"; fi
    check_disk "$data"
    check_host "$data"
    # The installation itself: database, migrations, isolation, clock, mail, console.
    if [[ -x "$HOST_PROGRAM" ]]; then "$HOST_PROGRAM" doctor || problems=$((problems + 1)); fi
    say ""
    if ((problems)); then say "$problems to mend."; else say "All is well."; fi
    ((problems == 0))
}

fine() { printf '  ok    %-12s %s\n' "$1" "$2"; }
note() { printf '  note  %-12s %s\n' "$1" "$2"; }
bad() { printf '  BAD   %-12s %s\n' "$1" "$2"; problems=$((problems + 1)); }

check_tool() {
    local name="$1" remedy="$2" version
    shift 2
    if version="$("$@" 2>/dev/null)"; then fine "$name" "$version"; else bad "$name" "missing: $remedy"; fi
}

check_postgres() {
    local bin
    if [[ -n "${ASHLAR_DATABASE:-}" ]]; then fine "PostgreSQL" "ASHLAR_DATABASE names a server"; elif bin="$(postgres_bin)"; then fine "PostgreSQL" "$("$bin/postgres" --version) in $bin"; else
        note "PostgreSQL" "missing: ./ashlar up installs one"; fi
}

check_disk() {
    local folder="$1" free
    while [[ ! -d "$folder" ]]; do folder="$(dirname "$folder")"; done
    free="$(df -Pm "$folder" | awk 'NR == 2 { print $4 }')"
    if ((free > 1024)); then fine "Disk" "$((free / 1024)) GB free for $1"; else bad "Disk" "only $free MB free for $1"; fi
}

check_host() {
    local pid address port
    if ! pid="$(host_of "$1")"; then note "Host" "does not run on $1"; return; fi
    address="$(cut -d' ' -f2 "$1/up.pid")" port="${address##*:}"
    if [[ "$(probe "$port" /health || true)" == 200 ]]; then fine "Host" "healthy at $address (process $pid)"; else bad "Host" "runs at $address but is not healthy; see $address/health"; fi
}

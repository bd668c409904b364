# ./ashlar test: builds everything without a warning and runs the tests of all parts, or of one.

PARTS=(contract core modules architecture system console browser)
passed=0 failed=0 skipped=0
# What failed and why, said again at the end: the whole output of a run is longer than most people keep.
failures=""
# The least share of the core's lines that the tests of core and modules must run, in percent.
COVERAGE=90
covering=""

run_test() {
    local part="${1:-all}"
    (($#)) && shift
    [[ "$part" == all || " ${PARTS[*]} " == *" $part "* ]] || die "There is no part '$part'. Choose from: ${PARTS[*]}."
    [[ "$part" == all ]] && (($# == 0)) && covering=1
    # A failed part must not hide the others.
    set +e
    if [[ "$part" == console ]] || prepare_tests "$part"; then
        local one
        for one in "${PARTS[@]}"; do
            [[ "$part" == all || "$part" == "$one" ]] && run_part "$one" "$@"
        done
    fi
    say ""
    [[ -n "$failures" ]] && printf '== What failed\n%s\n' "$failures"
    say "$passed passed, $failed failed$( ((skipped)) && echo ", $skipped skipped")"
    ((failed == 0))
}

prepare_tests() {
    (need_dotnet && need_postgres && need_sodium) || return 1
    [[ -n "${ASHLAR_DATABASE:-}" ]] || postgres_bin >/dev/null || use_npm_postgres
    [[ "$1" == all || "$1" == system || "$1" == browser ]] && { has chromium || has google-chrome || apt_install chromium || say "Without Chromium the tests in a browser are skipped."; }
    [[ "$1" == all || "$1" == system ]] && { has nginx || [[ -x /usr/sbin/nginx ]] || apt_install nginx-light || say "Without nginx the tests of several hosts are skipped."; }
    [[ "$1" == all || "$1" == core ]] && { has rsyslogd || [[ -x /usr/sbin/rsyslogd ]] || apt_install rsyslog || say "Without rsyslog the tests against a real syslog receiver are skipped."; }
    [[ "$1" == all || "$1" == system ]] && { has promtool || need_prometheus || say "Without Prometheus the tests of metrics and alerts are skipped."; }
    [[ "$1" == all || "$1" == core ]] && prepare_core_tests
    say "Building"
    local what=Ashlar.slnx
    [[ -d "$ROOT/tests/${1^}.Tests" && "$1" != system ]] && what="tests/${1^}.Tests"
    if ! (cd "$ROOT" && dotnet build "$what" -c Release -warnaserror -v quiet '-clp:ErrorsOnly;NoSummary'); then
        failed=$((failed + 1))
        failures+="The build failed."$'\n'
        say "The build failed."
        return 1
    fi
    # The tests in a browser need the console that the host serves.
    [[ "$1" == all || "$1" == system || "$1" == browser ]] && console_present && { (build_console) || { failed=$((failed + 1)) && failures+="The console was not built."$'\n'; }; }
    return 0
}

# Programs of others that the core is held against: a store of the S3 protocol, a provider of OpenID Connect, the published verifier of webhooks, and openssl.
prepare_core_tests() {
    oidc_server || say "Without oidc-provider the tests against a real provider of OpenID Connect are skipped."
    s3_server || say "Without s3rver the tests against a store of the S3 protocol are skipped."
    has openssl || apt_install openssl || say "Without openssl the tests of the transport are skipped."
    { console_present && (need_console_packages); } || say "Without the packages of the console the webhooks are not verified by others' code."
    return 0
}

run_part() {
    say ""
    say "== $1"
    if [[ "$1" == console || "$1" == browser ]]; then
        local part="$1"
        shift
        "run_${part}_tests" "$@"
    else
        run_dotnet_tests "$@"
    fi
}

run_dotnet_tests() {
    local name="${1^}.Tests" output summary
    shift
    output="$ROOT/artifacts/test-results/$name.log"
    mkdir -p "$ROOT/artifacts/test-results"
    ASHLAR_CONSOLE="$ROOT/console/dist" run_program "$name" "$@" 2>&1 | tee "$output"
    local code="${PIPESTATUS[0]}"
    summary="$(grep -E "^ +Ashlar\.$name +Total: " "$output" | tail -1)"
    count "$summary" "$code"
    ((code == 0)) || failures+="$(failed_tests "$output")"$'\n'
}

# The name of each failed test with the message that follows it; of a run that failed without one, its last lines.
failed_tests() {
    awk -v most=12 '
        / \[FAIL\]$/ { print; left = most; found = 1; next }
        /^ *Stack Trace:|^ *\{"time"/ { left = 0 }
        left { print substr($0, 1, 400); left-- }
        { last[NR % 8] = $0 }
        END { if (!found) for (i = NR - 7; i <= NR; i++) if (i > 0) print substr(last[i % 8], 1, 400) }
    ' "$1"
}

# When everything is tested, the parts that run the core in their own process also count which of its lines run; the second adds to the first and holds the sum against the gate.
run_program() {
    local name="$1" results="$ROOT/artifacts/test-results" gate=()
    shift
    if [[ -z "$covering" || "$name" != @(Core|Modules).Tests ]]; then
        "$ROOT/artifacts/bin/$name/release/Ashlar.$name" -noLogo -noColor "$@"
        return
    fi
    [[ "$name" == Modules.Tests ]] && gate=(-p:MergeWith="$results/Core.Tests.coverage.json" -p:Threshold="$COVERAGE" -p:ThresholdType=line -p:ThresholdStat=total)
    dotnet msbuild "$ROOT/tests/$name" -t:Covered -p:Configuration=Release -nologo -v:minimal -p:Include='[Ashlar.Core]*' -p:ExcludeByAttribute=GeneratedCodeAttribute -p:SingleHit=true -p:CoverletOutput="$results/$name.coverage.json" "${gate[@]}"
}

# Adds one summary of the runner; a run that died before its summary is one failure.
count() {
    local total errors failures skips
    total="$(number "$1" Total)" errors="$(number "$1" Errors)" failures="$(number "$1" Failed)" skips="$(number "$1" Skipped)"
    local bad=$((errors + failures))
    (($2 != 0 && bad == 0)) && bad=1
    local good=$((total - failures - skips - $(number "$1" 'Not Run')))
    passed=$((passed + (good > 0 ? good : 0))) failed=$((failed + bad)) skipped=$((skipped + skips))
}

number() { [[ "$1" =~ $2:\ ([0-9]+) ]] && echo "${BASH_REMATCH[1]}" || echo 0; }

run_console_tests() {
    console_present || { say "There is no console."; return 0; }
    (need_console_packages) || { failed=$((failed + 1)); return 1; }
    local result="$ROOT/artifacts/test-results/console.json"
    mkdir -p "$ROOT/artifacts/test-results"
    rm -f "$result"
    (cd "$ROOT/console" && npx vitest run --passWithNoTests --reporter=default --reporter=json --outputFile.json="$result" "$@")
    local code=$? sums
    sums="$(node -e 'const r = JSON.parse(require("fs").readFileSync(process.argv[1])); console.log(r.numPassedTests, r.numFailedTests + (r.numFailedTests ? 0 : r.numFailedTestSuites), r.numPendingTests + (r.numTodoTests ?? 0))' "$result" 2>/dev/null)" || sums="0 $((code != 0)) 0"
    read -r good bad skips <<<"$sums"
    ((code != 0 && bad == 0)) && bad=1
    ((bad)) && failures+="console: $bad tests failed"$'\n'
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skips))
}

# The journeys need a Chromium: that of the system, or the one that comes as a package for rootless machines.
run_browser_tests() {
    console_present || { say "There is no console."; return 0; }
    (need_console_packages) || { failed=$((failed + 1)); return 1; }
    oidc_server || say "Without oidc-provider the journey through a provider of OpenID Connect is skipped."
    if ! has chromium && ! has google-chrome && ! npm_chromium; then
        say "Skipped: there is no Chromium and none can be installed."
        skipped=$((skipped + 1))
        return 0
    fi
    local output="$ROOT/artifacts/test-results/browser.log"
    mkdir -p "$ROOT/artifacts/test-results"
    (cd "$ROOT/console" && node --test-reporter=spec "$@" e2e/all.mjs) 2>&1 | tee "$output"
    local code="${PIPESTATUS[0]}" good bad skips
    good="$(journeys pass "$output")" bad="$(journeys fail "$output")" skips="$(journeys skipped "$output")"
    bad=$((bad + $(journeys cancelled "$output")))
    ((code != 0 && bad == 0)) && bad=1
    ((bad)) && failures+="$(grep -E '^ +✖' "$output" | sort -u)"$'\n'
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skips))
}

journeys() { awk -v name="$1" '$2 == name { found = $3 } END { print found + 0 }' "$2"; }

s3_server() { npm_server s3rver 3.7.1; }
oidc_server() { npm_server oidc-provider 9.13.3; }

# A server that tests run against, installed once and kept with the build; one that was cut short is fetched anew.
npm_server() {
    local folder="$ROOT/artifacts/$1" log="$ROOT/artifacts/$1.log"
    [[ -f "$folder/.complete" ]] && return 0
    has npm || { say "npm is missing, which fetches $1."; return 1; }
    say "Fetching $1 for tests"
    mkdir -p "$folder"
    npm install --prefix "$folder" --no-audit --no-fund --loglevel=error "$1@$2" >"$log" 2>&1 ||
        { say "npm cannot fetch $1; the last lines of artifacts/$1.log:"; tail -3 "$log"; return 1; }
    touch "$folder/.complete"
}

npm_chromium() {
    (cd "$ROOT/console" && node -e 'import("@sparticuz/chromium")' 2>/dev/null) && return 0
    say "Fetching a Chromium"
    (cd "$ROOT/console" && npm install --no-save --no-audit --no-fund --loglevel=error @sparticuz/chromium@147.0.0 >&2)
}

# ./ashlar test: builds everything without a warning and runs the tests of all parts, or of one.

PARTS=(contract core modules architecture system console browser)
passed=0 failed=0 skipped=0

run_test() {
    local part="${1:-all}"
    (($#)) && shift
    [[ "$part" == all || " ${PARTS[*]} " == *" $part "* ]] || die "There is no part '$part'. Choose from: ${PARTS[*]}."
    # A failed part must not hide the others.
    set +e
    if [[ "$part" == console ]] || prepare_tests "$part"; then
        local one
        for one in "${PARTS[@]}"; do
            [[ "$part" == all || "$part" == "$one" ]] && run_part "$one" "$@"
        done
    fi
    say ""
    say "$passed passed, $failed failed$( ((skipped)) && echo ", $skipped skipped")"
    ((failed == 0))
}

prepare_tests() {
    (need_dotnet && need_postgres && need_sodium) || return 1
    [[ -n "${ASHLAR_DATABASE:-}" ]] || postgres_bin >/dev/null || use_npm_postgres
    [[ "$1" == all || "$1" == system || "$1" == browser ]] && { has chromium || has google-chrome || apt_install chromium || say "Without Chromium the tests in a browser are skipped."; }
    say "Building"
    if ! (cd "$ROOT" && dotnet build Ashlar.slnx -c Release -warnaserror -v quiet '-clp:ErrorsOnly;NoSummary'); then
        failed=$((failed + 1))
        say "The build failed."
        return 1
    fi
    # The tests in a browser need the console that the host serves.
    [[ "$1" == all || "$1" == system || "$1" == browser ]] && console_present && { (build_console) || failed=$((failed + 1)); }
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
    ASHLAR_CONSOLE="$ROOT/console/dist" "$ROOT/artifacts/bin/$name/release/Ashlar.$name" -noLogo -noColor "$@" 2>&1 | tee "$output"
    local code="${PIPESTATUS[0]}"
    summary="$(grep -E "^ +Ashlar\.$name +Total: " "$output" | tail -1)"
    count "$summary" "$code"
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
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skips))
}

# The journeys need a Chromium: that of the system, or the one that comes as a package for rootless machines.
run_browser_tests() {
    console_present || { say "There is no console."; return 0; }
    (need_console_packages) || { failed=$((failed + 1)); return 1; }
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
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skips))
}

journeys() { awk -v name="$1" '$2 == name { found = $3 } END { print found + 0 }' "$2"; }

npm_chromium() {
    (cd "$ROOT/console" && node -e 'import("@sparticuz/chromium")' 2>/dev/null) && return 0
    say "Fetching a Chromium"
    (cd "$ROOT/console" && npm install --no-save --no-audit --no-fund --loglevel=error @sparticuz/chromium@147.0.0 >&2)
}

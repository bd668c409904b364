# ./ashlar check: everything that is checked and is no test.

faults=0

run_check() {
    set +e
    need_dotnet
    step "Build without a warning" dotnet build Ashlar.slnx -c Release -warnaserror -v quiet '-clp:ErrorsOnly;NoSummary'
    step "Format" dotnet format whitespace Ashlar.slnx --no-restore --verify-no-changes
    step "Architecture" "$ROOT/artifacts/bin/Architecture.Tests/release/Ashlar.Architecture.Tests" -noLogo -noColor
    step "Sizes" check_sizes
    step "Wording" check_words
    step "Documents" check_docs
    step "API document" check_api
    console_present && [[ -d "$ROOT/console/node_modules" ]] && step "Console" npm --prefix console run --silent check
    say ""
    ((faults == 0)) && say "All checks passed." || say "$faults checks failed."
    ((faults == 0))
}

step() {
    local title="$1" output
    shift
    if output="$(cd "$ROOT" && "$@" 2>&1)"; then
        say "ok      $title"
    else
        faults=$((faults + 1))
        say "FAILED  $title"
        sed 's/^/        /' <<<"$output" | tail -40
    fi
}

sources() { git -C "$ROOT" ls-files -co --exclude-standard -- 'src/*.cs' 'modules/*.cs' 'devkit/*.cs' 'tests/*.cs'; }

# Budgets: files of at most 400 lines, 95 % below 200, the median below 60, methods of at most 60, 20 files to a folder.
# eng/size-allowlist.txt names the exceptions: path, date, reason.
check_sizes() {
    local found=0
    sources | xargs awk -f eng/sizes.awk -v allowlist=eng/size-allowlist.txt || found=1
    sources | grep -v '/Tests/' | xargs -n1 dirname | sort | uniq -c | awk '$1 > 20 { print $2, $1 }' | while read -r folder count; do
        grep -q "^$folder " eng/size-allowlist.txt || echo "$folder holds $count files; a second subject is hiding in it"
    done | grep . && found=1
    return $found
}

check_words() {
    local found=0
    sources | xargs grep -nE 'Initializes a new instance|Gets or sets|/// <summary>This class|\b(TODO|FIXME|HACK|XXX)\b|#region' && found=1
    sources | grep -v '^tests/' | xargs grep -nE '\b(class|record|interface|struct) \w*(Manager|Helper|Util|Utils|Service|Common|Misc|Impl)\b' && found=1
    return $found
}

# The linter of the document comes from npm; without it the tests still compare and validate.
check_api() {
    local linter="$ROOT/.ashlar/redocly"
    if [[ ! -x "$linter/node_modules/.bin/redocly" ]]; then
        mkdir -p "$linter"
        npm install --prefix "$linter" --no-audit --no-fund --loglevel=error @redocly/cli@2.77.0 >/dev/null 2>&1 || { echo "Skipped: the linter @redocly/cli cannot be fetched."; return 0; }
    fi
    # Probes and pages have nothing that a caller could do wrong, hence no 4xx.
    REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true "$linter/node_modules/.bin/redocly" lint --skip-rule operation-4xx-response docs/openapi.json
}

# Links that lead somewhere, decisions of one screen, short READMEs of modules.
check_docs() {
    local found=0 file target
    while IFS= read -r file; do
        while IFS= read -r target; do
            [[ -e "$(dirname "$file")/$target" ]] || { echo "$file links to $target, which is not there"; found=1; }
        done < <(grep -oE '\]\([^)# ]+' "$file" | cut -c3- | grep -vE '^(https?|mailto):')
    done < <(git ls-files -co --exclude-standard -- '*.md' | grep -v node_modules)
    while IFS= read -r file; do
        (($(wc -l <"$file") <= 40)) || { echo "$file is longer than 40 lines"; found=1; }
        grep -qi 'enforced by' "$file" || { echo "$file does not say what enforces it"; found=1; }
    done < <(git ls-files -co --exclude-standard -- 'docs/adr/*.md')
    while IFS= read -r file; do
        (($(wc -l <"$file") <= 60)) || { echo "$file is longer than 60 lines"; found=1; }
    done < <(git ls-files -co --exclude-standard -- 'modules/*/README.md')
    return $found
}

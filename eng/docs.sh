# ./ashlar docs: writes docs/openapi.json, docs/errors.md, docs/events.md and src/Contract/PublicApi.txt anew, from the code.

run_docs() {
    (need_dotnet && need_postgres) || return 1
    [[ -n "${ASHLAR_DATABASE:-}" ]] || postgres_bin >/dev/null || use_npm_postgres
    local name
    for name in Contract Architecture; do
        (cd "$ROOT" && dotnet build "tests/$name.Tests" -c Release -v quiet -clp:NoSummary) || die "The build failed."
    done
    export ASHLAR_UPDATE=1
    "$ROOT/artifacts/bin/Contract.Tests/release/Ashlar.Contract.Tests" -noLogo -noColor -class 'Ashlar.Contract.Tests.PublicApiTests' || true
    "$ROOT/artifacts/bin/Architecture.Tests/release/Ashlar.Architecture.Tests" -noLogo -noColor -namespace 'Ashlar.Architecture.Tests.Docs' || true
    git -C "$ROOT" status --short -- docs src/Contract/PublicApi.txt
}

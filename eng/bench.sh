# ./ashlar bench: builds and runs the measurements in bench/.

run_bench() {
    [[ -f "$ROOT/bench/Bench/Bench.csproj" || -f "$ROOT/bench/Bench.csproj" ]] || die "There is no project in bench/."
    need_dotnet
    need_postgres
    has wrk || apt_install wrk || die "The load is driven by wrk. Install it and try again."
    local project
    project="$(ls "$ROOT"/bench/Bench/Bench.csproj "$ROOT"/bench/Bench.csproj 2>/dev/null | head -1)"
    exec dotnet run -c Release --project "$project" -- "$@"
}

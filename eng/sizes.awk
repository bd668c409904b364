# Lines of files and methods against the budget. Members stand four spaces deep, which is how methods are told apart.
BEGIN {
    while ((getline line < allowlist) > 0) { split(line, word, " "); allowed[word[1]] = 1 }
}
FNR == 1 { finish(); file = FILENAME; files++ }
{ lines = FNR }
/^    \{$/ && before ~ /\)/ && before !~ /(class|record|struct|interface) / { start = FNR; name = before }
/^    \}/ && start {
    if (FNR - start - 1 > 60 && !(file in allowed)) { print file ":" start ": a method of " FNR - start - 1 " lines"; bad = 1 }
    start = 0
}
{ before = $0 }
END {
    finish()
    budget(0.50, 60, "half of the files have")
    budget(0.95, 200, "one file in twenty has")
    exit bad
}
function finish() {
    if (!file) return
    of_size[lines]++
    if (file in allowed) return
    if (lines > 400) { print file " has " lines " lines; the budget is 400"; bad = 1 }
    if (file ~ /\/Program\.cs$/ && lines > 40) { print file " has " lines " lines; the budget is 40"; bad = 1 }
}
function budget(share, most, what,    size, seen) {
    for (size = 0; seen < files * share; size++) seen += of_size[size]
    if (size - 1 > most) { print what " " size - 1 " lines or more; the budget is " most; bad = 1 }
}

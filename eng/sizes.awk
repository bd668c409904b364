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
    n = asort(sizes)
    if (sizes[int((n + 1) / 2)] > 60) { print "the median file has " sizes[int((n + 1) / 2)] " lines; the budget is 60"; bad = 1 }
    if (sizes[int(n * 0.95)] > 200) { print "one file in twenty has more than " sizes[int(n * 0.95)] " lines; the budget is 200"; bad = 1 }
    exit bad
}
function finish() {
    if (!file) return
    sizes[files] = lines
    if (file in allowed) return
    if (lines > 400) { print file " has " lines " lines; the budget is 400"; bad = 1 }
    if (file ~ /\/Program\.cs$/ && lines > 40) { print file " has " lines " lines; the budget is 40"; bad = 1 }
}

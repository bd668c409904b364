# ./ashlar new module NAME: copies devkit/Template under another name and lists it where modules are listed.

run_new() {
    [[ "${1:-}" == module && -n "${2:-}" && $# == 2 ]] || die "Say ./ashlar new module NAME, with a name such as FieldService."
    [[ "$2" =~ ^[A-Za-z][A-Za-z0-9]{1,38}$ ]] || die "'$2' is no name for a module. Use letters and digits, such as FieldService."
    local name="${2^}" id title folder
    id="$(sed -E 's/([a-z0-9])([A-Z])/\1_\2/g' <<<"$name" | tr '[:upper:]' '[:lower:]')"
    title="$(sed -E 's/([a-z0-9])([A-Z])/\1 \L\2/g' <<<"$name")"
    folder="$ROOT/modules/$name"
    [[ -e "$folder" ]] && die "modules/$name exists already."
    [[ -d "$ROOT/src/Core/$name" ]] && die "The core has a part named $name. Choose another name."

    cp -r "$ROOT/devkit/Template" "$folder"
    find "$folder" -type f -exec sed -i "s/ModuleName/$name/g; s/module_name/$id/g; s/Module title/$title/g" {} +
    local file
    while IFS= read -r file; do mv "$file" "${file//ModuleName/$name}"; done < <(find "$folder" -name '*ModuleName*')

    sed -i "0,/^    \];/s//        (\"$id\", new $name.${name}Module()),\n    ];/" "$ROOT/src/Host/Modules.cs"
    sed -i "s|^</Solution>|  <Project Path=\"modules/$name/$name.csproj\" />\n</Solution>|" "$ROOT/Ashlar.slnx"
    say "modules/$name is there. It is listed in src/Host/Modules.cs and Ashlar.slnx."
    say "Run its tests with: ./ashlar test modules -namespace Ashlar.$name.Tests"
}

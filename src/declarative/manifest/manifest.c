#include "declarative/manifest/manifest.h"

#include "base/file.h"
#include "yaml/yaml.h"

#include <stdlib.h>

/* In Python an error in a plain object that holds a component's type is only seen when that
 * component is built: nothing here validates `definitions`. */

static bool resolve(ab_arena *arena, ab_manifest *manifest, ab_error *error)
{
    if (manifest->source.kind != AB_OBJECT) {
        ab_error_set(error, AB_ERROR_CONFIG, "The manifest must be an object, not %s.",
                     ab_value_type_name(&manifest->source));
        return ab_error_at(error, manifest->file, manifest->source.line, manifest->source.column);
    }
    ab_value typed = ab_value_clone(arena, &manifest->source);
    if (!ab_get(&typed, "type")) {
        ab_set(arena, &typed, "type", ab_value_cstr("DeclarativeSource"));
    }
    ab_value referenced;
    if (!ab_manifest_resolve_references(arena, &typed, &referenced, error) ||
        !ab_manifest_propagate(arena, &referenced, (ab_str){NULL, 0}, false, &manifest->resolved,
                               error)) {
        return ab_error_at(error, manifest->file, 0, 0);
    }
    return true;
}

bool ab_manifest_load(ab_arena *arena, const char *path, ab_manifest *out, ab_error *error)
{
    ab_str text;
    *out = (ab_manifest){.file = ab_arena_cstr(arena, ab_str_of(path))};
    if (!ab_file_read(arena, path, AB_MANIFEST_MAX_BYTES, &text, error) ||
        !ab_yaml_parse(arena, text, out->file, &out->source, error)) {
        return false;
    }
    return resolve(arena, out, error);
}

bool ab_manifest_from_value(ab_arena *arena, const ab_value *value, ab_manifest *out,
                            ab_error *error)
{
    *out = (ab_manifest){.source = *value};
    return resolve(arena, out, error);
}

static void walk_all(const ab_manifest *manifest, ab_parse *parse)
{
    const ab_value *root = &manifest->resolved;
    ab_component_parse(parse, root, "DeclarativeSource", (ab_str){NULL, 0});
    if (!ab_get(root, "streams") && !ab_get(root, "dynamic_streams")) {
        ab_parse_problem(parse, AB_PROBLEM_LOAD, "no-streams", root,
                         "the manifest needs \"streams\" or \"dynamic_streams\"");
    }
}

bool ab_manifest_validate(const ab_manifest *manifest, ab_error *error)
{
    ab_arena *scratch = ab_arena_new();
    ab_parse parse = {.arena = scratch, .file = manifest->file, .check_only = true};
    walk_all(manifest, &parse);
    bool ok = ab_parse_result(&parse, AB_PROBLEM_LOAD, error);
    ab_parse_end(&parse);
    ab_arena_free(scratch);
    return ok;
}

static int by_position(const void *a, const void *b)
{
    const ab_problem *x = a;
    const ab_problem *y = b;
    if (x->line != y->line) {
        return x->line < y->line ? -1 : 1;
    }
    if (x->column != y->column) {
        return x->column < y->column ? -1 : 1;
    }
    return ab_str_cmp(x->message, y->message);
}

/* What stands in `definitions` is met once for each reference to it. */
static void drop_repeats(ab_parse *parse)
{
    size_t kept = 1;
    for (size_t i = 1; i < parse->problems.n; i++) {
        const ab_problem *last = &parse->problems.at[kept - 1];
        const ab_problem *one = &parse->problems.at[i];
        if (one->line != last->line || one->column != last->column ||
            !ab_str_eq(one->message, last->message)) {
            parse->problems.at[kept++] = *one;
        }
    }
    parse->problems.n = kept;
}

void ab_manifest_problems(const ab_manifest *manifest, ab_parse *parse)
{
    parse->file = manifest->file;
    parse->warn = true;
    walk_all(manifest, parse);
    if (parse->problems.n) {
        qsort(parse->problems.at, parse->problems.n, sizeof *parse->problems.at, by_position);
        drop_repeats(parse);
    }
}

#include "declarative/manifest/manifest.h"

#include "base/file.h"
#include "yaml/yaml.h"

#include <stdlib.h>

/* In Python an error in a plain object that holds a component's type is only seen when that
 * component is built: nothing here validates `definitions`. */

static bool resolve(ab_arena *arena, ab_manifest *manifest, ab_manifest *gaps, ab_error *error)
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
    bool ok = gaps ? ab_manifest_resolve_most(arena, &typed, gaps, &referenced, error)
                   : ab_manifest_resolve_references(arena, &typed, &referenced, error);
    if (!ok || !ab_manifest_propagate(arena, &referenced, (ab_str){NULL, 0}, false,
                                      &manifest->resolved, error)) {
        return ab_error_at(error, manifest->file, 0, 0);
    }
    return true;
}

static bool read_file(ab_arena *arena, const char *path, ab_manifest *out, ab_error *error)
{
    ab_str text;
    *out = (ab_manifest){.file = ab_arena_cstr(arena, ab_str_of(path))};
    return ab_file_read(arena, path, AB_MANIFEST_MAX_BYTES, &text, error) &&
           ab_yaml_parse(arena, text, out->file, &out->source, error);
}

bool ab_manifest_load(ab_arena *arena, const char *path, ab_manifest *out, ab_error *error)
{
    return read_file(arena, path, out, error) && resolve(arena, out, NULL, error);
}

bool ab_manifest_load_to_report(ab_arena *arena, const char *path, ab_manifest *out,
                                ab_error *error)
{
    return read_file(arena, path, out, error) && resolve(arena, out, out, error);
}

bool ab_manifest_from_value(ab_arena *arena, const ab_value *value, ab_manifest *out,
                            ab_error *error)
{
    *out = (ab_manifest){.source = *value};
    return resolve(arena, out, NULL, error);
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

static bool is_undefined(const ab_manifest *manifest, const ab_problem *problem)
{
    for (size_t i = 0; i < manifest->undefined_count; i++) {
        if (manifest->undefined[i]->line == problem->line &&
            manifest->undefined[i]->column == problem->column) {
            return true;
        }
    }
    return false;
}

/* In place of what the tables say of the texts that such references are. */
static void tell_undefined(const ab_manifest *manifest, ab_parse *parse)
{
    size_t kept = 0;
    for (size_t i = 0; i < parse->problems.n; i++) {
        if (!is_undefined(manifest, &parse->problems.at[i])) {
            parse->problems.at[kept++] = parse->problems.at[i];
        }
    }
    parse->problems.n = kept;
    for (size_t i = 0; i < manifest->undefined_count; i++) {
        const ab_value *node = manifest->undefined[i];
        ab_str near = ab_manifest_nearest_reference(parse->arena, &manifest->source, node->text);
        ab_problem problem = {.severity = AB_PROBLEM_LOAD,
                              .code = "unresolved",
                              .line = node->line,
                              .column = node->column};
        problem.message =
            ab_arena_printf(parse->arena, "Undefined reference: %.*s", AB_STR_ARG(node->text));
        if (near.n) {
            problem.hint =
                ab_arena_printf(parse->arena, "did you mean \"%.*s\"?", AB_STR_ARG(near));
        }
        AB_VEC_PUSH(&parse->problems, problem);
    }
}

void ab_manifest_problems(const ab_manifest *manifest, ab_parse *parse)
{
    parse->file = manifest->file;
    parse->warn = true;
    walk_all(manifest, parse);
    if (manifest->undefined_count) {
        tell_undefined(manifest, parse);
    }
    if (parse->problems.n) {
        qsort(parse->problems.at, parse->problems.n, sizeof *parse->problems.at, by_position);
        drop_repeats(parse);
    }
}

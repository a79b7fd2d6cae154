/* Tells which fields of components no scenario uses: scenario_fields MANIFEST…
 *
 * A field counts for each of the things that it may be (a row of the component's table) and for
 * each value of an enumeration. Manifests that are refused do not count. Exit status 1 where
 * something is missing. */
#include "declarative/manifest/manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct use {
    const ab_field *row;
    const ab_value *value;
} use;

typedef AB_VEC(use) uses;

static void note(void *context, const ab_component_type *type, const ab_field *row,
                 const ab_value *value)
{
    (void)type;
    AB_VEC_PUSH((uses *)context, (use){row, value});
}

/* Adds what the manifest uses to `all`, with values in `arena`. */
static bool read_manifest(ab_arena *arena, const char *path, uses *all)
{
    ab_manifest manifest;
    ab_error error = {0};
    if (!ab_manifest_load(arena, path, &manifest, &error)) {
        ab_error_clear(&error);
        return false;
    }
    ab_parse parse = {.arena = arena, .on_field = note, .on_field_context = all};
    size_t before = all->n;
    ab_manifest_problems(&manifest, &parse);
    if (parse.refusals) {
        all->n = before;
    }
    ab_parse_end(&parse);
    return true;
}

static bool has_use(const uses *all, const ab_field *row, ab_str value)
{
    for (size_t i = 0; i < all->n; i++) {
        const use *one = &all->at[i];
        if (one->row == row &&
            (!value.p || (ab_is(one->value, AB_STRING) && ab_str_eq(one->value->text, value)))) {
            return true;
        }
    }
    return false;
}

/* How many values of the enumeration are in no manifest. */
static int miss_values(const ab_component_type *type, const ab_field *row, const uses *all)
{
    int missing = 0;
    for (const char *p = row->of; *p;) {
        size_t n = strcspn(p, "|");
        if (!has_use(all, row, (ab_str){p, n})) {
            printf("%s.%s: \"%.*s\" is in no scenario\n", type->name, row->name, (int)n, p);
            missing++;
        }
        p += n + (p[n] == '|');
    }
    return missing;
}

static int miss_fields(const ab_component_type *type, const uses *all)
{
    int missing = 0;
    for (const ab_field *row = type->fields; row && row->name; row++) {
        if (row->kind == AB_FIELD_ENUM) {
            missing += miss_values(type, row, all);
        } else if (!has_use(all, row, (ab_str){NULL, 0})) {
            printf("%s.%s (%s): is in no scenario\n", type->name, row->name, row->help);
            missing++;
        }
    }
    return missing;
}

int main(int argc, char **argv)
{
    ab_arena *arena = ab_arena_new();
    uses all = {0};
    int read = 0;
    int missing = 0;
    for (int i = 1; i < argc; i++) {
        read += read_manifest(arena, argv[i], &all);
    }
    for (size_t i = 0; i < ab_component_type_count; i++) {
        if (strncmp(ab_component_types[i]->name, "Custom", 6) != 0) {
            missing += miss_fields(ab_component_types[i], &all);
        }
    }
    printf("%d of %d manifests, %zu uses of fields, %d missing\n", read, argc - 1, all.n, missing);
    AB_VEC_FREE(&all);
    ab_arena_free(arena);
    return missing ? EXIT_FAILURE : EXIT_SUCCESS;
}

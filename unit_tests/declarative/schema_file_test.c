#include "fixture.h"

#include "declarative/schema_loaders/json_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder with a manifest and schemas beside it, removed by close_folder. */
typedef struct folder {
    ab_arena *arena;
    char path[32];
    const char *made[16]; /* files and folders, in order */
    size_t count;
} folder;

static const char *place(folder *d, const char *name)
{
    const char *path = ab_arena_printf(d->arena, "%s/%s", d->path, name).p;
    d->made[d->count++] = path;
    return path;
}

static void write_file(folder *d, const char *name, const char *text)
{
    FILE *file = fopen(place(d, name), "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void make_folder(folder *d, const char *name)
{
    assert_int_equal(mkdir(place(d, name), 0700), 0);
}

static void open_folder(folder *d)
{
    *d = (folder){.arena = ab_arena_new(), .path = "/tmp/ab_schema_XXXXXX"};
    assert_non_null(mkdtemp(d->path));
    make_folder(d, "schemas");
    make_folder(d, "schemas/shared");
    write_file(d, "schemas/plain.json", "{\"type\":\"object\",\"properties\":{}}");
    write_file(
        d, "schemas/refs.json",
        "{\"properties\":{\"a\":{\"$ref\":\"#/definitions/x\"},"
        "\"b\":{\"$ref\":\"common.json#/definitions/y~1z\"},"
        "\"c\":[{\"$ref\":\"common.json\"}]},\"definitions\":{\"x\":{\"type\":\"string\"}}}");
    write_file(d, "schemas/shared/common.json",
               "{\"type\":\"object\",\"definitions\":{\"y/z\":{\"items\":{\"$ref\":"
               "\"#/definitions/w\"}},\"w\":{\"type\":\"null\"}}}");
    write_file(d, "schemas/loop.json", "{\"a\":{\"$ref\":\"#\"}}");
    write_file(d, "schemas/dead.json", "{\"a\":{\"$ref\":\"#/definitions/none\"}}");
    write_file(d, "schemas/broken.json", "{\"a\":");
}

static void close_folder(folder *d)
{
    while (d->count) {
        assert_int_equal(remove(d->made[--d->count]), 0);
    }
    assert_int_equal(rmdir(d->path), 0);
    ab_arena_free(d->arena);
}

static void test_files(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *want; /* the schema, "none", or what the error says */
    } rows[] = {
        {"schemas/plain.json", "{\"type\":\"object\",\"properties\":{}}"},
        {"./schemas/plain.json", "{\"type\":\"object\",\"properties\":{}}"},
        {"./source_shop/schemas/plain.json", "{\"type\":\"object\",\"properties\":{}}"},
        {"schemas/absent.json", "none"},
        {"", "none"},
        {"schemas/refs.json",
         "{\"properties\":{\"a\":{\"type\":\"string\"},"
         "\"b\":{\"items\":{\"type\":\"null\"}},\"c\":[{\"type\":\"object\"}]},"
         "\"definitions\":{\"x\":{\"type\":\"string\"}}}"},
        {"schemas/loop.json", "The schema's references have no end: #"},
        {"schemas/dead.json", "Unresolvable JSON pointer: #/definitions/none"},
        {"schemas/broken.json", "Invalid JSON file format for file"},
    };
    folder d;
    open_folder(&d);
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        fixture_open(&f, "{}");
        f.env.manifest_file = ab_arena_printf(d.arena, "%s/manifest.yaml", d.path).p;
        bool found = false;
        ab_value schema;
        ab_error error = {0};
        bool ok =
            ab_schema_file_load(&f.env, f.arena, ab_str_of(rows[i].path), &found, &schema, &error);
        ab_str got = found ? ab_json_text(f.arena, &schema, AB_JSON_COMPACT) : AB_STR("none");
        fixture_check(rows[i].path, ok, got, &error, rows[i].want);
        fixture_close(&f);
    }
    close_folder(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "check.h"

#include "declarative/manifest/manifest.h"
#include "yaml/yaml.h"
#include "json/json.h"

typedef struct row {
    const char *name;
    const char *yaml;
    const char *want;  /* JSON, or NULL */
    const char *error; /* message, where want is NULL */
    unsigned line;
    unsigned column;
} row;

static ab_value parse(ab_arena *arena, const char *yaml)
{
    ab_value v;
    ab_error error = {0};
    if (!ab_yaml_parse(arena, ab_str_of(yaml), "m.yaml", &v, &error)) {
        fail_msg("%s: %s", yaml, error.message);
    }
    return v;
}

static void check_result(const row *r, bool ok, ab_arena *arena, const ab_value *got,
                         ab_error *error)
{
    if (!r->want) {
        if (ok || !strstr(error->message, r->error) || error->line != r->line ||
            error->column != r->column) {
            fail_msg("%s: got \"%s\" at %u:%u", r->name, ok ? "no error" : error->message,
                     error->line, error->column);
        }
        ab_error_clear(error);
        return;
    }
    if (!ok) {
        fail_msg("%s: %s", r->name, error->message);
    }
    ab_str text = ab_json_text(arena, got, AB_JSON_COMPACT);
    if (!ab_str_is(text, r->want)) {
        fail_msg("%s: got %s, want %s", r->name, text.p, r->want);
    }
}

/* ---- References ---- */

static void test_references(void **state)
{
    (void)state;
    static const row rows[] = {
        {"value", "a: 1\nb: '#/a'", "{\"a\":1,\"b\":1}", NULL, 0, 0},
        {"object", "a: {x: 1}\nb: '#/a'", "{\"a\":{\"x\":1},\"b\":{\"x\":1}}", NULL, 0, 0},
        {"nested path", "d: {l: {m: 2}}\nb: '#/d/l/m'", "{\"d\":{\"l\":{\"m\":2}},\"b\":2}", NULL,
         0, 0},
        {"list element", "d: [5, 6]\nb: '#/d/1'", "{\"d\":[5,6],\"b\":6}", NULL, 0, 0},
        {"key with a slash wins", "n: {p: 1}\nn/p: 2\nb: '#/n/p'",
         "{\"n\":{\"p\":1},\"n/p\":2,\"b\":2}", NULL, 0, 0},
        {"siblings override and keep the referenced order",
         "a: {x: 1, y: 2}\nb: {$ref: '#/a', y: 3, z: 4}",
         "{\"a\":{\"x\":1,\"y\":2},\"b\":{\"x\":1,\"y\":3,\"z\":4}}", NULL, 0, 0},
        {"siblings of a scalar reference are lost", "a: 1\nb: {$ref: '#/a', y: 3}",
         "{\"a\":1,\"b\":1}", NULL, 0, 0},
        {"reference to a reference", "a: 1\nb: '#/a'\nc: {d: '#/b'}",
         "{\"a\":1,\"b\":1,\"c\":{\"d\":1}}", NULL, 0, 0},
        {"in a list", "a: 1\nb: ['#/a', {$ref: '#/c'}]\nc: {d: 2}",
         "{\"a\":1,\"b\":[1,{\"d\":2}],\"c\":{\"d\":2}}", NULL, 0, 0},
        {"config_overrides is left alone", "c: {config_overrides: {x: '#/nowhere'}}",
         "{\"c\":{\"config_overrides\":{\"x\":\"#/nowhere\"}}}", NULL, 0, 0},
        {"undefined", "a: 1\nb:\n  c: '#/a/x'", NULL, "Undefined reference: #/a/x", 3, 6},
        {"undefined key", "b: {$ref: '#/nope'}", NULL, "Undefined reference: #/nope", 1, 11},
        {"circular", "a: '#/b'\nb: '#/a'", NULL, "Circular reference: #/b", 1, 4},
        {"circular through an object", "a: {b: {c: '#/a'}}", NULL, "Circular reference: #/a", 1,
         12},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_value manifest = parse(arena, rows[i].yaml);
        ab_value got;
        ab_error error = {0};
        bool ok = ab_manifest_resolve_references(arena, &manifest, &got, &error);
        check_result(&rows[i], ok, arena, &got, &error);
        ab_arena_free(arena);
    }
}

/* ---- Types and parameters ---- */

static void check_propagation(const row *rows, size_t count, const char *place, bool parent_wins)
{
    for (size_t i = 0; i < count; i++) {
        ab_arena *arena = ab_arena_new();
        ab_value component = parse(arena, rows[i].yaml);
        ab_value got;
        ab_error error = {0};
        bool ok =
            ab_manifest_propagate(arena, &component, ab_str_of(place), parent_wins, &got, &error);
        check_result(&rows[i], ok, arena, &got, &error);
        ab_arena_free(arena);
    }
}

static void test_parameters(void **state)
{
    (void)state;
    static const row rows[] = {
        {"become members and go down", "{type: A, $parameters: {p: 1}, c: {type: B}}",
         "{\"type\":\"A\",\"c\":{\"type\":\"B\",\"p\":1,\"$parameters\":{\"p\":1}},\"p\":1,"
         "\"$parameters\":{\"p\":1}}",
         NULL, 0, 0},
        {"members win", "{type: A, p: 2, $parameters: {p: 1}}",
         "{\"type\":\"A\",\"p\":2,\"$parameters\":{\"p\":1}}", NULL, 0, 0},
        {"but not falsy ones", "{type: A, p: '', $parameters: {p: 1}}",
         "{\"type\":\"A\",\"p\":1,\"$parameters\":{\"p\":1}}", NULL, 0, 0},
        {"own ones win over inherited ones",
         "{type: A, $parameters: {p: 1}, c: {type: B, $parameters: {p: 2}}}",
         "{\"type\":\"A\",\"c\":{\"type\":\"B\",\"p\":2,\"$parameters\":{\"p\":2}},\"p\":1,"
         "\"$parameters\":{\"p\":1}}",
         NULL, 0, 0},
        {"not below the member of their name", "{type: A, $parameters: {c: 1, p: 2}, c: {type: B}}",
         "{\"type\":\"A\",\"c\":{\"type\":\"B\",\"p\":2,\"$parameters\":{\"p\":2}},\"p\":2,"
         "\"$parameters\":{\"p\":2,\"c\":1}}",
         NULL, 0, 0},
        {"stop at a JSON schema",
         "{type: A, $parameters: {p: 1}, s: {type: object, properties: {x: {type: string}}}}",
         "{\"type\":\"A\",\"s\":{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"string\"}}},"
         "\"p\":1,\"$parameters\":{\"p\":1}}",
         NULL, 0, 0},
        {"pass through an object without type to its typed members",
         "{type: A, $parameters: {p: 1}, m: {x: {type: B}, y: {z: 1}}}",
         "{\"type\":\"A\",\"m\":{\"x\":{\"type\":\"B\",\"p\":1,\"$parameters\":{\"p\":1}},"
         "\"y\":{\"z\":1}},\"p\":1,\"$parameters\":{\"p\":1}}",
         NULL, 0, 0},
        {"must be an object", "{type: A, $parameters: 3}", NULL, "$parameters must be an object", 1,
         24},
    };
    check_propagation(rows, COUNT(rows), "", false);
}

static void test_parent_parameters_win(void **state)
{
    (void)state;
    static const row rows[] = {
        {"over the node's", "{type: A, $parameters: {p: 1}, c: {type: B, $parameters: {p: 2}}}",
         "{\"type\":\"A\",\"c\":{\"type\":\"B\",\"p\":1,\"$parameters\":{\"p\":1}},\"p\":1,"
         "\"$parameters\":{\"p\":1}}",
         NULL, 0, 0},
    };
    check_propagation(rows, COUNT(rows), "", true);
}

static void test_default_types(void **state)
{
    (void)state;
    static const row rows[] = {
        {"by place",
         "{type: DeclarativeStream, retriever: {requester: {error_handler: {}}, paginator: {}}}",
         "{\"type\":\"DeclarativeStream\",\"retriever\":{\"requester\":{\"error_handler\":{"
         "\"type\":"
         "\"DefaultErrorHandler\"},\"type\":\"HttpRequester\"},\"paginator\":{\"type\":"
         "\"NoPagination\"},\"type\":\"SimpleRetriever\"}}",
         NULL, 0, 0},
        {"of list elements", "{type: AddFields, fields: [{path: [a]}]}",
         "{\"type\":\"AddFields\",\"fields\":[{\"path\":[\"a\"],\"type\":\"AddedFieldDefinition\"}]"
         "}",
         NULL, 0, 0},
        {"custom by class_name", "{type: DeclarativeStream, retriever: {class_name: x.Y}}",
         "{\"type\":\"DeclarativeStream\",\"retriever\":{\"class_name\":\"x.Y\",\"type\":"
         "\"CustomRetriever\"}}",
         NULL, 0, 0},
        {"none for a place that has none", "{type: DeclarativeStream, other: {x: 1}}",
         "{\"type\":\"DeclarativeStream\",\"other\":{\"x\":1}}", NULL, 0, 0},
    };
    check_propagation(rows, COUNT(rows), "", false);
}

/* References that double at each step: 2^40 values without the bound. */
static void test_expansion_is_bounded(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_buf yaml;
    ab_buf_init(&yaml, 1 << 20);
    ab_buf_add_text(&yaml, "a0: {type: A}\n");
    for (int i = 1; i <= 40; i++) {
        ab_buf_printf(&yaml, "a%d: {type: A, x: '#/a%d', y: '#/a%d'}\n", i, i - 1, i - 1);
    }
    ab_buf_add_text(&yaml, "streams: '#/a40'\n");
    ab_value source = parse(arena, yaml.p);
    ab_manifest manifest;
    ab_error error = {0};
    assert_false(ab_manifest_from_value(arena, &source, &manifest, &error));
    assert_non_null(strstr(error.message, "expand to too many values"));
    ab_error_clear(&error);
    ab_buf_free(&yaml);
    ab_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_parent_parameters_win),
        cmocka_unit_test(test_default_types),
        cmocka_unit_test(test_expansion_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

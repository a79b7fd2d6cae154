#include "check.h"

#include "declarative/manifest/manifest.h"
#include "declarative/requesters/http_requester.h"
#include "yaml/yaml.h"

/* ---- A component type of the test's own: one field of each kind ---- */

typedef struct sample {
    ab_str text;
    ab_strings texts;
    ab_string_lists lists;
    int method;
    bool flag;
    int maybe;
    int64_t count;
    double ratio;
    ab_ints codes;
    const ab_value *json;
    const ab_component *child;
    ab_components children;
    ab_components either;
} sample;

static const ab_field sample_fields[] = {
    {"text", AB_FIELD_STRING, AB_AT(sample, text), .flags = AB_FIELD_REQUIRED},
    {"texts", AB_FIELD_STRINGS, AB_AT(sample, texts), .flags = AB_FIELD_NOT_EMPTY, .min = 2},
    {"lists", AB_FIELD_STRING_LISTS, AB_AT(sample, lists)},
    {"method", AB_FIELD_ENUM, AB_AT(sample, method), .of = "GET|POST"},
    {"flag", AB_FIELD_BOOL, AB_AT(sample, flag), .deflt = "true"},
    {"maybe", AB_FIELD_MAYBE_BOOL, AB_AT(sample, maybe)},
    {"count", AB_FIELD_INT, AB_AT(sample, count), .flags = AB_FIELD_MIN, .min = 1, .deflt = "7"},
    {"ratio", AB_FIELD_NUMBER, AB_AT(sample, ratio), .flags = AB_FIELD_ABOVE},
    {"codes", AB_FIELD_INTS, AB_AT(sample, codes), .flags = AB_FIELD_UNIQUE},
    {"json", AB_FIELD_JSON, AB_AT(sample, json)},
    {"child", AB_FIELD_CHILD, AB_AT(sample, child), .of = "NoAuth|JsonDecoder"},
    {"children", AB_FIELD_CHILDREN, AB_AT(sample, children), .of = "JsonDecoder"},
    {"either", AB_FIELD_CHILD_OR_LIST, AB_AT(sample, either), .of = "JsonDecoder"},
    {0},
};

static const ab_component_type sample_type = {
    .name = "Sample",
    .family = AB_FAMILY_TRANSFORMATION,
    .fields = sample_fields,
    .options_size = sizeof(sample),
};

#define PREFIX "{type: CustomTransformation, class_name: source.components.Sample, "
#define PREFIX_LENGTH ((unsigned)sizeof(PREFIX) - 1)

/* The members of a native component, as the manifest gives them to its class name. */
static ab_value node_of(ab_arena *arena, const char *members)
{
    ab_str text = ab_arena_printf(arena, PREFIX "%s}", members);
    ab_value v;
    ab_error error = {0};
    if (!ab_yaml_parse(arena, text, "m.yaml", &v, &error)) {
        fail_msg("%s: %s", members, error.message);
    }
    return v;
}

static const ab_component *parse(ab_parse *p, const char *members)
{
    ab_value *node = ab_arena_alloc(p->arena, sizeof *node);
    *node = node_of(p->arena, members);
    return ab_component_parse(p, node, "CustomTransformation", AB_STR("transformations[0]"));
}

static void test_every_kind(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_parse p = {.arena = arena, .file = "m.yaml"};
    const ab_component *c = parse(
        &p, "text: a, texts: [b, c], lists: [[d], [e, f]], method: POST, flag: false, maybe: true, "
            "count: 9, ratio: 2.5, codes: [200, 404], json: {x: 1}, child: {type: NoAuth}, "
            "children: [{type: JsonDecoder}], either: {type: JsonDecoder}");
    assert_non_null(c);
    assert_int_equal(p.problems.n, 0);
    const sample *s = c->options;
    assert_ptr_equal(c->type, &sample_type);
    assert_str(c->path, "transformations[0]");
    assert_str(s->text, "a");
    assert_int_equal(s->texts.n, 2);
    assert_str(s->texts.at[1], "c");
    assert_str(s->lists.at[1].at[1], "f");
    assert_int_equal(s->method, 1);
    assert_false(s->flag);
    assert_int_equal(s->maybe, 1);
    assert_int_equal(s->count, 9);
    assert_true(s->ratio > 2.4 && s->ratio < 2.6);
    assert_int_equal(s->codes.at[1], 404);
    assert_int_equal(s->json->kind, AB_OBJECT);
    assert_string_equal(s->child->type->name, "NoAuth");
    assert_str(s->child->path, "transformations[0].child");
    assert_true(s->children.is_list);
    assert_str(s->children.at[0]->path, "transformations[0].children[0]");
    assert_false(s->either.is_list);
    assert_int_equal(s->either.n, 1);
    ab_parse_end(&p);
    ab_arena_free(arena);
}

static void test_absent_fields(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_parse p = {.arena = arena};
    const ab_component *c = parse(&p, "text: a");
    const sample *s = c->options;
    assert_null(s->texts.at);
    assert_int_equal(s->method, -1);
    assert_true(s->flag);
    assert_int_equal(s->maybe, -1);
    assert_int_equal(s->count, 7);
    assert_null(s->json);
    assert_null(s->child);
    assert_false(s->children.present);
    assert_int_equal(c->parameters->kind, AB_OBJECT);
    ab_parse_end(&p);
    ab_arena_free(arena);
}

typedef struct bad {
    const char *members;
    const char *path;
    const char *message;
    const char *hint;
    unsigned column; /* in `members`, from 1; 0: where the component begins */
} bad;

static void test_what_is_wrong_and_where(void **state)
{
    (void)state;
    static const bad rows[] = {
        {"x: 1", "transformations[0]", "Sample needs the field \"text\"", "", 0},
        {"text: 5", "transformations[0].text", "\"text\" must be a string, not integer", "", 7},
        {"text: 2024-01-31", "transformations[0].text", "\"text\" must be a string, not string", "",
         7},
        {"text: a, texts: [b]", "transformations[0].texts",
         "\"texts\" must have at least 2 elements", "", 17},
        {"text: a, texts: [b, 2]", "transformations[0].texts",
         "\"texts\" must be a list of strings, but has integer", "", 21},
        {"text: a, lists: [b]", "transformations[0].lists",
         "\"lists\" must be a list of lists, but has string", "", 18},
        {"text: a, method: GTE", "transformations[0].method",
         "\"method\" must be one of GET|POST, not \"GTE\"", "did you mean GET?", 18},
        {"text: a, flag: 'true'", "transformations[0].flag",
         "\"flag\" must be true or false, not string", "", 16},
        {"text: a, count: 0", "transformations[0].count", "\"count\" must be at least 1", "", 17},
        {"text: a, count: 1.5", "transformations[0].count",
         "\"count\" must be an integer, not number", "", 17},
        {"text: a, ratio: 0", "transformations[0].ratio", "\"ratio\" must be above 0", "", 17},
        {"text: a, codes: [1, 2, 1]", "transformations[0].codes",
         "\"codes\" must not name the same value twice", "", 24},
        {"text: a, child: {type: NoAut}", "transformations[0].child",
         "a component of type NoAut cannot stand here: expected NoAuth or JsonDecoder",
         "did you mean NoAuth?", 24},
        {"text: a, child: {a: 1}", "transformations[0].child",
         "the component has no type: expected NoAuth or JsonDecoder", "", 17},
        {"text: a, child: 3", "transformations[0].child",
         "\"child\" must be an object, not integer", "", 17},
        {"text: a, children: [{type: JsonDecoder}, 3]", "transformations[0].children[1]",
         "expected a component (JsonDecoder), not integer", "", 42},
        {"text: a, either: 3", "transformations[0].either",
         "\"either\" must be an object or a list, not integer", "", 18},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_parse p = {.arena = arena, .file = "m.yaml"};
        const ab_component *c = parse(&p, rows[i].members);
        if (c || p.problems.n != 1) {
            fail_msg("%s: %zu problems", rows[i].members, p.problems.n);
        }
        const ab_problem *problem = &p.problems.at[0];
        assert_int_equal(problem->severity, AB_PROBLEM_LOAD);
        assert_str(problem->message, rows[i].message);
        assert_str(problem->hint, rows[i].hint);
        assert_str(problem->path, rows[i].path);
        assert_int_equal(problem->line, 1);
        unsigned column = rows[i].column ? rows[i].column + PREFIX_LENGTH : 1;
        if (problem->column != column) {
            fail_msg("%s: column %u", rows[i].members, problem->column);
        }
        ab_parse_end(&p);
        ab_arena_free(arena);
    }
}

static void test_all_problems_are_found(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_parse p = {.arena = arena, .file = "m.yaml"};
    assert_null(parse(&p, "method: PUT, count: 0, child: {type: X}"));
    assert_int_equal(p.problems.n, 4);
    ab_error error = {0};
    assert_false(ab_parse_result(&p, AB_PROBLEM_LOAD, &error));
    assert_string_equal(error.file, "m.yaml");
    assert_string_equal(error.message, "transformations[0]: Sample needs the field \"text\"");
    ab_error_clear(&error);
    ab_parse_end(&p);
    ab_arena_free(arena);
}

static void test_a_problem_of_the_root_has_no_path_before_it(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value node;
    ab_error error = {0};
    assert_true(ab_yaml_parse(arena, AB_STR("{type: DpathExtractor}"), NULL, &node, &error));
    ab_parse p = {.arena = arena, .file = "m.yaml"};
    assert_null(ab_component_parse(&p, &node, "DpathExtractor", AB_STR("")));
    assert_false(ab_parse_result(&p, AB_PROBLEM_LOAD, &error));
    assert_string_equal(error.message, "DpathExtractor needs the field \"field_path\"");
    assert_null(error.component);
    ab_error_clear(&error);
    ab_parse_end(&p);
    ab_arena_free(arena);
}

static void test_unknown_members_are_told_on_request(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value node;
    ab_error error = {0};
    assert_true(ab_yaml_parse(arena,
                              AB_STR("{type: DpathExtractor, field_path: [], feild_path: [a], p: 1,"
                                     " $parameters: {p: 1}}"),
                              NULL, &node, &error));
    ab_parse p = {.arena = arena, .check_only = true};
    assert_non_null(ab_component_parse(&p, &node, "DpathExtractor", AB_STR("e")));
    assert_int_equal(p.problems.n, 0);
    p.warn = true;
    assert_non_null(ab_component_parse(&p, &node, "DpathExtractor", AB_STR("e")));
    assert_int_equal(p.problems.n, 1);
    assert_int_equal(p.problems.at[0].severity, AB_PROBLEM_WARNING);
    assert_str(p.problems.at[0].message,
               "DpathExtractor has no field \"feild_path\"; it is ignored");
    assert_str(p.problems.at[0].hint, "did you mean \"field_path\"?");
    assert_int_equal(p.problems.at[0].column, 40);
    ab_parse_end(&p);
    ab_arena_free(arena);
}

static void test_custom_component_that_nobody_registered(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value node;
    ab_error error = {0};
    assert_true(ab_yaml_parse(arena, AB_STR("{type: CustomTransformation, class_name: a.b.Other}"),
                              NULL, &node, &error));
    ab_parse p = {.arena = arena};
    assert_non_null(
        ab_component_parse(&p, &node, "CustomTransformation", AB_STR("transformations[2]")));
    assert_true(ab_parse_result(&p, AB_PROBLEM_LOAD, &error));
    assert_false(ab_parse_result(&p, AB_PROBLEM_USE, &error));
    assert_non_null(strstr(error.message, "cannot run the custom Python component a.b.Other"));
    ab_error_clear(&error);
    ab_parse_end(&p);
    ab_arena_free(arena);
}

/* What does not compile fails when it is evaluated, and only then. */
static void test_broken_templates(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value node;
    ab_error error = {0};
    assert_true(ab_yaml_parse(arena,
                              AB_STR("{type: HttpRequester, path: '{{ x', request_headers: "
                                     "{a: b, c: '{% if %}'}}"),
                              NULL, &node, &error));
    ab_parse p = {.arena = arena};
    assert_non_null(ab_component_parse(&p, &node, "HttpRequester", AB_STR("r")));
    assert_int_equal(p.problems.n, 2);
    for (size_t i = 0; i < p.problems.n; i++) {
        assert_int_equal(p.problems.at[i].severity, AB_PROBLEM_EVAL);
    }
    assert_str(p.problems.at[0].path, "r.path");
    assert_int_equal(p.problems.at[0].column, 29);
    assert_str(p.problems.at[1].path, "r.request_headers");
    ab_value config = ab_value_object();
    ab_template_context context = {.vars = {[AB_VAR_CONFIG] = &config}};
    ab_error why = {.kind = AB_ERROR_CONFIG, .message = "unexpected end"};
    ab_template *t = ab_template_broken(arena, AB_STR("{{ x"), &why);
    ab_value out;
    assert_false(ab_template_eval(t, &context, arena, &out, &error));
    assert_string_equal(error.message, "unexpected end");
    ab_error_clear(&error);
    ab_parse_end(&p);
    ab_arena_free(arena);
}

/* Errors of evaluations name the text's place in the manifest. */
static void test_places_of_templates(void **state)
{
    static const struct {
        const char *name;
        const char *manifest;
        const char *component;
        unsigned line;
        unsigned column;
        const char *internal;
    } rows[] = {
        {"a text", "type: HttpRequester\npath: 'x{{ 1 / 0 }}'\n", "r.path", 2, 7,
         "at 1:5 of the template: x{{ 1 / 0 }}"},
        {"one that does not compile", "type: HttpRequester\npath: '{{ x'\n", "r.path", 2, 7,
         "template: {{ x"},
        {"a member of a mapping",
         "type: HttpRequester\nrequest_headers:\n  a: b\n  c: '{{ 1 / 0 }}'\n", "r.request_headers",
         4, 6, "at 1:4 of the template: {{ 1 / 0 }}"},
        {"a key of a mapping", "type: HttpRequester\nrequest_headers:\n  '{{ 1 / 0 }}': b\n",
         "r.request_headers", 3, 3, "at 1:4 of the template: {{ 1 / 0 }}"},
        {"an element of a list",
         "type: HttpRequester\nrequest_body_json:\n  a: [1, [x, '{{ 1 / 0 }}']]\n",
         "r.request_body_json", 3, 14, "at 1:4 of the template: {{ 1 / 0 }}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ab_arena *arena = ab_arena_new();
        ab_value node;
        ab_value out;
        ab_error error = {0};
        ab_template_context context = {0};
        assert_true(ab_yaml_parse(arena, ab_str_of(rows[i].manifest), NULL, &node, &error));
        ab_parse p = {.arena = arena, .file = "m.yaml"};
        const ab_component *c = ab_component_parse(&p, &node, "HttpRequester", AB_STR("r"));
        assert_non_null(c);
        const ab_http_requester_options *o = c->options;
        bool ok =
            ab_get(&node, "path") ? ab_template_eval(o->path, &context, arena, &out, &error)
            : ab_get(&node, "request_headers")
                ? ab_template_tree_eval(o->request_headers.tree, &context, arena, &out, &error)
                : ab_template_tree_eval(o->request_body_json, &context, arena, &out, &error);
        assert_false(ok);
        assert_string_equal(error.file, "m.yaml");
        assert_string_equal(error.component, rows[i].component);
        assert_string_equal(error.internal, rows[i].internal);
        assert_int_equal(error.line, rows[i].line);
        assert_int_equal(error.column, rows[i].column);
        ab_error_clear(&error);
        ab_parse_end(&p);
        ab_arena_free(arena);
    }
}

static void test_table_is_sorted_and_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < ab_component_type_count; i++) {
        const ab_component_type *type = ab_component_types[i];
        if (i > 0 && strcmp(ab_component_types[i - 1]->name, type->name) >= 0) {
            fail_msg("%s is out of order", type->name);
        }
        assert_ptr_equal(ab_component_type_find(ab_str_of(type->name)), type);
        for (const ab_field *f = type->fields; f && f->name; f++) {
            bool needs_of = f->kind == AB_FIELD_ENUM || f->kind == AB_FIELD_CHILD ||
                            f->kind == AB_FIELD_CHILDREN || f->kind == AB_FIELD_CHILD_OR_LIST ||
                            f->kind == AB_FIELD_CHILD_MAP;
            if (needs_of && !f->of) {
                fail_msg("%s.%s names no types", type->name, f->name);
            }
        }
    }
    assert_null(ab_component_type_find(AB_STR("Nothing")));
}

static int register_sample(void **state)
{
    (void)state;
    if (!ab_register_component(&sample_type)) {
        return -1;
    }
    return ab_register_component(&sample_type) ? -1 : 0; /* the name is taken */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind),
        cmocka_unit_test(test_absent_fields),
        cmocka_unit_test(test_what_is_wrong_and_where),
        cmocka_unit_test(test_all_problems_are_found),
        cmocka_unit_test(test_a_problem_of_the_root_has_no_path_before_it),
        cmocka_unit_test(test_unknown_members_are_told_on_request),
        cmocka_unit_test(test_custom_component_that_nobody_registered),
        cmocka_unit_test(test_broken_templates),
        cmocka_unit_test(test_places_of_templates),
        cmocka_unit_test(test_table_is_sorted_and_complete),
    };
    return cmocka_run_group_tests(tests, register_sample, NULL);
}

#include "fixture.h"

#include "declarative/resolvers/resolver.h"

typedef struct resolver_row {
    const char *name;
    const char *component;
    const char *stream_template;
    const char *want; /* the streams, or what the error says */
} resolver_row;

static void run_rows(const resolver_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        fixture f;
        fixture_open(&f, "{\"boards\":[{\"n\":\"a\"},\"b\"],\"one\":{\"n\":\"c\"}}");
        ab_error error = {0};
        ab_value streams = ab_value_array();
        const ab_component *component = fixture_parse(&f, rows[i].component, &error);
        ab_resolver *resolver = component ? ab_resolver_build(&f.build, component, &error) : NULL;
        bool ok = resolver && resolver->ops->resolve(resolver, &f.env,
                                                     fixture_node(f.arena, rows[i].stream_template),
                                                     f.arena, &streams, &error);
        fixture_check(rows[i].name, ok, ab_json_text(f.arena, &streams, AB_JSON_COMPACT), &error,
                      rows[i].want);
        fixture_close(&f);
    }
}

#define MAPPING(path, value, more)                                                                 \
    "{\"type\":\"ComponentMappingDefinition\",\"field_path\":" path ",\"value\":\"" value          \
    "\"" more "}"
#define PARAMETRIZED(list, mappings)                                                               \
    "{\"type\":\"ParametrizedComponentsResolver\",\"stream_parameters\":{\"type\":"                \
    "\"StreamParametersDefinition\",\"list_of_parameters_for_stream\":" list                       \
    "},\"components_mapping\":[" mappings "]}"
#define CONFIG(configs, mappings)                                                                  \
    "{\"type\":\"ConfigComponentsResolver\",\"stream_config\":" configs                            \
    ",\"components_mapping\":[" mappings "]}"
#define POINTER(path, more) "{\"type\":\"StreamConfig\",\"configs_pointer\":" path more "}"
#define NAME MAPPING("[\"name\"]", "{{ components_values.n }}", "")

static void test_parametrized(void **state)
{
    (void)state;
    static const resolver_row rows[] = {
        {"each set", PARAMETRIZED("[{\"n\":\"x\"},{\"n\":\"y\"}]", NAME), "{\"name\":\"t\"}",
         "[{\"name\":\"x\"},{\"name\":\"y\"}]"},
        {"only what is there", PARAMETRIZED("[{\"n\":\"x\"}]", NAME), "{\"a\":1}", "[{\"a\":1}]"},
        {"made on demand",
         PARAMETRIZED("[{\"n\":\"x\"}]", MAPPING("[\"b\",\"c\"]", "{{ components_values.n }}",
                                                 ",\"create_or_update\":true")),
         "{\"a\":1}", "[{\"a\":1,\"b\":{\"c\":\"x\"}}]"},
        {"globs and the template itself",
         PARAMETRIZED("[{}]", MAPPING("[\"s\",\"*\",\"v\"]", "{{ stream_template_config.a }}", "")),
         "{\"a\":7,\"s\":{\"p\":{\"v\":0},\"q\":{\"v\":0},\"r\":{}}}",
         "[{\"a\":7,\"s\":{\"p\":{\"v\":7},\"q\":{\"v\":7},\"r\":{}}}]"},
        {"YAML", PARAMETRIZED("[{}]", MAPPING("[\"a\"]", "{b: [1, yes]}", "")), "{\"a\":0}",
         "[{\"a\":{\"b\":[1,true]}}]"},
        {"no YAML", PARAMETRIZED("[{}]", MAPPING("[\"a\"]", "%Y-%m: [", "")), "{\"a\":0}",
         "[{\"a\":\"%Y-%m: [\"}]"},
        {"condition",
         PARAMETRIZED("[{}]", MAPPING("[\"a\"]", "1", ",\"condition\":\"{{ true }}\"")), "{}",
         "`condition` is only supported for `ConfigComponentsResolver`"},
    };
    run_rows(rows, COUNT(rows));
}

static void test_config(void **state)
{
    (void)state;
    static const resolver_row rows[] = {
        {"elements", CONFIG(POINTER("[\"boards\"]", ""), NAME), "{\"name\":\"t\"}",
         "[{\"name\":\"a\"},{\"name\":null}]"},
        {"no list", CONFIG(POINTER("[\"one\"]", ""), NAME), "{\"name\":\"t\"}",
         "[{\"name\":\"c\"}]"},
        {"nothing", CONFIG(POINTER("[\"absent\"]", ""), NAME), "{\"name\":\"t\"}", "[]"},
        {"defaults", CONFIG(POINTER("[\"absent\"]", ",\"default_values\":[{\"n\":\"d\"}]"), NAME),
         "{\"name\":\"t\"}", "[{\"name\":\"d\"}]"},
        {"scalars",
         CONFIG("[" POINTER("[\"one\"]", "") "," POINTER("[\"boards\"]", "") "]",
                MAPPING("[\"name\"]", "{{ components_values.get('source_config_1') }}", "")),
         "{\"name\":\"t\"}", "[{\"name\":null},{\"name\":[1,\"b\"]}]"},
        {"text stays text",
         CONFIG(POINTER("[\"one\"]", ""),
                MAPPING("[\"name\"]", "[1, 2]", ",\"value_type\":\"string\"")),
         "{\"name\":\"t\"}", "[{\"name\":\"[1, 2]\"}]"},
        {"condition",
         CONFIG(POINTER("[\"boards\"]", ""),
                MAPPING("[\"name\"]", "x", ",\"condition\":\"{{ components_values.n == 'a' }}\"")),
         "{\"name\":\"t\"}", "[{\"name\":\"x\"},{\"name\":\"t\"}]"},
    };
    run_rows(rows, COUNT(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parametrized),
        cmocka_unit_test(test_config),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Records after transformations and extractors of a manifest. */
#include "cli/eval/eval.h"

#include "declarative/extractors/extractor.h"
#include "declarative/transformations/transformation.h"

typedef struct setting {
    ab_env env;
    ab_parse parse;
    ab_build build;
} setting;

static void set_up(setting *s, ab_arena *arena, const ab_value *request)
{
    static const ab_value nothing = {.kind = AB_OBJECT};
    const ab_value *config = ab_get(request, "config");
    *s = (setting){0};
    ab_env_init(&s->env, arena);
    s->env.config = ab_config_store_new(config ? config : &nothing);
    s->parse = (ab_parse){.arena = arena};
    s->build = (ab_build){.arena = arena, .env = &s->env};
}

static void tear_down(setting *s)
{
    ab_parse_end(&s->parse);
    ab_env_destroy(&s->env);
    ab_config_store_free(s->env.config);
}

static const ab_component *parse(setting *s, const ab_value *node, ab_error *error)
{
    const ab_component *component = ab_component_parse(&s->parse, node, NULL, AB_STR("request"));
    return ab_parse_result(&s->parse, AB_PROBLEM_USE, error) ? component : NULL;
}

static ab_transformation *make(setting *s, const ab_value *node, ab_error *error)
{
    const ab_component *component = parse(s, node, error);
    return component ? ab_transformation_build(&s->build, component, error) : NULL;
}

/* ---- transform ---- */

static bool transform(setting *s, ab_arena *arena, const ab_value *request, ab_value *out,
                      ab_error *error)
{
    const ab_value *nodes = ab_get(request, "transformations");
    const ab_value *slice = ab_get(request, "stream_slice");
    size_t n = ab_is(nodes, AB_ARRAY) ? nodes->count : 0;
    ab_transformation **list = AB_ARENA_ARRAY(arena, ab_transformation *, n + 1);
    for (size_t i = 0; i < n; i++) {
        list[i] = make(s, &nodes->items[i], error);
        if (!list[i]) {
            return false;
        }
    }
    ab_scope scope = ab_scope_new(&s->env, arena);
    scope.slice = ab_slice_new(arena, ab_get(slice, "partition"), ab_get(slice, "cursor_slice"),
                               ab_get(slice, "extra_fields"));
    const ab_value *record = ab_get(request, "record");
    *out = record ? ab_value_clone(arena, record) : ab_value_null();
    return ab_transformations_apply(list, n, &scope, arena, out, error);
}

bool ab_eval_transform(ab_arena *arena, const ab_value *request, ab_value *out, ab_error *error)
{
    setting s;
    set_up(&s, arena, request);
    bool ok = transform(&s, arena, request, out, error);
    tear_down(&s);
    return ok;
}

/* ---- extract ---- */

/* A request's path may hold numbers, a manifest's only texts. */
static ab_value text_path(ab_arena *arena, const ab_value *path)
{
    ab_value out = ab_value_array();
    for (size_t i = 0; ab_is(path, AB_ARRAY) && i < path->count; i++) {
        ab_array_push(arena, &out, ab_value_str(ab_python_str(arena, &path->items[i])));
    }
    return out;
}

static ab_value extractor_node(ab_arena *arena, const ab_value *request)
{
    const ab_value *expander = ab_get(request, "record_expander");
    const ab_value *parameters = ab_get(request, "parameters");
    ab_value node = ab_value_object();
    ab_set(arena, &node, "type", ab_value_cstr("DpathExtractor"));
    ab_set(arena, &node, "field_path", text_path(arena, ab_get(request, "field_path")));
    if (ab_is(parameters, AB_OBJECT)) {
        ab_set(arena, &node, "$parameters", *parameters);
    }
    if (ab_is(expander, AB_OBJECT)) {
        ab_value copy = ab_value_clone(arena, expander);
        ab_set(arena, &copy, "type", ab_value_cstr("RecordExpander"));
        if (ab_is(parameters, AB_OBJECT)) {
            ab_set(arena, &copy, "$parameters", *parameters);
        }
        ab_set(arena, &node, "record_expander", copy);
    }
    return node;
}

/* The CDK decodes a response by orjson, which reads integers beyond 64 bits as floats. The runtime
 * keeps them (docs/differences.md); the answer of `eval` is the CDK's. */
static void decode_large(ab_value *v)
{
    for (uint32_t i = 0; v->kind == AB_ARRAY && i < v->count; i++) {
        decode_large(&v->items[i]);
    }
    for (uint32_t i = 0; v->kind == AB_OBJECT && i < v->count; i++) {
        decode_large(&v->object.members[i].value);
    }
    static const char largest[] = "18446744073709551615";
    bool unsigned_64 =
        v->kind == AB_BIGINT && v->text.p[0] != '-' &&
        (v->text.n < sizeof largest - 1 ||
         (v->text.n == sizeof largest - 1 && memcmp(v->text.p, largest, sizeof largest - 1) <= 0));
    if (v->kind == AB_BIGINT && !unsigned_64) {
        *v = ab_value_real(ab_value_double(v));
    }
}

static bool extract(setting *s, ab_arena *arena, const ab_value *request, ab_value *out,
                    ab_error *error)
{
    ab_value *node = AB_ARENA_NEW(arena, ab_value);
    *node = extractor_node(arena, request);
    const ab_component *component = parse(s, node, error);
    ab_extractor *extractor =
        component ? ab_extractor_build(&s->build, component, NULL, error) : NULL;
    ab_scope scope = ab_scope_new(&s->env, arena);
    ab_value null = ab_value_null();
    const ab_value *given = ab_get(request, "body");
    ab_value *body = AB_ARENA_NEW(arena, ab_value);
    *body = ab_value_clone(arena, given ? given : &null);
    decode_large(body);
    *out = ab_value_array();
    return extractor && ab_extractor_values(extractor, &scope, body, out, error);
}

bool ab_eval_extract(ab_arena *arena, const ab_value *request, ab_value *out, ab_error *error)
{
    setting s;
    set_up(&s, arena, request);
    bool ok = extract(&s, arena, request, out, error);
    tear_down(&s);
    return ok;
}

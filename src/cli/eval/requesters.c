/* The request that an HttpRequester makes of its templates. */
#include "cli/eval/eval.h"
#include "declarative/manifest/manifest.h"
#include "declarative/requesters/requester.h"

/* What pagination and cursors add, as the request names it. */
static ab_request_options extra_of(const ab_value *extra)
{
    ab_request_options options = {0};
    static const char *const names[] = {"params", "headers", "body_data", "body_json"};
    ab_value *const places[] = {&options.params, &options.headers, &options.body_data,
                                &options.body_json};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const ab_value *given = ab_get(extra, names[i]);
        *places[i] = given ? *given : ab_value_null();
    }
    return options;
}

static ab_slice *slice_of(ab_arena *arena, const ab_value *slice)
{
    if (!ab_is(slice, AB_OBJECT)) {
        return NULL;
    }
    return ab_slice_new(arena, ab_get(slice, "partition"), ab_get(slice, "cursor_slice"),
                        ab_get(slice, "extra_fields"));
}

/* Defaults of the session, and what is counted by the network layer, are nobody's choice. */
static bool is_default(const ab_header *header)
{
    static const ab_header defaults[] = {
        {{"Accept", 6}, {"*/*", 3}},
        {{"Accept-Encoding", 15}, {"gzip, deflate", 13}},
        {{"Connection", 10}, {"keep-alive", 10}},
    };
    for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++) {
        if (ab_str_eq_nocase(header->name, defaults[i].name) &&
            ab_str_eq(header->value, defaults[i].value)) {
            return true;
        }
    }
    return ab_str_eq_nocase(header->name, AB_STR("Content-Length"));
}

static ab_value answer(ab_arena *arena, const ab_prepared_request *request)
{
    ab_value headers = ab_value_object();
    for (size_t i = 0; i < request->headers.n; i++) {
        const ab_header *header = &request->headers.at[i];
        if (!is_default(header)) {
            ab_object_set(arena, &headers, header->name, ab_value_str(header->value));
        }
    }
    ab_value out = ab_value_object();
    ab_set(arena, &out, "method", ab_value_str(request->method));
    ab_set(arena, &out, "url", ab_value_str(request->url));
    ab_set(arena, &out, "headers", headers);
    ab_set(arena, &out, "body", request->body);
    return out;
}

/* Manifests that are run are validated first; here numbers and booleans become texts, as the CDK's
 * models make them. */
static void make_texts(ab_arena *arena, ab_value *component, const char *field)
{
    ab_value *mapping = ab_object_find(component, ab_str_of(field));
    for (size_t i = 0; ab_is(mapping, AB_OBJECT) && i < mapping->count; i++) {
        ab_value *value = &mapping->object.members[i].value;
        if (ab_is_number(value) || ab_is(value, AB_BOOL)) {
            *value = ab_value_str(ab_python_str(arena, value));
        }
    }
}

static void coerce(ab_arena *arena, ab_value *requester)
{
    make_texts(arena, requester, "request_parameters");
    make_texts(arena, requester, "request_headers");
    make_texts(arena, requester, "request_body_data");
    ab_value *body = ab_object_find(requester, AB_STR("request_body"));
    if (body && ab_str_is(ab_get_text(body, "type"), "RequestBodyUrlEncodedForm")) {
        make_texts(arena, body, "value");
    }
}

static bool prepare(ab_env *env, ab_arena *arena, const ab_value *request, ab_value *out,
                    ab_error *error)
{
    ab_value node;
    ab_parse parse = {.arena = arena};
    if (!ab_manifest_propagate(arena, ab_get(request, "requester"), AB_STR(""), false, &node,
                               error)) {
        return false;
    }
    coerce(arena, &node);
    const ab_component *component =
        ab_component_parse(&parse, &node, "HttpRequester", AB_STR("requester"));
    bool parsed = ab_parse_result(&parse, component ? AB_PROBLEM_USE : AB_PROBLEM_LOAD, error);
    ab_parse_end(&parse);
    ab_build build = {.arena = arena, .env = env};
    ab_requester_args args = {.name = AB_STR("stream")};
    const ab_requester *requester =
        parsed ? ab_requester_build(&build, component, &args, error) : NULL;
    if (!requester) {
        return false;
    }
    const ab_value *extra = ab_get(request, "extra");
    ab_request_options options = extra_of(extra);
    ab_scope scope = ab_scope_new(env, arena);
    scope.slice = slice_of(arena, ab_get(request, "stream_slice"));
    scope.next_page_token = ab_get(request, "next_page_token");
    ab_prepared_request prepared;
    if (!requester->ops->prepare(requester, &scope, ab_get_text(extra, "path"), &options, &prepared,
                                 error)) {
        return false;
    }
    *out = answer(arena, &prepared);
    return true;
}

bool ab_eval_http_request(ab_arena *arena, const ab_value *request, ab_value *out, ab_error *error)
{
    static const ab_value nothing = {.kind = AB_OBJECT};
    const ab_value *config = ab_get(request, "config");
    ab_env env;
    ab_env_init(&env, arena);
    env.config = ab_config_store_new(config ? config : &nothing);
    bool ok = prepare(&env, arena, request, out, error);
    ab_env_destroy(&env);
    ab_config_store_free(env.config);
    return ok;
}

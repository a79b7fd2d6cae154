/* HttpRequester: builds a request from templates and sends it. */
#include "declarative/auth/authenticator.h"
#include "declarative/decoders/decoder.h"
#include "declarative/requesters/requester.h"
#include "engine/runtime.h"
#include "http/attempt.h"
#include "http/url.h"

typedef struct http_requester {
    const ab_template *url_base;
    const ab_template *url;
    const ab_template *path;
    int http_method;
    const ab_component *authenticator;
    const ab_component *fetch_properties_from_endpoint;
    const ab_component *query_properties;
    ab_mapping request_parameters;
    ab_mapping request_headers;
    ab_mapping request_body_data;
    const ab_template_tree *request_body_json;
    const ab_component *request_body;
    const ab_component *error_handler;
    bool use_cache;
    double connect_timeout_in_seconds;
    double read_timeout_in_seconds;
    bool use_tcp_keepalive;
} http_requester;

typedef struct requester {
    ab_requester base;
    const http_requester *options;
    const ab_value *parameters;
    ab_authenticator *auth;
    const ab_decoder *decoder;
    ab_http_session *session;
} requester;

/* ---- Prepare ---- */

static bool evaluate(const requester *self, const ab_scope *scope, const ab_mapping *mapping,
                     ab_value *out, ab_error *error)
{
    if (mapping->text) {
        return ab_scope_value(scope, mapping->text, self->parameters, out, error);
    }
    if (!ab_scope_tree(scope, mapping->tree, self->parameters, out, error)) {
        return false;
    }
    for (size_t i = out->count; ab_is(out, AB_OBJECT) && i > 0; i--) {
        if (ab_is(&out->object.members[i - 1].value, AB_NULL)) {
            ab_object_remove(scope->arena, out, out->object.members[i - 1].key);
        }
    }
    return true;
}

static bool own_options(const requester *self, const ab_scope *scope, ab_request_options *out,
                        ab_error *error)
{
    const http_requester *o = self->options;
    return evaluate(self, scope, &o->request_parameters, &out->params, error) &&
           evaluate(self, scope, &o->request_headers, &out->headers, error) &&
           evaluate(self, scope, &o->request_body_data, &out->body_data, error) &&
           ab_scope_tree(scope, o->request_body_json, self->parameters, &out->body_json, error);
}

/* A base and a path are joined as urljoin does, with one slash between. */
static bool full_url(const requester *self, const ab_scope *scope, ab_str path, ab_str *out,
                     ab_error *error)
{
    ab_str url;
    ab_str base;
    if (!ab_scope_text(scope, self->options->url, self->parameters, &url, error) ||
        !ab_scope_text(scope, self->options->url_base, self->parameters, &base, error)) {
        return false;
    }
    if (!path.n && !ab_scope_text(scope, self->options->path, self->parameters, &path, error)) {
        return false;
    }
    while (path.n && path.p[0] == '/') {
        path = ab_str_sub(path, 1, path.n);
    }
    base = base.n ? base : url;
    if (!path.n) {
        *out = base;
        return true;
    }
    if (!ab_str_ends(base, AB_STR("/"))) {
        base = ab_arena_printf(scope->arena, "%.*s/", AB_STR_ARG(base));
    }
    *out = ab_url_join(scope->arena, base, path);
    return true;
}

static bool set_body(const ab_scope *scope, const ab_request_options *all, ab_prepared_request *out,
                     ab_error *error)
{
    ab_http_request body = {0};
    bool json = ab_value_truthy(&all->body_json);
    bool data = ab_value_truthy(&all->body_data);
    if (json && data) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "At the same time only one of the 'request_body_data' and "
                            "'request_body_json' functions can return data");
    }
    if (json && !ab_http_request_set_json(scope->arena, &body, &all->body_json, error)) {
        return false;
    }
    if (data && ab_is(&all->body_data, AB_OBJECT)) {
        ab_http_request_set_form(scope->arena, &body, &all->body_data);
    } else if (data) {
        body.body = ab_python_str(scope->arena, &all->body_data);
    }
    if (body.body.n) {
        out->body = ab_value_str(body.body);
    }
    for (size_t i = 0; i < body.headers.n; i++) {
        if (!ab_object_get(&out->headers, body.headers.at[i].name)) {
            ab_object_set(scope->arena, &out->headers, body.headers.at[i].name,
                          ab_value_str(body.headers.at[i].value));
        }
    }
    return true;
}

static bool prepare(const ab_requester *base, const ab_scope *scope, ab_str path,
                    const ab_request_options *extra, ab_prepared_request *out, ab_error *error)
{
    const requester *self = (const requester *)base;
    ab_request_options own = {0};
    ab_request_options auth = {0};
    ab_request_options all = {0};
    const ab_request_options none = {0};
    const ab_request_options *parts[] = {&own, &auth, extra ? extra : &none};
    ab_str url;
    ab_http_failure failure;
    ab_str problem;
    *out = (ab_prepared_request){.headers = ab_value_object()};
    if (!full_url(self, scope, path, &url, error) || !own_options(self, scope, &own, error) ||
        !self->auth->ops->options(self->auth, scope, &auth, error) ||
        !ab_request_options_combine(scope->arena, parts, 3, &all, error)) {
        return false;
    }
    if (!ab_url_prepare(scope->arena, url, &all.params, &out->url, &failure, &problem)) {
        return ab_error_set(error, AB_ERROR_CONFIG, "%.*s", AB_STR_ARG(problem));
    }
    for (size_t i = 0; ab_is(&all.headers, AB_OBJECT) && i < all.headers.count; i++) {
        const ab_member *member = &all.headers.object.members[i];
        ab_object_set(scope->arena, &out->headers, member->key,
                      ab_value_str(ab_python_str(scope->arena, &member->value)));
    }
    out->method = self->options->http_method ? AB_STR("POST") : AB_STR("GET");
    return set_body(scope, &all, out, error);
}

/* ---- Send ---- */

static ab_response *response_of(const requester *self, ab_arena *arena, ab_http_response *http)
{
    ab_response *response = AB_ARENA_NEW(arena, ab_response);
    response->http = http;
    response->status = http->status;
    response->url = http->url;
    response->headers = ab_value_object();
    for (size_t i = 0; i < http->headers.n; i++) {
        ab_object_append(arena, &response->headers, http->headers.at[i].name,
                         ab_value_str(http->headers.at[i].value));
    }
    ab_object_seal(arena, &response->headers);
    response->decoder = self->decoder;
    response->arena = arena;
    response->extracted_count = -1;
    return response;
}

static ab_sent send(const ab_requester *base, const ab_scope *scope, ab_str path,
                    const ab_request_options *extra, ab_response **response, ab_str *reason,
                    ab_error *error)
{
    const requester *self = (const requester *)base;
    ab_prepared_request prepared;
    (void)reason;
    if (!prepare(base, scope, path, extra, &prepared, error)) {
        return AB_SENT_FAILED;
    }
    ab_http_request request = {
        .method = prepared.method, .url = prepared.url, .body = ab_text(&prepared.body)};
    for (size_t i = 0; i < prepared.headers.count; i++) {
        const ab_member *member = &prepared.headers.object.members[i];
        ab_headers_set(scope->arena, &request.headers, member->key, ab_text(&member->value));
    }
    ab_http_policy policy = {.judge = ab_http_judge_default};
    ab_http_response *http;
    if (scope->sink) {
        ab_emit_flush(scope->sink);
    }
    if (!ab_http_send(self->session, &request, &policy, &http, error)) {
        return AB_SENT_FAILED;
    }
    *response = response_of(self, scope->arena, http);
    return AB_SENT_RESPONSE;
}

static bool url_base(const ab_requester *base, const ab_scope *scope, ab_str *out, ab_error *error)
{
    const requester *self = (const requester *)base;
    const http_requester *o = self->options;
    return ab_scope_text(scope, o->url_base ? o->url_base : o->url, self->parameters, out, error);
}

static const ab_requester_ops ops = {.prepare = prepare, .send = send, .url_base = url_base};

/* ---- Build ---- */

static void free_session(void *session)
{
    ab_http_session_free(session);
}

/* In pure calls (eval) there is no engine, and nothing is sent. */
static bool open_session(ab_build *build, requester *self, ab_error *error)
{
    if (!build->env->runtime) {
        return true;
    }
    ab_http *http = ab_runtime_http(build->env->runtime, error);
    if (!http) {
        return false;
    }
    self->session = ab_http_session_new(http);
    ab_env_defer(build->env, free_session, self->session);
    return true;
}

static void *build_requester(ab_build *build, const ab_component *component, const void *args,
                             ab_error *error)
{
    const ab_requester_args *given = args;
    requester *self = AB_ARENA_NEW(build->arena, requester);
    self->base.ops = &ops;
    self->options = component->options;
    self->base.is_get = self->options->http_method == 0;
    self->parameters = component->parameters;
    self->decoder = given->decoder;
    ab_authenticator_args auth_args = {
        .name = given->name, .url_base = self->options->url_base, .decoder = given->decoder};
    self->auth = ab_authenticator_build(build, self->options->authenticator, &auth_args, error);
    return self->auth && open_session(build, self, error) ? self : NULL;
}

static const ab_field http_requester_fields[] = {
    {"url_base", AB_FIELD_TEMPLATE, AB_AT(http_requester, url_base), .flags = AB_FIELD_DEPRECATED},
    {"url", AB_FIELD_TEMPLATE, AB_AT(http_requester, url)},
    {"path", AB_FIELD_TEMPLATE, AB_AT(http_requester, path), .flags = AB_FIELD_DEPRECATED},
    {"http_method", AB_FIELD_ENUM, AB_AT(http_requester, http_method), .of = "GET|POST",
     .deflt = "\"GET\""},
    {"authenticator", AB_FIELD_CHILD, AB_AT(http_requester, authenticator),
     .of = "ApiKeyAuthenticator|BasicHttpAuthenticator|"
           "BearerAuthenticator|OAuthAuthenticator|JwtAuthenticator|"
           "SessionTokenAuthenticator|SelectiveAuthenticator|"
           "CustomAuthenticator|NoAuth|LegacySessionTokenAuthenticator|"
           "RateLimitedMultipleTokenAuthenticator"},
    {"fetch_properties_from_endpoint", AB_FIELD_CHILD,
     AB_AT(http_requester, fetch_properties_from_endpoint), .flags = AB_FIELD_DEPRECATED,
     .of = "PropertiesFromEndpoint"},
    {"query_properties", AB_FIELD_CHILD, AB_AT(http_requester, query_properties),
     .of = "QueryProperties"},
    {"request_parameters", AB_FIELD_MAPPING, AB_AT(http_requester, request_parameters),
     .valid_types = AB_TYPE_STR | AB_TYPE_LIST, .flags = AB_FIELD_TEXT_VALUES,
     .of = "QueryProperties", .takes = AB_TAKES_OBJECT | AB_TAKES_STRING},
    {"request_headers", AB_FIELD_MAPPING, AB_AT(http_requester, request_headers),
     .flags = AB_FIELD_TEXT_VALUES, .takes = AB_TAKES_OBJECT | AB_TAKES_STRING},
    {"request_body_data", AB_FIELD_MAPPING, AB_AT(http_requester, request_body_data),
     .valid_types = AB_TYPE_STR | AB_TYPE_LIST, .flags = AB_FIELD_TEXT_VALUES | AB_FIELD_DEPRECATED,
     .takes = AB_TAKES_OBJECT | AB_TAKES_STRING},
    {"request_body_json", AB_FIELD_NESTED, AB_AT(http_requester, request_body_json),
     .flags = AB_FIELD_DEPRECATED, .takes = AB_TAKES_OBJECT | AB_TAKES_STRING},
    {"request_body", AB_FIELD_CHILD, AB_AT(http_requester, request_body),
     .of = "RequestBodyPlainText|RequestBodyUrlEncodedForm|"
           "RequestBodyJsonObject|RequestBodyGraphQL"},
    {"error_handler", AB_FIELD_CHILD, AB_AT(http_requester, error_handler),
     .of = "DefaultErrorHandler|CompositeErrorHandler|CustomErrorHandler"},
    {"use_cache", AB_FIELD_BOOL, AB_AT(http_requester, use_cache)},
    {"connect_timeout_in_seconds", AB_FIELD_NUMBER,
     AB_AT(http_requester, connect_timeout_in_seconds), .flags = AB_FIELD_ABOVE},
    {"read_timeout_in_seconds", AB_FIELD_NUMBER, AB_AT(http_requester, read_timeout_in_seconds),
     .flags = AB_FIELD_ABOVE},
    {"use_tcp_keepalive", AB_FIELD_BOOL, AB_AT(http_requester, use_tcp_keepalive)},
    {0},
};

const ab_component_type ab_component_http_requester = {
    .name = "HttpRequester",
    .family = AB_FAMILY_REQUESTER,
    .fields = http_requester_fields,
    .options_size = sizeof(http_requester),
    .build = build_requester,
    .help = "Builds an HTTP request from templates and sends it.",
};

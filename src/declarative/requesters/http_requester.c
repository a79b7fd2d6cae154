/* HttpRequester: builds a request from templates and sends it. */
#include "declarative/requesters/http_requester.h"
#include "engine/runtime.h"
#include "http/cache.h"

static bool prepare(const ab_requester *base, const ab_scope *scope, ab_str path,
                    const ab_request_options *extra, ab_prepared_request *out, ab_error *error)
{
    const ab_http_requester *self = (const ab_http_requester *)base;
    ab_request_parts parts;
    ab_request_options auth = {0};
    return ab_http_requester_evaluate(self, scope, path, extra, &parts, error) &&
           self->auth->ops->options(self->auth, scope, &auth, error) &&
           ab_http_requester_assemble(self, scope, &parts, &auth, out, error);
}

static bool url_base(const ab_requester *base, const ab_scope *scope, ab_str *out, ab_error *error)
{
    const ab_http_requester *self = (const ab_http_requester *)base;
    const ab_http_requester_options *o = self->options;
    ab_scope inner = ab_http_requester_scope(scope);
    if (!ab_scope_text(&inner, o->url_base, self->parameters, out, error)) {
        return false;
    }
    return out->n || ab_scope_text(&inner, o->url, self->parameters, out, error);
}

static const ab_requester_ops ops = {
    .prepare = prepare,
    .send = ab_http_requester_send,
    .begin = ab_http_requester_begin,
    .finish = ab_http_requester_finish,
    .abandon = ab_http_requester_abandon,
    .url_base = url_base,
};

/* ---- Build ---- */

static void free_session(void *session)
{
    ab_http_session_free(session);
}

static void *new_cache(void *http)
{
    return ab_response_cache_new(ab_http_store(http), 0);
}

static void free_cache(void *cache)
{
    ab_response_cache_free(cache);
}

/* In pure calls (eval) there is no engine, and nothing is sent. */
static bool open_session(ab_build *build, ab_http_requester *self, bool use_cache, ab_error *error)
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
    if (use_cache && self->base.is_get && !build->env->limits.no_cache) {
        self->cache =
            ab_env_shared(build->env, "responses", AB_STR(""), new_cache, http, free_cache);
    }
    return true;
}

static bool resolve_body(ab_build *build, const ab_component *component, ab_http_requester *self,
                         ab_error *error)
{
    const ab_http_requester_options *o = self->options;
    if (ab_value_truthy(ab_get(component->node, "request_body_data"))) {
        self->body.data = o->request_body_data;
    }
    if (ab_value_truthy(ab_get(component->node, "request_body_json"))) {
        self->body.json = o->request_body_json;
        self->body.json_text = o->request_body_json_text;
    }
    if (o->request_body && !ab_request_body_templates(build, o->request_body, &self->body, error)) {
        return false;
    }
    bool data = self->body.data.text || self->body.data.tree;
    if (data && (self->body.json || self->body.json_text)) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "RequestOptionsProvider should only contain either "
                            "'request_body_data' or 'request_body_json' not both");
    }
    return true;
}

static void *build_requester(ab_build *build, const ab_component *component, const void *args,
                             ab_error *error)
{
    const ab_requester_args *given = args;
    ab_http_requester *self = AB_ARENA_NEW(build->arena, ab_http_requester);
    self->base.ops = &ops;
    self->options = component->options;
    self->base.is_get = self->options->http_method == 0;
    self->parameters = component->parameters;
    self->env = build->env;
    self->name = given->name;
    self->reader = build->reader;
    self->query_properties_key = given->query_properties_key;
    self->decoder = given->decoder;
    self->headers = self->options->request_headers;
    self->headers.text = self->options->request_headers_text;
    ab_authenticator_args auth_args = {
        .name = given->name,
        .url_base = self->options->url ? self->options->url : self->options->url_base,
        .decoder = given->decoder,
    };
    self->auth = ab_authenticator_build(build, self->options->authenticator, &auth_args, error);
    self->error_handler =
        self->auth ? ab_error_handler_build(build, self->options->error_handler, error) : NULL;
    if (!self->error_handler) {
        return NULL;
    }
    int cached = self->options->use_cache;
    if (!resolve_body(build, component, self, error) ||
        !open_session(build, self, cached < 0 ? given->use_cache : cached > 0, error)) {
        ab_component_error(build, component, error);
        return NULL;
    }
    return self;
}

static const ab_field http_requester_fields[] = {
    {"url_base", AB_FIELD_TEMPLATE, AB_AT(ab_http_requester_options, url_base),
     .flags = AB_FIELD_DEPRECATED, .help = "The start of the URL; path is joined to it."},
    {"url", AB_FIELD_TEMPLATE, AB_AT(ab_http_requester_options, url),
     .help = "The whole URL; the base where there is a path, too."},
    {"path", AB_FIELD_TEMPLATE, AB_AT(ab_http_requester_options, path),
     .flags = AB_FIELD_DEPRECATED,
     .help = "The rest of the URL, joined as a relative URL is; slashes in front do not count."},
    {"http_method", AB_FIELD_ENUM, AB_AT(ab_http_requester_options, http_method), .of = "GET|POST",
     .deflt = "\"GET\"", .help = "The method."},
    {"authenticator", AB_FIELD_CHILD, AB_AT(ab_http_requester_options, authenticator),
     .of = "ApiKeyAuthenticator|BasicHttpAuthenticator|"
           "BearerAuthenticator|OAuthAuthenticator|JwtAuthenticator|"
           "SessionTokenAuthenticator|SelectiveAuthenticator|"
           "CustomAuthenticator|NoAuth|LegacySessionTokenAuthenticator|"
           "RateLimitedMultipleTokenAuthenticator",
     .help = "How requests are signed, anew for each try."},
    {"fetch_properties_from_endpoint", AB_FIELD_CHILD,
     AB_AT(ab_http_requester_options, fetch_properties_from_endpoint), .flags = AB_FIELD_DEPRECATED,
     .of = "PropertiesFromEndpoint",
     .help = "An endpoint that names the properties to query; use query_properties."},
    {"query_properties", AB_FIELD_CHILD, AB_AT(ab_http_requester_options, query_properties),
     .of = "QueryProperties",
     .help = "The properties to ask for; they are the variable query_properties."},
    {"request_parameters", AB_FIELD_MAPPING, AB_AT(ab_http_requester_options, request_parameters),
     .valid_types = AB_TYPE_STR | AB_TYPE_LIST, .flags = AB_FIELD_TEXT_VALUES,
     .of = "QueryProperties", .takes = AB_TAKES_OBJECT | AB_TAKES_STRING,
     .help = "Query parameters; a list repeats its name, an empty text is left out."},
    {"request_headers", AB_FIELD_MAPPING, AB_AT(ab_http_requester_options, request_headers),
     .flags = AB_FIELD_TEXT_VALUES, .takes = AB_TAKES_OBJECT,
     .help = "Headers; values of any type become texts."},
    {"request_headers", AB_FIELD_TEMPLATE, AB_AT(ab_http_requester_options, request_headers_text),
     .takes = AB_TAKES_STRING},
    {"request_body_data", AB_FIELD_MAPPING, AB_AT(ab_http_requester_options, request_body_data),
     .valid_types = AB_TYPE_STR | AB_TYPE_LIST, .flags = AB_FIELD_TEXT_VALUES | AB_FIELD_DEPRECATED,
     .takes = AB_TAKES_OBJECT | AB_TAKES_STRING,
     .help = "The body as a form, or as it stands where it is a text; use request_body."},
    {"request_body_json", AB_FIELD_NESTED, AB_AT(ab_http_requester_options, request_body_json),
     .flags = AB_FIELD_DEPRECATED, .takes = AB_TAKES_OBJECT,
     .help = "The body as JSON, with templates at any depth; use request_body."},
    {"request_body_json", AB_FIELD_TEMPLATE,
     AB_AT(ab_http_requester_options, request_body_json_text), .flags = AB_FIELD_DEPRECATED,
     .takes = AB_TAKES_STRING},
    {"request_body", AB_FIELD_CHILD, AB_AT(ab_http_requester_options, request_body),
     .of = "RequestBodyPlainText|RequestBodyUrlEncodedForm|"
           "RequestBodyJsonObject|RequestBodyGraphQL",
     .help = "The body."},
    {"error_handler", AB_FIELD_CHILD, AB_AT(ab_http_requester_options, error_handler),
     .of = "DefaultErrorHandler|CompositeErrorHandler|CustomErrorHandler",
     .help = "What responses and network failures mean, and how to retry."},
    {"use_cache", AB_FIELD_MAYBE_BOOL, AB_AT(ab_http_requester_options, use_cache),
     .help = "Whether equal requests of a stream share one response during a sync; on for parents "
             "unless false."},
    {"connect_timeout_in_seconds", AB_FIELD_NUMBER,
     AB_AT(ab_http_requester_options, connect_timeout_in_seconds), .flags = AB_FIELD_ABOVE,
     .help = "Longest time to connect; 30 s if absent."},
    {"read_timeout_in_seconds", AB_FIELD_NUMBER,
     AB_AT(ab_http_requester_options, read_timeout_in_seconds), .flags = AB_FIELD_ABOVE,
     .help = "Longest time without a byte; 60 s if absent."},
    {"use_tcp_keepalive", AB_FIELD_BOOL, AB_AT(ab_http_requester_options, use_tcp_keepalive),
     .help = "Idle connections are kept alive in any case."},
    {0},
};

const ab_component_type ab_component_http_requester = {
    .name = "HttpRequester",
    .family = AB_FAMILY_REQUESTER,
    .fields = http_requester_fields,
    .options_size = sizeof(ab_http_requester_options),
    .build = build_requester,
    .help = "Builds an HTTP request from templates and sends it.",
};

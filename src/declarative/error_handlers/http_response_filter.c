/* HttpResponseFilter: a condition on a response and what to do where it holds. */
#include "declarative/error_handlers/default_mapping.h"
#include "declarative/error_handlers/error_message.h"
#include "declarative/error_handlers/response_filter.h"
#include "http/url.h"

typedef struct http_response_filter {
    int action;
    int failure_type;
    const ab_template *error_message;
    ab_str error_message_contains;
    ab_ints http_codes;
    const ab_template *predicate;
} http_response_filter;

static const ab_error_kind failure_kinds[] = {AB_ERROR_SYSTEM, AB_ERROR_CONFIG, AB_ERROR_TRANSIENT};

static const ab_value no_config = {.kind = AB_NULL};

/* Without query, fragment and user: those may hold secrets. */
static ab_value request_url(ab_arena *arena, const ab_response *response)
{
    ab_url url = ab_url_split(response->url);
    ab_str port = url.port;
    return ab_value_str(ab_arena_printf(arena, "%.*s://%.*s%s%.*s%.*s", AB_STR_ARG(url.scheme),
                                        AB_STR_ARG(url.host), port.n ? ":" : "", AB_STR_ARG(port),
                                        AB_STR_ARG(url.path)));
}

ab_scope ab_answer_scope(const ab_scope *scope, ab_response *response, bool with_config)
{
    ab_scope inner = {.env = scope->env, .arena = scope->arena, .response = response};
    inner.config = with_config ? scope->config : &no_config;
    inner.sees_answer = true;
    ab_value *extra = AB_ARENA_NEW(scope->arena, ab_value);
    *extra = ab_value_object();
    if (response) {
        ab_set(scope->arena, extra, "request_url", request_url(scope->arena, response));
    }
    inner.extra = extra;
    return inner;
}

static bool has_code(const http_response_filter *o, int status)
{
    for (size_t i = 0; i < o->http_codes.n; i++) {
        if (o->http_codes.at[i] == status) {
            return true;
        }
    }
    return false;
}

static bool holds(const ab_component *filter, const ab_scope *scope, ab_response *response,
                  bool *out, ab_error *error)
{
    const http_response_filter *o = filter->options;
    *out = has_code(o, response->status);
    if (!*out && o->predicate) {
        ab_scope seen = ab_answer_scope(scope, response, false);
        if (!ab_scope_bool(&seen, o->predicate, filter->parameters, out, error)) {
            return false;
        }
    }
    if (!*out && o->error_message_contains.n) {
        *out = ab_str_find(ab_error_message_of(response), o->error_message_contains, 0) >= 0;
    }
    return true;
}

bool ab_response_filter_match(const ab_component *filter, const ab_scope *scope,
                              ab_response *response, bool *matches, ab_resolution *out,
                              ab_error *error)
{
    const http_response_filter *o = filter->options;
    *matches = false;
    if (o->action < 0) {
        return true;
    }
    if (!holds(filter, scope, response, matches, error)) {
        return ab_error_in_component(error, filter->path);
    }
    if (!*matches) {
        return true;
    }
    ab_resolution by_status = {.failure = AB_ERROR_SYSTEM};
    ab_default_status(response->status, &by_status);
    ab_scope seen = ab_answer_scope(scope, response, true);
    if (!ab_scope_text(&seen, o->error_message, filter->parameters, &out->message, error)) {
        return ab_error_in_component(error, filter->path);
    }
    out->message = out->message.n ? out->message : by_status.message;
    out->action = (ab_action)o->action;
    out->failure = o->failure_type >= 0 && out->action == AB_ACTION_FAIL
                       ? failure_kinds[o->failure_type]
                       : by_status.failure;
    return true;
}

static const ab_field http_response_filter_fields[] = {
    {"action", AB_FIELD_ENUM, AB_AT(http_response_filter, action), .of = AB_ACTION_NAMES,
     .help = "What to do with a response that the filter matches."},
    {"failure_type", AB_FIELD_ENUM, AB_AT(http_response_filter, failure_type),
     .of = "system_error|config_error|transient_error",
     .help = "Whose error it is, where the action is FAIL."},
    {"error_message", AB_FIELD_TEMPLATE, AB_AT(http_response_filter, error_message),
     .help = "What people are told; may read response, headers, request_url and config."},
    {"error_message_contains", AB_FIELD_STRING, AB_AT(http_response_filter, error_message_contains),
     .help = "Matches where the response's error message holds this text."},
    {"http_codes", AB_FIELD_INTS, AB_AT(http_response_filter, http_codes), .flags = AB_FIELD_UNIQUE,
     .help = "Matches responses with one of these statuses."},
    {"predicate", AB_FIELD_CONDITION, AB_AT(http_response_filter, predicate),
     .help = "Matches where this condition on response, headers and request_url holds."},
    {0},
};

const ab_component_type ab_component_http_response_filter = {
    .name = "HttpResponseFilter",
    .family = AB_FAMILY_NONE,
    .fields = http_response_filter_fields,
    .options_size = sizeof(http_response_filter),
    .help = "Says what to do with a response: by its status, its error message or a condition.",
};

/* QuotaStatusSource: where an API tells what is left of the quotas of a token. */
#include "datetime/iso.h"
#include "declarative/auth/quota_status.h"
#include "json/json.h"

typedef struct quota_status_source {
    const ab_template *url;
    int http_method;
    ab_mapping request_headers;
    ab_ints unavailable_status_codes;
} quota_status_source;

/* ---- Build ---- */

/* Statuses that say that nothing is counted are no errors. */
static ab_value error_handler(ab_arena *arena, const ab_value *codes)
{
    ab_value filter = ab_value_object();
    ab_set(arena, &filter, "type", ab_value_cstr("HttpResponseFilter"));
    ab_set(arena, &filter, "action", ab_value_cstr("IGNORE"));
    ab_set(arena, &filter, "http_codes", *codes);
    ab_value filters = ab_value_array();
    ab_array_push(arena, &filters, filter);
    ab_value handler = ab_value_object();
    ab_set(arena, &handler, "type", ab_value_cstr("DefaultErrorHandler"));
    ab_set(arena, &handler, "response_filters", filters);
    return handler;
}

/* The request is that of an HttpRequester, which judges and retries it, too. */
static ab_value requester_node(ab_arena *arena, const ab_value *source)
{
    static const char *const same[] = {"url", "http_method", "request_headers"};
    const ab_value *codes = ab_get(source, "unavailable_status_codes");
    ab_value node = ab_value_object();
    ab_set(arena, &node, "type", ab_value_cstr("HttpRequester"));
    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
        const ab_value *value = ab_get(source, same[i]);
        if (value) {
            ab_set(arena, &node, same[i], *value);
        }
    }
    if (ab_is(codes, AB_ARRAY) && codes->count) {
        ab_set(arena, &node, "error_handler", error_handler(arena, codes));
    }
    return node;
}

bool ab_quota_status_build(ab_build *build, const ab_component *component, ab_quota_status *out,
                           ab_error *error)
{
    const quota_status_source *o = component->options;
    ab_value *node = AB_ARENA_NEW(build->arena, ab_value);
    *node = requester_node(build->arena, component->node);
    ab_parse parse = {.arena = build->arena, .file = build->env->manifest_file};
    const ab_component *requester =
        ab_component_parse(&parse, node, "HttpRequester", component->path);
    bool ok = ab_parse_result(&parse, AB_PROBLEM_USE, error);
    ab_parse_end(&parse);
    if (!ok) {
        return false;
    }
    ab_requester_args args = {.name = AB_STR("quota_status"),
                              .decoder = ab_decoder_build(build, NULL, error)};
    out->unavailable_status_codes = o->unavailable_status_codes;
    out->requester = args.decoder ? ab_requester_build(build, requester, &args, error) : NULL;
    return out->requester != NULL;
}

/* ---- Fetch ---- */

static bool value_at(const ab_value *answer, ab_strings path, const ab_token_quota *quota,
                     const char *what, const ab_value **out, ab_error *error)
{
    *out = answer;
    for (size_t i = 0; *out && i < path.n; i++) {
        *out = ab_object_get(*out, path.at[i]);
    }
    if (*out) {
        return true;
    }
    ab_error_set(error, AB_ERROR_SYSTEM,
                 "Quota status response does not contain the configured %s path for token quota "
                 "\"%.*s\".",
                 what, AB_STR_ARG(quota->name));
    return ab_error_detail(
        error, "Quota status response did not contain the %s path configured for quota '%.*s'",
        what, AB_STR_ARG(quota->name));
}

/* Python's int() of a number or of digits. */
static bool integer_of(ab_arena *arena, const ab_value *value, int64_t *out, ab_error *error)
{
    ab_value number = *value;
    ab_str text = ab_str_trim(ab_text(value));
    bool ok = ab_is_number(value) ||
              (text.n && ab_value_from_digits(text, &number) && ab_is(&number, AB_INT));
    double d = ok ? ab_value_double(&number) : 0;
    if (!ok || d < -9e18 || d > 9e18) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "Quota status response: %.*s is no number of calls",
                            AB_STR_ARG(ab_python_repr(arena, value)));
    }
    *out = (int64_t)d;
    return true;
}

static bool state_in(const ab_scope *scope, const ab_value *answer, const ab_token_quota *quota,
                     ab_quota_state *state, ab_error *error)
{
    const ab_value *remaining;
    const ab_value *reset;
    const ab_value *limit;
    ab_datetime reset_at;
    if (!value_at(answer, quota->remaining_path, quota, "remaining", &remaining, error) ||
        !value_at(answer, quota->reset_path, quota, "reset", &reset, error)) {
        return false;
    }
    limit = remaining;
    if (quota->limit_path.n &&
        !value_at(answer, quota->limit_path, quota, "limit", &limit, error)) {
        return false;
    }
    state->tracked = true;
    if (!integer_of(scope->arena, remaining, &state->remaining, error) ||
        !ab_datetime_parse_any_value(reset, scope->env->clock, &reset_at, error) ||
        !integer_of(scope->arena, limit, &state->limit, error)) {
        return false;
    }
    state->reset_us = ab_datetime_epoch_us(&reset_at);
    return true;
}

static bool is_unavailable(const ab_quota_status *source, int status)
{
    for (size_t i = 0; i < source->unavailable_status_codes.n; i++) {
        if (source->unavailable_status_codes.at[i] == status) {
            return true;
        }
    }
    return false;
}

static bool states_in(const ab_quota_status *source, const ab_scope *scope, ab_response *response,
                      const ab_components *quotas, ab_quota_state *states, ab_error *error)
{
    const ab_value *answer;
    if (is_unavailable(source, response->status)) {
        memset(states, 0, quotas->n * sizeof(*states));
        return true;
    }
    if (!ab_response_value(response, &answer, error)) {
        return false;
    }
    for (size_t i = 0; i < quotas->n; i++) {
        if (!state_in(scope, answer, quotas->at[i]->options, &states[i], error)) {
            return false;
        }
    }
    return true;
}

bool ab_quota_status_fetch(const ab_quota_status *source, const ab_scope *scope, ab_str header,
                           ab_str value, const ab_components *quotas, ab_quota_state *states,
                           ab_error *error)
{
    ab_request_options extra = {.headers = ab_value_object()};
    ab_response *response = NULL;
    ab_object_set(scope->arena, &extra.headers, header, ab_value_str(value));
    ab_sent sent = source->requester->ops->send(source->requester, scope, AB_STR(""), &extra,
                                                &response, NULL, error);
    if (sent != AB_SENT_RESPONSE) {
        return sent == AB_SENT_FAILED
                   ? false
                   : ab_error_set(error, AB_ERROR_SYSTEM, "The quota status request got no answer");
    }
    bool ok = states_in(source, scope, response, quotas, states, error);
    ab_response_close(response);
    return ok;
}

static const ab_field quota_status_source_fields[] = {
    {"url", AB_FIELD_TEMPLATE, AB_AT(quota_status_source, url), .flags = AB_FIELD_REQUIRED,
     .help = "Where the API tells what is left."},
    {"http_method", AB_FIELD_ENUM, AB_AT(quota_status_source, http_method), .of = "GET|POST",
     .deflt = "\"GET\"", .help = "The method of the request."},
    {"request_headers", AB_FIELD_MAPPING, AB_AT(quota_status_source, request_headers),
     .flags = AB_FIELD_TEXT_VALUES, .takes = AB_TAKES_OBJECT,
     .help = "Headers beside the one that carries the token."},
    {"unavailable_status_codes", AB_FIELD_INTS,
     AB_AT(quota_status_source, unavailable_status_codes), .flags = AB_FIELD_UNIQUE,
     .help = "Statuses by which the API says that it counts nothing."},
    {0},
};

const ab_component_type ab_component_quota_status_source = {
    .name = "QuotaStatusSource",
    .family = AB_FAMILY_NONE,
    .fields = quota_status_source_fields,
    .options_size = sizeof(quota_status_source),
    .help = "The request that tells what is left of a token's quotas.",
};

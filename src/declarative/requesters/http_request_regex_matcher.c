/* HttpRequestRegexMatcher: which requests a call-rate policy or a token's quota is for. */
#include "declarative/error_handlers/numbers.h"
#include "declarative/requesters/api_budget.h"

typedef struct http_request_regex_matcher {
    ab_str method;
    ab_str url_base;
    ab_str url_path_pattern;
    const ab_value *params;
    const ab_value *headers;
    const ab_template *weight;
} http_request_regex_matcher;

static void pairs_of(ab_arena *arena, const ab_value *object, const ab_header **out, size_t *count)
{
    *count = ab_is(object, AB_OBJECT) ? object->count : 0;
    ab_header *pairs = AB_ARENA_ARRAY(arena, ab_header, *count + 1);
    for (size_t i = 0; i < *count; i++) {
        const ab_member *member = &object->object.members[i];
        pairs[i] = (ab_header){member->key, ab_python_str(arena, &member->value)};
    }
    *out = pairs;
}

static bool matcher_of(ab_build *build, const ab_component *component, ab_call_matcher *out,
                       ab_error *error)
{
    const http_request_regex_matcher *o = component->options;
    *out = (ab_call_matcher){
        .method = o->method,
        .url_base = o->url_base,
        .url_path_pattern = o->url_path_pattern,
    };
    pairs_of(build->arena, o->params, &out->params, &out->param_count);
    pairs_of(build->arena, o->headers, &out->headers, &out->header_count);
    if (!o->weight) {
        return true;
    }
    ab_scope scope = ab_scope_new(build->env, build->arena);
    int64_t weight;
    if (!ab_scope_integer(&scope, o->weight, component->parameters, "weight", &weight, error)) {
        return false;
    }
    if (weight < 1 || weight > INT32_MAX) {
        return ab_error_set(error, AB_ERROR_CONFIG, "weight must be >= 1, got %lld",
                            (long long)weight);
    }
    out->weight = (unsigned)weight;
    return true;
}

bool ab_request_matchers(ab_build *build, const ab_components *components,
                         const ab_call_matcher **out, ab_error *error)
{
    ab_call_matcher *matchers = AB_ARENA_ARRAY(build->arena, ab_call_matcher, components->n + 1);
    for (size_t i = 0; i < components->n; i++) {
        if (!matcher_of(build, components->at[i], &matchers[i], error)) {
            return ab_component_error(build, components->at[i], error);
        }
    }
    *out = matchers;
    return true;
}

static const ab_field http_request_regex_matcher_fields[] = {
    {"method", AB_FIELD_STRING, AB_AT(http_request_regex_matcher, method),
     .help = "The HTTP method, in any case."},
    {"url_base", AB_FIELD_STRING, AB_AT(http_request_regex_matcher, url_base),
     .help = "Scheme and host that the URL must have."},
    {"url_path_pattern", AB_FIELD_STRING, AB_AT(http_request_regex_matcher, url_path_pattern),
     .help = "A regular expression that is searched in the URL's path."},
    {"params", AB_FIELD_JSON, AB_AT(http_request_regex_matcher, params), .takes = AB_TAKES_OBJECT,
     .help = "Query parameters that must be there with these values."},
    {"headers", AB_FIELD_JSON, AB_AT(http_request_regex_matcher, headers), .takes = AB_TAKES_OBJECT,
     .help = "Headers that must be there with these values."},
    {"weight", AB_FIELD_TEMPLATE, AB_AT(http_request_regex_matcher, weight),
     .takes = AB_TAKES_INT | AB_TAKES_STRING,
     .help = "How many calls a matching request counts for; 1 if absent."},
    {0},
};

const ab_component_type ab_component_http_request_regex_matcher = {
    .name = "HttpRequestRegexMatcher",
    .family = AB_FAMILY_NONE,
    .fields = http_request_regex_matcher_fields,
    .options_size = sizeof(http_request_regex_matcher),
    .untyped = true,
    .help = "Matches requests; all members that are given must fit.",
};

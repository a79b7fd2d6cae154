/* From templates to a request: the CDK's HttpRequester and HttpClient._create_prepared_request. */
#include "declarative/requesters/http_requester.h"
#include "http/url.h"

/* ---- Templates ---- */

static const ab_value null_value = {.kind = AB_NULL};
static const ab_slice no_slice = {.partition = {.kind = AB_NULL}};

ab_scope ab_http_requester_scope(const ab_scope *scope)
{
    ab_scope inner = *scope;
    inner.response = NULL;
    inner.slice = scope->slice ? scope->slice : &no_slice;
    inner.next_page_token = scope->next_page_token ? scope->next_page_token : &null_value;
    if (!inner.extra && inner.slice->extra_fields.count) {
        inner.extra = &inner.slice->extra_fields;
    }
    return inner;
}

static void drop_nulls(ab_arena *arena, ab_value *mapping)
{
    for (size_t i = ab_is(mapping, AB_OBJECT) ? mapping->count : 0; i > 0; i--) {
        const ab_member *member = &mapping->object.members[i - 1];
        if (ab_is(&member->value, AB_NULL)) {
            ab_object_remove(arena, mapping, member->key);
        }
    }
}

static bool evaluate(const ab_http_requester *self, const ab_scope *scope,
                     const ab_mapping *mapping, ab_value *out, ab_error *error)
{
    bool ok = true;
    *out = ab_value_null();
    if (mapping->text) {
        ok = ab_scope_value(scope, mapping->text, self->parameters, out, error);
    } else if (mapping->tree) {
        ab_template_context context = ab_scope_context(scope, self->parameters);
        context.python_keys = true;
        ok = ab_template_tree_eval(mapping->tree, &context, scope->arena, out, error);
    }
    drop_nulls(scope->arena, out);
    return ok;
}

static bool add_query_properties(const ab_http_requester *self, const ab_scope *scope,
                                 ab_value *params, ab_error *error)
{
    if (!self->query_properties_key.n) {
        return true;
    }
    const ab_value *names = ab_get(&scope->slice->extra_fields, "query_properties");
    if (!ab_is(names, AB_ARRAY)) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "A request with query properties was made without a list of them.");
    }
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    for (size_t i = 0; i < names->count; i++) {
        if (i) {
            ab_buf_add_char(&text, ',');
        }
        ab_buf_add_str(&text, ab_text(&names->items[i]));
    }
    ab_value joined = ab_value_text(scope->arena, ab_buf_str(&text));
    ab_buf_free(&text);
    ab_object_set(scope->arena, params, self->query_properties_key, joined);
    return true;
}

static bool body_json(const ab_http_requester *self, const ab_scope *scope, ab_value *out,
                      ab_error *error)
{
    ab_value value;
    bool ok = self->body.json_text
                  ? ab_scope_value(scope, self->body.json_text, self->parameters, &value, error)
                  : ab_scope_tree(scope, self->body.json, self->parameters, &value, error);
    return ok && ab_python_json(scope->arena, &value, out, error);
}

static bool own_options(const ab_http_requester *self, const ab_scope *scope,
                        ab_request_options *out, ab_error *error)
{
    const ab_http_requester_options *o = self->options;
    if (!evaluate(self, scope, &self->headers, &out->headers, error) ||
        !evaluate(self, scope, &o->request_parameters, &out->params, error)) {
        return false;
    }
    if (!ab_is(&out->params, AB_OBJECT)) {
        out->params = ab_value_object(); /* a text that gives no mapping is no parameters */
    }
    return add_query_properties(self, scope, &out->params, error) &&
           body_json(self, scope, &out->body_json, error) &&
           evaluate(self, scope, &self->body.data, &out->body_data, error);
}

/* A base and a path are joined as urljoin does, with one slash between. */
static bool full_url(const ab_http_requester *self, const ab_scope *scope, ab_str path, ab_str *out,
                     ab_error *error)
{
    ab_str url;
    ab_str base;
    if (!ab_scope_text(scope, self->options->url, self->parameters, &url, error) ||
        !ab_scope_text(scope, self->options->url_base, self->parameters, &base, error)) {
        return false;
    }
    if (!path.n) {
        if (!ab_scope_text(scope, self->options->path, self->parameters, &path, error)) {
            return false;
        }
        while (path.n && path.p[0] == '/') {
            path = ab_str_sub(path, 1, path.n);
        }
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

bool ab_http_requester_evaluate(const ab_http_requester *self, const ab_scope *scope, ab_str path,
                                const ab_request_options *extra, ab_request_parts *out,
                                ab_error *error)
{
    ab_scope inner = ab_http_requester_scope(scope);
    *out = (ab_request_parts){0};
    if (extra) {
        out->extra = *extra;
    }
    return full_url(self, &inner, path, &out->url, error) &&
           own_options(self, &inner, &out->own, error);
}

/* ---- Parameters ---- */

/* Cuts off what stands before `end` (or all), and `end` itself. */
static ab_str cut(ab_str *rest, char end)
{
    const char *at = rest->n ? memchr(rest->p, end, rest->n) : NULL;
    size_t n = at ? (size_t)(at - rest->p) : rest->n;
    ab_str piece = {rest->p, n};
    *rest = ab_str_sub(*rest, at ? n + 1 : n, rest->n);
    return piece;
}

/* The first value of a query parameter that is not blank, decoded (urllib's parse_qs). */
static bool query_value(ab_arena *arena, ab_str query, ab_str name, ab_str *out)
{
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    bool found = false;
    while (query.n && !found) {
        ab_str pair = cut(&query, '&');
        ab_str key = cut(&pair, '=');
        ab_str parts[] = {key, pair};
        for (size_t i = 0; pair.n && i < 2; i++) {
            char *plain = ab_arena_cstr(arena, parts[i]);
            for (char *p = plain; *p; p++) {
                *p = *p == '+' ? ' ' : *p;
            }
            ab_buf_clear(&text);
            ab_url_unquote(&text, (ab_str){plain, parts[i].n});
            parts[i] = ab_arena_str(arena, ab_buf_str(&text));
        }
        found = pair.n && ab_str_eq(parts[0], name);
        *out = parts[1];
    }
    ab_buf_free(&text);
    return found;
}

/* A parameter that the URL has already, with the same value, is not sent twice. */
static void drop_repeated(ab_arena *arena, ab_str url, ab_value *params)
{
    ab_str query = ab_url_split(url).query;
    for (size_t i = query.n && ab_is(params, AB_OBJECT) ? params->count : 0; i > 0; i--) {
        const ab_member *member = &params->object.members[i - 1];
        ab_str there;
        if (query_value(arena, query, member->key, &there) &&
            ab_str_eq(there, ab_python_str(arena, &member->value))) {
            ab_object_remove(arena, params, member->key);
        }
    }
}

static bool check_params(const ab_value *params, ab_error *error)
{
    if (!ab_is(params, AB_OBJECT)) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "Request params cannot be a string");
    }
    for (size_t i = 0; i < params->count; i++) {
        const ab_member *member = &params->object.members[i];
        if (ab_is(&member->value, AB_OBJECT)) {
            return ab_error_set(error, AB_ERROR_SYSTEM,
                                "Invalid value for `%.*s` parameter. The values of request params "
                                "cannot be an object.",
                                AB_STR_ARG(member->key));
        }
    }
    return true;
}

/* ---- Headers and body ---- */

static bool set_headers(ab_arena *arena, const ab_value *headers, ab_headers *out, ab_error *error)
{
    if (!ab_is(headers, AB_OBJECT)) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "Request headers cannot be a string");
    }
    for (size_t i = 0; i < headers->count; i++) {
        const ab_member *member = &headers->object.members[i];
        ab_header header = {member->key, ab_python_str(arena, &member->value)};
        if (!ab_header_is_valid(&header)) {
            return ab_error_set(error, AB_ERROR_SYSTEM,
                                "Invalid leading whitespace, reserved character(s), or return "
                                "character(s) in the header '%.*s'",
                                AB_STR_ARG(member->key));
        }
        ab_headers_set(arena, out, header.name, header.value);
    }
    return true;
}

static bool set_body(ab_arena *arena, const ab_request_options *all, ab_prepared_request *out,
                     ab_error *error)
{
    ab_http_request body = {.headers = out->headers};
    bool json = ab_value_truthy(&all->body_json);
    bool data = ab_value_truthy(&all->body_data);
    if (ab_is(&all->body_json, AB_STRING)) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "Request body json cannot be a string");
    }
    if (json && data) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "At the same time only one of the 'request_body_data' and "
                            "'request_body_json' functions can return data");
    }
    if (json && !ab_http_request_set_json(arena, &body, &all->body_json, error)) {
        return false;
    }
    if (data && ab_is(&all->body_data, AB_STRING)) {
        body.body = ab_text(&all->body_data);
    } else if (data) {
        ab_http_request_set_form(arena, &body, &all->body_data);
    }
    out->headers = body.headers;
    out->body = json || data ? ab_value_str(body.body) : ab_value_null();
    return true;
}

bool ab_http_requester_assemble(const ab_http_requester *self, const ab_scope *scope,
                                const ab_request_parts *parts, const ab_request_options *auth,
                                ab_prepared_request *out, ab_error *error)
{
    ab_request_options all = {0};
    const ab_request_options *list[] = {&parts->own, auth, &parts->extra};
    ab_http_failure failure;
    ab_str problem;
    *out = (ab_prepared_request){.method =
                                     self->options->http_method ? AB_STR("POST") : AB_STR("GET")};
    if (!ab_request_options_combine(scope->arena, list, 3, &all, error) ||
        !check_params(&all.params, error)) {
        return false;
    }
    drop_repeated(scope->arena, parts->url, &all.params);
    if (!ab_url_prepare(scope->arena, parts->url, &all.params, &out->url, &failure, &problem)) {
        if (failure != AB_HTTP_INVALID_SCHEMA) {
            return ab_error_set(error, AB_ERROR_SYSTEM, "%.*s", AB_STR_ARG(problem));
        }
        out->url = parts->url; /* fails when it is sent, and the error handler is asked */
    }
    return set_headers(scope->arena, &all.headers, &out->headers, error) &&
           set_body(scope->arena, &all, out, error);
}

#include "http/call_matcher.h"

#include "base/alloc.h"
#include "http/url.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

struct ab_compiled_matcher {
    ab_call_matcher rule; /* text in the arena */
    pcre2_code *path;     /* NULL: any */
};

static bool compile(ab_arena *arena, ab_compiled_matcher *to, const ab_call_matcher *from,
                    ab_error *error)
{
    ab_headers params =
        ab_headers_copy(arena, &(ab_headers){(ab_header *)from->params, from->param_count, 0});
    ab_headers headers =
        ab_headers_copy(arena, &(ab_headers){(ab_header *)from->headers, from->header_count, 0});
    ab_str base = from->url_base;
    while (base.n && base.p[base.n - 1] == '/') {
        base.n--;
    }
    to->rule = (ab_call_matcher){.method = ab_arena_str(arena, from->method),
                                 .url_base = ab_arena_str(arena, base),
                                 .params = params.at,
                                 .param_count = params.n,
                                 .headers = headers.at,
                                 .header_count = headers.n,
                                 .weight = from->weight ? from->weight : 1};
    if (from->url_path_pattern.n == 0) {
        return true;
    }
    int code;
    PCRE2_SIZE offset;
    to->path = pcre2_compile((PCRE2_SPTR)from->url_path_pattern.p, from->url_path_pattern.n,
                             PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &code, &offset, NULL);
    if (to->path) {
        return true;
    }
    PCRE2_UCHAR text[128];
    pcre2_get_error_message(code, text, sizeof(text));
    return ab_error_set(error, AB_ERROR_CONFIG, "Bad url_path_pattern '%.*s' at offset %zu: %s",
                        AB_STR_ARG(from->url_path_pattern), (size_t)offset, (char *)text);
}

ab_compiled_matcher *ab_matchers_compile(ab_arena *arena, const ab_call_matcher *matchers,
                                         size_t count, ab_error *error)
{
    ab_compiled_matcher *compiled = AB_ARENA_ARRAY(arena, ab_compiled_matcher, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (!compile(arena, &compiled[i], &matchers[i], error)) {
            ab_matchers_free(compiled, i);
            return NULL;
        }
    }
    return compiled;
}

void ab_matchers_free(ab_compiled_matcher *matchers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        pcre2_code_free(matchers[i].path);
        matchers[i].path = NULL;
    }
}

static bool base_matches(ab_str base, const ab_url *url)
{
    if (base.n == 0) {
        return true;
    }
    const char *end = url->port.n ? url->port.p + url->port.n : url->host.p + url->host.n;
    return url->has_authority &&
           ab_str_eq(base, (ab_str){url->scheme.p, (size_t)(end - url->scheme.p)});
}

static bool path_matches(const pcre2_code *pattern, ab_str path)
{
    if (!pattern) {
        return true;
    }
    while (path.n && path.p[path.n - 1] == '/') {
        path.n--;
    }
    pcre2_match_data *data = ab_xcheck(pcre2_match_data_create_from_pattern(pattern, NULL));
    int count = pcre2_match(pattern, (PCRE2_SPTR)(path.p ? path.p : ""), path.n, 0, 0, data, NULL);
    pcre2_match_data_free(data);
    return count > 0;
}

static void decode_form(ab_buf *out, ab_str text)
{
    ab_buf plus;
    ab_buf_init(&plus, AB_BUF_NO_MAX);
    for (size_t i = 0; i < text.n; i++) {
        ab_buf_add_char(&plus, (char)(text.p[i] == '+' ? ' ' : text.p[i]));
    }
    ab_buf_clear(out);
    ab_url_unquote(out, ab_buf_str(&plus));
    ab_buf_free(&plus);
}

/* True if the query has the parameter with this value: of several of one name the last counts, and
 * those without a value do not (dict(parse_qsl(query))). */
static bool query_has(ab_str query, const ab_header *param)
{
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    bool has = false;
    size_t from = 0;
    while (from <= query.n) {
        ptrdiff_t end = ab_str_find(query, AB_STR("&"), from);
        ab_str pair = ab_str_sub(query, from, end < 0 ? query.n : (size_t)end);
        ptrdiff_t equals = ab_str_find(pair, AB_STR("="), 0);
        if (equals >= 0 && (size_t)equals + 1 < pair.n) {
            decode_form(&text, ab_str_sub(pair, 0, (size_t)equals));
            if (ab_str_eq(ab_buf_str(&text), param->name)) {
                decode_form(&text, ab_str_sub(pair, (size_t)equals + 1, pair.n));
                has = ab_str_eq(ab_buf_str(&text), param->value);
            }
        }
        from = end < 0 ? query.n + 1 : (size_t)end + 1;
    }
    ab_buf_free(&text);
    return has;
}

static bool matches(const ab_compiled_matcher *m, const ab_http_request *request, const ab_url *url)
{
    const ab_call_matcher *rule = &m->rule;
    if ((rule->method.n && !ab_str_eq_nocase(rule->method, request->method)) ||
        !base_matches(rule->url_base, url) || !path_matches(m->path, url->path)) {
        return false;
    }
    for (size_t i = 0; i < rule->param_count; i++) {
        if (!query_has(url->query, &rule->params[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < rule->header_count; i++) {
        const ab_str *value = ab_headers_get(&request->headers, rule->headers[i].name);
        if (!value || !ab_str_eq(*value, rule->headers[i].value)) {
            return false;
        }
    }
    return true;
}

bool ab_matchers_match(const ab_compiled_matcher *matchers, size_t count,
                       const ab_http_request *request, unsigned *weight)
{
    *weight = 1;
    ab_url url = ab_url_split(request->url);
    for (size_t i = 0; i < count; i++) {
        if (matches(&matchers[i], request, &url)) {
            *weight = matchers[i].rule.weight;
            return true;
        }
    }
    return count == 0;
}

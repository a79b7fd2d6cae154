#include "testing/script.h"

#include "http/response.h"
#include "json/json.h"

bool ab_script_fits(ab_str pattern, ab_str text)
{
    size_t p = 0, t = 0, star = SIZE_MAX, from = 0;
    while (t < text.n) {
        if (p < pattern.n && pattern.p[p] == '*') {
            star = p++;
            from = t;
        } else if (p < pattern.n && pattern.p[p] == text.p[t]) {
            p++;
            t++;
        } else if (star != SIZE_MAX) { /* the last star takes one byte more */
            p = star + 1;
            t = ++from;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.p[p] == '*') {
        p++;
    }
    return p == pattern.n;
}

static bool url_fits(const char *pattern, ab_str url)
{
    ab_str wanted = ab_str_of(pattern);
    ptrdiff_t query = ab_str_find(url, AB_STR("?"), 0);
    return ab_script_fits(wanted, url) ||
           (query >= 0 && ab_str_find(wanted, AB_STR("?"), 0) < 0 &&
            ab_script_fits(wanted, ab_str_sub(url, 0, (size_t)query)));
}

static bool is_used_up(const ab_script_entry *entry)
{
    int times = entry->response.times;
    return times >= 0 && entry->played >= (times ? (unsigned)times : 1);
}

static bool fits(const ab_script_entry *entry, const ab_http_request *request)
{
    const ab_test_response *r = &entry->response;
    return !is_used_up(entry) && (!r->method || ab_str_is(request->method, r->method)) &&
           url_fits(r->url, request->url) &&
           (!r->body_has || ab_str_find(request->body, ab_str_of(r->body_has), 0) >= 0);
}

/* Under the lock. */
static ab_script_entry *find(ab_script *script, const ab_http_request *request)
{
    for (size_t i = 0; i < script->entries.n; i++) {
        if (fits(&script->entries.at[i], request)) {
            return &script->entries.at[i];
        }
    }
    return NULL;
}

/* ---- The response ---- */

static void add_headers(ab_arena *arena, ab_headers *headers, ab_str lines)
{
    for (size_t at = 0; at < lines.n;) {
        ptrdiff_t end = ab_str_find(lines, AB_STR("\n"), at);
        ab_str line = ab_str_sub(lines, at, end < 0 ? lines.n : (size_t)end);
        ptrdiff_t colon = ab_str_find(line, AB_STR(":"), 0);
        at += line.n + 1;
        if (colon > 0) {
            ab_str value = ab_str_trim(ab_str_sub(line, (size_t)colon + 1, line.n));
            ab_headers_set(arena, headers,
                           ab_arena_str(arena, ab_str_trim(ab_str_sub(line, 0, (size_t)colon))),
                           ab_arena_str(arena, value));
        }
    }
}

static ab_str body_of(const ab_test_response *from)
{
    ab_str text = ab_str_of(from->body);
    return from->body_length ? (ab_str){from->body, from->body_length} : text;
}

static bool fill(const ab_test_response *from, const ab_http_request *request,
                 const ab_body_store *store, ab_arena *arena, ab_http_response *to, ab_error *error)
{
    ab_str body = body_of(from);
    to->url = ab_arena_str(arena, request->url);
    if (from->status == 0) {
        ab_http_response_fail(to, AB_HTTP_CONNECTION_ERROR, "The connection failed (scripted)");
        return true;
    }
    to->status = from->status;
    add_headers(arena, &to->headers, ab_str_of(from->headers));
    if (body.n && (*body.p == '{' || *body.p == '[') &&
        !ab_headers_get(&to->headers, AB_STR("Content-Type"))) {
        ab_headers_set(arena, &to->headers, AB_STR("Content-Type"), AB_STR("application/json"));
    }
    to->body = ab_body_of(store, body, error);
    return to->body != NULL;
}

/* ---- What was asked ---- */

static void note(ab_script *script, const ab_http_request *request, const ab_script_entry *entry)
{
    ab_arena *arena = script->requests_arena;
    ab_value headers = ab_value_object();
    for (size_t i = 0; i < request->headers.n; i++) {
        ab_object_set(arena, &headers, ab_arena_str(arena, request->headers.at[i].name),
                      ab_value_str(ab_arena_str(arena, request->headers.at[i].value)));
    }
    ab_value made = ab_value_object();
    ab_set(arena, &made, "method", ab_value_str(ab_arena_str(arena, request->method)));
    ab_set(arena, &made, "url", ab_value_str(ab_arena_str(arena, request->url)));
    ab_set(arena, &made, "headers", headers);
    ab_set(arena, &made, "body", ab_value_str(ab_arena_str(arena, request->body)));
    ab_set(arena, &made, "status", ab_value_int(entry ? entry->response.status : 0));
    ab_array_push(arena, &script->requests, made);
}

static bool answer(void *context, const ab_http_request *request, const ab_body_store *store,
                   ab_arena *arena, ab_http_response *response, ab_error *error)
{
    ab_script *script = context;
    pthread_mutex_lock(&script->lock);
    ab_script_entry *entry = find(script, request);
    if (entry) {
        entry->played++;
    }
    note(script, request, entry);
    pthread_mutex_unlock(&script->lock);
    return entry ? fill(&entry->response, request, store, arena, response, error)
                 : ab_error_set(error, AB_ERROR_SYSTEM, "The test has no response for %.*s %.*s",
                                AB_STR_ARG(request->method), AB_STR_ARG(request->url));
}

/* ---- The script ---- */

void ab_script_init(ab_script *script)
{
    *script = (ab_script){.player = {answer, script}, .arena = ab_arena_new()};
    pthread_mutex_init(&script->lock, NULL);
}

void ab_script_free(ab_script *script)
{
    AB_VEC_FREE(&script->entries);
    ab_arena_free(script->arena);
    pthread_mutex_destroy(&script->lock);
}

void ab_script_begin(ab_script *script, ab_arena *arena)
{
    script->requests_arena = arena;
    script->requests = ab_value_array();
}

void ab_script_clear(ab_script *script)
{
    script->entries.n = 0;
    ab_arena_reset(script->arena);
}

static const char *copy(ab_arena *arena, const char *text)
{
    return text ? ab_arena_cstr(arena, ab_str_of(text)) : NULL;
}

void ab_script_add(ab_script *script, const ab_test_response *response)
{
    ab_arena *arena = script->arena;
    ab_script_entry entry = {.response = *response};
    entry.response.method = copy(arena, response->method);
    entry.response.url = copy(arena, response->url);
    entry.response.body_has = copy(arena, response->body_has);
    entry.response.headers = copy(arena, response->headers);
    entry.response.body = ab_arena_cstr(arena, body_of(response));
    AB_VEC_PUSH(&script->entries, entry);
}

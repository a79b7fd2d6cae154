/* Paging for native sources: the next page is on its way while this one's records are handled. */
#include "engine/api.h"

#include "base/map.h"
#include "engine/engine.h"
#include "engine/lazy.h"
#include "http/exchange_log.h"
#include "http/url.h"
#include "json/page.h"

enum {
    MAX_PATH = 16,     /* segments of ab_api_pages.records */
    ENDLESS_AFTER = 3, /* the same request with the same body so often is an endless loop */
};

typedef struct reading {
    ab_api_call call;
    const ab_api_pages *pages;
    ab_sink *sink;
    ab_str path[MAX_PATH];
    size_t path_length;
    ab_arena *now;    /* memory of the page at hand and of its request */
    ab_arena *next;   /* of the next page's request */
    ab_arena *record; /* of one record */
    ab_api_request request;
    ab_http_request prepared;
    ab_transfer *ahead; /* the next page's request, sent already; NULL: not */
    uint64_t last_body; /* hash of the last page's body */
    unsigned repeats;   /* pages running with that body and the same request */
    ab_error *error;
} reading;

/* How a page ended. */
typedef enum step {
    STEP_NEXT, /* there is another page */
    STEP_END,
    STEP_FAILED, /* or stopped: then no error is set */
} step;

/* Takes the first name off a path: what is before its first dot. */
static ab_str take_name(ab_str *path)
{
    ptrdiff_t dot = ab_str_find(*path, AB_STR("."), 0);
    size_t end = dot < 0 ? path->n : (size_t)dot;
    ab_str name = ab_str_sub(*path, 0, end);
    *path = ab_str_sub(*path, end + 1, path->n);
    return name;
}

static const ab_value *member_at(const ab_value *value, const char *path)
{
    ab_str rest = ab_str_of(path);
    while (rest.n > 0) {
        value = ab_object_get(value, take_name(&rest));
    }
    return value;
}

/* ---------------------------------------------------------------- requests */

static const ab_api_pair *copy_pairs(ab_arena *arena, const ab_api_pair *pairs, size_t count)
{
    ab_api_pair *copy = AB_ARENA_ARRAY(arena, ab_api_pair, count + 1);
    for (size_t i = 0; i < count; i++) {
        copy[i] = (ab_api_pair){ab_arena_cstr(arena, ab_str_of(pairs[i].name)),
                                ab_arena_cstr(arena, ab_str_of(pairs[i].value))};
    }
    return copy;
}

static ab_api_request copy_request(ab_arena *arena, const ab_api_request *from)
{
    ab_api_request copy = *from;
    copy.method = from->method ? ab_arena_cstr(arena, ab_str_of(from->method)) : NULL;
    copy.base = from->base ? ab_arena_cstr(arena, ab_str_of(from->base)) : NULL;
    copy.url = ab_arena_cstr(arena, ab_str_of(from->url));
    copy.headers = copy_pairs(arena, from->headers, from->header_count);
    copy.query = copy_pairs(arena, from->query, from->query_count);
    copy.bearer = from->bearer ? ab_arena_cstr(arena, ab_str_of(from->bearer)) : NULL;
    copy.body = ab_arena_str(arena, from->body);
    return copy;
}

/* No request is made in vain where a read is to be short, and none that changes something. */
static bool may_send_ahead(const reading *r, const ab_http_request *request)
{
    const ab_run_options *options = &r->call.runtime->options;
    return ab_str_is(request->method, "GET") && options->limit == 0 && !options->check &&
           !options->short_read.wanted;
}

/* ---------------------------------------------------------------- one page */

static bool read_chunk(void *context, uint64_t offset, ab_buf *scratch, ab_str *out,
                       ab_error *error)
{
    return ab_body_chunk(context, offset, scratch, out, error);
}

static ab_page *open_page(reading *r, const ab_http_response *response)
{
    ab_page_body body = {
        .size = ab_body_size(response->body), .chunk = read_chunk, .context = response->body};
    ab_json_scan *scan = r->call.scan;
    r->call.scan = NULL;
    ab_page *page = scan ? ab_page_from_scan(scan, &body, r->error)
                         : ab_page_new(&body, r->path, r->path_length, r->error);
    if (!page) {
        ab_error_wrap(r->error, "The API's answer is not valid JSON");
    }
    return page;
}

static uint64_t hash_body(const ab_http_response *response)
{
    uint64_t hash = ab_body_size(response->body), at = 0;
    ab_buf scratch;
    ab_str piece;
    ab_buf_init(&scratch, AB_BUF_NO_MAX);
    while (ab_body_chunk(response->body, at, &scratch, &piece, NULL)) {
        hash = hash * 31 + ab_hash(piece);
        at += piece.n;
    }
    ab_buf_free(&scratch);
    return hash;
}

/* Counts answers that are the same to a request that is asked again. True for an endless loop. */
static bool is_endless(reading *r, const ab_http_response *response, bool asked_again)
{
    if (!asked_again) {
        r->repeats = 0;
        return false;
    }
    uint64_t hash = hash_body(response);
    r->repeats = r->repeats > 0 && hash == r->last_body ? r->repeats + 1 : 1;
    r->last_body = hash;
    return r->repeats >= ENDLESS_AFTER;
}

static bool same_request(const ab_http_request *a, const ab_http_request *b)
{
    return ab_str_eq(a->url, b->url) && ab_str_eq(a->body, b->body) &&
           ab_str_eq(a->method, b->method);
}

static ab_str port_of(ab_url url)
{
    ab_str usual = ab_str_is(url.scheme, "https") ? AB_STR("443") : AB_STR("80");
    return url.port.n > 0 ? url.port : usual;
}

static bool same_origin(ab_url a, ab_url b)
{
    return ab_str_eq(a.scheme, b.scheme) && ab_str_eq(a.host, b.host) &&
           ab_str_eq(port_of(a), port_of(b));
}

/* Follows the URL that the body names. The credentials go only where the user sent them. */
static step follow_url(reading *r, const ab_value *body, ab_api_request *next,
                       ab_http_request *prepared)
{
    ab_str url = ab_text(member_at(body, r->pages->next_url));
    if (url.n == 0) {
        return STEP_END;
    }
    next->base = NULL;
    next->url = ab_arena_cstr(r->next, ab_url_join(r->next, r->prepared.url, url));
    next->query_count = 0; /* the URL brings its own */
    if (!ab_api_prepare(&r->call, r->next, next, prepared, r->error)) {
        return STEP_FAILED;
    }
    ab_url there = ab_url_split(prepared->url), here = ab_url_split(r->prepared.url);
    if (!same_origin(there, here)) {
        ab_error_set(r->error, AB_ERROR_SYSTEM,
                     "The API names a next page on another server than %.*s: %.*s://%.*s%s%.*s",
                     AB_STR_ARG(here.host), AB_STR_ARG(there.scheme), AB_STR_ARG(there.host),
                     there.port.n > 0 ? ":" : "", AB_STR_ARG(there.port));
        return STEP_FAILED;
    }
    return STEP_NEXT;
}

static step ask_author(reading *r, const ab_api_response *view, ab_api_request *next,
                       ab_http_request *prepared)
{
    const ab_api_pages *pages = r->pages;
    if (!pages->next_page || !pages->next_page(pages->context, view, next, r->next)) {
        return STEP_END;
    }
    return ab_api_prepare(&r->call, r->next, next, prepared, r->error) ? STEP_NEXT : STEP_FAILED;
}

/* Asks for the next page and sends its request ahead where that is allowed. */
static step find_next(reading *r, const ab_api_response *view, ab_http_request *prepared,
                      ab_api_request *next)
{
    *next = copy_request(r->next, &r->request);
    step result = r->pages->next_url && !r->pages->next_page
                      ? follow_url(r, view->body, next, prepared)
                      : ask_author(r, view, next, prepared);
    if (result == STEP_NEXT && may_send_ahead(r, prepared)) {
        ab_http_log_request(&r->call.runtime->logger, prepared);
        r->ahead = ab_http_submit(r->call.session, prepared);
    }
    return result;
}

/* Most authors read a member or two and add some: the record is parsed where they do more. */
static bool open_record(reading *r, ab_page *page, size_t i, ab_value *out)
{
    ab_str text;
    if (!ab_page_span(page, i, &text, r->error)) {
        return false;
    }
    ab_shallow *shallow = ab_shallow_open(r->record, text, ab_page_entry(page, i).flags);
    if (shallow) {
        *out = ab_lazy_value(shallow);
        return true;
    }
    return ab_page_parse(page, i, r->record, out, r->error);
}

static bool hand_records(reading *r, ab_page *page)
{
    for (size_t i = 0; i < ab_page_count(page); i++) {
        ab_value record;
        ab_sink_expect(r->sink, page, i);
        if (!open_record(r, page, i, &record) ||
            !r->pages->on_record(r->pages->context, &record, r->record, r->sink, r->error)) {
            return false;
        }
        ab_arena_reset(r->record);
    }
    return true;
}

static bool hand_page(reading *r, ab_page *page, const ab_api_response *view)
{
    if (page && !hand_records(r, page)) {
        return false;
    }
    if (r->pages->on_page &&
        !r->pages->on_page(r->pages->context, view, r->record, r->sink, r->error)) {
        return false;
    }
    ab_arena_reset(r->record);
    return true;
}

/* Fills the view's body, by the index of records or whole. *page stays NULL where there is none. */
static bool open_body(reading *r, const ab_http_response *response, ab_page **page,
                      ab_api_response *view)
{
    if (!r->pages->records) {
        return ab_api_read_body(r->now, response, view, r->error);
    }
    if (ab_body_size(response->body) == 0) {
        return true;
    }
    *page = open_page(r, response);
    ab_value *document = AB_ARENA_NEW(r->now, ab_value);
    view->body = document;
    return *page && ab_page_document(*page, r->now, document, r->error);
}

static step handle_page(reading *r, const ab_http_response *response, ab_http_request *prepared,
                        ab_api_request *next)
{
    ab_page *page = NULL;
    ab_api_response view = ab_api_view(r->now, response);
    step result = STEP_FAILED;
    if (open_body(r, response, &page, &view)) {
        result = find_next(r, &view, prepared, next);
        if (result != STEP_FAILED && !hand_page(r, page, &view)) {
            result = STEP_FAILED;
        }
    }
    ab_page_free(page);
    return result;
}

/* ---------------------------------------------------------------- all pages */

static step read_page(reading *r)
{
    ab_transfer *ahead = r->ahead;
    r->ahead = NULL;
    ab_http_response *response = ab_api_send(&r->call, ahead, &r->prepared, r->error);
    if (!response) {
        return STEP_FAILED;
    }
    ab_http_request prepared = {0};
    ab_api_request next;
    step result = r->call.ignored ? STEP_END : handle_page(r, response, &prepared, &next);
    if (result == STEP_NEXT && is_endless(r, response, same_request(&prepared, &r->prepared))) {
        ab_error_set(r->error, AB_ERROR_SYSTEM,
                     "The API gives the same page again and again: paging would never end");
        result = STEP_FAILED;
    }
    ab_http_response_unref(response);
    if (result == STEP_NEXT) {
        ab_arena *spare = r->now;
        r->now = r->next;
        r->next = spare;
        ab_arena_reset(spare);
        r->request = next;
        r->prepared = prepared;
    }
    return result;
}

static bool set_path(reading *r)
{
    ab_str rest = ab_str_of(r->pages->records);
    while (rest.n > 0) {
        if (r->path_length == MAX_PATH) {
            return ab_error_set(r->error, AB_ERROR_SYSTEM, "The path of records is too long: %s",
                                r->pages->records);
        }
        r->path[r->path_length++] = take_name(&rest);
    }
    return true;
}

static bool read_all(reading *r)
{
    r->request = copy_request(r->now, &r->pages->first);
    if (!set_path(r)) {
        return false;
    }
    r->call.record_path = r->pages->records ? r->path : NULL;
    r->call.record_segments = r->path_length;
    if (!ab_api_prepare(&r->call, r->now, &r->request, &r->prepared, r->error)) {
        return false;
    }
    step last;
    while ((last = read_page(r)) == STEP_NEXT) {
    }
    return last == STEP_END;
}

bool ab_api_read_pages(ab_runtime *runtime, ab_sink *sink, const ab_api_pages *pages,
                       ab_error *error)
{
    ab_error own = {0};
    reading r = {.pages = pages, .sink = sink, .error = &own};
    bool good = ab_api_call_init(&r.call, runtime, sink, pages->policy, &own);
    if (good) {
        r.now = ab_arena_new();
        r.next = ab_arena_new();
        r.record = ab_arena_new();
        /* Stopped quietly is an end, too. */
        good = read_all(&r) || !ab_error_is_set(&own);
        ab_transfer_free(r.ahead);
        ab_api_call_end(&r.call);
        ab_arena_free(r.now);
        ab_arena_free(r.next);
        ab_arena_free(r.record);
    }
    if (error) {
        ab_error_move(error, &own);
    }
    ab_error_clear(&own);
    return good;
}

#include "declarative/requesters/response.h"

#include "declarative/decoders/decoder.h"
#include "http/http.h"
#include "json/json.h"
#include "json/page.h"

/* A body that has to be in memory at once may be this large. */
#define MAX_WHOLE_BODY ((size_t)1 << 31)
/* JSON that is neither object nor array is not longer than this. */
#define MAX_ODD_JSON 65536

bool ab_response_text(ab_response *response, ab_str *out, ab_error *error)
{
    if (response->text.p || !response->http) {
        *out = response->text;
        return true;
    }
    ab_buf scratch;
    ab_buf_init(&scratch, MAX_WHOLE_BODY);
    bool ok = ab_body_whole(response->http->body, &scratch, out, error);
    if (ok && scratch.n) {
        *out = ab_arena_str(response->arena, *out);
    }
    ab_buf_free(&scratch);
    response->text = ok ? *out : (ab_str){NULL, 0};
    return ok;
}

static bool body_chunk(void *context, uint64_t offset, ab_buf *scratch, ab_str *out,
                       ab_error *error)
{
    const ab_response *response = context;
    return ab_body_chunk(response->http->body, offset, scratch, out, error) ||
           ab_error_is_set(error) ||
           ab_error_set(error, AB_ERROR_SYSTEM, "The response's body ends too early.");
}

/* A body in one block. An empty one stands for {}, as the JSON decoder has it. */
static ab_page_body in_memory(ab_str text)
{
    return (ab_page_body){.memory = ab_str_trim(text).n ? text : AB_STR("{}")};
}

/* In one block of memory, or behind a function. */
static ab_page_body page_body(ab_response *response)
{
    if (response->text.p || !response->http) {
        return in_memory(response->text);
    }
    uint64_t size = ab_body_size(response->http->body);
    ab_str first = {NULL, 0};
    ab_buf none;
    ab_buf_init(&none, 0);
    if (!size || (!ab_body_is_spilled(response->http->body) &&
                  ab_body_chunk(response->http->body, 0, &none, &first, NULL) && first.n == size)) {
        return in_memory(first);
    }
    return (ab_page_body){.size = size, .chunk = body_chunk, .context = response};
}

/* ---- Pages: one for each path that an extractor asks for ---- */

typedef struct ab_response_page_entry {
    struct ab_page *page;
    const ab_str *path;
    size_t segments;
    struct ab_response_page_entry *next;
} page_entry;

static bool same_path(const page_entry *entry, const ab_str *path, size_t segments)
{
    bool same = entry->segments == segments;
    for (size_t i = 0; same && i < segments; i++) {
        same = ab_str_eq(entry->path[i], path[i]);
    }
    return same;
}

/* Behind the others: the first one serves `response` in templates. The path is copied. */
static void add_page(ab_response *response, struct ab_page *page, const ab_str *path,
                     size_t segments)
{
    page_entry **place = &response->pages;
    while (*place) {
        place = &(*place)->next;
    }
    ab_str *copy = AB_ARENA_ARRAY(response->arena, ab_str, segments + 1);
    for (size_t i = 0; i < segments; i++) {
        copy[i] = ab_arena_str(response->arena, path[i]);
    }
    *place = AB_ARENA_NEW(response->arena, page_entry);
    **place = (page_entry){.page = page, .path = copy, .segments = segments};
}

struct ab_page *ab_response_page(ab_response *response, const ab_str *path, size_t segments,
                                 ab_error *error)
{
    for (const page_entry *at = response->pages; at; at = at->next) {
        if (same_path(at, path, segments)) {
            return at->page;
        }
    }
    ab_page_body body = page_body(response);
    struct ab_page *page = ab_page_new(&body, path, segments, error);
    if (page) {
        add_page(response, page, path, segments);
    }
    return page;
}

ab_str ab_response_start(const ab_response *response, size_t max)
{
    if (response->text.p || !response->http) {
        return ab_str_sub(response->text, 0, max);
    }
    uint64_t size = ab_body_size(response->http->body);
    size_t n = size < max ? (size_t)size : max;
    char *bytes = ab_arena_alloc(response->arena, n + 1);
    return (ab_str){bytes, ab_body_read(response->http->body, 0, bytes, n, NULL)};
}

bool ab_response_index(ab_response *response, struct ab_json_scan *scan, ab_error *error)
{
    ab_page_body body = page_body(response);
    size_t segments;
    const ab_str *path = ab_json_scan_path(scan, &segments);
    struct ab_page *page = ab_page_from_scan(scan, &body, error);
    if (page) {
        add_page(response, page, path, segments);
    }
    return page != NULL;
}

void ab_response_close(ab_response *response)
{
    if (response) {
        for (; response->pages; response->pages = response->pages->next) {
            ab_page_free(response->pages->page);
        }
        if (response->http) {
            ab_http_response_unref(response->http);
            response->http = NULL;
        }
    }
}

/* The first element of a decoder's pass, as a value of the page's life. */
static bool first_element(ab_response *response, ab_error *error)
{
    ab_bodies *bodies = ab_decoder_open(response->decoder, response, error);
    if (!bodies) {
        return false;
    }
    ab_body_value element = {0};
    int got = bodies->next(bodies, response->arena, &element, error);
    bool ok = got >= 0;
    if (got > 0) {
        ab_record text = {
            .raw = element.raw, .parsed = element.is_parsed, .arena = response->arena};
        text.value = element.value;
        ok = ab_record_parse(&text, error);
        response->decoded =
            element.is_parsed || !ok ? text.value : ab_value_copy(response->arena, &text.value);
    }
    bodies->close(bodies);
    return ok;
}

/* The first of the elements that the JSON decoder makes of a list, which may be a lazy one. */
static bool first_of(ab_response *response, const ab_value *document, ab_error *error)
{
    /* The CDK takes a body of null for one that is no JSON, and that for {}. */
    response->decoded = ab_is(document, AB_NULL) ? ab_value_object() : *document;
    if (ab_is(document, AB_ARRAY)) {
        response->decoded = document->count ? document->items[0] : ab_value_object();
    } else if (ab_is(document, AB_EXT) && document->ext.type->sequence) {
        const ab_ext_sequence *list = document->ext.type->sequence;
        response->decoded = ab_value_object();
        return !list->count(document->ext.data) ||
               list->at(document->ext.data, 0, response->arena, &response->decoded, error);
    }
    return true;
}

bool ab_response_value(ab_response *response, const ab_value **out, ab_error *error)
{
    if (!response->is_decoded) {
        response->decoded = ab_value_object();
        if (response->pages) {
            ab_value document;
            if (!ab_page_document(response->pages->page, response->arena, &document, error) ||
                !first_of(response, &document, error)) {
                return false;
            }
        } else if (response->decoder && !first_element(response, error)) {
            return false;
        }
        response->is_decoded = true;
    }
    *out = &response->decoded;
    return true;
}

/* A long body that cannot be JSON by its first character is not even read into memory. */
static bool may_be_json(ab_response *response)
{
    if (response->text.p || !response->http) {
        return response->text.n > 0;
    }
    const ab_body *body = response->http->body;
    char first[64];
    ab_str start = {first, ab_body_read(body, 0, first, sizeof(first), NULL)};
    start = ab_str_trim(ab_json_skip_mark(start));
    return ab_body_size(body) <= MAX_ODD_JSON || (start.n && strchr("{[", start.p[0]));
}

const ab_value *ab_response_json(ab_response *response)
{
    if (response->is_json_read) {
        return &response->json;
    }
    response->is_json_read = true;
    ab_str text;
    bool ok = response->pages
                  ? ab_page_document(response->pages->page, response->arena, &response->json, NULL)
                  : may_be_json(response) && ab_response_text(response, &text, NULL) &&
                        ab_json_parse(response->arena, ab_json_skip_mark(text), NULL,
                                      &response->json, NULL);
    if (!ok) {
        response->json = ab_value_object();
    }
    return &response->json;
}

const ab_value *ab_response_header(const ab_response *response, ab_str name)
{
    for (size_t i = 0; i < response->headers.count; i++) {
        const ab_member *member = &response->headers.object.members[i];
        if (ab_str_eq_nocase(member->key, name)) {
            return &member->value;
        }
    }
    return NULL;
}

/* JsonItemsDecoder: the elements of one array in a JSON document, which may be very large. */
#include "codec/charset.h"
#include "declarative/decoders/indexed.h"
#include "http/http.h"
#include "json/json.h"
#include "json/scan.h"

typedef struct json_items_decoder {
    ab_str items_path;
    ab_str encoding;
} json_items_decoder;

typedef struct decoder {
    ab_decoder base;
    ab_str encoding;
    ab_str *path;
    size_t segments;
    bool through_lists; /* the path holds "item", ijson's word for each element of an array */
} decoder;

static bool feed(ab_json_scan *scan, const ab_page_body *bytes, ab_error *error)
{
    if (bytes->memory.p) {
        return ab_json_scan_feed(scan, bytes->memory, error) && ab_json_scan_end(scan, error);
    }
    ab_buf window;
    ab_buf_init(&window, AB_BUF_NO_MAX);
    bool ok = true;
    ab_str chunk;
    for (uint64_t at = 0; ok && at < bytes->size; at += chunk.n) {
        ok = bytes->chunk(bytes->context, at, &window, &chunk, error) &&
             ab_json_scan_feed(scan, chunk, error);
    }
    ab_buf_free(&window);
    return ok && ab_json_scan_end(scan, error);
}

/* The page of the array at the path; *is_list is false where there is something else. */
static ab_page *index_items(const ab_page_body *bytes, const ab_str *path, size_t n, bool *is_list,
                            ab_error *error)
{
    ab_json_scan *scan = ab_json_scan_new(path, n);
    if (!feed(scan, bytes, error)) {
        ab_json_scan_free(scan);
        return NULL;
    }
    *is_list = ab_json_scan_target(scan) == AB_SCAN_LIST;
    return ab_page_from_scan(scan, bytes, error);
}

/* ---- Paths through lists: rare, and by a walk over the document ---- */

static void collect(ab_arena *arena, const ab_value *at, const decoder *self, size_t i,
                    ab_value *out)
{
    if (i == self->segments) {
        for (size_t j = 0; ab_is(at, AB_ARRAY) && j < at->count; j++) {
            ab_array_push(arena, out, at->items[j]);
        }
        return;
    }
    if (ab_is(at, AB_ARRAY) && ab_str_is(self->path[i], "item")) {
        for (size_t j = 0; j < at->count; j++) {
            collect(arena, &at->items[j], self, i + 1, out);
        }
    } else if (ab_is(at, AB_OBJECT)) {
        const ab_value *member = ab_object_get(at, self->path[i]);
        if (member) {
            collect(arena, member, self, i + 1, out);
        }
    }
}

typedef struct list_bodies {
    ab_bodies base;
    ab_value list;
    size_t next;
} list_bodies;

static int next_item(ab_bodies *bodies, ab_arena *arena, ab_body_value *out, ab_error *error)
{
    (void)arena;
    (void)error;
    list_bodies *self = (list_bodies *)bodies;
    if (self->next == self->list.count) {
        return 0;
    }
    *out = (ab_body_value){.value = self->list.items[self->next++], .is_parsed = true};
    return 1;
}

static void close_list(ab_bodies *bodies)
{
    (void)bodies;
}

static ab_bodies *open_walk(const decoder *self, ab_body *body, ab_arena *arena, ab_error *error)
{
    list_bodies *list = AB_ARENA_NEW(arena, list_bodies);
    list->base = (ab_bodies){.next = next_item, .close = close_list};
    list->list = ab_value_array();
    ab_value document;
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    ab_str whole;
    const ab_json_options copy = {.copy = true};
    bool ok = ab_body_whole(body, &text, &whole, error) &&
              ab_json_parse(arena, whole, &copy, &document, error);
    ab_buf_free(&text);
    if (ok) {
        collect(arena, &document, self, 0, &list->list);
    }
    ab_body_unref(body);
    return ok ? &list->base : NULL;
}

/* ---- Opening ---- */

static ab_bodies *open_body(const decoder *self, ab_body *body, ab_response *response,
                            ab_error *error)
{
    if (!body || self->through_lists) {
        return body ? open_walk(self, body, response->arena, error) : NULL;
    }
    bool is_list = false;
    ab_page_body bytes = ab_body_as_page(body);
    ab_indexed items = {.owned = true, .body = body};
    items.page = index_items(&bytes, self->path, self->segments, &is_list, error);
    if (!items.page) {
        ab_body_unref(body);
        return NULL;
    }
    items.none = !is_list;
    return ab_indexed_bodies(&items, response->arena);
}

static ab_bodies *open_source(const ab_decoder *base, ab_reader *source, ab_response *response,
                              ab_error *error)
{
    const decoder *self = (const decoder *)base;
    ab_reader *text = ab_reader_to_utf8(source, self->encoding, error);
    return open_body(self, text ? ab_spool(text, response, error) : NULL, response, error);
}

static bool is_utf8(ab_str encoding)
{
    return ab_str_eq_nocase(encoding, AB_STR("utf-8")) ||
           ab_str_eq_nocase(encoding, AB_STR("utf8")) ||
           ab_str_eq_nocase(encoding, AB_STR("utf_8"));
}

/* The response's own bytes need no copy. */
static ab_bodies *open_response(const ab_decoder *base, ab_response *response, ab_error *error)
{
    const decoder *self = (const decoder *)base;
    if (!response->http || response->text.p || !is_utf8(self->encoding)) {
        return open_source(base, ab_response_reader(response), response, error);
    }
    return open_body(self, ab_body_ref(response->http->body), response, error);
}

static const ab_decoder_ops ops = {.open = open_response, .open_source = open_source};

static void split_path(decoder *self, ab_arena *arena, ab_str path)
{
    self->path = AB_ARENA_ARRAY(arena, ab_str, path.n + 1);
    for (size_t from = 0; from <= path.n;) {
        ptrdiff_t dot = ab_str_find(path, AB_STR("."), from);
        size_t to = dot < 0 ? path.n : (size_t)dot;
        ab_str segment = ab_str_sub(path, from, to);
        self->through_lists |= ab_str_is(segment, "item");
        self->path[self->segments++] = segment;
        from = to + 1;
    }
}

static void *build_decoder(ab_build *build, const ab_component *component, const void *args,
                           ab_error *error)
{
    (void)args;
    const json_items_decoder *o = component->options;
    decoder *self = AB_ARENA_NEW(build->arena, decoder);
    self->base.ops = &ops;
    self->base.streams = true;
    self->encoding = o->encoding;
    split_path(self, build->arena, o->items_path);
    if (!o->items_path.n) {
        ab_error_set(error, AB_ERROR_SYSTEM, "JsonItemsParser requires a non-empty items_path.");
        return NULL;
    }
    if (!ab_charset_known(o->encoding)) {
        ab_error_set(error, AB_ERROR_CONFIG, "unknown encoding: %.*s", AB_STR_ARG(o->encoding));
        return NULL;
    }
    return self;
}

static const ab_field json_items_decoder_fields[] = {
    {"items_path", AB_FIELD_STRING, AB_AT(json_items_decoder, items_path),
     .flags = AB_FIELD_REQUIRED,
     .help = "Keys with dots between that lead to the array; \"item\" is each element of an outer "
             "array."},
    {"encoding", AB_FIELD_STRING, AB_AT(json_items_decoder, encoding), .deflt = "\"utf-8\"",
     .help = "Character encoding of the text, by Python's names."},
    {0},
};

const ab_component_type ab_component_json_items_decoder = {
    .name = "JsonItemsDecoder",
    .family = AB_FAMILY_DECODER,
    .fields = json_items_decoder_fields,
    .options_size = sizeof(json_items_decoder),
    .build = build_decoder,
    .help = "Reads the elements of one array of a JSON document, one at a time.",
};

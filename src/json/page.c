#include "json/page.h"

#include "base/alloc.h"
#include "json/json.h"

#include <stdlib.h>

enum {
    /* What is read of a single value to see whether it is one of Python's false ones: numbers
     * longer than this are taken as true. */
    MAX_FALSE_NUMBER = 4096,
};

struct ab_page {
    ab_json_scan *scan;
    ab_page_body body;
    size_t count;
    ab_str piece; /* of the body, at piece_offset; see ab_page_body.chunk */
    uint64_t piece_offset;
    ab_buf window;    /* what `chunk` reads into */
    ab_buf assembled; /* a record that lies in several pieces */
    ab_arena *scratch;
};

/* The piece that holds the byte at `offset`, from there on. */
static bool get_piece(ab_page *page, uint64_t offset, ab_str *out, ab_error *error)
{
    bool held = offset >= page->piece_offset && offset - page->piece_offset < page->piece.n;
    if (!held) {
        page->piece = (ab_str){NULL, 0};
        page->piece_offset = offset;
        if (!page->body.chunk(page->body.context, offset, &page->window, &page->piece, error)) {
            page->piece = (ab_str){NULL, 0};
            return false;
        }
        if (!page->piece.n) {
            return ab_error_set(error, AB_ERROR_SYSTEM, "The response body ends before its size");
        }
    }
    *out = ab_str_sub(page->piece, (size_t)(offset - page->piece_offset), page->piece.n);
    return true;
}

/* Copies [offset, offset + n) of the body to `to`. */
static bool copy_bytes(ab_page *page, uint64_t offset, size_t n, char *to, ab_error *error)
{
    while (n) {
        ab_str piece;
        if (page->body.memory.p) {
            piece = ab_str_sub(page->body.memory, (size_t)offset, page->body.memory.n);
        } else if (!get_piece(page, offset, &piece, error)) {
            return false;
        }
        size_t take = piece.n < n ? piece.n : n;
        memcpy(to, piece.p, take);
        to += take;
        offset += take;
        n -= take;
    }
    return true;
}

static bool assemble(ab_page *page, uint64_t offset, size_t n, ab_str *out, ab_error *error)
{
    ab_buf_clear(&page->assembled);
    char *to = ab_buf_reserve(&page->assembled, n);
    if (!copy_bytes(page, offset, n, to, error)) {
        return false;
    }
    *out = (ab_str){to, n};
    return true;
}

/* Where a record is cut by the window's end, the window moves to the record's start; a record
 * longer than a window is put together aside. */
static bool get_bytes(ab_page *page, uint64_t offset, size_t n, ab_str *out, ab_error *error)
{
    if (page->body.memory.p) {
        *out = ab_str_sub(page->body.memory, (size_t)offset, (size_t)offset + n);
        return true;
    }
    if (page->assembled.capacity > page->window.capacity) {
        ab_buf_free(&page->assembled);
    }
    ab_str piece;
    if (!get_piece(page, offset, &piece, error)) {
        return false;
    }
    bool from_window = page->window.p && page->piece.p == page->window.p;
    if (piece.n < n && from_window && offset != page->piece_offset) {
        page->piece.n = 0;
        if (!get_piece(page, offset, &piece, error)) {
            return false;
        }
    }
    if (piece.n < n) {
        return assemble(page, offset, n, out, error);
    }
    *out = ab_str_sub(piece, 0, n);
    return true;
}

static bool scan_body(ab_page *page, ab_error *error)
{
    for (uint64_t offset = 0; offset < page->body.size;) {
        ab_str piece;
        if (page->body.memory.p) {
            piece = page->body.memory;
        } else if (!get_piece(page, offset, &piece, error)) {
            return false;
        }
        if (!ab_json_scan_feed(page->scan, piece, error)) {
            return false;
        }
        offset += piece.n;
    }
    return ab_json_scan_end(page->scan, error);
}

/* Whether Python's bool() of the one value at the path is true. */
static bool single_is_true(ab_page *page, bool *is_true, ab_error *error)
{
    ab_record_entry e = ab_json_scan_entry(page->scan, 0);
    ab_str text;
    *is_true = !(e.flags & AB_RECORD_EMPTY);
    if ((e.flags & AB_RECORD_OBJECT) || e.length > MAX_FALSE_NUMBER) {
        return true;
    }
    ab_value v;
    if (!get_bytes(page, e.offset, e.length, &text, error) ||
        !ab_json_parse(page->scratch, text, NULL, &v, error)) {
        return false;
    }
    *is_true = ab_value_truthy(&v);
    ab_arena_reset(page->scratch);
    return true;
}

static bool count_records(ab_page *page, ab_error *error)
{
    page->count = ab_json_scan_indexed(page->scan) ? ab_json_scan_count(page->scan) : 0;
    if (ab_json_scan_target(page->scan) != AB_SCAN_VALUE) {
        return true;
    }
    bool is_true;
    if (!single_is_true(page, &is_true, error)) {
        return false;
    }
    page->count = is_true ? 1 : 0;
    return true;
}

static ab_page *new_page(ab_json_scan *scan, const ab_page_body *body)
{
    ab_page *page = ab_xcalloc(1, sizeof(*page));
    page->scan = scan;
    page->body = *body;
    if (body->memory.p) {
        page->body.size = body->memory.n;
    }
    page->scratch = ab_arena_new();
    ab_buf_init(&page->window, AB_BUF_NO_MAX);
    ab_buf_init(&page->assembled, AB_BUF_NO_MAX);
    return page;
}

ab_page *ab_page_new(const ab_page_body *body, const ab_str *path, size_t segments, ab_error *error)
{
    ab_page *page = new_page(ab_json_scan_new(path, segments), body);
    if (!scan_body(page, error) || !count_records(page, error)) {
        ab_page_free(page);
        return NULL;
    }
    return page;
}

ab_page *ab_page_from_scan(ab_json_scan *scan, const ab_page_body *body, ab_error *error)
{
    ab_page *page = new_page(scan, body);
    if (!count_records(page, error)) {
        ab_page_free(page);
        return NULL;
    }
    return page;
}

void ab_page_free(ab_page *page)
{
    if (!page) {
        return;
    }
    ab_json_scan_free(page->scan);
    ab_arena_free(page->scratch);
    ab_buf_free(&page->window);
    ab_buf_free(&page->assembled);
    free(page);
}

bool ab_page_indexed(const ab_page *page)
{
    return ab_json_scan_indexed(page->scan);
}

size_t ab_page_count(const ab_page *page)
{
    return page->count;
}

ab_record_entry ab_page_entry(const ab_page *page, size_t i)
{
    return ab_json_scan_entry(page->scan, i);
}

size_t ab_page_bytes(const ab_page *page)
{
    return sizeof(*page) + ab_json_scan_bytes(page->scan) + page->window.capacity +
           page->assembled.capacity + ab_arena_bytes(page->scratch);
}

void ab_page_let_go(ab_page *page)
{
    ab_buf_free(&page->assembled);
}

bool ab_page_span(ab_page *page, size_t i, ab_str *out, ab_error *error)
{
    ab_record_entry e = ab_json_scan_entry(page->scan, i);
    return get_bytes(page, e.offset, e.length, out, error);
}

bool ab_page_parse(ab_page *page, size_t i, ab_arena *arena, ab_value *out, ab_error *error)
{
    ab_str text;
    if (!ab_page_span(page, i, &text, error)) {
        return false;
    }
    if (!page->body.memory.p) {
        text = ab_arena_str(arena, text);
    }
    return ab_json_parse(arena, text, NULL, out, error);
}

/* ---- The document. ---- */

/* The data of a lazy list: a page's records, or what a copy made of them. */
typedef struct lazy_list {
    ab_page *page;  /* NULL in a copy */
    ab_value items; /* of a copy */
} lazy_list;

static size_t lazy_count(const void *data)
{
    const lazy_list *list = data;
    return list->page ? list->page->count : list->items.count;
}

static bool lazy_at(const void *data, size_t i, ab_arena *arena, ab_value *out, ab_error *error)
{
    const lazy_list *list = data;
    if (list->page) {
        return ab_page_parse(list->page, i, arena, out, error);
    }
    *out = list->items.items[i];
    return true;
}

/* A copy outlives the page, so it holds the records. One that cannot be read again (a failing
 * disk, whose error every other read reports) is null. */
static void *lazy_copy(ab_arena *arena, const void *data)
{
    const lazy_list *list = data;
    lazy_list *copy = AB_ARENA_NEW(arena, lazy_list);
    copy->items = ab_value_array();
    ab_arena *scratch = ab_arena_new();
    for (size_t i = 0; i < lazy_count(data); i++) {
        ab_value item;
        if (!lazy_at(list, i, scratch, &item, NULL)) {
            item = ab_value_null();
        }
        ab_array_push(arena, &copy->items, ab_value_copy(arena, &item));
        ab_arena_reset(scratch);
    }
    ab_arena_free(scratch);
    return copy;
}

static const ab_ext_sequence lazy_sequence = {.count = lazy_count, .at = lazy_at};
static const ab_ext_type lazy_type = {
    .name = "list", .copy = lazy_copy, .sequence = &lazy_sequence};

/* The text of the document with an empty list for the records' one. */
static bool document_text(ab_page *page, ab_arena *arena, ab_str *out, ab_error *error)
{
    uint64_t size = page->body.size;
    uint64_t begin = size;
    uint64_t end = size;
    if (ab_json_scan_target(page->scan) == AB_SCAN_LIST) {
        ab_json_scan_list_span(page->scan, &begin, &end);
    } else if (page->body.memory.p) {
        *out = page->body.memory;
        return true;
    }
    size_t before = (size_t)begin;
    size_t after = (size_t)(size - end);
    char *text = ab_arena_alloc(arena, before + 2 + after);
    if (!copy_bytes(page, 0, before, text, error)) {
        return false;
    }
    size_t gap = end > begin ? 2 : 0;
    memcpy(text + before, "[]", gap);
    *out = (ab_str){text, before + gap + after};
    return copy_bytes(page, end, after, text + before + gap, error);
}

/* The place of the records' list, which a path without wildcards but at its end leads to. */
static ab_value *list_place(const ab_page *page, ab_value *document)
{
    size_t n;
    const ab_str *path = ab_json_scan_path(page->scan, &n);
    if (n && ab_str_is(path[n - 1], "*")) {
        n--;
    }
    ab_value *v = document;
    for (size_t i = 0; i < n && v; i++) {
        int64_t index;
        if (v->kind == AB_OBJECT) {
            v = ab_object_find(v, path[i]);
        } else if (ab_path_index(path[i], &index) && index >= 0 && ab_at(v, (size_t)index)) {
            v = &v->items[index];
        } else {
            v = NULL;
        }
    }
    return v;
}

bool ab_page_document(ab_page *page, ab_arena *arena, ab_value *out, ab_error *error)
{
    ab_str text;
    if (!document_text(page, arena, &text, error) ||
        !ab_json_parse(arena, text, NULL, out, error)) {
        return false;
    }
    if (ab_json_scan_target(page->scan) == AB_SCAN_LIST && page->count) {
        ab_value *place = list_place(page, out);
        lazy_list *list = AB_ARENA_NEW(arena, lazy_list);
        list->page = page;
        if (place) {
            *place = ab_value_ext(&lazy_type, list);
        }
    }
    return true;
}

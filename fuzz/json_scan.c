/* The scanner accepts what the parser accepts, with the same error texts, wherever chunks end; and
 * what it finds at a path, read through small windows, is what the parsed document holds there. */
#include "fuzz.h"

#include "json/json.h"
#include "json/page.h"
#include "json/shallow.h"

#include <string.h>

enum { MAX_SEGMENTS = 3, MAX_SIZE = 1 << 16 };

typedef struct fuzz_path {
    ab_str segments[MAX_SEGMENTS];
    size_t n;
} fuzz_path;

#define S(text)                                                                                    \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
static const fuzz_path paths[] = {
    {{{NULL, 0}}, 0},
    {{S("data")}, 1},
    {{S("data"), S("data")}, 2},
    {{S("data"), S("0"), S("a")}, 3},
    {{S("*")}, 1},
    {{S("data"), S("*")}, 2},
    {{S("*"), S("a")}, 2},
    {{S("*"), S("*"), S("*")}, 3},
};

/* A body read through windows of changing sizes. */
typedef struct fuzz_body {
    ab_str text;
    uint32_t random;
} fuzz_body;

static size_t next_size(fuzz_body *body, size_t most)
{
    body->random = body->random * 1664525u + 1013904223u;
    size_t n = 1 + (body->random >> 16) % 40;
    return n < most ? n : most;
}

static bool read_chunk(void *context, uint64_t offset, ab_buf *scratch, ab_str *out,
                       ab_error *error)
{
    (void)error;
    fuzz_body *body = context;
    size_t n = next_size(body, body->text.n - (size_t)offset);
    ab_buf_clear(scratch);
    ab_buf_add(scratch, body->text.p + offset, n);
    *out = ab_buf_str(scratch);
    return true;
}

/* What the CDK's extractor would give, by walking the parsed document. */
static void collect(ab_arena *arena, const ab_value *v, const fuzz_path *path, size_t i,
                    ab_value *found)
{
    if (i == path->n) {
        ab_array_push(arena, found, *v);
        return;
    }
    bool all = ab_str_is(path->segments[i], "*");
    if (v->kind == AB_OBJECT) {
        for (uint32_t k = 0; k < v->count; k++) {
            const ab_member *m = &v->object.members[k];
            if (all || ab_str_eq(m->key, path->segments[i])) {
                collect(arena, &m->value, path, i + 1, found);
            }
        }
    } else if (v->kind == AB_ARRAY) {
        for (uint32_t k = 0; k < v->count; k++) {
            ab_str index = ab_arena_printf(arena, "%u", k);
            if (all || ab_str_eq(index, path->segments[i])) {
                collect(arena, &v->items[k], path, i + 1, found);
            }
        }
    }
}

static ab_value expected_records(ab_arena *arena, const ab_value *document, const fuzz_path *path)
{
    ab_value found = ab_value_array();
    collect(arena, document, path, 0, &found);
    bool wild = false;
    for (size_t i = 0; i < path->n; i++) {
        wild = wild || ab_str_is(path->segments[i], "*");
    }
    if (wild || found.count == 0) {
        return found;
    }
    if (found.items[0].kind == AB_ARRAY) {
        return found.items[0];
    }
    found.count = ab_value_truthy(&found.items[0]) ? 1 : 0;
    return found;
}

static void check_record(ab_page *page, size_t i, const ab_value *expected, ab_arena *arena)
{
    ab_value v;
    FUZZ_CHECK(ab_page_parse(page, i, arena, &v, NULL));
    ab_str text = ab_json_text(arena, &v, AB_JSON_COMPACT);
    FUZZ_CHECK(ab_str_eq(text, ab_json_text(arena, expected, AB_JSON_COMPACT)));
    unsigned flags = ab_page_entry(page, i).flags;
    for (int keep = 0; keep < 2; keep++) {
        ab_buf emitted;
        ab_buf_init(&emitted, AB_BUF_NO_MAX);
        ab_str span;
        FUZZ_CHECK(ab_page_span(page, i, &span, NULL));
        FUZZ_CHECK(ab_record_emit(&emitted, span, flags, keep, arena, NULL));
        FUZZ_CHECK(!memchr(emitted.p, '\n', emitted.n) && !memchr(emitted.p, '\r', emitted.n));
        FUZZ_CHECK(ab_utf8_valid(ab_buf_str(&emitted)));
        ab_value back;
        FUZZ_CHECK(ab_json_parse(arena, ab_buf_str(&emitted), NULL, &back, NULL));
        ab_buf written;
        ab_buf_init(&written, AB_BUF_NO_MAX);
        FUZZ_CHECK(ab_record_write(&written, expected, keep));
        FUZZ_CHECK(ab_str_eq(ab_json_text(arena, &back, AB_JSON_COMPACT), ab_buf_str(&written)));
        ab_buf_free(&emitted);
        ab_buf_free(&written);
    }
}

/* The record with its last member removed, its first one replaced and one added gives the same
 * whether it was parsed or only its members were found. */
static void check_shallow(ab_page *page, size_t i, const ab_value *expected, ab_arena *arena)
{
    ab_str text;
    FUZZ_CHECK(ab_page_span(page, i, &text, NULL));
    text = ab_arena_str(arena, text);
    ab_shallow *s = ab_shallow_open(arena, text, ab_page_entry(page, i).flags);
    if (!s) {
        return;
    }
    FUZZ_CHECK(expected->kind == AB_OBJECT);
    ab_value v = ab_value_clone(arena, expected);
    for (uint32_t k = 0; k < v.count; k++) {
        const ab_value *member = ab_shallow_get(s, v.object.members[k].key);
        FUZZ_CHECK(member &&
                   ab_str_eq(ab_json_text(arena, member, AB_JSON_COMPACT),
                             ab_json_text(arena, &v.object.members[k].value, AB_JSON_COMPACT)));
    }
    if (v.count > 0) {
        ab_str first = v.object.members[0].key, last = v.object.members[v.count - 1].key;
        ab_shallow_set(s, first, ab_value_cstr("first"));
        ab_object_set(arena, &v, first, ab_value_cstr("first"));
        ab_shallow_remove(s, last);
        ab_object_remove(arena, &v, last);
    }
    ab_shallow_set(s, AB_STR("added"), ab_value_int(1));
    ab_object_set(arena, &v, AB_STR("added"), ab_value_int(1));
    for (int keep = 0; keep < 2; keep++) {
        ab_buf written;
        ab_value back, want;
        ab_buf_init(&written, AB_BUF_NO_MAX);
        FUZZ_CHECK(ab_shallow_write(&written, s, keep));
        FUZZ_CHECK(!memchr(written.p, '\n', written.n) && !memchr(written.p, '\r', written.n));
        ab_str got = ab_arena_str(arena, ab_buf_str(&written));
        FUZZ_CHECK(ab_json_parse(arena, got, NULL, &back, NULL));
        ab_buf_clear(&written);
        FUZZ_CHECK(ab_record_write(&written, &v, keep));
        got = ab_arena_str(arena, ab_buf_str(&written));
        FUZZ_CHECK(ab_json_parse(arena, got, NULL, &want, NULL));
        FUZZ_CHECK(ab_str_eq(ab_json_text(arena, &back, AB_JSON_COMPACT),
                             ab_json_text(arena, &want, AB_JSON_COMPACT)));
        ab_buf_free(&written);
    }
    ab_value whole = ab_shallow_parse(s);
    FUZZ_CHECK(ab_str_eq(ab_json_text(arena, &whole, AB_JSON_COMPACT),
                         ab_json_text(arena, &v, AB_JSON_COMPACT)));
}

static void check_page(ab_page *page, const ab_value *document, const fuzz_path *path,
                       ab_arena *arena)
{
    ab_value whole;
    FUZZ_CHECK(ab_page_document(page, arena, &whole, NULL));
    FUZZ_CHECK(ab_str_eq(ab_json_text(arena, &whole, AB_JSON_COMPACT),
                         ab_json_text(arena, document, AB_JSON_COMPACT)));
    if (!ab_page_indexed(page)) {
        return;
    }
    ab_value expected = expected_records(arena, document, path);
    FUZZ_CHECK(ab_page_count(page) == expected.count);
    for (size_t i = 0; i < expected.count; i++) {
        check_record(page, i, &expected.items[i], arena);
        check_shallow(page, i, &expected.items[i], arena);
    }
}

static void check_path(ab_str text, const fuzz_path *path, bool in_memory)
{
    ab_arena *arena = ab_arena_new();
    ab_error parse_error = {0};
    ab_error scan_error = {0};
    ab_value document;
    fuzz_body windows = {.text = text, .random = (uint32_t)text.n};
    ab_page_body body = {.memory = text, .size = text.n};
    if (!in_memory) {
        body.memory = (ab_str){NULL, 0};
        body.chunk = read_chunk;
        body.context = &windows;
    }
    bool parsed = ab_json_parse(arena, text, NULL, &document, &parse_error);
    ab_page *page = ab_page_new(&body, path->segments, path->n, &scan_error);
    FUZZ_CHECK((page != NULL) == parsed);
    if (page) {
        check_page(page, &document, path, arena);
    } else {
        FUZZ_CHECK(strcmp(parse_error.message, scan_error.message) == 0);
    }
    ab_page_free(page);
    ab_error_clear(&parse_error);
    ab_error_clear(&scan_error);
    ab_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > MAX_SIZE) {
        return 0;
    }
    ab_str text = {size ? (const char *)data : "", size};
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        check_path(text, &paths[i], i % 2 == 0);
        check_path(text, &paths[i], i % 2 != 0);
    }
    return 0;
}

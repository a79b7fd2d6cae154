/* expect_records: records that a read has to give. */
#include "acceptance/records.h"

#include "acceptance/schema_walk.h"
#include "base/file.h"
#include "base/map.h"
#include "json/json.h"

#define MAX_FILE_BYTES ((size_t)1 << 30)
/* Records that are told as missing. */
enum { SHOWN_RECORDS = 5 };

/* The lines of the file as an array of RECORD bodies. */
static bool read_lines(ab_at_case *c, ab_str path, ab_value *out)
{
    const char *whole = ab_at_join(c->arena, c->suite->config.base_path, path);
    ab_error error = {0};
    ab_str text;
    *out = ab_value_array();
    if (!ab_file_read(c->arena, whole, MAX_FILE_BYTES, &text, &error)) {
        ab_at_fail(c, "expect_records: %s", error.message);
        ab_error_clear(&error);
        return false;
    }
    for (unsigned line = 1; text.n > 0; line++) {
        const char *end = memchr(text.p, '\n', text.n);
        size_t n = end ? (size_t)(end - text.p) : text.n;
        ab_str one = ab_str_trim(ab_str_sub(text, 0, n));
        ab_value record;
        if (one.n > 0 &&
            (!ab_json_parse(c->arena, one, NULL, &record, NULL) ||
             !ab_is(ab_get(&record, "data"), AB_OBJECT) || ab_get_text(&record, "stream").n == 0)) {
            ab_at_fail(c, "%s:%u: not a record with stream and data", whole, line);
            return false;
        }
        if (one.n > 0) {
            ab_array_push(c->arena, out, record);
        }
        text = ab_str_sub(text, n + 1, text.n);
    }
    return true;
}

/* The data of a stream's records. */
static ab_value data_of(ab_arena *arena, const ab_value *records, ab_str name)
{
    ab_value out = ab_value_array();
    for (uint32_t i = 0; i < records->count; i++) {
        const ab_value *data = ab_get(&records->items[i], "data");
        if (data && ab_str_eq(ab_get_text(&records->items[i], "stream"), name)) {
            ab_array_push(arena, &out, *data);
        }
    }
    return out;
}

static ab_str key_text(ab_arena *arena, const ab_value *key, const ab_value *data)
{
    ab_value parts = ab_value_array();
    for (uint32_t i = 0; i < key->count; i++) {
        const ab_value *part = ab_at_key_part(data, &key->items[i]);
        ab_array_push(arena, &parts, part ? *part : ab_value_null());
    }
    return ab_json_text(arena, &parts, AB_JSON_COMPACT | AB_JSON_SORTED);
}

static void compare_in_order(ab_at_case *c, ab_str name, const ab_value *key,
                             const ab_value *expected, const ab_value *got)
{
    for (uint32_t i = 0; i < expected->count; i++) {
        ab_str want = key_text(c->arena, key, &expected->items[i]);
        const ab_value *record = ab_at(got, i);
        ab_str has = record ? key_text(c->arena, key, record) : AB_STR("no record");
        if (!ab_str_eq(want, has)) {
            ab_at_fail(c, "%.*s: record %u: expected the key %.*s, got %.*s", AB_STR_ARG(name),
                       i + 1, AB_STR_ARG(want), AB_STR_ARG(has));
            return;
        }
    }
}

static void compare_as_set(ab_at_case *c, ab_str name, const ab_value *key,
                           const ab_value *expected, const ab_value *got)
{
    ab_map has = {0};
    size_t missing = 0;
    for (uint32_t i = 0; i < got->count; i++) {
        ab_map_set(&has, key_text(c->arena, key, &got->items[i]), NULL);
    }
    for (uint32_t i = 0; i < expected->count; i++) {
        ab_str want = key_text(c->arena, key, &expected->items[i]);
        if (!ab_map_has(&has, want) && missing++ < SHOWN_RECORDS) {
            ab_at_fail(c, "%.*s: expected a record with the key %.*s", AB_STR_ARG(name),
                       AB_STR_ARG(want));
        }
    }
    if (missing > SHOWN_RECORDS) {
        ab_at_fail(c, "%.*s: … %zu of %u expected records are missing", AB_STR_ARG(name), missing,
                   expected->count);
    }
    ab_map_free(&has, NULL);
}

static void compare_stream(ab_at_case *c, const ab_at_read_output *read, const ab_value *lines,
                           const ab_value *configured)
{
    ab_str name = ab_at_stream_name(configured);
    const ab_value *key = ab_at_primary_key(configured);
    ab_value expected = data_of(c->arena, lines, name);
    ab_value got = data_of(c->arena, &read->records, name);
    if (!key && got.count < expected.count) {
        ab_at_fail(c, "%.*s: expected at least %u records, got %u", AB_STR_ARG(name),
                   expected.count, got.count);
    } else if (key && ab_get_bool(ab_get(c->entry, "expect_records"), "exact_order", false)) {
        compare_in_order(c, name, key, &expected, &got);
    } else if (key) {
        compare_as_set(c, name, key, &expected, &got);
    }
}

void ab_at_check_expected(ab_at_case *c, const ab_at_read_output *read, const ab_value *empty)
{
    const ab_value *options = ab_get(c->entry, "expect_records");
    ab_str path = ab_get_text(options, "path");
    const ab_value *streams = ab_get(read->catalog, "streams");
    bool high = c->suite->config.high;
    ab_value lines;
    if (high && !ab_is(options, AB_OBJECT)) {
        ab_at_fail(c, "strictness high: expect_records must be configured");
    }
    if (path.n == 0 || !read_lines(c, path, &lines)) {
        return;
    }
    for (uint32_t i = 0; i < streams->count; i++) {
        const ab_value *configured = &streams->items[i];
        ab_str name = ab_at_stream_name(configured);
        if (high && data_of(c->arena, &lines, name).count == 0 && !ab_at_list_has(empty, name)) {
            ab_at_fail(c,
                       "strictness high: %.*s has no expected records in %.*s, and is not among "
                       "empty_streams",
                       AB_STR_ARG(name), AB_STR_ARG(path));
        }
        compare_stream(c, read, &lines, configured);
    }
}

/* test-read for people. */
#include "cli/test_read.h"

#include "json/json.h"

/* What is shown of a page's records, and of a line. */
enum { SHOWN_RECORDS = 3, WIDTH = 110 };

/* A value on one line, cut to the width. */
static void add_short(ab_buf *out, ab_arena *arena, const ab_value *value)
{
    ab_str text = ab_json_text(arena, value, AB_JSON_COMPACT);
    size_t n = WIDTH;
    if (text.n <= n) {
        ab_buf_add_str(out, text);
        return;
    }
    while (n > 0 && ((unsigned char)text.p[n] & 0xc0) == 0x80) {
        n--; /* not within a character */
    }
    ab_buf_add(out, text.p, n);
    ab_buf_add_text(out, "…");
}

static void add_exchange(ab_buf *out, const ab_short_page *page)
{
    if (page->request.kind != AB_OBJECT) {
        ab_buf_add_text(out, "(no request)");
        return;
    }
    int64_t status = 0;
    ab_value_int64(ab_get(&page->response, "status"), &status);
    ab_str problem = ab_get_text(&page->response, "problem");
    ab_buf_printf(out, "%.*s %.*s → ", AB_STR_ARG(ab_get_text(&page->request, "http_method")),
                  AB_STR_ARG(ab_get_text(&page->request, "url")));
    if (problem.n) {
        ab_buf_add_str(out, problem);
    } else {
        ab_buf_printf(out, "%lld, %zu bytes", (long long)status,
                      ab_get_text(&page->response, "body").n);
    }
}

static void add_page(ab_buf *out, ab_arena *arena, size_t number, const ab_short_page *page)
{
    ab_buf_printf(out, "  page %zu  ", number);
    add_exchange(out, page);
    ab_buf_printf(out, ", %u records\n", page->records.count);
    for (uint32_t i = 0; i < page->records.count && i < SHOWN_RECORDS; i++) {
        ab_buf_add_text(out, "    ");
        add_short(out, arena, &page->records.items[i]);
        ab_buf_add_char(out, '\n');
    }
    if (page->records.count > SHOWN_RECORDS) {
        ab_buf_printf(out, "    … %u more\n", page->records.count - SHOWN_RECORDS);
    }
}

static void add_slice(ab_buf *out, ab_arena *arena, size_t number, const ab_short_slice *slice)
{
    ab_buf_printf(out, "\nslice %zu", number);
    if (slice->descriptor.kind != AB_NULL) {
        ab_buf_add_text(out, "  ");
        add_short(out, arena, &slice->descriptor);
    }
    ab_buf_add_char(out, '\n');
    for (size_t i = 0; i < slice->auxiliary.n; i++) {
        ab_buf_printf(out, "  beside   %.*s  ", AB_STR_ARG(slice->auxiliary.at[i].asker));
        add_exchange(out, &slice->auxiliary.at[i]);
        ab_buf_add_char(out, '\n');
    }
    for (size_t i = 0; i < slice->pages.n; i++) {
        add_page(out, arena, i + 1, &slice->pages.at[i]);
    }
    if (slice->states.count > 0) {
        const ab_value *last = &slice->states.items[slice->states.count - 1];
        ab_buf_add_text(out, "  state  ");
        add_short(out, arena, ab_get(ab_get(last, "stream"), "stream_state"));
        ab_buf_add_char(out, '\n');
    }
}

static void add_differences(ab_buf *out, ab_arena *arena, const ab_value *differences)
{
    if (differences->count == 0) {
        ab_buf_add_text(out, "\nschema: the records fit it\n");
        return;
    }
    ab_buf_add_text(out, "\nschema, declared against these records:\n");
    for (uint32_t i = 0; i < differences->count; i++) {
        const ab_value *one = &differences->items[i];
        const ab_value *declared = ab_get(one, "declared"), *found = ab_get(one, "inferred");
        ab_str problem = ab_get_text(one, "problem");
        const char *mark = ab_str_is(problem, "type") ? "~" : declared ? "-" : "+";
        ab_buf_printf(out, "  %s %.*s  ", mark, AB_STR_ARG(ab_get_text(one, "path")));
        if (declared && found) {
            add_short(out, arena, declared);
            ab_buf_add_text(out, " declared, found ");
            add_short(out, arena, found);
        } else {
            add_short(out, arena, declared ? declared : found);
            ab_buf_add_text(out, declared ? " declared, in no record" : " found, not declared");
        }
        ab_buf_add_char(out, '\n');
    }
}

static void add_logs(ab_buf *out, const ab_value *logs)
{
    bool any = false;
    for (uint32_t i = 0; i < logs->count; i++) {
        ab_str level = ab_get_text(&logs->items[i], "level");
        if (ab_str_is(level, "DEBUG") || ab_str_is(level, "INFO")) {
            continue;
        }
        ab_buf_printf(out, "%s  %.*s %.*s\n", any ? "" : "\nlogs:\n", AB_STR_ARG(level),
                      AB_STR_ARG(ab_get_text(&logs->items[i], "message")));
        any = true;
    }
}

void ab_test_read_text(const ab_short_reading *reading, ab_buf *out)
{
    ab_value value = ab_test_read_value(reading);
    size_t pages = 0;
    for (size_t i = 0; i < reading->slices.n; i++) {
        pages += reading->slices.at[i].pages.n;
    }
    ab_buf_printf(out, "stream %s: %zu slices, %zu pages, %lld records%s\n", reading->stream,
                  reading->slices.n, pages, (long long)reading->records,
                  reading->limit_reached ? " (a limit was reached)" : "");
    for (size_t i = 0; i < reading->auxiliary.n; i++) {
        ab_buf_printf(out, "%s  %.*s  ", i ? "" : "\nbeside the stream\n",
                      AB_STR_ARG(reading->auxiliary.at[i].asker));
        add_exchange(out, &reading->auxiliary.at[i]);
        ab_buf_add_char(out, '\n');
    }
    for (size_t i = 0; i < reading->slices.n; i++) {
        add_slice(out, reading->arena, i + 1, &reading->slices.at[i]);
    }
    if (reading->records > 0) {
        add_differences(out, reading->arena, ab_get(&value, "schema_differences"));
    }
    add_logs(out, &reading->logs);
}

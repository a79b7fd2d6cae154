#include "json/json.h"
#include "json/page.h"
#include "json/put.h"
#include "json/skip.h"

/* Copies the members of [from, to), which were next to each other, behind those before. */
static void copy_run(ab_buf *out, size_t begin, const char *from, const char *to)
{
    if (from) {
        if (out->n > begin + 1) {
            ab_put_char(out, ',');
        }
        ab_put(out, from, (size_t)(to - from));
    }
}

static bool emit_without_nulls(ab_buf *out, ab_str record)
{
    const char *end = record.p + record.n;
    const char *p = ab_skip_space(record.p + 1, end);
    const char *run = NULL; /* members to copy, up to run_end */
    const char *run_end = NULL;
    size_t begin = out->n;
    bool ignored;
    ab_put_char(out, '{');
    while (p < end && *p == '"') {
        const char *member = p;
        p = ab_skip_space(ab_skip_string(p, end, &ignored), end);
        p = ab_skip_space(p + 1, end);
        bool is_null = *p == 'n';
        p = ab_skip_value(p, end);
        if (is_null) {
            copy_run(out, begin, run, run_end);
            run = NULL;
        } else {
            run = run ? run : member;
            run_end = p;
        }
        p = ab_skip_space(p, end);
        if (p < end && *p == ',') {
            p = ab_skip_space(p + 1, end);
        }
    }
    copy_run(out, begin, run, run_end);
    return ab_put_char(out, '}');
}

size_t ab_record_minify(char *to, ab_str record)
{
    const char *p = record.p;
    const char *end = record.p + record.n;
    size_t n = 0;
    bool ignored;
    while (p < end) {
        const char *from = p;
        while (p < end && !ab_byte_is_space(*p)) {
            p = *p == '"' ? ab_skip_string(p, end, &ignored) : p + 1;
        }
        memcpy(to + n, from, (size_t)(p - from));
        n += (size_t)(p - from);
        p = ab_skip_space(p, end);
    }
    return n;
}

static bool emit_minified(ab_buf *out, ab_str record)
{
    char *to = ab_buf_reserve(out, record.n);
    if (!to) {
        return false;
    }
    out->n += ab_record_minify(to, record);
    out->p[out->n] = '\0';
    return true;
}

static bool full(ab_error *error)
{
    return ab_error_set(error, AB_ERROR_SYSTEM, "A record is larger than the output buffer allows");
}

static bool emit_rewritten(ab_buf *out, ab_str record, bool keep_nulls, ab_arena *scratch,
                           ab_error *error)
{
    ab_value v;
    return ab_json_parse(scratch, record, NULL, &v, error) &&
           (ab_record_write(out, &v, keep_nulls) || full(error));
}

bool ab_record_emit(ab_buf *out, ab_str record, unsigned flags, bool keep_nulls, ab_arena *scratch,
                    ab_error *error)
{
    bool drop_nulls = (flags & AB_RECORD_NULL) && !keep_nulls;
    bool minified = (flags & AB_RECORD_NEWLINE) != 0;
    bool rewritten = (flags & (AB_RECORD_NONFINITE | AB_RECORD_REPEAT)) != 0;
    if (!rewritten && !drop_nulls) {
        bool ok = minified ? emit_minified(out, record) : ab_put_str(out, record);
        return ok || full(error);
    }
    ab_arena_mark mark = ab_arena_save(scratch);
    bool ok;
    if (rewritten) {
        ok = emit_rewritten(out, record, keep_nulls, scratch, error);
    } else {
        if (minified) {
            char *text = ab_arena_alloc(scratch, record.n);
            record = (ab_str){text, ab_record_minify(text, record)};
        }
        ok = emit_without_nulls(out, record) || full(error);
    }
    ab_arena_rewind(scratch, mark);
    return ok;
}

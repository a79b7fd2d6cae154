/* What differs between the expected and the real lines: a diff of each stream's. */
#include "acceptance/schema_walk.h"
#include "scenario/expected.h"
#include "json/json.h"

#include <stdlib.h>

enum {
    SHOWN_LINES = 20,       /* of a stream's diff */
    SHOWN_BYTES = 400,      /* of a line */
    SHOWN_DIFFERENCES = 5,  /* of two lines */
    MAX_CELLS = 4000 * 1000 /* of the table of common lines; beyond it only the ends are matched */
};

/* The lines of one stream that are compared. */
typedef AB_VEC(const ab_line *) group;

/* ---------------------------------------------------------------- groups */

static bool is_status(const ab_line *line)
{
    const ab_value *trace = ab_get(&line->value, "trace");
    return ab_is(ab_get(trace, "stream_status"), AB_OBJECT);
}

static bool is_state(const ab_line *line)
{
    return ab_str_is(line->type, "STATE");
}

static bool any(const ab_lines *lines, bool (*is)(const ab_line *))
{
    for (size_t i = 0; i < lines->n; i++) {
        if (is(&lines->at[i])) {
            return true;
        }
    }
    return false;
}

static void take_group(const ab_lines *lines, ab_str stream, bool states, bool statuses, group *out)
{
    out->n = 0;
    for (size_t i = 0; i < lines->n; i++) {
        const ab_line *line = &lines->at[i];
        if (ab_str_eq(line->stream, stream) && (states || !is_state(line)) &&
            (statuses || !is_status(line))) {
            AB_VEC_PUSH(out, line);
        }
    }
}

/* ---------------------------------------------------------------- the diff */

typedef struct diff {
    ab_arena *arena;
    ab_buf *out;
    size_t shown;
    size_t hidden;
} diff;

static void show(diff *d, char mark, const ab_line *line)
{
    if (d->shown++ >= SHOWN_LINES) {
        d->hidden++;
        return;
    }
    ab_str text = line->shown;
    size_t n = text.n > SHOWN_BYTES ? SHOWN_BYTES : text.n;
    while (n < text.n && ((unsigned char)text.p[n] & 0xc0) == 0x80) {
        n++; /* to the end of a character */
    }
    ab_buf_printf(d->out, "%c %.*s%s\n", mark, (int)n, text.p, n < text.n ? "…" : "");
}

/* Where two lines of the same type differ. */
static void show_places(diff *d, const ab_line *want, const ab_line *got)
{
    if (d->shown > SHOWN_LINES || !ab_str_eq(want->type, got->type)) {
        return;
    }
    ab_value a, b; /* of the masked texts: nothing else may be shown */
    ab_buf places;
    ab_buf_init(&places, AB_BUF_NO_MAX);
    if (ab_json_parse(d->arena, want->shown, NULL, &a, NULL) &&
        ab_json_parse(d->arena, got->shown, NULL, &b, NULL) &&
        ab_at_diff(d->arena, &a, &b, SHOWN_DIFFERENCES, &places) > 0) {
        for (ab_str rest = ab_buf_str(&places); rest.n > 0;) {
            ptrdiff_t end = ab_str_find(rest, AB_STR("\n"), 0);
            size_t n = end < 0 ? rest.n : (size_t)end;
            ab_buf_printf(d->out, "      %.*s\n", (int)n, rest.p);
            rest = ab_str_sub(rest, n + 1, rest.n);
        }
    }
    ab_buf_free(&places);
}

/* Lines want[a0, a1) were replaced by got[b0, b1). */
static void show_hunk(diff *d, const group *want, size_t a0, size_t a1, const group *got, size_t b0,
                      size_t b1)
{
    bool pairs = a1 - a0 == b1 - b0;
    for (size_t i = 0; i < a1 - a0 || (pairs && i < b1 - b0); i++) {
        show(d, '-', want->at[a0 + i]);
        if (pairs) {
            show(d, '+', got->at[b0 + i]);
            show_places(d, want->at[a0 + i], got->at[b0 + i]);
        }
    }
    for (size_t i = b0; !pairs && i < b1; i++) {
        show(d, '+', got->at[i]);
    }
}

/* lengths[i * (m + 1) + j]: of the longest common subsequence of want[i…] and got[j…]. */
static void walk(diff *d, const group *want, size_t a, size_t n, const group *got, size_t b,
                 size_t m)
{
    uint32_t *lengths = ab_xcalloc((n + 1) * (m + 1), sizeof(*lengths));
#define AT(i, j) lengths[(i) * (m + 1) + (j)]
    for (size_t i = n; i-- > 0;) {
        for (size_t j = m; j-- > 0;) {
            bool same = ab_str_eq(want->at[a + i]->key, got->at[b + j]->key);
            uint32_t skip = AT(i + 1, j) > AT(i, j + 1) ? AT(i + 1, j) : AT(i, j + 1);
            AT(i, j) = same ? AT(i + 1, j + 1) + 1 : skip;
        }
    }
    size_t i = 0, j = 0, i0 = 0, j0 = 0;
    while (i < n && j < m) {
        if (ab_str_eq(want->at[a + i]->key, got->at[b + j]->key)) {
            show_hunk(d, want, a + i0, a + i, got, b + j0, b + j);
            i0 = ++i;
            j0 = ++j;
        } else if (AT(i + 1, j) >= AT(i, j + 1)) {
            i++;
        } else {
            j++;
        }
    }
#undef AT
    show_hunk(d, want, a + i0, a + n, got, b + j0, b + m);
    free(lengths);
}

/* True if the groups are equal. */
static bool compare_groups(ab_arena *arena, ab_str stream, const group *want, const group *got,
                           ab_buf *out)
{
    size_t head = 0, tail = 0;
    while (head < want->n && head < got->n && ab_str_eq(want->at[head]->key, got->at[head]->key)) {
        head++;
    }
    while (tail < want->n - head && tail < got->n - head &&
           ab_str_eq(want->at[want->n - 1 - tail]->key, got->at[got->n - 1 - tail]->key)) {
        tail++;
    }
    size_t n = want->n - head - tail, m = got->n - head - tail;
    if (n == 0 && m == 0) {
        return true;
    }
    diff d = {.arena = arena, .out = out};
    ab_buf_printf(out, "%s%.*s: expected (-) and got (+)\n", stream.n ? "stream " : "messages",
                  AB_STR_ARG(stream));
    if ((n + 1) <= MAX_CELLS / (m + 1)) {
        walk(&d, want, head, n, got, head, m);
    } else {
        show_hunk(&d, want, head, head + n, got, head, head + m);
    }
    if (d.hidden) {
        ab_buf_printf(out, "… and %zu more lines\n", d.hidden);
    }
    return false;
}

/* ---------------------------------------------------------------- all */

/* Whether a stream's lines begin here. */
static bool begins_group(const ab_lines *lines, size_t i)
{
    return i == 0 || !ab_str_eq(lines->at[i].stream, lines->at[i - 1].stream);
}

static bool has_stream(const ab_lines *lines, ab_str stream)
{
    for (size_t i = 0; i < lines->n; i++) {
        if (ab_str_eq(lines->at[i].stream, stream)) {
            return true;
        }
    }
    return false;
}

bool ab_lines_compare(ab_arena *arena, const ab_lines *expected, const ab_lines *got, ab_buf *out)
{
    bool states = any(expected, is_state), statuses = any(expected, is_status), equal = true;
    const ab_lines *const sides[] = {expected, got};
    group a = {0}, b = {0};
    for (int side = 0; side < 2; side++) {
        const ab_lines *lines = sides[side];
        for (size_t i = 0; i < lines->n; i++) {
            ab_str stream = lines->at[i].stream;
            if (begins_group(lines, i) && (side == 0 || !has_stream(expected, stream))) {
                take_group(expected, stream, states, statuses, &a);
                take_group(got, stream, states, statuses, &b);
                equal = compare_groups(arena, stream, &a, &b, out) && equal;
            }
        }
    }
    AB_VEC_FREE(&a);
    AB_VEC_FREE(&b);
    return equal;
}

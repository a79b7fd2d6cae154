#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/alloc.h"
#include "base/buf.h"
#include "jsonschema/internal.h"

#include <pcre2.h>

enum {
    /* Bounds the time of a pattern that backtracks without end; beyond it, no match. */
    MATCH_LIMIT = 1000000,
    MAX_PATTERN = 1 << 20,
};

static bool are_hex(ab_str s, size_t at, size_t n)
{
    return at + n <= s.n && strspn(s.p + at, "0123456789abcdefABCDEF") >= n;
}

/* Appends an escape sequence that starts at `i`, in PCRE2's spelling; returns its length. */
static size_t add_escape(ab_buf *out, ab_str s, size_t i)
{
    char c = i + 1 < s.n ? s.p[i + 1] : '\0';
    size_t hex = c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (hex && are_hex(s, i + 2, hex)) {
        ab_buf_printf(out, "\\x{%.*s}", (int)hex, s.p + i + 2);
        return 2 + hex;
    }
    if (c == 'Z') {
        ab_buf_add_text(out, "\\z");
    } else {
        ab_buf_add(out, s.p + i, i + 1 < s.n ? 2 : 1);
    }
    return 2;
}

/* Python's spelling to PCRE2's: \Z, \uXXXX, {,n}. */
static void translate(ab_buf *out, ab_str s)
{
    for (size_t i = 0; i < s.n;) {
        if (s.p[i] == '\\') {
            i += add_escape(out, s, i);
            continue;
        }
        ab_buf_add_char(out, s.p[i]);
        bool open_range = s.p[i] == '{' && i + 2 < s.n && s.p[i + 1] == ',' && s.p[i + 2] >= '0' &&
                          s.p[i + 2] <= '9';
        if (open_range) {
            ab_buf_add_char(out, '0');
        }
        i++;
    }
}

static void *arena_malloc(size_t bytes, void *arena)
{
    return ab_arena_alloc(arena, bytes);
}

static void arena_free(void *block, void *arena)
{
    (void)block;
    (void)arena;
}

void *ab_pattern_compile(ab_arena *arena, ab_str pattern)
{
    char *text = ab_arena_cstr(arena, pattern);
    ab_buf spelled;
    ab_buf_init(&spelled, MAX_PATTERN);
    translate(&spelled, (ab_str){text, pattern.n});
    int error = 0;
    size_t offset = 0;
    pcre2_general_context *memory = pcre2_general_context_create(arena_malloc, arena_free, arena);
    pcre2_compile_context *context = pcre2_compile_context_create(memory);
    pcre2_code *code = spelled.overflow
                           ? NULL
                           : pcre2_compile((PCRE2_SPTR)(spelled.p ? spelled.p : ""), spelled.n,
                                           PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF |
                                               PCRE2_NEVER_BACKSLASH_C,
                                           &error, &offset, context);
    ab_buf_free(&spelled);
    return code;
}

bool ab_pattern_search(const void *pattern, ab_str text)
{
    pcre2_match_data *match = ab_xcheck(pcre2_match_data_create(1, NULL));
    pcre2_match_context *context = ab_xcheck(pcre2_match_context_create(NULL));
    pcre2_set_match_limit(context, MATCH_LIMIT);
    int rc = pcre2_match(pattern, (PCRE2_SPTR)(text.p ? text.p : ""), text.n, 0, 0, match, context);
    if (rc == PCRE2_ERROR_NOMEMORY) {
        ab_out_of_memory();
    }
    pcre2_match_context_free(context);
    pcre2_match_data_free(match);
    return rc >= 0;
}

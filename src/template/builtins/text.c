/* Filters that lay out text: indent, truncate, wordwrap. */
#include "template/builtins/builtins.h"

static bool filter_indent(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s;
    ab_str indention;
    ab_value four = ab_value_int(4);
    if (!ab_py_indention(p, c->argv[0] ? c->argv[0] : &four, &indention)) {
        return false;
    }
    if (!ab_py_text(c->self, &s)) {
        ab_py_type t = ab_py_type_of(c->self);
        if (t == PY_LIST) {
            /* += makes it longer; then it has no lines */
            return ab_py_raise(p, PY_ATTRIBUTE_ERROR,
                               "'list' object has no attribute 'splitlines'");
        }
        return t == PY_UNDEFINED ? ab_py_undefined_fail(p, c->self)
                                 : ab_py_raise(p, PY_TYPE_ERROR,
                                               "unsupported operand type(s) for +=: '%s' and 'str'",
                                               ab_py_type_name(c->self));
    }
    bool first = ab_py_arg_true(c->argv[1], false);
    bool blank = ab_py_arg_true(c->argv[2], false);
    ab_buf *buf = ab_py_buf(p);
    ab_buf_add_str(buf, s);
    ab_buf_add_char(buf, '\n');
    ab_value lines;
    ab_str all;
    if (!ab_py_buf_text(p, buf, &all) || !ab_py_splitlines(p, all, false, &lines)) {
        return false;
    }
    const ab_value *items;
    size_t n;
    ab_py_items(&lines, &items, &n);
    buf = ab_py_buf(p);
    for (size_t i = 0; i < n; i++) {
        if (i) {
            ab_buf_add_char(buf, '\n');
        }
        if (i ? blank || items[i].text.n : first) {
            ab_buf_add_str(buf, indention);
        }
        ab_buf_add_str(buf, items[i].text);
    }
    return ab_py_buf_like(p, c->self, buf, out);
}

/* length >= len(end) and leeway >= 0 are asserted, len(s) <= length + leeway gives the value. */
static bool truncate_limits(ab_py *p, const ab_py_call *c, const ab_value *length,
                            const ab_value *end_length, bool *fits)
{
    ab_value leeway = ab_py_arg_none(c->argv[3]) ? ab_value_int(5) : *c->argv[3];
    ab_value zero = ab_value_int(0);
    ab_value most;
    ab_value own;
    int64_t n;
    bool holds;
    if (!ab_py_compare(p, PY_OP_GE, length, end_length, &holds)) {
        return false;
    }
    if (!holds || !ab_py_compare(p, PY_OP_GE, &leeway, &zero, &holds) || !holds) {
        return p->exc == PY_OK ? ab_py_raise(p, PY_ASSERTION_ERROR, "the length is too short")
                               : false;
    }
    if (!ab_py_length(p, c->self, &n)) {
        return false;
    }
    own = ab_value_int(n);
    return ab_py_binary(p, PY_OP_ADD, length, &leeway, &most) &&
           ab_py_compare(p, PY_OP_LE, &own, &most, fits);
}

/* What s[:n].rsplit(" ", 1) and + end do where `s` is no text. */
static bool truncate_refused(ab_py *p, const ab_value *v, bool kill_words)
{
    ab_py_type t = ab_py_type_of(v);
    bool sequence = t == PY_LIST || t == PY_TUPLE || t == PY_PAGE;
    return ab_py_raise(p, sequence && !kill_words ? PY_ATTRIBUTE_ERROR : PY_TYPE_ERROR,
                       "cannot truncate '%s'", ab_py_type_name(v));
}

static bool filter_truncate(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_value length = c->argv[0] ? *c->argv[0] : ab_value_int(255);
    ab_str end = AB_STR("...");
    int64_t end_length = 3;
    int64_t keep;
    ab_str s;
    bool fits;
    if (c->argv[2] && !ab_py_length(p, c->argv[2], &end_length)) {
        return false;
    }
    ab_value at_end = ab_value_int(end_length);
    if (!truncate_limits(p, c, &length, &at_end, &fits)) {
        return false;
    }
    if (fits) {
        *out = *c->self;
        return true;
    }
    bool kill_words = ab_py_arg_true(c->argv[1], false);
    if (!ab_py_index(p, &length, &keep)) {
        return false;
    }
    if (!ab_py_text(c->self, &s)) {
        return truncate_refused(p, c->self, kill_words);
    }
    if (c->argv[2] && !ab_py_arg_str(p, c->argv[2], &end)) {
        return false;
    }
    ab_str cut = ab_str_sub(s, 0, ab_text_offset(s, (size_t)(keep - end_length)));
    for (size_t i = kill_words ? 0 : cut.n; i-- > 0;) {
        if (cut.p[i] == ' ') {
            cut.n = i;
            break;
        }
    }
    ab_buf *buf = ab_py_buf(p);
    ab_buf_add_str(buf, cut);
    ab_buf_add_str(buf, end);
    return ab_py_buf_like(p, c->self, buf, out);
}

/* ---- textwrap ---- */

typedef struct wrapper {
    ab_py *p;
    int64_t width;
    bool break_long;
    bool hyphens;
    ab_py_seq chunks; /* reversed: the next one is the last */
    ab_buf *out;
    ab_str separator;
    bool any;
} wrapper;

static bool ascii_space(char c)
{
    return c == ' ' || (c >= 9 && c <= 13);
}

static bool is_letter(ab_str s, size_t at)
{
    size_t length;
    if (at >= s.n) {
        return false;
    }
    unsigned c = ab_text_decode(ab_str_sub(s, at, s.n), &length);
    unsigned flags = ab_unicode_flags(c);
    return (flags & (AB_CHAR_ALPHA)) &&
           !(flags & (AB_CHAR_DECIMAL | AB_CHAR_DIGIT | AB_CHAR_NUMERIC));
}

static size_t previous(ab_str s, size_t at)
{
    at--;
    while (at > 0 && ((unsigned char)s.p[at] & 0xc0) == 0x80) {
        at--;
    }
    return at;
}

static bool is_word_punctuation(ab_str s, size_t at)
{
    if (at >= s.n) {
        return false;
    }
    char c = s.p[at];
    size_t length;
    unsigned code_point = ab_text_decode(ab_str_sub(s, at, s.n), &length);
    return code_point == '_' || (c && strchr("!\"'&.,?", c)) ||
           (ab_unicode_flags(code_point) &
            (AB_CHAR_ALPHA | AB_CHAR_DECIMAL | AB_CHAR_DIGIT | AB_CHAR_NUMERIC));
}

/* A hyphen at `at` behind two letters (or a letter, a hyphen and a letter … ) and before two:
 * the word may break behind it. */
static bool hyphen_break(ab_str s, size_t start, size_t at)
{
    size_t one = at > start ? previous(s, at) : at;
    size_t two = one > start ? previous(s, one) : one;
    bool before =
        at > start && one > start && is_letter(s, one) &&
        (is_letter(s, two) || (s.p[two] == '-' && two > start && is_letter(s, previous(s, two))));
    if (!before || !is_letter(s, at + 1)) {
        return false;
    }
    size_t length;
    ab_text_decode(ab_str_sub(s, at + 1, s.n), &length);
    size_t second = at + 1 + length;
    return is_letter(s, second) ||
           (second + 1 < s.n && s.p[second] == '-' && is_letter(s, second + 1));
}

static bool dashes(ab_str s, size_t at, size_t *end)
{
    *end = at;
    while (*end < s.n && s.p[*end] == '-') {
        ++*end;
    }
    return *end - at >= 2;
}

/* The end of the chunk that starts at `at`. */
static size_t chunk_end(ab_str s, size_t at, bool hyphens)
{
    size_t i = at;
    if (ascii_space(s.p[at])) {
        while (i < s.n && ascii_space(s.p[i])) {
            i++;
        }
        return i;
    }
    size_t end;
    if (hyphens && at > 0 && is_word_punctuation(s, previous(s, at)) && dashes(s, at, &end) &&
        end < s.n && is_word_punctuation(s, end)) {
        return end;
    }
    for (i = at + 1; i < s.n && !ascii_space(s.p[i]); i++) {
        if (!hyphens || s.p[i] != '-') {
            continue;
        }
        if (hyphen_break(s, at, i)) {
            return i + 1;
        }
        if (dashes(s, i, &end) && is_word_punctuation(s, previous(s, i)) && end < s.n &&
            is_word_punctuation(s, end)) {
            return i;
        }
    }
    return i;
}

static bool split_chunks(wrapper *w, ab_str line)
{
    ab_py_seq chunks = {0};
    for (size_t at = 0; at < line.n;) {
        size_t end = chunk_end(line, at, w->hyphens);
        if (!ab_py_step(w->p) ||
            !ab_py_seq_push(w->p, &chunks, ab_value_str(ab_str_sub(line, at, end)))) {
            return false;
        }
        at = end;
    }
    for (size_t i = 0; i < chunks.n / 2; i++) {
        ab_value v = chunks.items[i];
        chunks.items[i] = chunks.items[chunks.n - 1 - i];
        chunks.items[chunks.n - 1 - i] = v;
    }
    w->chunks = chunks;
    return true;
}

static ab_str *last_chunk(wrapper *w)
{
    return &w->chunks.items[w->chunks.n - 1].text;
}

static bool is_blank(ab_py *p, ab_str s)
{
    return ab_py_strip(p, s, NULL, 3).n == 0;
}

static void long_word(wrapper *w, ab_py_seq *line, int64_t used)
{
    int64_t space = w->width < 1 ? 1 : w->width - used;
    ab_str *chunk = last_chunk(w);
    if (w->break_long) {
        size_t end = ab_text_offset(*chunk, (size_t)space);
        if (w->hyphens && (int64_t)ab_text_length(*chunk) > space) {
            ab_str head = ab_str_sub(*chunk, 0, end);
            for (size_t i = head.n; i-- > 1;) {
                if (head.p[i] == '-') {
                    ab_str before = ab_str_sub(head, 0, i);
                    bool other = false;
                    for (size_t k = 0; k < before.n; k++) {
                        other = other || before.p[k] != '-';
                    }
                    end = other ? i + 1 : end;
                    break;
                }
            }
        }
        ab_py_seq_push(w->p, line, ab_value_str(ab_str_sub(*chunk, 0, end)));
        *chunk = ab_str_sub(*chunk, end, chunk->n);
    } else if (!line->n) {
        ab_py_seq_push(w->p, line, ab_value_str(*chunk));
        w->chunks.n--;
    }
}

static bool wrap_line(wrapper *w)
{
    ab_py_seq line = {0};
    int64_t used = 0;
    /* each line of a long word reads what is left of it */
    ab_py_charge(w->p, last_chunk(w)->n >> PY_READ_SHIFT);
    if (is_blank(w->p, *last_chunk(w)) && w->any) {
        w->chunks.n--;
    }
    while (w->chunks.n) {
        int64_t n = (int64_t)ab_text_length(*last_chunk(w));
        if (used + n > w->width) {
            break;
        }
        ab_py_seq_push(w->p, &line, ab_value_str(*last_chunk(w)));
        w->chunks.n--;
        used += n;
    }
    if (w->chunks.n && (int64_t)ab_text_length(*last_chunk(w)) > w->width) {
        long_word(w, &line, used);
    }
    if (line.n && is_blank(w->p, line.items[line.n - 1].text)) {
        line.n--;
    }
    if (!line.n) {
        return ab_py_step(w->p);
    }
    if (w->any) {
        ab_buf_add_str(w->out, w->separator);
    }
    w->any = true;
    for (size_t i = 0; i < line.n; i++) {
        ab_buf_add_str(w->out, line.items[i].text);
    }
    return ab_py_step(w->p);
}

static bool filter_wordwrap(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s;
    wrapper w = {.p = p, .separator = AB_STR("\n")};
    w.break_long = ab_py_arg_true(c->argv[1], true);
    w.hyphens = ab_py_arg_true(c->argv[3], true);
    if (!ab_py_text(c->self, &s)) {
        /* .splitlines is looked up on whatever it is */
        return ab_py_type_of(c->self) == PY_UNDEFINED
                   ? ab_py_undefined_fail(p, c->self)
                   : ab_py_raise(p, PY_ATTRIBUTE_ERROR, "'%s' object has no attribute 'splitlines'",
                                 ab_py_type_name(c->self));
    }
    if ((!ab_py_arg_none(c->argv[2]) && !ab_py_arg_str(p, c->argv[2], &w.separator)) ||
        !ab_py_arg_int(p, c->argv[0], 79, &w.width)) {
        return false;
    }
    ab_value lines;
    if (!ab_py_splitlines(p, s, false, &lines)) {
        return false;
    }
    const ab_value *items;
    size_t n;
    ab_py_items(&lines, &items, &n);
    if (n && w.width <= 0) {
        return ab_py_raise(p, PY_VALUE_ERROR, "invalid width %lld (must be > 0)",
                           (long long)w.width);
    }
    w.out = ab_py_buf(p);
    for (size_t i = 0; i < n; i++) {
        if (i) {
            ab_buf_add_str(w.out, w.separator);
        }
        w.any = false;
        if (!split_chunks(&w, items[i].text)) {
            return false;
        }
        while (w.chunks.n) {
            if (!wrap_line(&w)) {
                return false;
            }
        }
    }
    return ab_py_buf_value(p, w.out, out);
}

static const ab_py_builtin rows[] = {
    {"indent", filter_indent, 0, 3, 0, "width,first,blank",
     "Each line but the first indented by `width` blanks (4) or a text; `first` and `blank` lines "
     "too."},
    {"truncate", filter_truncate, 0, 4, 0, "length,killwords,end,leeway",
     "Cut to `length` (255) at a blank, `end` (...) appended; `killwords` cuts anywhere."},
    {"wordwrap", filter_wordwrap, 0, 4, 0, "width,break_long_words,wrapstring,break_on_hyphens",
     "Lines of at most `width` (79) characters."},
};
const ab_py_table ab_py_text_filters = PY_TABLE(rows, "Layout of text");

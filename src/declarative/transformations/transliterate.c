#include "declarative/transformations/transliterate.h"

#include "declarative/transformations/keys.h"
#include "json/json.h"

/* ---- Korean syllables are composed of an initial, a vowel and a final (Unicode 3.12) ---- */

enum {
    HANGUL_FIRST = 0xAC00,
    HANGUL_LAST = 0xD7A3,
    HANGUL_FINALS = 28,
    HANGUL_SYLLABLES = 21 * HANGUL_FINALS, /* of one initial */
};

static void add_hangul(unsigned code_point, ab_buf *out)
{
    static const char *const initials[] = {"g",  "kk", "n", "d",  "tt", "l", "m", "b", "pp", "s",
                                           "ss", "",   "j", "jj", "ch", "k", "t", "p", "h"};
    static const char *const vowels[] = {"a",  "ae", "ya", "yae", "eo", "e",  "yeo",
                                         "ye", "o",  "wa", "wae", "oe", "yo", "u",
                                         "wo", "we", "wi", "yu",  "eu", "ui", "i"};
    static const char *const finals[] = {"",   "g",  "kk", "gs", "n",  "nj", "nh", "d", "l",  "lg",
                                         "lm", "lb", "ls", "lt", "lp", "lh", "m",  "b", "bs", "s",
                                         "ss", "ng", "j",  "ch", "k",  "t",  "p",  "h"};
    unsigned s = code_point - HANGUL_FIRST;
    size_t start = out->n;
    ab_buf_add_text(out, initials[s / HANGUL_SYLLABLES]);
    ab_buf_add_text(out, vowels[s % HANGUL_SYLLABLES / HANGUL_FINALS]);
    ab_buf_add_text(out, finals[s % HANGUL_FINALS]);
    if (!out->overflow) {
        out->p[start] = (char)(out->p[start] - 'a' + 'A');
    }
}

/* ---- All else by table ---- */

static void add_line(const char *lines, unsigned n, ab_buf *out)
{
    for (; n > 0; n--) {
        lines = strchr(lines, '\n') + 1;
    }
    ab_buf_add(out, lines, strcspn(lines, "\n"));
}

static const ab_ascii_range *range_of(const ab_ascii_range *ranges, size_t n, unsigned code_point)
{
    for (size_t i = 0; i < n; i++) {
        if (code_point >= ranges[i].first && code_point <= ranges[i].last) {
            return &ranges[i];
        }
    }
    return NULL;
}

/* ---- Chinese characters by their number: we have no spellings, and names stay distinct ---- */

static bool is_han(unsigned code_point)
{
    return (code_point >= 0x3400 && code_point <= 0x9FFF) ||
           (code_point >= 0xF900 && code_point <= 0xFAFF) ||
           (code_point >= 0x20000 && code_point <= 0x3FFFF);
}

static void add_code_point(unsigned code_point, ab_buf *out)
{
    const ab_ascii_range *range;
    if (code_point >= HANGUL_FIRST && code_point <= HANGUL_LAST) {
        add_hangul(code_point, out);
    } else if (is_han(code_point)) {
        ab_buf_printf(out, "U%04X", code_point);
    } else if ((range = range_of(ab_ascii_ranges, ab_ascii_range_count, code_point))) {
        add_line(range->spellings, code_point - range->first, out);
    }
}

void ab_transliterate(ab_str text, ab_buf *out)
{
    for (size_t at = 0; at < text.n;) {
        size_t length;
        unsigned code_point = ab_utf8_decode(ab_str_sub(text, at, text.n), &length);
        if (code_point < 0x80) {
            ab_buf_add_char(out, (char)code_point);
        } else {
            add_code_point(code_point, out);
        }
        at += length;
    }
}

#include "template/unicode.h"

#include "json/json.h"

static const ab_unicode_range *range_of(unsigned code_point)
{
    size_t low = 0;
    size_t high = ab_unicode_range_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (ab_unicode_ranges[middle].start <= code_point) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return &ab_unicode_ranges[low];
}

unsigned ab_unicode_flags(unsigned code_point)
{
    return ab_unicode_records[range_of(code_point)->record].flags;
}

int ab_unicode_decimal(unsigned code_point)
{
    if (code_point < 0x80) {
        return code_point - '0' < 10 ? (int)(code_point - '0') : -1;
    }
    const ab_unicode_range *range = range_of(code_point);
    /* runs of decimals start at their zero, and each run of ten is a range of its own */
    return ab_unicode_records[range->record].flags & AB_CHAR_DECIMAL
               ? (int)(code_point - range->start) % 10
               : -1;
}

static const ab_unicode_special *special_of(unsigned code_point)
{
    size_t low = 0;
    size_t high = ab_unicode_special_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ab_unicode_specials[middle].code_point < code_point) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < ab_unicode_special_count && ab_unicode_specials[low].code_point == code_point
               ? &ab_unicode_specials[low]
               : NULL;
}

/* The case form of one character (one to three code points); returns how many. */
static unsigned convert(unsigned code_point, ab_case form, unsigned out[3])
{
    const ab_unicode_special *special = code_point < 0x80 ? NULL : special_of(code_point);
    if (special) {
        unsigned n = 0;
        while (n < 3 && special->forms[form][n]) {
            out[n] = special->forms[form][n];
            n++;
        }
        return n;
    }
    const ab_unicode_record *record = &ab_unicode_records[range_of(code_point)->record];
    out[0] = code_point + (unsigned)record->delta[form == AB_CASE_FOLD ? AB_CASE_LOWER : form];
    return 1;
}

unsigned ab_text_decode(ab_str s, size_t *length)
{
    const unsigned char *p = (const unsigned char *)s.p;
    if (p[0] < 0x80) {
        *length = 1;
        return p[0];
    }
    if (s.n >= 3 && p[0] == 0xed && p[1] >= 0xa0 && p[1] < 0xc0 && (p[2] & 0xc0) == 0x80) {
        *length = 3;
        return 0xd000u | (unsigned)(p[1] & 0x3f) << 6 | (p[2] & 0x3fu);
    }
    return ab_utf8_decode(s, length);
}

size_t ab_text_length(ab_str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    }
    return n;
}

size_t ab_text_offset(ab_str s, size_t index)
{
    size_t i = 0;
    while (i < s.n) {
        if (((unsigned char)s.p[i] & 0xc0) != 0x80 && index-- == 0) {
            break;
        }
        i++;
    }
    return i;
}

bool ab_buf_add_code_point(ab_buf *out, unsigned code_point)
{
    char bytes[4];
    return ab_buf_add(out, bytes, ab_utf8_encode(code_point, bytes));
}

/* A capital sigma is a final one if a cased letter stands before it and none behind it. */
static bool final_sigma(ab_str s, size_t at)
{
    bool before = false;
    for (size_t i = 0; i < at;) {
        size_t length;
        unsigned flags = ab_unicode_flags(ab_text_decode(ab_str_sub(s, i, s.n), &length));
        if (!(flags & AB_CHAR_CASE_IGNORABLE)) {
            before = flags & AB_CHAR_CASED;
        }
        i += length;
    }
    for (size_t i = at + 2; before && i < s.n;) {
        size_t length;
        unsigned flags = ab_unicode_flags(ab_text_decode(ab_str_sub(s, i, s.n), &length));
        if (!(flags & AB_CHAR_CASE_IGNORABLE)) {
            return !(flags & AB_CHAR_CASED);
        }
        i += length;
    }
    return before;
}

bool ab_text_convert_at(ab_buf *out, ab_str s, size_t at, ab_case form)
{
    size_t length;
    unsigned c = ab_text_decode(ab_str_sub(s, at, s.n), &length);
    if (c == 0x3a3 && form == AB_CASE_LOWER) {
        return ab_buf_add_code_point(out, final_sigma(s, at) ? 0x3c2 : 0x3c3);
    }
    unsigned forms[3];
    unsigned n = convert(c, form, forms);
    for (unsigned i = 0; i < n; i++) {
        ab_buf_add_code_point(out, forms[i]);
    }
    return !out->overflow;
}

bool ab_text_convert(ab_buf *out, ab_str s, ab_case form)
{
    for (size_t i = 0; i < s.n;) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x80) {
            bool upper = c >= 'A' && c <= 'Z';
            bool lower = c >= 'a' && c <= 'z';
            bool change = form == AB_CASE_UPPER || form == AB_CASE_TITLE ? lower : upper;
            ab_buf_add_char(out, (char)(change ? c ^ 0x20 : c));
            i++;
            continue;
        }
        size_t length;
        ab_text_decode(ab_str_sub(s, i, s.n), &length);
        ab_text_convert_at(out, s, i, form);
        i += length;
    }
    return !out->overflow;
}

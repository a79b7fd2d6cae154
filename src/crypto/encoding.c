#include "crypto/encoding.h"

#include <stdint.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static char digit(unsigned value, unsigned flags)
{
    if (flags & AB_BASE64_URLSAFE && value >= 62) {
        return value == 62 ? '-' : '_';
    }
    return alphabet[value & 63];
}

bool ab_base64_encode(ab_buf *out, ab_str data, unsigned flags)
{
    const unsigned char *p = (const unsigned char *)data.p;
    for (size_t i = 0; i < data.n; i += 3) {
        size_t bytes = data.n - i < 3 ? data.n - i : 3;
        uint32_t bits = (uint32_t)p[i] << 16;
        bits |= bytes > 1 ? (uint32_t)p[i + 1] << 8 : 0;
        bits |= bytes > 2 ? p[i + 2] : 0;
        char quad[4] = {digit(bits >> 18, flags), digit(bits >> 12 & 63, flags),
                        bytes > 1 ? digit(bits >> 6 & 63, flags) : '=',
                        bytes > 2 ? digit(bits & 63, flags) : '='};
        ab_buf_add(out, quad, flags & AB_BASE64_NO_PAD ? bytes + 1 : 4);
    }
    return !out->overflow;
}

/* The value of a digit, or -1. */
static int digit_value(char c, unsigned flags)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    bool urlsafe = flags & AB_BASE64_URLSAFE;
    if (c == '+' || (urlsafe && c == '-')) {
        return 62;
    }
    return c == '/' || (urlsafe && c == '_') ? 63 : -1;
}

/* As binascii.a2b_base64: a group of four is flushed byte by byte as its digits come. */
typedef struct decoder {
    ab_buf *out;
    unsigned flags;
    unsigned digits; /* of the group of four so far */
    unsigned pads;   /* since the last digit */
    uint32_t bits;
    size_t total; /* digits in all */
    bool padding; /* a '=' was seen */
    bool done;
} decoder;

static const char *take(decoder *d, char c, bool last)
{
    bool strict = d->flags & AB_BASE64_STRICT;
    if (c == '=') {
        d->padding = true;
        if (strict && d->total == 0) {
            return "Leading padding not allowed";
        }
        if (d->digits >= 2 && d->digits + ++d->pads >= 4) {
            d->done = true;
            return strict && !last ? "Excess data after padding" : NULL;
        }
        return NULL;
    }
    int value = digit_value(c, d->flags);
    if (value < 0) {
        return strict ? "Only base64 data is allowed" : NULL;
    }
    if (strict && d->padding) {
        return "Discontinuous padding not allowed";
    }
    d->pads = 0;
    d->total++;
    d->bits = d->bits << 6 | (uint32_t)value;
    if (d->digits) {
        ab_buf_add_char(d->out, (char)(d->bits >> (6 - 2 * d->digits) & 0xff));
    }
    d->digits = (d->digits + 1) % 4;
    return NULL;
}

bool ab_base64_decode(ab_buf *out, ab_str text, unsigned flags, ab_error *error)
{
    decoder d = {.out = out, .flags = flags};
    for (size_t i = 0; i < text.n && !d.done; i++) {
        const char *problem = take(&d, text.p[i], i + 1 == text.n);
        if (problem) {
            return ab_error_set(error, AB_ERROR_SYSTEM, "%s", problem);
        }
    }
    if (d.done || d.digits == 0) {
        return !out->overflow;
    }
    if (d.digits == 1) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "Invalid base64-encoded string: number of data characters (%zu) "
                            "cannot be 1 more than a multiple of 4",
                            d.total);
    }
    if (flags & AB_BASE64_NO_PAD && !d.padding) {
        return !out->overflow;
    }
    return ab_error_set(error, AB_ERROR_SYSTEM, "Incorrect padding");
}

bool ab_hex_encode(ab_buf *out, ab_str data)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < data.n; i++) {
        unsigned char byte = (unsigned char)data.p[i];
        char pair[2] = {digits[byte >> 4], digits[byte & 15]};
        ab_buf_add(out, pair, 2);
    }
    return !out->overflow;
}

#include "http/idna.h"

#include "base/buf.h"
#include "datetime/python_text.h"
#include "json/json.h"

/* RFC 3492, section 5. */
enum {
    BASE = 36,
    T_MIN = 1,
    T_MAX = 26,
    SKEW = 38,
    DAMP = 700,
    INITIAL_BIAS = 72,
    INITIAL_N = 128,
    MAX_LABEL = 63,
};

static uint32_t adapt(uint32_t delta, uint32_t points, bool is_first)
{
    uint32_t k = 0;
    delta = is_first ? delta / DAMP : delta / 2;
    delta += delta / points;
    while (delta > ((BASE - T_MIN) * T_MAX) / 2) {
        delta /= BASE - T_MIN;
        k += BASE;
    }
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static void add_digit(ab_buf *out, uint32_t digit)
{
    ab_buf_add_char(out, (char)(digit < 26 ? 'a' + digit : '0' + (digit - 26)));
}

/* A delta as an integer of variable length. */
static void add_delta(ab_buf *out, uint32_t delta, uint32_t bias)
{
    for (uint32_t k = BASE;; k += BASE) {
        uint32_t t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
        if (delta < t) {
            add_digit(out, delta);
            return;
        }
        add_digit(out, t + (delta - t) % (BASE - t));
        delta = (delta - t) / (BASE - t);
    }
}

static uint32_t smallest_from(const uint32_t *points, size_t count, uint32_t n)
{
    uint32_t smallest = UINT32_MAX;
    for (size_t i = 0; i < count; i++) {
        if (points[i] >= n && points[i] < smallest) {
            smallest = points[i];
        }
    }
    return smallest;
}

/* At most MAX_LABEL points, so that no delta overflows. */
static void punycode(ab_buf *out, const uint32_t *points, size_t count)
{
    uint32_t basic = 0;
    for (size_t i = 0; i < count; i++) {
        if (points[i] < INITIAL_N) {
            ab_buf_add_char(out, (char)points[i]);
            basic++;
        }
    }
    if (basic) {
        ab_buf_add_char(out, '-');
    }
    uint32_t n = INITIAL_N;
    uint32_t delta = 0;
    uint32_t bias = INITIAL_BIAS;
    for (uint32_t done = basic; done < count;) {
        uint32_t next = smallest_from(points, count, n);
        delta += (next - n) * (done + 1);
        n = next;
        for (size_t i = 0; i < count; i++) {
            if (points[i] < n) {
                delta++;
            } else if (points[i] == n) {
                add_delta(out, delta, bias);
                bias = adapt(delta, done + 1, done == basic);
                delta = 0;
                done++;
            }
        }
        delta++;
        n++;
    }
}

static bool is_full_stop(uint32_t c)
{
    return c == '.' || c == 0x3002 || c == 0xFF0E || c == 0xFF61;
}

static bool add_label(ab_buf *out, const uint32_t *points, size_t count)
{
    size_t start = out->n;
    bool ascii = true;
    for (size_t i = 0; i < count; i++) {
        ascii = ascii && points[i] < INITIAL_N;
    }
    if (!ascii) {
        ab_buf_add_text(out, "xn--");
        punycode(out, points, count);
    } else {
        for (size_t i = 0; i < count; i++) {
            ab_buf_add_char(out, (char)points[i]);
        }
    }
    return count && out->n - start <= MAX_LABEL;
}

static bool encode(ab_buf *out, ab_str host)
{
    uint32_t label[MAX_LABEL];
    size_t count = 0;
    while (host.n) {
        size_t length;
        uint32_t c = ab_utf8_decode(host, &length);
        host = ab_str_sub(host, length, host.n);
        if (is_full_stop(c)) {
            if (!add_label(out, label, count)) {
                return false;
            }
            ab_buf_add_char(out, '.');
            count = 0;
        } else if (count == MAX_LABEL) {
            return false;
        } else {
            label[count++] = ab_python_fold(c);
        }
    }
    return count == 0 || add_label(out, label, count); /* a full stop at the end stays */
}

bool ab_idna_host(ab_arena *arena, ab_str host, ab_str *out)
{
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    bool ok = ab_utf8_valid(host) && encode(&text, host);
    *out = ab_arena_str(arena, ab_buf_str(&text));
    ab_buf_free(&text);
    return ok;
}

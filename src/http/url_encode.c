/* Percent-encoding as urllib.parse and requests do it. */
#include "http/url.h"

#include "json/pyrepr.h"

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("_.-~", c));
}

static void add_escaped(ab_buf *out, unsigned char c)
{
    static const char digits[] = "0123456789ABCDEF";
    char escape[3] = {'%', digits[c >> 4], digits[c & 15]};
    ab_buf_add(out, escape, sizeof(escape));
}

void ab_url_quote(ab_buf *out, ab_str text, const char *safe)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (is_unreserved(c) || (c && strchr(safe, c))) {
            ab_buf_add_char(out, (char)c);
        } else {
            add_escaped(out, c);
        }
    }
}

void ab_url_quote_plus(ab_buf *out, ab_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == ' ') {
            ab_buf_add_char(out, '+');
        } else if (is_unreserved(c)) {
            ab_buf_add_char(out, (char)c);
        } else {
            add_escaped(out, c);
        }
    }
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The byte that the escape at text.p[i] stands for, or -1 where none is. */
static int escaped_byte(ab_str text, size_t i)
{
    if (text.p[i] != '%' || text.n - i < 3) {
        return -1;
    }
    int high = hex_digit(text.p[i + 1]);
    int low = hex_digit(text.p[i + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

void ab_url_unquote(ab_buf *out, ab_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        int byte = escaped_byte(text, i);
        ab_buf_add_char(out, byte < 0 ? text.p[i] : (char)byte);
        i += byte < 0 ? 0 : 2;
    }
}

static bool is_alnum(char c)
{
    return is_unreserved((unsigned char)c) && !strchr("_.-~", c);
}

/* Undoes escapes of unreserved characters. False where an escape looks like one but is no number:
 * then requests encodes every '%'. */
static bool unquote_unreserved(ab_buf *out, ab_str url)
{
    for (size_t i = 0; i < url.n; i++) {
        int byte = escaped_byte(url, i);
        if (byte >= 0 && is_unreserved((unsigned char)byte)) {
            ab_buf_add_char(out, (char)byte);
            i += 2;
            continue;
        }
        if (byte < 0 && url.p[i] == '%' && url.n - i >= 3 && is_alnum(url.p[i + 1]) &&
            is_alnum(url.p[i + 2])) {
            return false;
        }
        ab_buf_add_char(out, url.p[i]);
    }
    return true;
}

void ab_url_requote(ab_buf *out, ab_str url)
{
    ab_buf plain;
    ab_buf_init(&plain, AB_BUF_NO_MAX);
    if (unquote_unreserved(&plain, url)) {
        ab_url_quote(out, ab_buf_str(&plain), "!#$%&'()*+,/:;=?@[]~");
    } else {
        ab_url_quote(out, url, "!#$&'()*+,/:;=?@[]~");
    }
    ab_buf_free(&plain);
}

static void add_pair(ab_buf *out, ab_str name, const ab_value *value, ab_buf *scratch)
{
    if (ab_is(value, AB_NULL)) {
        return;
    }
    ab_buf_clear(scratch);
    ab_value_python_str(scratch, value);
    if (out->n) {
        ab_buf_add_char(out, '&');
    }
    ab_url_quote_plus(out, name);
    ab_buf_add_char(out, '=');
    ab_url_quote_plus(out, ab_buf_str(scratch));
}

/* urlencode's doseq: the elements of a list within a list are values, too. */
static void add_element(ab_buf *out, ab_str name, const ab_value *v, ab_buf *scratch)
{
    if (v->kind != AB_ARRAY) {
        add_pair(out, name, v, scratch);
        return;
    }
    for (uint32_t i = 0; i < v->count; i++) {
        ab_value none = ab_value_cstr("None");
        add_pair(out, name, ab_is(&v->items[i], AB_NULL) ? &none : &v->items[i], scratch);
    }
}

static void add_param(ab_buf *out, const ab_member *m, ab_buf *scratch)
{
    const ab_value *v = &m->value;
    if (v->kind == AB_ARRAY) {
        for (uint32_t i = 0; i < v->count; i++) {
            add_element(out, m->key, &v->items[i], scratch);
        }
    } else if (v->kind == AB_OBJECT) { /* iterating a dict gives its keys */
        for (uint32_t i = 0; i < v->count; i++) {
            ab_value key = ab_value_str(v->object.members[i].key);
            add_pair(out, m->key, &key, scratch);
        }
    } else {
        add_pair(out, m->key, v, scratch);
    }
}

void ab_url_encode_params(ab_buf *out, const ab_value *params)
{
    ab_buf pairs;
    ab_buf scratch;
    ab_buf_init(&pairs, AB_BUF_NO_MAX);
    ab_buf_init(&scratch, AB_BUF_NO_MAX);
    for (uint32_t i = 0; ab_is(params, AB_OBJECT) && i < params->count; i++) {
        add_param(&pairs, &params->object.members[i], &scratch);
    }
    ab_buf_add_str(out, ab_buf_str(&pairs));
    ab_buf_free(&scratch);
    ab_buf_free(&pairs);
}

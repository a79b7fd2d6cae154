#include "yaml/emit.h"

#include "yaml/scalar.h"
#include "json/json.h"

enum { LINE = 80 };

static void add_blanks(ab_buf *out, unsigned n)
{
    while (n-- > 0) {
        ab_buf_add_char(out, ' ');
    }
}

/* Whether a text stands for itself without quotes, also within [a, b]. */
static bool is_plain(ab_str text)
{
    static const char first[] = "-?:,[]{}#&*!|>'\"%@` \t=<~";
    if (text.n == 0 || ab_yaml_resolve(text) != AB_YAML_STR || strchr(first, text.p[0]) ||
        text.p[text.n - 1] == ' ' || text.p[text.n - 1] == ':') {
        return false;
    }
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && !(c && strchr("_-./$ +()", c)) &&
            !(c == ':' && i + 1 < text.n && text.p[i + 1] != ' ')) {
            return false;
        }
    }
    return true;
}

/* Characters that YAML wants escaped beyond those that JSON does. */
static bool is_unprintable(uint32_t c)
{
    return (c >= 0x7f && c <= 0x9f) || c == 0xfeff || c == 0xfffe || c == 0xffff ||
           (c >= 0xd800 && c <= 0xdfff);
}

/* Double quotes: JSON's escapes, but for surrogate pairs, which YAML does not have. */
static void add_quoted(ab_buf *out, ab_str text)
{
    ab_buf json;
    ab_buf_init(&json, AB_BUF_NO_MAX);
    ab_json_write_string(&json, text, AB_JSON_COMPACT);
    for (ab_str rest = ab_buf_str(&json); rest.n > 0;) {
        size_t length;
        uint32_t c = ab_utf8_decode(rest, &length);
        if (is_unprintable(c)) {
            ab_buf_printf(out, "\\u%04x", (unsigned)c);
        } else {
            ab_buf_add(out, rest.p, length);
        }
        rest = ab_str_sub(rest, length, rest.n);
    }
    ab_buf_free(&json);
}

static void add_text(ab_buf *out, ab_str text)
{
    if (is_plain(text)) {
        ab_buf_add_str(out, text);
    } else {
        add_quoted(out, text);
    }
}

static void add_scalar(ab_buf *out, const ab_value *value)
{
    if (value->kind == AB_STRING) {
        add_text(out, value->text);
    } else {
        ab_json_write(out, value, AB_JSON_COMPACT);
    }
}

static bool is_container(const ab_value *value)
{
    return value->kind == AB_ARRAY || value->kind == AB_OBJECT;
}

/* Whether it goes behind its key: a scalar, an empty container, a short list of scalars. */
static bool fits_line(const ab_value *value)
{
    size_t width = 0;
    if (!is_container(value) || value->count == 0) {
        return true;
    }
    if (value->kind == AB_OBJECT) {
        return false;
    }
    for (uint32_t i = 0; i < value->count; i++) {
        width += value->items[i].kind == AB_STRING ? value->items[i].text.n + 4 : 24;
        if (is_container(&value->items[i]) || width > LINE) {
            return false;
        }
    }
    return true;
}

static void add_inline(ab_buf *out, const ab_value *value)
{
    if (!is_container(value)) {
        add_scalar(out, value);
    } else if (value->kind == AB_OBJECT) {
        ab_buf_add_text(out, "{}");
    } else {
        ab_buf_add_char(out, '[');
        for (uint32_t i = 0; i < value->count; i++) {
            ab_buf_add_text(out, i ? ", " : "");
            add_scalar(out, &value->items[i]);
        }
        ab_buf_add_char(out, ']');
    }
}

/* `begun`: the first line's indentation is there already, behind a dash. */
static void add_block(ab_buf *out, const ab_value *value, unsigned indent, bool begun)
{
    if (fits_line(value)) {
        add_blanks(out, begun ? 0 : indent);
        add_inline(out, value);
        ab_buf_add_char(out, '\n');
        return;
    }
    for (uint32_t i = 0; i < value->count; i++) {
        add_blanks(out, begun && i == 0 ? 0 : indent);
        if (value->kind == AB_ARRAY) {
            ab_buf_add_text(out, "- ");
            add_block(out, &value->items[i], indent + 2, true);
            continue;
        }
        const ab_member *member = &value->object.members[i];
        add_text(out, member->key);
        ab_buf_add_char(out, ':');
        bool behind = fits_line(&member->value);
        ab_buf_add_char(out, behind ? ' ' : '\n');
        add_block(out, &member->value, indent + 2, behind);
    }
}

void ab_yaml_write(ab_buf *out, const ab_value *value, unsigned indent)
{
    add_block(out, value, indent, false);
}

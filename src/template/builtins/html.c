/* Filters for HTML. */
#include "template/builtins/builtins.h"

#include <ctype.h>

static bool filter_escape(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return ab_py_html_escape(p, c->self, out);
}

static bool filter_forceescape(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str text;
    if (!ab_py_str_text(p, c->self, &text)) {
        return false;
    }
    ab_value plain = ab_value_str(text);
    return ab_py_html_escape(p, &plain, out);
}

static bool filter_safe(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str text;
    if (!ab_py_str_text(p, c->self, &text)) {
        return false;
    }
    *out = ab_py_markup(p, text);
    return true;
}

static const struct {
    const char *name;
    unsigned code_point;
} entities[] = {{"amp", '&'},       {"lt", '<'},       {"gt", '>'},       {"quot", '"'},
                {"apos", '\''},     {"nbsp", 0xa0},    {"copy", 0xa9},    {"reg", 0xae},
                {"hellip", 0x2026}, {"mdash", 0x2014}, {"ndash", 0x2013}, {"euro", 0x20ac},
                {"eacute", 0xe9}};

static size_t entity(ab_str s, size_t at, unsigned *code_point)
{
    ptrdiff_t end = ab_str_find(s, AB_STR(";"), at);
    if (end < 0) {
        return 0;
    }
    ab_str name = ab_str_sub(s, at + 1, (size_t)end);
    size_t taken = (size_t)end + 1 - at;
    if (name.n > 1 && name.n < 9 && name.p[0] == '#') {
        bool hex = (name.p[1] | 0x20) == 'x';
        *code_point = 0;
        for (size_t i = hex ? 2 : 1; i < name.n; i++) {
            if (!(hex ? isxdigit((unsigned char)name.p[i]) : isdigit((unsigned char)name.p[i]))) {
                return 0;
            }
            char ch = name.p[i];
            *code_point = *code_point * (hex ? 16 : 10) +
                          (unsigned)(ch <= '9' ? ch - '0' : (ch | 0x20) - 'a' + 10);
        }
        return *code_point && *code_point <= 0x10ffff ? taken : 0;
    }
    for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
        if (ab_str_is(name, entities[i].name)) {
            *code_point = entities[i].code_point;
            return taken;
        }
    }
    return 0;
}

static bool unescape(ab_py *p, ab_str s, ab_str *out)
{
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0; i < s.n;) {
        unsigned code_point;
        size_t n = s.p[i] == '&' ? entity(s, i, &code_point) : 0;
        if (n) {
            ab_buf_add_code_point(buf, code_point);
            i += n;
        } else {
            ab_buf_add_char(buf, s.p[i++]);
        }
    }
    return ab_py_buf_text(p, buf, out);
}

/* Removes from every `open` to the next `close` behind it. */
static bool cut(ab_py *p, ab_str s, const char *open, const char *close, ab_str *out)
{
    ab_buf *buf = ab_py_buf(p);
    size_t at = 0;
    for (;;) {
        ptrdiff_t from = ab_str_find(s, ab_str_of(open), at);
        ptrdiff_t to = from < 0 ? -1 : ab_str_find(s, ab_str_of(close), (size_t)from);
        if (from < 0 || to < 0) {
            break;
        }
        ab_buf_add_str(buf, ab_str_sub(s, at, (size_t)from));
        at = (size_t)to + strlen(close);
    }
    ab_buf_add_str(buf, ab_str_sub(s, at, s.n));
    return ab_py_buf_text(p, buf, out);
}

static bool filter_striptags(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s;
    ab_value words;
    if (!ab_py_str_text(p, c->self, &s) || !cut(p, s, "<!--", "-->", &s) ||
        !cut(p, s, "<", ">", &s) || !ab_py_split(p, s, NULL, -1, &words) ||
        !ab_py_join(p, AB_STR(" "), &words, false, out) || !unescape(p, out->text, &s)) {
        return false;
    }
    *out = ab_value_str(s);
    return true;
}

static bool filter_xmlattr(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_value *pairs;
    size_t n;
    if (!ab_py_pairs(p, c->self, &pairs, &n)) {
        return false;
    }
    ab_buf *buf = ab_py_buf(p);
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        const ab_value *pair = ((const ab_py_seq *)pairs[i].ext.data)->items;
        ab_str key;
        ab_value escaped;
        if (pair[1].kind == AB_NULL || ab_py_type_of(&pair[1]) == PY_UNDEFINED) {
            continue;
        }
        if (!ab_py_text(&pair[0], &key)) {
            return ab_py_raise(p, PY_TYPE_ERROR, "expected string or bytes-like object, got '%s'",
                               ab_py_type_name(&pair[0]));
        }
        for (size_t k = 0; k < key.n; k++) {
            if (key.p[k] && strchr(" \t\n\r\f\v/>=", key.p[k])) {
                return ab_py_raise(p, PY_VALUE_ERROR, "Invalid character in attribute name");
            }
        }
        if (any || ab_py_arg_true(c->argv[0], true)) {
            ab_buf_add_char(buf, ' ');
        }
        any = true;
        if (!ab_py_html_escape(p, &pair[0], &escaped) || !ab_py_str(p, &escaped, buf) ||
            !ab_buf_add_text(buf, "=\"") || !ab_py_html_escape(p, &pair[1], &escaped) ||
            !ab_py_str(p, &escaped, buf)) {
            return false;
        }
        ab_buf_add_char(buf, '"');
    }
    ab_str text;
    if (!ab_py_buf_text(p, buf, &text)) {
        return false;
    }
    *out = p->autoescape ? ab_py_markup(p, text) : ab_value_str(text);
    return true;
}

static const ab_py_builtin rows[] = {
    {"e", filter_escape, 0, 0, 0, "", "See escape."},
    {"escape", filter_escape, 0, 0, 0, "", "`&`, `<`, `>` and quotes as entities."},
    {"forceescape", filter_forceescape, 0, 0, 0, "",
     "The same, also for text that is marked as safe."},
    {"safe", filter_safe, 0, 0, 0, "", "Marked as safe: not escaped again."},
    {"striptags", filter_striptags, 0, 0, 0, "", "Without tags and comments, white space joined."},
    {"urlize", ab_py_filter_urlize, 0, 5, 0, "trim_url_limit,nofollow,target,rel,extra_schemes",
     "URLs and e-mail addresses as links."},
    {"xmlattr", filter_xmlattr, 0, 1, 0, "autospace", "A mapping as attributes of a tag."},
};
const ab_py_table ab_py_html_filters = PY_TABLE(rows, "HTML");

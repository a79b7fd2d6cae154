/* str.format: fields in braces. */
#include "template/floatformat.h"
#include "template/pydate.h"

#include <ctype.h>

typedef struct formatter {
    ab_py *p;
    const ab_py_args *args;
    const ab_value *mapping;
    int64_t automatic; /* the next field's number; -1: fields are numbered by hand */
    bool automatic_used;
} formatter;

static bool keyword_value(formatter *f, ab_str name, ab_value *out)
{
    if (f->mapping) {
        ab_value key = ab_value_str(name);
        return ab_py_subscript(f->p, f->mapping, &key, out);
    }
    for (uint32_t i = 0; i < f->args->n_kw; i++) {
        if (ab_str_eq(f->args->kw_names[i], name)) {
            *out = f->args->kw_values[i];
            return true;
        }
    }
    return ab_py_raise(f->p, PY_KEY_ERROR, "%.*s", AB_STR_ARG(name));
}

static bool all_digits(ab_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!isdigit((unsigned char)s.p[i])) {
            return false;
        }
    }
    return s.n && s.n < 10;
}

static bool first_value(formatter *f, ab_str name, ab_value *out)
{
    int64_t index = 0;
    if (!name.n) {
        if (f->automatic < 0) {
            return ab_py_raise(
                f->p, PY_VALUE_ERROR,
                "cannot switch from manual field specification to automatic field numbering");
        }
        f->automatic_used = true;
        index = f->automatic++;
    } else if (all_digits(name)) {
        if (f->automatic_used) {
            return ab_py_raise(
                f->p, PY_VALUE_ERROR,
                "cannot switch from manual field specification to automatic field numbering");
        }
        f->automatic = -1;
        for (size_t i = 0; i < name.n; i++) {
            index = index * 10 + (name.p[i] - '0');
        }
    } else {
        return keyword_value(f, name, out);
    }
    if (index >= f->args->n) {
        return ab_py_raise(f->p, PY_INDEX_ERROR,
                           "Replacement index %lld out of range for positional args tuple",
                           (long long)index);
    }
    *out = f->args->v[index];
    return true;
}

/* name.attribute[item]… in the sandbox. */
static bool field_value(formatter *f, ab_str field, ab_value *out)
{
    size_t at = 0;
    while (at < field.n && field.p[at] != '.' && field.p[at] != '[') {
        at++;
    }
    if (!first_value(f, ab_str_sub(field, 0, at), out)) {
        return false;
    }
    while (at < field.n) {
        bool attribute = field.p[at++] == '.';
        size_t from = at;
        while (at < field.n &&
               (attribute ? field.p[at] != '.' && field.p[at] != '[' : field.p[at] != ']')) {
            at++;
        }
        ab_str part = ab_str_sub(field, from, at);
        if (!part.n) {
            return ab_py_raise(f->p, PY_VALUE_ERROR, "Empty attribute in format string");
        }
        ab_value obj = *out;
        if (attribute) {
            if (!ab_py_env_getattr(f->p, &obj, part, out)) {
                return false;
            }
            continue;
        }
        if (at >= field.n) {
            return ab_py_raise(f->p, PY_VALUE_ERROR, "Missing ']' in format string");
        }
        at++;
        if (at < field.n && field.p[at] != '.' && field.p[at] != '[') {
            return ab_py_raise(f->p, PY_VALUE_ERROR,
                               "Only '.' or '[' may follow ']' in format field specifier");
        }
        ab_value key = ab_value_str(part);
        if (all_digits(part) && !ab_py_int_from_text(f->p, part, 10, &key)) {
            return false;
        }
        if (!ab_py_env_getitem(f->p, &obj, &key, out)) {
            return false;
        }
    }
    return true;
}

static bool convert(ab_py *p, ab_value *v, char conversion)
{
    ab_str text;
    bool ok;
    switch (conversion) {
    case 0:
        return true;
    case 's':
        ok = ab_py_str_text(p, v, &text);
        break;
    case 'r':
        ok = ab_py_repr_text(p, v, &text);
        break;
    case 'a':
        ok = ab_py_ascii_text(p, v, &text);
        break;
    default:
        return ab_py_raise(p, PY_VALUE_ERROR, "Unknown conversion specifier %c", conversion);
    }
    *v = ab_value_str(text);
    return ok;
}

static bool format_fields(formatter *f, ab_str s, unsigned depth, ab_buf *out);

/* One field: what stands between the braces. */
static bool format_field(formatter *f, ab_str field, unsigned depth, ab_buf *out)
{
    size_t end = 0;
    unsigned brackets = 0;
    while (end < field.n && (brackets || (field.p[end] != '!' && field.p[end] != ':'))) {
        brackets += field.p[end] == '[';
        brackets -= brackets && field.p[end] == ']';
        end++;
    }
    ab_value v;
    char conversion = 0;
    ab_str text_spec = AB_STR("");
    if (end < field.n && field.p[end] == '!') {
        if (end + 1 >= field.n) {
            return ab_py_raise(f->p, PY_VALUE_ERROR,
                               "end of string while looking for conversion specifier");
        }
        conversion = field.p[end + 1];
        if (end + 2 < field.n && field.p[end + 2] != ':') {
            return ab_py_raise(f->p, PY_VALUE_ERROR, "expected ':' after conversion specifier");
        }
        text_spec = ab_str_sub(field, end + 3, field.n);
    } else if (end < field.n) {
        text_spec = ab_str_sub(field, end + 1, field.n);
    }
    if (!field_value(f, ab_str_sub(field, 0, end), &v) || !convert(f->p, &v, conversion)) {
        return false;
    }
    if (text_spec.n && memchr(text_spec.p, '{', text_spec.n)) {
        ab_buf *buf = ab_py_buf(f->p);
        if (!format_fields(f, text_spec, depth + 1, buf) ||
            !ab_py_buf_text(f->p, buf, &text_spec)) {
            return false;
        }
    }
    return ab_py_format_value(f->p, &v, text_spec, out);
}

static bool format_fields(formatter *f, ab_str s, unsigned depth, ab_buf *out)
{
    if (depth > 1) {
        return ab_py_raise(f->p, PY_VALUE_ERROR, "Max string recursion exceeded");
    }
    for (size_t at = 0; at < s.n;) {
        char c = s.p[at];
        bool doubled = at + 1 < s.n && s.p[at + 1] == c;
        if (c != '{' && c != '}') {
            ab_buf_add_char(out, c);
            at++;
            continue;
        }
        if (doubled) {
            ab_buf_add_char(out, c);
            at += 2;
            continue;
        }
        if (c == '}') {
            return ab_py_raise(f->p, PY_VALUE_ERROR, "Single '}' encountered in format string");
        }
        size_t from = ++at;
        unsigned open = 1;
        unsigned brackets = 0;
        for (; at < s.n; at++) {
            /* braces within [ ] of the field's name do not count */
            brackets += s.p[at] == '[' && open == 1;
            brackets -= brackets && s.p[at] == ']';
            open += !brackets && s.p[at] == '{';
            open -= !brackets && s.p[at] == '}';
            if (!open) {
                break;
            }
        }
        if (at >= s.n) {
            return ab_py_raise(f->p, PY_VALUE_ERROR,
                               from >= s.n ? "Single '{' encountered in format string"
                                           : "expected '}' before end of string");
        }
        if (!format_field(f, ab_str_sub(s, from, at), depth, out)) {
            return false;
        }
        at++;
    }
    return true;
}

bool ab_py_str_format(ab_py *p, ab_str format, const ab_py_args *args, const ab_value *mapping,
                      ab_str *out)
{
    formatter f = {.p = p, .args = args, .mapping = mapping};
    ab_buf *buf = ab_py_buf(p);
    return format_fields(&f, format, 0, buf) && ab_py_buf_text(p, buf, out);
}

/* ast.literal_eval: Python's literals and nothing else. */
#include "template/literal.h"

static bool value(ab_py_reader *r, ab_value *out);

static bool word(ab_py_reader *r, const char *text)
{
    size_t n = strlen(text);
    if (r->at + n > r->s.n || memcmp(r->s.p + r->at, text, n) != 0 ||
        (r->at + n < r->s.n && ab_py_is_name_byte(r->s.p[r->at + n]))) {
        return false;
    }
    r->at += n;
    return true;
}

static bool close_bracket(ab_py_reader *r, char close)
{
    if (ab_py_peek(r) != close) {
        return false;
    }
    r->at++;
    r->open--;
    ab_py_read_skip(r);
    return true;
}

static bool open_bracket(ab_py_reader *r)
{
    if (r->open >= PY_MAX_BRACKETS) {
        return false;
    }
    r->at++;
    r->open++;
    ab_py_read_skip(r);
    return true;
}

/* value, value, … up to `close`; *comma tells whether there was one. */
static bool items_until(ab_py_reader *r, char close, ab_py_seq *items, bool *comma)
{
    *comma = false;
    while (ab_py_peek(r) != close) {
        ab_value v;
        if ((items->n && !*comma) || !value(r, &v) || !ab_py_seq_push(r->p, items, v)) {
            return false;
        }
        ab_py_read_skip(r);
        *comma = ab_py_peek(r) == ',';
        if (*comma) {
            r->at++;
            ab_py_read_skip(r);
        } else if (ab_py_peek(r) != close) {
            return false;
        }
    }
    return true;
}

static bool parenthesized(ab_py_reader *r, ab_value *out)
{
    ab_py_seq items = {0};
    bool comma;
    if (!open_bracket(r) || !items_until(r, ')', &items, &comma) || !close_bracket(r, ')')) {
        return false;
    }
    if (items.n == 1 && !comma) {
        *out = items.items[0];
        return true;
    }
    *out = ab_py_tuple_new(r->p, items.items, items.n);
    return true;
}

static bool list(ab_py_reader *r, ab_value *out)
{
    ab_py_seq items = {0};
    bool comma;
    if (!open_bracket(r) || !items_until(r, ']', &items, &comma) || !close_bracket(r, ']')) {
        return false;
    }
    *out = ab_value_array();
    out->items = items.items;
    out->count = (uint32_t)items.n;
    return true;
}

static bool as_object(ab_py_reader *r, ab_value *dict)
{
    const ab_py_dict *d = dict->ext.data;
    for (size_t i = 0; i < d->n; i++) {
        if (d->entries[i].key.kind != AB_STRING) {
            return true;
        }
    }
    ab_value object = ab_value_object();
    for (size_t i = 0; i < d->n; i++) {
        ab_object_append(r->p->arena, &object, d->entries[i].key.text, d->entries[i].value);
    }
    ab_object_seal(r->p->arena, &object);
    *dict = object;
    return true;
}

static bool dict_or_set(ab_py_reader *r, ab_value *out)
{
    if (!open_bracket(r)) {
        return false;
    }
    ab_value dict = ab_py_dict_new(r->p);
    ab_value set = ab_py_set_new(r->p);
    bool is_set = false;
    bool first = true;
    bool comma = true;
    while (ab_py_peek(r) != '}') {
        ab_value key;
        ab_value v = ab_value_null();
        if (!comma || !value(r, &key)) {
            return false;
        }
        ab_py_read_skip(r);
        bool pair = ab_py_peek(r) == ':';
        if ((!first && pair == is_set)) {
            return false;
        }
        is_set = !pair;
        first = false;
        if (pair) {
            r->at++;
            ab_py_read_skip(r);
            if (!value(r, &v)) {
                return false;
            }
            ab_py_read_skip(r);
        }
        if (!ab_py_dict_set(r->p, is_set ? set.ext.data : dict.ext.data, key, v)) {
            return false;
        }
        comma = ab_py_peek(r) == ',';
        if (comma) {
            r->at++;
            ab_py_read_skip(r);
        }
    }
    *out = is_set ? set : dict;
    return close_bracket(r, '}') && (is_set || as_object(r, out));
}

static bool names(ab_py_reader *r, ab_value *out)
{
    if (word(r, "None")) {
        *out = ab_value_null();
    } else if (word(r, "True") || word(r, "False")) {
        *out = ab_value_bool(r->s.p[r->at - 1] == 'e' && r->s.p[r->at - 2] == 'u');
    } else if (word(r, "set")) {
        ab_py_read_skip(r);
        if (ab_py_peek(r) != '(' || !open_bracket(r) || !close_bracket(r, ')')) {
            return false;
        }
        *out = ab_py_set_new(r->p);
    } else {
        return false;
    }
    return true;
}

static bool value(ab_py_reader *r, ab_value *out)
{
    if (!ab_py_enter(r->p)) {
        return false;
    }
    char c = ab_py_peek(r);
    bool ok;
    if (c == '(') {
        ok = parenthesized(r, out);
    } else if (c == '[') {
        ok = list(r, out);
    } else if (c == '{') {
        ok = dict_or_set(r, out);
    } else if (ab_py_starts_string(r)) {
        ok = ab_py_read_strings(r, out);
    } else if (r->at + 2 < r->s.n && memcmp(r->s.p + r->at, "...", 3) == 0) {
        r->at += 3;
        *out = ab_py_ext(PY_ELLIPSIS, NULL);
        ok = true;
    } else if (isalpha((unsigned char)c)) {
        ok = names(r, out);
    } else {
        ok = ab_py_read_signed_number(r, out);
    }
    if (ok) {
        ab_py_read_skip(r);
        if (ab_py_peek(r) == '+' || ab_py_peek(r) == '-') {
            ok = ab_py_read_complex_sum(r, out);
        }
    }
    ab_py_leave(r->p);
    return ok;
}

/* Lines in front with nothing on them; false where the first line with text is indented. */
static bool first_line(ab_py_reader *r)
{
    while (r->at < r->s.n && (r->s.p[r->at] == ' ' || r->s.p[r->at] == '\t')) {
        r->at++;
    }
    for (;;) {
        size_t column = 0;
        while (r->at < r->s.n &&
               (ab_py_peek(r) == ' ' || ab_py_peek(r) == '\t' || ab_py_peek(r) == '\f')) {
            column = ab_py_peek(r) == '\f' ? 0 : column + 1;
            r->at++;
        }
        if (ab_py_peek(r) == '#') {
            ab_py_read_skip(r);
        }
        if (r->at < r->s.n && (ab_py_peek(r) == '\n' || ab_py_peek(r) == '\r')) {
            r->at++;
            continue;
        }
        return column == 0 && r->at < r->s.n;
    }
}

static bool only_blank_lines(ab_py_reader *r)
{
    while (r->at < r->s.n) {
        size_t before = r->at;
        ab_py_read_skip(r);
        if (r->at < r->s.n && (ab_py_peek(r) == '\n' || ab_py_peek(r) == '\r')) {
            r->at++;
        }
        if (r->at == before) {
            return false;
        }
    }
    return true;
}

/* The whole text: one value, or a tuple without parentheses. */
static bool whole(ab_py_reader *r, ab_value *out)
{
    if (!first_line(r) || !value(r, out)) {
        return false;
    }
    ab_py_read_skip(r);
    if (ab_py_peek(r) == ',') {
        ab_py_seq items = {0};
        ab_py_seq_push(r->p, &items, *out);
        while (ab_py_peek(r) == ',') {
            r->at++;
            ab_py_read_skip(r);
            if (r->at >= r->s.n || ab_py_peek(r) == '\n' || ab_py_peek(r) == '\r') {
                break;
            }
            ab_value v;
            if (!value(r, &v) || !ab_py_seq_push(r->p, &items, v)) {
                return false;
            }
            ab_py_read_skip(r);
        }
        *out = ab_py_tuple_new(r->p, items.items, items.n);
    }
    return only_blank_lines(r);
}

/* What a literal can start with: everything else is text for certain. */
static bool never_literal(ab_str text)
{
    size_t i = 0;
    while (i < text.n && (text.p[i] == ' ' || text.p[i] == '\t')) {
        i++;
    }
    if (i == text.n) {
        return true;
    }
    unsigned char c = (unsigned char)text.p[i];
    unsigned char last = (unsigned char)text.p[text.n - 1];
    if (isalpha(c)) {
        if (c == 'N' || c == 'T' || c == 'F' || c == 's') {
            ab_str rest = ab_str_sub(text, i, text.n);
            return !ab_str_starts(rest, AB_STR("None")) && !ab_str_starts(rest, AB_STR("True")) &&
                   !ab_str_starts(rest, AB_STR("False")) && !ab_str_starts(rest, AB_STR("set"));
        }
        /* a prefix of a string literal is followed by its quote */
        if (!strchr("rRbBuU", c)) {
            return true;
        }
        return !(text.n > i + 1 && strchr("'\"rRbB", text.p[i + 1]));
    }
    if (isdigit(c) && isdigit(last)) {
        /* dates, times and the like: 2024-01-01, 10:30 */
        for (size_t k = i; k < text.n; k++) {
            if (text.p[k] == ':') {
                return memchr(text.p, '#', text.n) == NULL && memchr(text.p, ',', text.n) == NULL;
            }
        }
    }
    return c >= 0x80 || !strchr("0123456789.+-([{'\"#\\\n\r\f", c);
}

bool ab_py_literal(ab_py *p, ab_str text, ab_value *out)
{
    if (never_literal(text) || (text.n && memchr(text.p, '\0', text.n))) {
        return false;
    }
    uint32_t depth = p->depth;
    p->depth = 0;
    ab_py_reader r = {.p = p, .s = text};
    ab_py_exc exc = p->exc;
    bool ok = whole(&r, out);
    p->exc = exc;
    p->depth = depth;
    return ok;
}

/* Binary and unary operators. */
#include "template/pydate.h"

static const char *const op_text[] = {"+", "-", "*", "/", "//", "%", "**"};

static bool unsupported(ab_py *p, ab_py_op op, const ab_value *a, const ab_value *b)
{
    return ab_py_raise(p, PY_TYPE_ERROR, "unsupported operand type(s) for %s: '%s' and '%s'",
                       op_text[op], ab_py_type_name(a), ab_py_type_name(b));
}

static bool join_text(ab_py *p, ab_str a, ab_str b, ab_str *out)
{
    if (a.n + b.n > PY_MAX_TEXT) {
        return ab_py_raise(p, PY_LIMIT, "the text is too long");
    }
    char *text = ab_arena_alloc(p->arena, a.n + b.n + 1);
    memcpy(text, a.p ? a.p : "", a.n);
    memcpy(text + a.n, b.p ? b.p : "", b.n);
    text[a.n + b.n] = '\0';
    *out = (ab_str){text, a.n + b.n};
    return true;
}

/* str + str; a Markup on either side escapes the other. */
static bool add_text(ab_py *p, const ab_value *a, const ab_value *b, ab_value *out)
{
    bool markup = ab_py_type_of(a) == PY_MARKUP || ab_py_type_of(b) == PY_MARKUP;
    ab_value x = *a;
    ab_value y = *b;
    ab_str s;
    ab_str t;
    ab_str r;
    if (markup && (!ab_py_html_escape(p, a, &x) || !ab_py_html_escape(p, b, &y))) {
        return false;
    }
    if (!ab_py_text(&x, &s) || !ab_py_text(&y, &t) || !join_text(p, s, t, &r)) {
        return false;
    }
    *out = markup ? ab_py_markup(p, r) : ab_value_str(r);
    return true;
}

static bool add_items(ab_py *p, const ab_value *a, const ab_value *b, ab_value *out)
{
    const ab_value *x;
    const ab_value *y;
    size_t n;
    size_t m;
    ab_py_items(a, &x, &n);
    ab_py_items(b, &y, &m);
    if (n + m > PY_MAX_ITEMS) {
        return ab_py_raise(p, PY_LIMIT, "the list is too long");
    }
    ab_value *items = AB_ARENA_ARRAY(p->arena, ab_value, n + m + 1);
    if (n) {
        memcpy(items, x, n * sizeof(ab_value));
    }
    if (m) {
        memcpy(items + n, y, m * sizeof(ab_value));
    }
    *out = ab_py_type_of(a) == PY_TUPLE ? ab_py_tuple_new(p, items, n + m)
                                        : ab_py_list_new(p, items, n + m);
    return true;
}

static bool add(ab_py *p, const ab_value *a, const ab_value *b, ab_value *out)
{
    ab_py_type x = ab_py_type_of(a);
    ab_py_type y = ab_py_type_of(b);
    if (ab_py_is_text(a) && ab_py_is_text(b)) {
        return add_text(p, a, b, out);
    }
    if (x == PY_BYTES && y == PY_BYTES) {
        ab_str r;
        if (!join_text(p, *(const ab_str *)a->ext.data, *(const ab_str *)b->ext.data, &r)) {
            return false;
        }
        *out = ab_py_bytes(p, r);
        return true;
    }
    if (x == y && (x == PY_LIST || x == PY_TUPLE)) {
        return add_items(p, a, b, out);
    }
    if (ab_py_is_text(a)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "can only concatenate str (not \"%s\") to str",
                           ab_py_type_name(b));
    }
    return unsupported(p, PY_OP_ADD, a, b);
}

static bool repeat_text(ab_py *p, ab_str s, int64_t times, ab_str *out)
{
    if (times <= 0 || !s.n) {
        *out = AB_STR("");
        return true;
    }
    if ((uint64_t)times > PY_MAX_TEXT / s.n) {
        return ab_py_raise(p, PY_LIMIT, "the text is too long");
    }
    size_t n = s.n * (size_t)times;
    ab_py_charge(p, n >> PY_WRITE_SHIFT);
    char *text = ab_arena_alloc(p->arena, n + 1);
    memcpy(text, s.p, s.n);
    for (size_t done = s.n; done < n; done *= 2) {
        memcpy(text + done, text, done < n - done ? done : n - done);
    }
    text[n] = '\0';
    *out = (ab_str){text, n};
    return true;
}

static bool repeat(ab_py *p, const ab_value *v, int64_t times, ab_value *out)
{
    ab_str s;
    if (ab_py_text(v, &s) || ab_py_type_of(v) == PY_BYTES) {
        ab_py_type t = ab_py_type_of(v);
        s = t == PY_BYTES ? *(const ab_str *)v->ext.data : s;
        if (!repeat_text(p, s, times, &s)) {
            return false;
        }
        *out = t == PY_BYTES    ? ab_py_bytes(p, s)
               : t == PY_MARKUP ? ab_py_markup(p, s)
                                : ab_value_str(s);
        return true;
    }
    const ab_value *items;
    size_t n;
    ab_py_items(v, &items, &n);
    times = times < 0 || !n ? 0 : times;
    if (n && (uint64_t)times > PY_MAX_ITEMS / n) {
        return ab_py_raise(p, PY_LIMIT, "the list is too long");
    }
    ab_value *all = AB_ARENA_ARRAY(p->arena, ab_value, n * (size_t)times + 1);
    for (int64_t i = 0; i < times; i++) {
        memcpy(all + (size_t)i * n, items, n * sizeof(ab_value));
    }
    n *= (size_t)times;
    *out = ab_py_type_of(v) == PY_TUPLE ? ab_py_tuple_new(p, all, n) : ab_py_list_new(p, all, n);
    return true;
}

static bool is_repeatable(const ab_value *v)
{
    ab_py_type t = ab_py_type_of(v);
    return ab_py_is_text(v) || t == PY_BYTES || t == PY_LIST || t == PY_TUPLE;
}

static bool multiply(ab_py *p, const ab_value *a, const ab_value *b, ab_value *out)
{
    if ((is_repeatable(a) && b->kind == AB_BIGINT) || (is_repeatable(b) && a->kind == AB_BIGINT)) {
        return ab_py_raise(p, PY_OVERFLOW_ERROR, "cannot fit 'int' into an index-sized integer");
    }
    if (is_repeatable(a) && ab_py_is_int(b)) {
        return repeat(p, a, ab_py_small_int(b), out);
    }
    if (is_repeatable(b) && ab_py_is_int(a)) {
        return repeat(p, b, ab_py_small_int(a), out);
    }
    if (is_repeatable(a) || is_repeatable(b)) {
        const ab_value *other = is_repeatable(a) ? b : a;
        return ab_py_raise(p, PY_TYPE_ERROR, "can't multiply sequence by non-int of type '%s'",
                           ab_py_type_name(other));
    }
    return unsupported(p, PY_OP_MUL, a, b);
}

static bool set_difference(ab_py *p, const ab_value *a, const ab_value *b, ab_value *out)
{
    /* set - set is the only operator of sets that Jinja has */
    const ab_py_dict *x = a->ext.data;
    const ab_py_dict *y = b->ext.data;
    *out = ab_py_set_new(p);
    for (size_t i = 0; i < x->n; i++) {
        ab_value *found;
        if (!ab_py_dict_find(p, y, &x->entries[i].key, &found) ||
            (!found && !ab_py_dict_set(p, out->ext.data, x->entries[i].key, ab_value_null()))) {
            return false;
        }
    }
    return true;
}

bool ab_py_binary(ab_py *p, ab_py_op op, const ab_value *a, const ab_value *b, ab_value *out)
{
    ab_py_charge_for(p, a);
    ab_py_charge_for(p, b);
    if (ab_py_is_number(a) && ab_py_is_number(b)) {
        return ab_py_number_binary(p, op, a, b, out);
    }
    ab_str format;
    ab_py_type x = ab_py_type_of(a);
    ab_py_type y = ab_py_type_of(b);
    if (op == PY_OP_MOD && ab_py_text(a, &format)) {
        if (!ab_py_percent_format(p, format, b, out)) {
            return false;
        }
        if (x == PY_MARKUP && out->kind == AB_STRING) {
            *out = ab_py_markup(p, out->text);
        }
        return true;
    }
    if (x == PY_UNDEFINED || y == PY_UNDEFINED) {
        return ab_py_undefined_fail(p, x == PY_UNDEFINED ? a : b);
    }
    bool known = false;
    if (ab_py_is_date(x) || ab_py_is_date(y)) {
        bool ok = ab_py_date_binary(p, op, a, b, out, &known);
        if (known || !ok) {
            return ok;
        }
        return unsupported(p, op, a, b);
    }
    switch (op) {
    case PY_OP_ADD:
        return add(p, a, b, out);
    case PY_OP_MUL:
        return multiply(p, a, b, out);
    case PY_OP_SUB:
        if (x == PY_SET && y == PY_SET) {
            return set_difference(p, a, b, out);
        }
        return unsupported(p, op, a, b);
    default:
        return unsupported(p, op, a, b);
    }
}

bool ab_py_unary(ab_py *p, char op, const ab_value *a, ab_value *out)
{
    if (ab_py_is_number(a)) {
        if (op == '-') {
            return ab_py_number_negate(p, a, out);
        }
        *out = ab_py_int_of(a);
        return true;
    }
    ab_py_type t = ab_py_type_of(a);
    if (t == PY_UNDEFINED) {
        return ab_py_undefined_fail(p, a);
    }
    if (t == PY_TIMEDELTA && op == '+') {
        *out = *a;
        return true;
    }
    if (op == '-' && (t == PY_TIMEDELTA || t == PY_DURATION)) {
        ab_error error = {0};
        if (t == PY_TIMEDELTA) {
            ab_timedelta d;
            if (!ab_timedelta_negate(*(const ab_timedelta *)a->ext.data, &d, &error)) {
                return ab_py_date_error(p, &error);
            }
            *out = ab_py_timedelta_new(p, d);
            return true;
        }
        ab_duration d;
        if (!ab_duration_negate(a->ext.data, &d, &error)) {
            return ab_py_date_error(p, &error);
        }
        d.calendar = true;
        *out = ab_py_duration_new(p, &d);
        return true;
    }
    return ab_py_raise(p, PY_TYPE_ERROR, "bad operand type for unary %c: '%s'", op,
                       ab_py_type_name(a));
}

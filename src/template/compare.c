/* Truth, equality, order, membership, sorting. */
#include "template/pydate.h"

bool ab_py_truthy(const ab_value *v)
{
    switch (ab_py_type_of(v)) {
    case PY_NONE:
    case PY_UNDEFINED:
        return false;
    case PY_BOOL:
        return v->boolean;
    case PY_INT:
        return v->kind == AB_BIGINT || v->number.integer != 0;
    case PY_FLOAT:
        return ab_value_double(v) != 0;
    case PY_STR:
        return v->text.n != 0;
    case PY_MARKUP:
    case PY_BYTES:
        return ((const ab_str *)v->ext.data)->n != 0;
    case PY_LIST:
    case PY_TUPLE: {
        const ab_value *items;
        size_t n;
        ab_py_items(v, &items, &n);
        return n != 0;
    }
    case PY_DICT:
    case PY_RECORD:
    case PY_HEADERS:
        return ab_py_mapping_count(v) != 0;
    case PY_STREAM_SLICE:
        return ab_py_mapping_count(v) != 0 ||
               ab_py_mapping_count(&((const ab_py_stream_slice *)v->ext.data)->extra_fields) != 0;
    case PY_SET:
        return ((const ab_py_dict *)v->ext.data)->n != 0;
    case PY_KEYS:
    case PY_VALUES:
    case PY_ITEMS:
        return ab_py_mapping_count(&((const ab_py_view *)v->ext.data)->mapping) != 0;
    case PY_TIMEDELTA:
        return !ab_timedelta_is_zero(*(const ab_timedelta *)v->ext.data);
    case PY_COMPLEX:
        return ((const ab_py_complex *)v->ext.data)->real != 0 ||
               ((const ab_py_complex *)v->ext.data)->imag != 0;
    case PY_PAGE:
        return ab_py_page_count(v) != 0;
    default:
        return true;
    }
}

bool ab_py_identical(const ab_value *a, const ab_value *b)
{
    if (a->kind != b->kind) {
        return false;
    }
    switch (a->kind) {
    case AB_NULL:
        return true;
    case AB_BOOL:
        return a->boolean == b->boolean;
    case AB_INT:
        return a->number.integer == b->number.integer && a->number.integer >= -5 &&
               a->number.integer <= 256;
    case AB_BIGINT:
    case AB_STRING:
        return ab_str_eq(a->text, b->text) && (a->text.p == b->text.p || a->text.n <= 1);
    case AB_REAL:
        return a->number.source && a->number.source == b->number.source;
    case AB_ARRAY:
        return a->items == b->items && a->count == b->count && a->count;
    case AB_OBJECT:
        return a->object.members == b->object.members && a->count == b->count && a->count;
    default:
        return a->ext.type == b->ext.type && a->ext.data == b->ext.data;
    }
}

static bool equal_at(ab_py *p, const ab_value *a, const ab_value *b, unsigned depth);

static bool equal_items(ab_py *p, const ab_value *a, const ab_value *b, unsigned depth)
{
    const ab_value *x;
    const ab_value *y;
    size_t n;
    size_t m;
    ab_py_items(a, &x, &n);
    ab_py_items(b, &y, &m);
    for (size_t i = 0; n == m && i < n; i++) {
        if (!ab_py_identical(&x[i], &y[i]) && !equal_at(p, &x[i], &y[i], depth)) {
            return false;
        }
    }
    return n == m;
}

static bool find_plain(ab_py *p, const ab_value *mapping, const ab_value *key, ab_value *out,
                       unsigned depth)
{
    size_t n = ab_py_mapping_count(mapping);
    for (size_t i = 0; i < n; i++) {
        ab_value k;
        ab_py_mapping_at(mapping, i, &k, out);
        if (equal_at(p, &k, key, depth)) {
            return true;
        }
    }
    return false;
}

static bool equal_mappings(ab_py *p, const ab_value *a, const ab_value *b, unsigned depth)
{
    size_t n = ab_py_mapping_count(a);
    if (n != ab_py_mapping_count(b)) {
        return false;
    }
    const ab_value *other = ab_py_unwrap_mapping(b);
    for (size_t i = 0; i < n; i++) {
        ab_value key;
        ab_value value;
        ab_value theirs;
        ab_py_mapping_at(a, i, &key, &value);
        const ab_value *found = NULL;
        if (other->kind == AB_OBJECT && key.kind == AB_STRING) {
            found = ab_object_get(other, key.text);
        } else if (find_plain(p, b, &key, &theirs, depth)) {
            found = &theirs;
        }
        if (!found || (!ab_py_identical(&value, found) && !equal_at(p, &value, found, depth))) {
            return false;
        }
    }
    return true;
}

static bool equal_sets(ab_py *p, const ab_py_dict *a, const ab_py_dict *b, unsigned depth)
{
    if (a->n != b->n) {
        return false;
    }
    for (size_t i = 0; i < a->n; i++) {
        bool found = false;
        ab_py_charge(p, b->n >> 4);
        for (size_t k = 0; k < b->n && !found && p->steps < PY_MAX_STEPS; k++) {
            found = a->entries[i].hash == b->entries[k].hash &&
                    equal_at(p, &a->entries[i].key, &b->entries[k].key, depth);
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

static bool equal_slices(ab_py *p, const ab_value *a, const ab_value *b, unsigned depth)
{
    const ab_py_stream_slice *x = a->ext.data;
    const ab_py_stream_slice *y = b->ext.data;
    return equal_at(p, &x->partition, &y->partition, depth) &&
           equal_at(p, &x->cursor_slice, &y->cursor_slice, depth);
}

static bool equal_ext(ab_py *p, const ab_value *a, const ab_value *b, ab_py_type x, ab_py_type y,
                      unsigned depth)
{
    if (x == PY_STREAM_SLICE && y == PY_STREAM_SLICE) {
        return equal_slices(p, a, b, depth);
    }
    if ((x == PY_STREAM_SLICE && y == PY_DICT) || (x == PY_DICT && y == PY_STREAM_SLICE) ||
        (x == PY_RECORD && y == PY_RECORD) || (x == PY_HEADERS && ab_py_is_mapping(b)) ||
        (y == PY_HEADERS && ab_py_is_mapping(a))) {
        return equal_mappings(p, a, b, depth);
    }
    if (ab_py_is_date(x) && ab_py_is_date(y)) {
        return ab_py_date_equal(a, b);
    }
    if (x != y) {
        return false;
    }
    const ab_py_complex *c = a->ext.data;
    const ab_py_complex *d = b->ext.data;
    switch (x) {
    case PY_UNDEFINED:
    case PY_ELLIPSIS:
        return true;
    case PY_BYTES:
        return ab_str_eq(*(const ab_str *)a->ext.data, *(const ab_str *)b->ext.data);
    case PY_SET:
        return equal_sets(p, a->ext.data, b->ext.data, depth);
    case PY_COMPLEX:
        return c->real == d->real && c->imag == d->imag;
    case PY_METHOD:
        return ((const ab_py_method_data *)a->ext.data)->builtin ==
                   ((const ab_py_method_data *)b->ext.data)->builtin &&
               ab_py_identical(&((const ab_py_method_data *)a->ext.data)->self,
                               &((const ab_py_method_data *)b->ext.data)->self);
    case PY_FUNCTION:
        return ((const ab_py_method_data *)a->ext.data)->builtin ==
               ((const ab_py_method_data *)b->ext.data)->builtin;
    case PY_KEYS:
    case PY_ITEMS:
        return equal_mappings(p, &((const ab_py_view *)a->ext.data)->mapping,
                              &((const ab_py_view *)b->ext.data)->mapping, depth);
    default:
        return a->ext.data == b->ext.data;
    }
}

static bool equal_at(ab_py *p, const ab_value *a, const ab_value *b, unsigned depth)
{
    ab_str s;
    ab_str t;
    if (depth > 600 || p->steps >= PY_MAX_STEPS) {
        return false; /* too many steps: the evaluation fails at its next one */
    }
    p->steps++;
    depth++;
    if (ab_py_is_number(a) && ab_py_is_number(b)) {
        return ab_py_number_compare(a, b) == 0;
    }
    if (ab_py_text(a, &s) && ab_py_text(b, &t)) {
        ab_py_charge(p, s.n >> PY_READ_SHIFT);
        return ab_str_eq(s, t);
    }
    ab_py_type x = ab_py_type_of(a);
    ab_py_type y = ab_py_type_of(b);
    if (x == y && (x == PY_LIST || x == PY_TUPLE)) {
        return equal_items(p, a, b, depth);
    }
    if (x == PY_DICT && y == PY_DICT) {
        return equal_mappings(p, a, b, depth);
    }
    if (a->kind == AB_EXT || b->kind == AB_EXT) {
        return equal_ext(p, a, b, x, y, depth);
    }
    return x == PY_NONE && y == PY_NONE;
}

bool ab_py_equal(ab_py *p, const ab_value *a, const ab_value *b)
{
    return equal_at(p, a, b, 0);
}

static bool holds(ab_py_op op, int order)
{
    switch (op) {
    case PY_OP_LT:
        return order < 0;
    case PY_OP_LE:
        return order <= 0;
    case PY_OP_GT:
        return order > 0 && order != 2;
    default:
        return order >= 0 && order != 2;
    }
}

static int text_order(ab_str a, ab_str b)
{
    /* UTF-8 sorts as its code points do */
    int c = ab_str_cmp(a, b);
    return (c > 0) - (c < 0);
}

static bool compare_items(ab_py *p, ab_py_op op, const ab_value *a, const ab_value *b, bool *out)
{
    const ab_value *x;
    const ab_value *y;
    size_t n;
    size_t m;
    ab_py_items(a, &x, &n);
    ab_py_items(b, &y, &m);
    for (size_t i = 0; i < n && i < m; i++) {
        if (!ab_py_identical(&x[i], &y[i]) && !ab_py_equal(p, &x[i], &y[i])) {
            if (!ab_py_enter(p)) {
                return false;
            }
            bool ok = ab_py_compare(p, op, &x[i], &y[i], out);
            ab_py_leave(p);
            return ok;
        }
    }
    *out = holds(op, n < m ? -1 : n > m);
    return true;
}

static bool compare_sets(ab_py *p, ab_py_op op, const ab_py_dict *a, const ab_py_dict *b, bool *out)
{
    const ab_py_dict *small = op == PY_OP_LT || op == PY_OP_LE ? a : b;
    const ab_py_dict *large = small == a ? b : a;
    *out = op == PY_OP_LE || op == PY_OP_GE ? small->n <= large->n : small->n < large->n;
    for (size_t i = 0; *out && i < small->n; i++) {
        ab_value *found;
        if (!ab_py_dict_find(p, large, &small->entries[i].key, &found)) {
            return false;
        }
        *out = found != NULL;
    }
    return true;
}

static bool order_values(ab_py *p, ab_py_op op, const ab_value *a, const ab_value *b, bool *out)
{
    ab_str s;
    ab_str t;
    if (ab_py_is_number(a) && ab_py_is_number(b)) {
        int c = ab_py_number_compare(a, b);
        *out = c != 2 && holds(op, c);
        return true;
    }
    if (ab_py_text(a, &s) && ab_py_text(b, &t)) {
        *out = holds(op, text_order(s, t));
        return true;
    }
    ab_py_type x = ab_py_type_of(a);
    ab_py_type y = ab_py_type_of(b);
    if (x == PY_UNDEFINED || y == PY_UNDEFINED) {
        return ab_py_undefined_fail(p, x == PY_UNDEFINED ? a : b);
    }
    if (x == y && (x == PY_LIST || x == PY_TUPLE)) {
        return compare_items(p, op, a, b, out);
    }
    if (x == y && x == PY_BYTES) {
        *out = holds(op, text_order(*(const ab_str *)a->ext.data, *(const ab_str *)b->ext.data));
        return true;
    }
    if (x == y && x == PY_SET) {
        return compare_sets(p, op, a->ext.data, b->ext.data, out);
    }
    if (ab_py_is_date(x) && ab_py_is_date(y)) {
        int c;
        bool known;
        if (!ab_py_date_order(p, a, b, &c, &known)) {
            return false;
        }
        if (known) {
            *out = holds(op, c);
            return true;
        }
    }
    static const char *const names[] = {"<", "<=", ">", ">="};
    return ab_py_raise(p, PY_TYPE_ERROR, "'%s' not supported between instances of '%s' and '%s'",
                       names[op - PY_OP_LT], ab_py_type_name(a), ab_py_type_name(b));
}

bool ab_py_compare(ab_py *p, ab_py_op op, const ab_value *a, const ab_value *b, bool *out)
{
    ab_py_charge_for(p, a);
    ab_py_charge_for(p, b);
    switch (op) {
    case PY_OP_EQ:
        *out = ab_py_equal(p, a, b);
        return true;
    case PY_OP_NE:
        *out = !ab_py_equal(p, a, b);
        return true;
    case PY_OP_IN:
        return ab_py_contains(p, b, a, out);
    case PY_OP_NOT_IN:
        if (!ab_py_contains(p, b, a, out)) {
            return false;
        }
        *out = !*out;
        return true;
    default:
        return order_values(p, op, a, b, out);
    }
}

bool ab_py_less(ab_py *p, const ab_value *a, const ab_value *b, bool *out)
{
    return order_values(p, PY_OP_LT, a, b, out);
}

static bool text_contains(ab_py *p, ab_str text, const ab_value *item, bool *out)
{
    ab_str needle;
    if (!ab_py_text(item, &needle)) {
        return ab_py_raise(p, PY_TYPE_ERROR,
                           "'in <string>' requires string as left operand, not %s",
                           ab_py_type_name(item));
    }
    *out = ab_str_find(text, needle, 0) >= 0;
    return true;
}

static bool bytes_contain(ab_py *p, ab_str bytes, const ab_value *item, bool *out)
{
    if (ab_py_type_of(item) == PY_BYTES) {
        *out = ab_str_find(bytes, *(const ab_str *)item->ext.data, 0) >= 0;
        return true;
    }
    int64_t byte;
    if (!ab_py_is_int(item)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "a bytes-like object is required, not '%s'",
                           ab_py_type_name(item));
    }
    byte = ab_py_small_int(item);
    if (byte < 0 || byte > 255) {
        return ab_py_raise(p, PY_VALUE_ERROR, "byte must be in range(0, 256)");
    }
    *out = bytes.n && memchr(bytes.p, (int)byte, bytes.n);
    return true;
}

bool ab_py_contains(ab_py *p, const ab_value *container, const ab_value *item, bool *out)
{
    ab_str text;
    ab_py_type t = ab_py_type_of(container);
    if (ab_py_text(container, &text)) {
        return text_contains(p, text, item, out);
    }
    if (t == PY_BYTES) {
        return bytes_contain(p, *(const ab_str *)container->ext.data, item, out);
    }
    if (t == PY_HEADERS && !ab_py_is_text(item)) {
        return ab_py_raise(p, PY_ATTRIBUTE_ERROR, "'%s' object has no attribute 'lower'",
                           ab_py_type_name(item));
    }
    if (ab_py_is_mapping(container)) {
        ab_value ignored;
        return ab_py_mapping_get(p, container, item, &ignored, out);
    }
    if (t == PY_KEYS) {
        ab_value ignored;
        return ab_py_mapping_get(p, &((const ab_py_view *)container->ext.data)->mapping, item,
                                 &ignored, out);
    }
    if (t == PY_SET) {
        ab_value *found;
        bool ok = ab_py_dict_find(p, container->ext.data, item, &found);
        *out = found != NULL;
        return ok;
    }
    ab_py_iter it;
    if (!ab_py_iterate(p, container, &it)) {
        if (p->exc == PY_TYPE_ERROR) {
            return ab_py_raise(p, PY_TYPE_ERROR, "argument of type '%s' is not iterable",
                               ab_py_type_name(container));
        }
        return false;
    }
    *out = false;
    for (;;) {
        ab_value v;
        bool more;
        if (!ab_py_next(p, &it, &v, &more)) {
            return false;
        }
        if (!more) {
            return true;
        }
        if (ab_py_identical(&v, item) || ab_py_equal(p, &v, item)) {
            *out = true;
            return true;
        }
    }
}

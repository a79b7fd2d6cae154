/* Python's obj[key]: items and slices. */
#include "template/pydate.h"

/* start, stop and count of a slice over n items. */
typedef struct slice_range {
    int64_t start;
    int64_t step;
    int64_t count;
} slice_range;

static bool slice_bound(ab_py *p, const ab_value *v, int64_t otherwise, int64_t *out)
{
    if (v->kind == AB_NULL) {
        *out = otherwise;
        return true;
    }
    if (!ab_py_is_int(v)) {
        return ab_py_raise(p, PY_TYPE_ERROR,
                           "slice indices must be integers or None or have an __index__ method");
    }
    *out = ab_py_small_int(v);
    return true;
}

static int64_t clip(int64_t i, int64_t n, bool backwards)
{
    if (i < 0) {
        i = i < -n ? -1 : i + n;
        return i < 0 ? (backwards ? -1 : 0) : i;
    }
    return i >= n ? (backwards ? n - 1 : n) : i;
}

static bool slice_indices(ab_py *p, const ab_py_slice *s, size_t size, slice_range *out)
{
    int64_t n = (int64_t)size;
    int64_t step = 1;
    int64_t start = 0;
    int64_t stop = 0;
    if (!slice_bound(p, &s->step, 1, &step)) {
        return false;
    }
    if (step == 0) {
        return ab_py_raise(p, PY_VALUE_ERROR, "slice step cannot be zero");
    }
    step = step < -INT64_MAX ? -INT64_MAX : step;
    bool back = step < 0;
    if (!slice_bound(p, &s->start, back ? n - 1 : 0, &start) ||
        !slice_bound(p, &s->stop, back ? -1 : n, &stop)) {
        return false;
    }
    start = s->start.kind == AB_NULL ? start : clip(start, n, back);
    stop = s->stop.kind == AB_NULL ? stop : clip(stop, n, back);
    out->start = start;
    out->step = step;
    int64_t span = back ? start - stop : stop - start;
    uint64_t stride = back ? 0 - (uint64_t)step : (uint64_t)step;
    out->count = span <= 0 ? 0 : (int64_t)(((uint64_t)span - 1) / stride + 1);
    return true;
}

static bool slice_text(ab_py *p, ab_str text, const ab_py_slice *s, ab_str *out)
{
    slice_range r;
    size_t n = ab_text_length(text);
    if (!slice_indices(p, s, n, &r)) {
        return false;
    }
    if (r.step == 1) {
        size_t from = ab_text_offset(text, (size_t)r.start);
        ab_str rest = ab_str_sub(text, from, text.n);
        *out = ab_str_sub(rest, 0, r.count ? ab_text_offset(rest, (size_t)r.count) : 0);
        return true;
    }
    size_t *offsets = ab_arena_alloc(p->arena, (n + 1) * sizeof(size_t));
    size_t k = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (((unsigned char)text.p[i] & 0xc0) != 0x80) {
            offsets[k++] = i;
        }
    }
    offsets[k] = text.n;
    ab_buf *buf = ab_py_buf(p);
    for (int64_t i = 0; i < r.count; i++) {
        size_t at = (size_t)(r.start + i * r.step);
        ab_buf_add(buf, text.p + offsets[at], offsets[at + 1] - offsets[at]);
    }
    return ab_py_buf_text(p, buf, out);
}

static bool index_text(ab_py *p, const ab_value *obj, ab_str text, const ab_value *key,
                       ab_value *out)
{
    bool markup = obj->kind == AB_EXT;
    ab_str r;
    if (ab_py_type_of(key) == PY_SLICE) {
        if (!slice_text(p, text, key->ext.data, &r)) {
            return false;
        }
    } else if (ab_py_is_int(key)) {
        int64_t i = ab_py_small_int(key);
        int64_t n = (int64_t)ab_text_length(text);
        i = i < 0 && i >= -n ? i + n : i;
        if (i < 0 || i >= n) {
            return ab_py_raise(p, PY_INDEX_ERROR, "string index out of range");
        }
        ab_str rest = ab_str_sub(text, ab_text_offset(text, (size_t)i), text.n);
        r = ab_str_sub(rest, 0, ab_text_offset(rest, 1));
    } else {
        return ab_py_raise(p, PY_TYPE_ERROR, "string indices must be integers, not '%s'",
                           ab_py_type_name(key));
    }
    *out = markup ? ab_py_markup(p, r) : ab_value_str(r);
    return true;
}

static bool index_items(ab_py *p, const ab_value *obj, const ab_value *items, size_t n,
                        const ab_value *key, ab_value *out)
{
    bool tuple = ab_py_type_of(obj) == PY_TUPLE;
    if (ab_py_type_of(key) == PY_SLICE) {
        slice_range r;
        if (!slice_indices(p, key->ext.data, n, &r)) {
            return false;
        }
        ab_value *copy = AB_ARENA_ARRAY(p->arena, ab_value, (size_t)r.count + 1);
        for (int64_t i = 0; i < r.count; i++) {
            copy[i] = items[r.start + i * r.step];
        }
        *out = tuple ? ab_py_tuple_new(p, copy, (size_t)r.count)
                     : ab_py_list_new(p, copy, (size_t)r.count);
        return true;
    }
    if (!ab_py_is_int(key)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "%s indices must be integers or slices, not %s",
                           tuple ? "tuple" : "list", ab_py_type_name(key));
    }
    int64_t i = ab_py_small_int(key);
    i = i < 0 && i >= -(int64_t)n ? i + (int64_t)n : i;
    if (i < 0 || (size_t)i >= n) {
        return ab_py_raise(p, PY_INDEX_ERROR, "%s index out of range", tuple ? "tuple" : "list");
    }
    *out = items[i];
    return true;
}

static bool index_bytes(ab_py *p, ab_str bytes, const ab_value *key, ab_value *out)
{
    ab_value *items = AB_ARENA_ARRAY(p->arena, ab_value, bytes.n + 1);
    for (size_t i = 0; i < bytes.n; i++) {
        items[i] = ab_value_int((unsigned char)bytes.p[i]);
    }
    ab_value list = ab_py_tuple_new(p, items, bytes.n);
    if (!index_items(p, &list, items, bytes.n, key, out)) {
        return false;
    }
    const ab_value *parts;
    size_t n;
    if (ab_py_items(out, &parts, &n)) {
        char *text = ab_arena_alloc(p->arena, n + 1);
        for (size_t i = 0; i < n; i++) {
            text[i] = (char)parts[i].number.integer;
        }
        *out = ab_py_bytes(p, (ab_str){text, n});
    }
    return true;
}

static bool index_page(ab_py *p, const ab_value *obj, const ab_value *key, ab_value *out)
{
    size_t n = ab_py_page_count(obj);
    if (ab_py_is_int(key)) {
        int64_t i = ab_py_small_int(key);
        i = i < 0 ? i + (int64_t)n : i;
        if (i < 0 || (size_t)i >= n) {
            return ab_py_raise(p, PY_INDEX_ERROR, "list index out of range");
        }
        return ab_py_page_at(p, obj, (size_t)i, out);
    }
    ab_value *items;
    return ab_py_collect(p, obj, &items, &n) && index_items(p, obj, items, n, key, out);
}

bool ab_py_subscript(ab_py *p, const ab_value *obj, const ab_value *key, ab_value *out)
{
    ab_str text;
    const ab_value *items;
    size_t n;
    ab_py_type t = ab_py_type_of(obj);
    if (key->kind == AB_EXT || obj->kind == AB_STRING) {
        ab_py_charge_for(p, obj); /* a slice, or a character to be counted to */
    }
    if (ab_py_text(obj, &text)) {
        return index_text(p, obj, text, key, out);
    }
    if (ab_py_items(obj, &items, &n)) {
        return index_items(p, obj, items, n, key, out);
    }
    if (ab_py_is_mapping(obj)) {
        bool found;
        if (!ab_py_mapping_get(p, obj, key, out, &found)) {
            return false;
        }
        return found || ab_py_raise(p, PY_KEY_ERROR, "the key does not exist");
    }
    switch (t) {
    case PY_BYTES:
        return index_bytes(p, *(const ab_str *)obj->ext.data, key, out);
    case PY_PAGE:
        return index_page(p, obj, key, out);
    case PY_UNDEFINED:
        return ab_py_undefined_fail(p, obj);
    default:
        return ab_py_raise(p, PY_TYPE_ERROR, "'%s' object is not subscriptable",
                           ab_py_type_name(obj));
    }
}

/* Methods of list and tuple. */
#include "template/builtins/builtins.h"

/* The list to change; one that no template may change is changed as a copy that nobody sees. */
static ab_py_seq *list_of(ab_py *p, const ab_py_call *c)
{
    ab_py_seq *seq = ab_py_mutable_list(p, c->self);
    if (!seq) {
        seq = AB_ARENA_NEW(p->arena, ab_py_seq);
        if (!ab_py_collect(p, c->self, &seq->items, &seq->n)) {
            return NULL;
        }
        seq->capacity = seq->n;
    }
    return seq;
}

static bool nothing(ab_value *out)
{
    *out = ab_value_null();
    return true;
}

static bool list_append(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_seq *seq = list_of(p, c);
    return seq && ab_py_seq_push(p, seq, *c->argv[0]) && nothing(out);
}

static bool list_clear(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_seq *seq = list_of(p, c);
    if (!seq) {
        return false;
    }
    seq->n = 0;
    return nothing(out);
}

static bool list_copy(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_value *items;
    size_t n;
    if (!ab_py_collect(p, c->self, &items, &n)) {
        return false;
    }
    *out = ab_py_list_new(p, items, n);
    return true;
}

static bool list_count(ab_py *p, const ab_py_call *c, ab_value *out)
{
    const ab_value *items;
    size_t n;
    int64_t count = 0;
    (void)p;
    ab_py_items(c->self, &items, &n);
    for (size_t i = 0; i < n; i++) {
        count += ab_py_identical(&items[i], c->argv[0]) || ab_py_equal(p, &items[i], c->argv[0]);
    }
    *out = ab_value_int(count);
    return true;
}

static bool list_extend(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_seq *seq = list_of(p, c);
    ab_value *items;
    size_t n;
    if (!seq || !ab_py_collect(p, c->argv[0], &items, &n)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!ab_py_seq_push(p, seq, items[i])) {
            return false;
        }
    }
    return nothing(out);
}

static int64_t clipped(int64_t i, int64_t n)
{
    i = i < 0 ? i + n : i;
    return i < 0 ? 0 : i > n ? n : i;
}

static bool list_index(ab_py *p, const ab_py_call *c, ab_value *out)
{
    const ab_value *items;
    size_t n;
    int64_t start;
    int64_t stop;
    ab_py_items(c->self, &items, &n);
    if (!ab_py_arg_int(p, c->argv[1], 0, &start) ||
        !ab_py_arg_int(p, c->argv[2], INT64_MAX, &stop)) {
        return false;
    }
    start = clipped(start, (int64_t)n);
    stop = stop < 0 ? clipped(stop, (int64_t)n) : stop > (int64_t)n ? (int64_t)n : stop;
    for (int64_t i = start; i < stop; i++) {
        if (ab_py_identical(&items[i], c->argv[0]) || ab_py_equal(p, &items[i], c->argv[0])) {
            *out = ab_value_int(i);
            return true;
        }
    }
    return ab_py_raise(p, PY_VALUE_ERROR, "the value is not in the list");
}

static bool list_insert(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_seq *seq = list_of(p, c);
    int64_t at;
    if (!seq || !ab_py_index(p, c->argv[0], &at) || !ab_py_seq_push(p, seq, *c->argv[1])) {
        return false;
    }
    at = clipped(at, (int64_t)seq->n - 1);
    memmove(&seq->items[at + 1], &seq->items[at], (seq->n - 1 - (size_t)at) * sizeof(ab_value));
    seq->items[at] = *c->argv[1];
    return nothing(out);
}

static void take(ab_py_seq *seq, size_t i)
{
    memmove(&seq->items[i], &seq->items[i + 1], (seq->n - i - 1) * sizeof(ab_value));
    seq->n--;
}

static bool list_pop(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_seq *seq = list_of(p, c);
    int64_t at;
    if (!seq || !ab_py_arg_int(p, c->argv[0], -1, &at)) {
        return false;
    }
    if (!seq->n) {
        return ab_py_raise(p, PY_INDEX_ERROR, "pop from empty list");
    }
    at = at < 0 ? at + (int64_t)seq->n : at;
    if (at < 0 || at >= (int64_t)seq->n) {
        return ab_py_raise(p, PY_INDEX_ERROR, "pop index out of range");
    }
    *out = seq->items[at];
    take(seq, (size_t)at);
    return true;
}

static bool list_remove(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_seq *seq = list_of(p, c);
    for (size_t i = 0; seq && i < seq->n; i++) {
        if (ab_py_identical(&seq->items[i], c->argv[0]) ||
            ab_py_equal(p, &seq->items[i], c->argv[0])) {
            take(seq, i);
            return nothing(out);
        }
    }
    return seq && ab_py_raise(p, PY_VALUE_ERROR, "list.remove(x): x not in list");
}

static bool list_reverse(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_seq *seq = list_of(p, c);
    for (size_t i = 0; seq && i < seq->n / 2; i++) {
        ab_value v = seq->items[i];
        seq->items[i] = seq->items[seq->n - 1 - i];
        seq->items[seq->n - 1 - i] = v;
    }
    return seq && nothing(out);
}

static bool list_sort(ab_py *p, const ab_py_call *c, ab_value *out)
{
    const ab_py_args *args = c->raw;
    bool reverse = false;
    const ab_value *key = NULL;
    if (args->n) {
        return ab_py_raise(p, PY_TYPE_ERROR, "sort() takes no positional arguments");
    }
    for (uint32_t i = 0; i < args->n_kw; i++) {
        if (ab_str_is(args->kw_names[i], "reverse")) {
            if (!ab_py_arg_reverse(p, &args->kw_values[i], &reverse)) {
                return false;
            }
        } else if (ab_str_is(args->kw_names[i], "key")) {
            key = &args->kw_values[i];
        } else {
            return ab_py_raise(p, PY_TYPE_ERROR, "sort() got an unexpected keyword argument");
        }
    }
    ab_py_seq *seq = list_of(p, c);
    if (!seq) {
        return false;
    }
    ab_value *keys = AB_ARENA_ARRAY(p->arena, ab_value, seq->n + 1);
    for (size_t i = 0; i < seq->n; i++) {
        keys[i] = seq->items[i];
        ab_py_args one = {.v = &seq->items[i], .n = 1};
        if (!ab_py_arg_none(key) && !ab_py_call_value(p, key, &one, &keys[i])) {
            return false;
        }
    }
    return ab_py_sort(p, seq->items, keys, seq->n, reverse) && nothing(out);
}

static const ab_py_builtin list_rows[] = {
    {"append", list_append, 1, 1, 0, "-", "Adds an item."},
    {"clear", list_clear, 0, 0, 0, "", "Removes all items."},
    {"copy", list_copy, 0, 0, 0, "", "A copy."},
    {"count", list_count, 1, 1, 0, "-", "How often an item occurs."},
    {"extend", list_extend, 1, 1, 0, "-", "Adds the items of another."},
    {"index", list_index, 1, 3, 0, "-", "The place of an item, or an error."},
    {"insert", list_insert, 2, 2, 0, "-", "Adds an item at a place."},
    {"pop", list_pop, 0, 1, 0, "-", "Takes an item out (the last)."},
    {"remove", list_remove, 1, 1, 0, "-", "Removes an item."},
    {"reverse", list_reverse, 0, 0, 0, "", "Turns the order round, in place."},
    {"sort", list_sort, 0, 0, PY_RAW, "", "Sorts in place: `reverse`, `key`."},
};
const ab_py_table ab_py_list_methods = PY_TABLE(list_rows, "list");

static const ab_py_builtin tuple_rows[] = {
    {"count", list_count, 1, 1, 0, "-", "How often an item occurs."},
    {"index", list_index, 1, 3, 0, "-", "The place of an item, or an error."},
};
const ab_py_table ab_py_tuple_methods = PY_TABLE(tuple_rows, "tuple");

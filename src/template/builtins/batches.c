/* The filters batch and slice. */
#include "template/builtins/sequences.h"

typedef struct batch {
    ab_py_iter inner;
    ab_value count;
    ab_value fill;
    bool started;
    bool has_held;
    ab_value held;
} batch;

static bool next_batch(ab_py *p, ab_py_iter *it, ab_value *out, bool *more)
{
    batch *b = it->state;
    if (!b->started && !ab_py_iterate(p, &it->over, &b->inner)) {
        return false;
    }
    b->started = true;
    ab_py_seq part = {0};
    if (b->has_held) {
        b->has_held = false;
        ab_py_seq_push(p, &part, b->held);
    }
    for (;;) {
        ab_value v;
        ab_value n = ab_value_int((int64_t)part.n);
        if (!ab_py_next(p, &b->inner, &v, more)) {
            return false;
        }
        if (!*more) {
            break;
        }
        if (ab_py_equal(p, &n, &b->count)) {
            b->held = v;
            b->has_held = true;
            *out = ab_py_list_new(p, part.items, part.n);
            return true;
        }
        if (!ab_py_seq_push(p, &part, v)) {
            return false;
        }
    }
    *more = part.n != 0;
    if (part.n && b->fill.kind != AB_NULL) {
        ab_value n = ab_value_int((int64_t)part.n);
        bool less;
        if (!ab_py_less(p, &n, &b->count, &less)) {
            return false;
        }
        int64_t count = 0;
        if (less && !ab_py_index(p, &b->count, &count)) {
            return false;
        }
        while (less && (int64_t)part.n < count) {
            if (!ab_py_seq_push(p, &part, b->fill)) {
                return false;
            }
        }
    }
    *out = ab_py_list_new(p, part.items, part.n);
    return true;
}

bool ab_py_filter_batch(ab_py *p, const ab_py_call *c, ab_value *out)
{
    batch *b = AB_ARENA_NEW(p->arena, batch);
    b->count = *c->argv[0];
    b->fill = c->argv[1] ? *c->argv[1] : ab_value_null();
    *out = ab_py_generator(p, "generator", next_batch, *c->self, b);
    return true;
}

typedef struct slices {
    ab_value *items;
    int64_t n;
    int64_t slices;
    ab_value count;
    ab_value fill;
    int64_t offset;
    bool started;
} slices;

static bool next_slice(ab_py *p, ab_py_iter *it, ab_value *out, bool *more)
{
    slices *s = it->state;
    if (!s->started) {
        size_t n;
        if (!ab_py_collect(p, &it->over, &s->items, &n)) {
            return false;
        }
        s->n = (int64_t)n;
        if (!ab_py_is_number(&s->count)) {
            return ab_py_raise(p, PY_TYPE_ERROR,
                               "unsupported operand type(s) for //: 'int' and '%s'",
                               ab_py_type_name(&s->count));
        }
        if (ab_value_double(&s->count) == 0) {
            return ab_py_raise(p, PY_ZERO_DIVISION, "integer division or modulo by zero");
        }
        if (!ab_py_index(p, &s->count, &s->slices)) {
            return false;
        }
        s->started = true;
    }
    int64_t i = (int64_t)it->i++;
    *more = i < s->slices;
    if (!*more) {
        return true;
    }
    int64_t per_slice = s->n / s->slices;
    int64_t with_extra = s->n % s->slices;
    int64_t start = s->offset + i * per_slice;
    s->offset += i < with_extra;
    int64_t end = s->offset + (i + 1) * per_slice;
    ab_py_seq part = {0};
    for (int64_t k = start; k < end; k++) {
        ab_py_seq_push(p, &part, s->items[k]);
    }
    if (s->fill.kind != AB_NULL && i >= with_extra) {
        ab_py_seq_push(p, &part, s->fill);
    }
    *out = ab_py_list_new(p, part.items, part.n);
    return true;
}

bool ab_py_filter_slice(ab_py *p, const ab_py_call *c, ab_value *out)
{
    slices *s = AB_ARENA_NEW(p->arena, slices);
    s->count = *c->argv[0];
    s->fill = c->argv[1] ? *c->argv[1] : ab_value_null();
    *out = ab_py_generator(p, "generator", next_slice, *c->self, s);
    return true;
}

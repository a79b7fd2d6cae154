/* The statement for, and what `loop` is. */
#include "template/exec.h"

typedef struct filtered {
    ab_py_iter inner;
    const ab_py_node *node;
} filtered;

static bool next_filtered(ab_py *p, ab_py_iter *it, ab_value *out, bool *more)
{
    filtered *f = it->state;
    for (;;) {
        ab_value test;
        if (!ab_py_next(p, &f->inner, out, more)) {
            return false;
        }
        if (!*more) {
            return true;
        }
        ab_py_frame_enter(p, &f->node->loop->test_frame);
        if (!ab_py_assign(p, f->node->loop->test_target, out) ||
            !ab_py_eval(p, f->node->c, &test)) {
            return false;
        }
        if (ab_py_truthy(&test)) {
            return true;
        }
    }
}

static bool loop_advance(ab_py *p, ab_py_loop *loop, ab_value *out, bool *more)
{
    if (loop->drained) {
        *more = loop->rest_i < loop->rest_n;
        if (*more) {
            *out = loop->rest[loop->rest_i++];
        }
        return true;
    }
    return ab_py_next(p, loop->iter, out, more);
}

static bool loop_take(ab_py *p, ab_py_loop *loop, ab_value *out, bool *more)
{
    if (loop->has_after) {
        *out = loop->after;
        loop->has_after = false;
        *more = true;
    } else if (!loop_advance(p, loop, out, more)) {
        return false;
    }
    if (*more) {
        loop->index0++;
        loop->before = loop->current;
        loop->current = *out;
    }
    return true;
}

bool ab_py_loop_next(ab_py *p, ab_py_loop *loop, ab_value *out, bool *more)
{
    /* iterating over the variable loop gives pairs of item and loop */
    if (!loop_take(p, loop, out, more)) {
        return false;
    }
    if (*more) {
        *out = ab_py_pair(p, *out, ab_py_ext(PY_LOOP, loop));
    }
    return true;
}

static bool loop_peek(ab_py *p, ab_py_loop *loop, bool *more)
{
    *more = true;
    if (loop->has_after) {
        return true;
    }
    if (!loop_advance(p, loop, &loop->after, more)) {
        return false;
    }
    loop->has_after = *more;
    return true;
}

static bool loop_length(ab_py *p, ab_py_loop *loop)
{
    if (loop->length >= 0) {
        return true;
    }
    if (ab_py_type_of(&loop->iterable) != PY_ITERATOR) {
        return ab_py_length(p, &loop->iterable, &loop->length);
    }
    ab_py_seq rest = {0};
    for (;;) {
        ab_value v;
        bool more;
        if (!loop_advance(p, loop, &v, &more)) {
            return false;
        }
        if (!more) {
            break;
        }
        if (!ab_py_seq_push(p, &rest, v)) {
            return false;
        }
    }
    loop->drained = true;
    loop->rest = rest.items;
    loop->rest_n = rest.n;
    loop->rest_i = 0;
    loop->length = (int64_t)rest.n + loop->index0 + 1 + (loop->has_after ? 1 : 0);
    return true;
}

static bool loop_neighbour(ab_py *p, ab_py_loop *loop, bool next, ab_value *out)
{
    bool more = loop->index0 != 0;
    if (next && !loop_peek(p, loop, &more)) {
        return false;
    }
    if (!more) {
        *out =
            ab_py_undefined_hint(p, next ? "there is no next item" : "there is no previous item");
    } else {
        *out = next ? loop->after : loop->before;
    }
    return true;
}

static bool loop_number(ab_py *p, ab_py_loop *loop, ab_str name, ab_value *out, bool *found)
{
    *found = true;
    int64_t n;
    if (ab_str_is(name, "index")) {
        n = loop->index0 + 1;
    } else if (ab_str_is(name, "index0")) {
        n = loop->index0;
    } else if (ab_str_is(name, "depth")) {
        n = loop->depth0 + 1;
    } else if (ab_str_is(name, "depth0")) {
        n = loop->depth0;
    } else if (ab_str_is(name, "length") || ab_str_is(name, "revindex") ||
               ab_str_is(name, "revindex0")) {
        if (!loop_length(p, loop)) {
            return false;
        }
        n = ab_str_is(name, "length")     ? loop->length
            : ab_str_is(name, "revindex") ? loop->length - loop->index0
                                          : loop->length - loop->index0 - 1;
    } else {
        *found = false;
        return true;
    }
    *out = ab_value_int(n);
    return true;
}

bool ab_py_loop_attribute(ab_py *p, ab_py_loop *loop, ab_str name, ab_value *out, bool *found)
{
    bool more;
    *found = true;
    if (ab_str_is(name, "first")) {
        *out = ab_value_bool(loop->index0 == 0);
        return true;
    }
    if (ab_str_is(name, "last")) {
        if (!loop_peek(p, loop, &more)) {
            return false;
        }
        *out = ab_value_bool(!more);
        return true;
    }
    if (ab_str_is(name, "previtem") || ab_str_is(name, "nextitem")) {
        return loop_neighbour(p, loop, name.p[0] == 'n', out);
    }
    const ab_py_builtin *b = ab_py_find_method(PY_LOOP, name);
    if (b) {
        ab_value self = ab_py_ext(PY_LOOP, loop);
        *out = ab_py_method(p, b, &self);
        return true;
    }
    return loop_number(p, loop, name, out, found);
}

static bool run_loop(ab_py *p, const ab_py_node *node, const ab_value *iterable, int64_t depth0)
{
    ab_py_loop *loop = AB_ARENA_NEW(p->arena, ab_py_loop);
    ab_py_iter *it = AB_ARENA_NEW(p->arena, ab_py_iter);
    *loop = (ab_py_loop){.node = node,
                         .iter = it,
                         .iterable = *iterable,
                         .index0 = -1,
                         .length = -1,
                         .depth0 = depth0};
    if (!ab_py_iterate(p, iterable, it)) {
        return false;
    }
    if (node->c) {
        filtered *f = AB_ARENA_NEW(p->arena, filtered);
        f->inner = *it;
        f->node = node;
        loop->iterable = ab_py_generator(p, "generator", next_filtered, ab_value_null(), f);
        loop->iter = loop->iterable.ext.data;
    }
    for (;;) {
        ab_value item;
        bool more;
        if (!loop_take(p, loop, &item, &more)) {
            return false;
        }
        if (!more) {
            break;
        }
        if (node->loop->loop_slot >= 0) {
            p->slots[node->loop->loop_slot] = ab_py_ext(PY_LOOP, loop);
        }
        if (!ab_py_assign(p, node->a, &item)) {
            return false;
        }
        ab_py_frame_enter(p, node->frame);
        if (!ab_py_exec_nodes(p, node->list)) {
            return false;
        }
    }
    if (loop->index0 < 0 && node->loop->otherwise.n) {
        ab_py_frame_enter(p, &node->loop->else_frame);
        return ab_py_exec_nodes(p, node->loop->otherwise);
    }
    return true;
}

bool ab_py_exec_for(ab_py *p, const ab_py_node *node)
{
    ab_value iterable;
    if (!ab_py_eval(p, node->b, &iterable)) {
        return false;
    }
    p->pos = node->b->pos;
    return run_loop(p, node, &iterable, 0);
}

bool ab_py_exec_loop_call(ab_py *p, ab_py_loop *loop, const ab_py_args *args, ab_value *out)
{
    if (args->n != 1 || args->n_kw) {
        return ab_py_raise(p, PY_TYPE_ERROR, "__call__() takes one argument");
    }
    if (!loop->node->loop->recursive) {
        return ab_py_raise(p, PY_TYPE_ERROR,
                           "The loop must have the 'recursive' marker to be called recursively.");
    }
    ab_value *saved = ab_py_save_slots(p, loop->node->frame);
    ab_buf *outer = p->out;
    ab_str text;
    p->out = ab_py_buf(p);
    bool ok =
        run_loop(p, loop->node, &args->v[0], loop->depth0 + 1) && ab_py_buf_text(p, p->out, &text);
    p->out = outer;
    ab_py_restore_slots(p, loop->node->frame, saved);
    if (ok) {
        *out = p->autoescape ? ab_py_markup(p, text) : ab_value_str(text);
    }
    return ok;
}

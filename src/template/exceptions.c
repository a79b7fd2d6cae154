#include "template/py.h"

#include "base/alloc.h"

#include <stdlib.h>

bool ab_py_raise(ab_py *p, ab_py_exc exc, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    p->message = ab_arena_vprintf(p->arena, format, args);
    va_end(args);
    p->exc = exc;
    return false;
}

bool ab_py_step(ab_py *p)
{
    if (++p->steps > PY_MAX_STEPS) {
        return ab_py_raise(p, PY_LIMIT, "the template takes too many steps");
    }
    if ((p->steps & 255) == 0 && ab_arena_bytes(p->arena) - p->arena_start > PY_MAX_MEMORY) {
        return ab_py_raise(p, PY_LIMIT, "the template takes too much memory");
    }
    return true;
}

void ab_py_charge(ab_py *p, uint64_t steps)
{
    p->steps = steps > PY_MAX_STEPS ? PY_MAX_STEPS : p->steps + (uint32_t)steps;
    if (p->steps > PY_MAX_STEPS ||
        (steps && ab_arena_bytes(p->arena) - p->arena_start > PY_MAX_MEMORY)) {
        p->steps = PY_MAX_STEPS; /* the next step is one too many */
    }
}

void ab_py_charge_for(ab_py *p, const ab_value *v)
{
    const ab_value *items;
    size_t n;
    switch (v->kind) {
    case AB_STRING:
        if (v->text.n >> PY_READ_SHIFT) {
            ab_py_charge(p, v->text.n >> PY_READ_SHIFT);
        }
        break;
    case AB_BIGINT: /* its digits become a binary number and again digits, in quadratic time */
        ab_py_charge(p, ((uint64_t)v->text.n * v->text.n) >> 12);
        break;
    case AB_ARRAY:
    case AB_OBJECT:
        if (v->count >> 4) {
            ab_py_charge(p, v->count >> 4);
        }
        break;
    case AB_EXT:
        if (v->ext.type && ab_py_items(v, &items, &n) && n >> 4) {
            ab_py_charge(p, n >> 4);
        }
        break;
    default:
        break;
    }
}

bool ab_py_enter(ab_py *p)
{
    if (++p->depth > PY_MAX_DEPTH) {
        return p->exc == PY_OK ? ab_py_raise(p, PY_LIMIT, "the template is nested too deeply")
                               : false;
    }
    return true;
}

ab_buf *ab_py_buf(ab_py *p)
{
    if (p->pooled) {
        return p->pool[--p->pooled];
    }
    if (p->own_count < sizeof(p->own) / sizeof(p->own[0])) {
        ab_buf *own = &p->own[p->own_count++];
        ab_buf_init(own, PY_MAX_TEXT);
        return own;
    }
    ab_buf *buf = ab_xmalloc(sizeof(*buf));
    ab_buf_init(buf, PY_MAX_TEXT);
    if (p->all_count == p->all_capacity) {
        p->all_capacity = p->all_capacity ? p->all_capacity * 2 : 8;
        p->all = ab_xrealloc(p->all, p->all_capacity * sizeof(*p->all));
    }
    p->all[p->all_count++] = buf;
    return buf;
}

void ab_py_buf_free(ab_py *p, ab_buf *buf)
{
    if (p->pooled < sizeof(p->pool) / sizeof(p->pool[0])) {
        ab_buf_clear(buf);
        buf->overflow = false;
        p->pool[p->pooled++] = buf;
    }
}

bool ab_py_buf_text(ab_py *p, ab_buf *buf, ab_str *out)
{
    if (buf->overflow) {
        return ab_py_raise(p, PY_LIMIT, "the text is too long");
    }
    ab_py_charge(p, buf->n >> PY_WRITE_SHIFT);
    *out = ab_arena_str(p->arena, ab_buf_str(buf));
    ab_py_buf_free(p, buf);
    return true;
}

bool ab_py_buf_value(ab_py *p, ab_buf *buf, ab_value *out)
{
    ab_str text;
    if (!ab_py_buf_text(p, buf, &text)) {
        return false;
    }
    *out = ab_value_str(text);
    return true;
}

void ab_py_buf_release_all(ab_py *p)
{
    for (unsigned i = 0; i < p->own_count; i++) {
        ab_buf_free(&p->own[i]);
    }
    for (unsigned i = 0; i < p->all_count; i++) {
        ab_buf_free(p->all[i]);
        free(p->all[i]);
    }
    free(p->all);
    p->all = NULL;
    p->all_count = p->all_capacity = p->pooled = p->own_count = 0;
}

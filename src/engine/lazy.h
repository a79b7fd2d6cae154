/* The record that a native source's on_record gets: an object that is parsed no further than the
 * author reads it. Private to the engine: of what authors can call, the functions of values.c know
 * it, and all else that takes a value asks for ab_plain first. */
#ifndef AB_ENGINE_LAZY_H
#define AB_ENGINE_LAZY_H

#include "json/shallow.h"

extern const ab_ext_type ab_lazy_type;

static inline ab_value ab_lazy_value(ab_shallow *shallow)
{
    return ab_value_ext(&ab_lazy_type, shallow);
}

/* What is behind a lazy record; NULL for any other value. */
static inline ab_shallow *ab_lazy_of(const ab_value *value)
{
    return ab_is_ext(value, &ab_lazy_type) ? value->ext.data : NULL;
}

/* Has a lazy record parsed, in its place, which is its worker's own; returns `value`. */
static inline const ab_value *ab_plain(const ab_value *value)
{
    ab_shallow *shallow = ab_lazy_of(value);
    if (shallow) {
        *(ab_value *)value = ab_shallow_parse(shallow);
    }
    return value;
}

#endif

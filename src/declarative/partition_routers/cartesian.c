#include "declarative/partition_routers/cartesian.h"

#include "base/vec.h"

typedef struct cartesian {
    ab_partition_router base;
    ab_partition_router **routers;
    size_t count;
} cartesian;

typedef AB_VEC(const ab_slice *) slices;

typedef struct product {
    ab_arena *arena; /* of the slices in `lists` */
    slices *lists;   /* of each router */
    size_t count;    /* of lists that were read */
    ab_slice_fn emit;
    void *context;
} product;

static bool keep(void *context, const ab_slice *slice, ab_error *error)
{
    (void)error;
    product *p = context;
    AB_VEC_PUSH(&p->lists[p->count], ab_slice_copy(p->arena, slice));
    return true;
}

/* The later router's members stand first, but of equal names the earlier one's value wins, as in
 * Python's ChainMap. */
static ab_value merge(ab_arena *arena, const ab_value *earlier, const ab_value *later)
{
    ab_value merged = ab_value_clone(arena, later);
    for (size_t i = 0; i < earlier->count; i++) {
        const ab_member *member = &earlier->object.members[i];
        ab_object_set(arena, &merged, member->key, member->value);
    }
    return merged;
}

static const ab_slice *join(ab_arena *arena, const ab_slice *a, const ab_slice *b)
{
    ab_value partition = merge(arena, &a->partition, &b->partition);
    ab_value cursor_slice = merge(arena, &a->cursor_slice, &b->cursor_slice);
    ab_value extra_fields = merge(arena, &a->extra_fields, &b->extra_fields);
    return ab_slice_new(arena, &partition, &cursor_slice, &extra_fields);
}

static bool combine(product *p, size_t depth, ab_arena *arena, const ab_slice *so_far,
                    ab_error *error)
{
    if (depth == p->count) {
        return p->emit(p->context, so_far, error);
    }
    for (size_t i = 0; i < p->lists[depth].n; i++) {
        ab_arena_mark mark = ab_arena_save(arena);
        bool ok = combine(p, depth + 1, arena, join(arena, so_far, p->lists[depth].at[i]), error);
        ab_arena_rewind(arena, mark);
        if (!ok) {
            return false;
        }
    }
    return true;
}

/* Every router is read whole before the first slice is handed on, as itertools.product does: where
 * a parent fails, no slice is. */
static bool generate(ab_partition_router *router, ab_env *env, ab_slice_fn emit, void *context,
                     ab_error *error)
{
    cartesian *self = (cartesian *)router;
    product p = {.arena = ab_arena_new(), .emit = emit, .context = context};
    p.lists = AB_ARENA_ARRAY(p.arena, slices, self->count + 1);
    bool ok = true;
    for (size_t i = 0; ok && i < self->count; i++) {
        ok = self->routers[i]->ops->generate(self->routers[i], env, keep, &p, error);
        p.count++;
    }
    ab_arena *arena = ab_arena_new();
    for (size_t i = 0; ok && i < p.lists[0].n; i++) {
        ok = combine(&p, 1, arena, p.lists[0].at[i], error);
    }
    ab_arena_free(arena);
    for (size_t i = 0; i < p.count; i++) {
        AB_VEC_FREE(&p.lists[i]);
    }
    ab_arena_free(p.arena);
    return ok;
}

static bool options(const ab_partition_router *router, const ab_scope *scope,
                    ab_request_options *out, ab_error *error)
{
    const cartesian *self = (const cartesian *)router;
    ab_request_options *parts = AB_ARENA_ARRAY(scope->arena, ab_request_options, self->count);
    const ab_request_options **list =
        AB_ARENA_ARRAY(scope->arena, const ab_request_options *, self->count);
    for (size_t i = 0; i < self->count; i++) {
        list[i] = &parts[i];
        if (!self->routers[i]->ops->options(self->routers[i], scope, &parts[i], error)) {
            return false;
        }
    }
    return ab_request_options_override(scope->arena, list, self->count, out, error);
}

static void parents(const ab_partition_router *router,
                    void (*visit)(void *context, struct ab_declarative_stream *parent),
                    void *context)
{
    const cartesian *self = (const cartesian *)router;
    for (size_t i = 0; i < self->count; i++) {
        if (self->routers[i]->ops->parents) {
            self->routers[i]->ops->parents(self->routers[i], visit, context);
        }
    }
}

static const ab_partition_router_ops cartesian_ops = {
    .generate = generate,
    .options = options,
    .parents = parents,
};

ab_partition_router *ab_cartesian_router_new(ab_arena *arena, ab_partition_router **routers,
                                             size_t count)
{
    cartesian *self = AB_ARENA_NEW(arena, cartesian);
    self->base.ops = &cartesian_ops;
    self->routers = routers;
    self->count = count;
    return &self->base;
}

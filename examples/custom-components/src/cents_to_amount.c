/* class_name: components.CentsToAmount
 *
 * "price_cents": 1205 becomes "price": "12.05": text, as amounts are no floating-point numbers. */
#include "components.h"
#include "declarative/transformations/transformation.h"

#include <inttypes.h>

static bool transform(const ab_transformation *base, const ab_scope *scope, ab_arena *arena,
                      ab_value *record, ab_error *error)
{
    (void)base, (void)scope;
    static const char from[] = "price_cents";
    const ab_value *found = ab_get(record, from);
    int64_t cents;
    if (!found) {
        return true;
    }
    if (!ab_value_int64(found, &cents) || cents < 0) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "%s must be a whole number of cents", from);
    }
    ab_str amount = ab_arena_printf(arena, "%" PRId64 ".%02" PRId64, cents / 100, cents % 100);
    ab_object_remove(arena, record, ab_str_of(from));
    ab_set(arena, record, "price", ab_value_str(amount));
    return true;
}

static const ab_transformation_ops ops = {.transform = transform};

static void *build_transformation(ab_build *build, const ab_component *component, const void *args,
                                  ab_error *error)
{
    (void)component, (void)args, (void)error;
    return ab_transformation_new(build, &ops);
}

const ab_component_type cents_to_amount = {
    .name = "CentsToAmount",
    .family = AB_FAMILY_TRANSFORMATION,
    .build = build_transformation,
    .help = "Makes an amount of a price in cents.",
};

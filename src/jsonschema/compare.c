#include "jsonschema/internal.h"

#include <math.h>

/* ---- Equality: as ab_value_equal, but true is not 1, at any depth ---- */

static bool arrays_equal(const ab_value *a, const ab_value *b)
{
    bool equal = a->count == b->count;
    for (uint32_t i = 0; equal && i < a->count; i++) {
        equal = ab_schema_equal(&a->items[i], &b->items[i]);
    }
    return equal;
}

static bool objects_equal(const ab_value *a, const ab_value *b)
{
    bool equal = a->count == b->count;
    for (uint32_t i = 0; equal && i < a->count; i++) {
        const ab_value *other = ab_object_get(b, a->object.members[i].key);
        equal = other && ab_schema_equal(&a->object.members[i].value, other);
    }
    return equal;
}

bool ab_schema_equal(const ab_value *a, const ab_value *b)
{
    if ((a->kind == AB_BOOL) != (b->kind == AB_BOOL)) {
        return false;
    }
    if (a->kind == AB_ARRAY && b->kind == AB_ARRAY) {
        return arrays_equal(a, b);
    }
    if (a->kind == AB_OBJECT && b->kind == AB_OBJECT) {
        return objects_equal(a, b);
    }
    return ab_value_equal(a, b);
}

/* ---- Numbers ---- */

static int sign(const ab_value *v)
{
    return v->text.n && v->text.p[0] == '-' ? -1 : 1;
}

static int compare_bigints(const ab_value *a, const ab_value *b)
{
    if (sign(a) != sign(b)) {
        return sign(a);
    }
    int order =
        a->text.n != b->text.n ? (a->text.n < b->text.n ? -1 : 1) : ab_str_cmp(a->text, b->text);
    return sign(a) * order;
}

int ab_schema_compare_numbers(const ab_value *a, const ab_value *b)
{
    if (a->kind == AB_INT && b->kind == AB_INT) {
        return (a->number.integer > b->number.integer) - (a->number.integer < b->number.integer);
    }
    if (a->kind == AB_BIGINT && b->kind == AB_BIGINT) {
        return compare_bigints(a, b);
    }
    if (a->kind == AB_BIGINT && b->kind == AB_INT) {
        return sign(a);
    }
    if (a->kind == AB_INT && b->kind == AB_BIGINT) {
        return -sign(b);
    }
    /* a long double holds every int64, so that 2^53 + 1 is above 2.0^53 */
    long double x = a->kind == AB_INT ? a->number.integer : (long double)ab_value_double(a);
    long double y = b->kind == AB_INT ? b->number.integer : (long double)ab_value_double(b);
    return isnan(x) || isnan(y) ? 2 : (x > y) - (x < y);
}

/* The remainder of a big integer, for divisors up to 2^31. */
static bool bigint_is_multiple(ab_str digits, uint64_t of)
{
    uint64_t rest = 0;
    for (size_t i = digits.p[0] == '-'; i < digits.n; i++) {
        rest = (rest * 10 + (uint64_t)(digits.p[i] - '0')) % of;
    }
    return rest == 0;
}

/* A real divisor goes by whether the quotient of the doubles is whole, so that 0.3 is a multiple of
 * 0.1 only if the doubles say so. */
bool ab_schema_is_multiple(const ab_value *number, const ab_value *of)
{
    int64_t divisor;
    if (ab_value_int64(of, &divisor)) {
        if (number->kind == AB_INT) {
            return divisor == -1 || number->number.integer % divisor == 0;
        }
        if (number->kind == AB_BIGINT && divisor < INT32_MAX) {
            return bigint_is_multiple(number->text, (uint64_t)divisor);
        }
        return fmod(ab_value_double(number), (double)divisor) == 0;
    }
    double value = ab_value_double(number);
    double step = ab_value_double(of);
    double quotient = value / step;
    return of->kind == AB_REAL && isfinite(quotient) ? trunc(quotient) == quotient
                                                     : fmod(value, step) == 0;
}

/* ---- Types ---- */

static bool is_integer(const ab_schema *node, const ab_schema_options *options, const ab_value *v)
{
    if (v->kind == AB_INT || v->kind == AB_BIGINT) {
        return true;
    }
    if (v->kind != AB_REAL || node->draft == AB_SCHEMA_DRAFT4 ||
        (options && options->strict_integers)) {
        return false;
    }
    double d = ab_value_double(v);
    return isfinite(d) && trunc(d) == d;
}

bool ab_schema_is_type(const ab_schema *node, const ab_schema_options *options, ab_str type,
                       const ab_value *v)
{
    static const struct {
        const char *name;
        ab_kind kind;
    } kinds[] = {{"string", AB_STRING},
                 {"object", AB_OBJECT},
                 {"array", AB_ARRAY},
                 {"boolean", AB_BOOL},
                 {"null", AB_NULL}};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (ab_str_is(type, kinds[i].name)) {
            return v->kind == kinds[i].kind;
        }
    }
    return ab_str_is(type, "number") ? ab_is_number(v)
                                     : ab_str_is(type, "integer") && is_integer(node, options, v);
}

/* ---- Uniqueness ---- */

static int rank(const ab_value *v)
{
    return ab_is_number(v) ? AB_INT : v->kind;
}

/* An order in which equal values are neighbours: values of order 0 may be equal. */
static int compare(const ab_value *a, const ab_value *b)
{
    if (rank(a) != rank(b)) {
        return rank(a) - rank(b);
    }
    if (ab_is_number(a)) {
        int order = ab_schema_compare_numbers(a, b);
        return order == 2 ? isnan(ab_value_double(a)) - isnan(ab_value_double(b)) : order;
    }
    if (a->kind == AB_STRING) {
        return ab_str_cmp(a->text, b->text);
    }
    if (a->kind == AB_BOOL) {
        return a->boolean - b->boolean;
    }
    int order = (a->count > b->count) - (a->count < b->count);
    for (uint32_t i = 0; a->kind == AB_ARRAY && order == 0 && i < a->count; i++) {
        order = compare(&a->items[i], &b->items[i]);
    }
    return order;
}

static int compare_places(const void *a, const void *b)
{
    return compare(*(const ab_value *const *)a, *(const ab_value *const *)b);
}

bool ab_schema_is_unique(const ab_value *array)
{
    const ab_value **sorted = ab_xcalloc(array->count, sizeof(const ab_value *));
    for (uint32_t i = 0; i < array->count; i++) {
        sorted[i] = &array->items[i];
    }
    qsort(sorted, array->count, sizeof(*sorted), compare_places);
    bool unique = true;
    for (uint32_t i = 0; unique && i < array->count; i++) {
        for (uint32_t j = i + 1; unique && j < array->count && !compare(sorted[i], sorted[j]);
             j++) {
            unique = !ab_schema_equal(sorted[i], sorted[j]);
        }
    }
    free(sorted);
    return unique;
}

/* Keywords about any value, numbers and strings. */
#include "jsonschema/internal.h"

bool ab_check_type(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    if (r->value->kind == AB_STRING) {
        return ab_schema_is_type(node, w->options, r->value->text, instance) ||
               ab_schema_report(w, node, r, instance, "%I is not of type %R", instance, r->value);
    }
    for (uint32_t i = 0; i < r->value->count; i++) {
        if (ab_schema_is_type(node, w->options, r->value->items[i].text, instance)) {
            return true;
        }
    }
    if (!w->list) {
        return false;
    }
    const ab_value **types = ab_xcalloc(r->value->count, sizeof(const ab_value *));
    for (uint32_t i = 0; i < r->value->count; i++) {
        types[i] = &r->value->items[i];
    }
    ab_str reprs = ab_schema_reprs(w, types, r->value->count, false);
    free(types);
    return ab_schema_report(w, node, r, instance, "%I is not of type %S", instance, &reprs);
}

bool ab_check_enum(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    for (uint32_t i = 0; i < r->value->count; i++) {
        if (ab_schema_equal(&r->value->items[i], instance)) {
            return true;
        }
    }
    return ab_schema_report(w, node, r, instance, "%I is not one of %R", instance, r->value);
}

bool ab_check_const(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    return ab_schema_equal(r->value, instance) ||
           ab_schema_report(w, node, r, instance, "%R was expected", r->value);
}

/* ---- Numbers ---- */

bool ab_check_exclusive_minimum(walk *w, const ab_schema *node, const rule *r,
                                const ab_value *instance)
{
    if (!ab_is_number(instance)) {
        return true;
    }
    int order = ab_schema_compare_numbers(instance, r->value);
    return order > 0 ||
           ab_schema_report(w, node, r, instance, "%I is less than or equal to the minimum of %R",
                            instance, r->value);
}

bool ab_check_exclusive_maximum(walk *w, const ab_schema *node, const rule *r,
                                const ab_value *instance)
{
    if (!ab_is_number(instance)) {
        return true;
    }
    int order = ab_schema_compare_numbers(instance, r->value);
    return order < 0 || order == 2 ||
           ab_schema_report(w, node, r, instance,
                            "%I is greater than or equal to the maximum of %R", instance, r->value);
}

/* In draft-04 exclusiveMinimum is a boolean beside minimum. */
static bool is_exclusive(const ab_schema *node, const char *key)
{
    return node->draft == AB_SCHEMA_DRAFT4 && ab_value_truthy(ab_get(node->source, key));
}

bool ab_check_minimum(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    if (is_exclusive(node, "exclusiveMinimum")) {
        return ab_check_exclusive_minimum(w, node, r, instance);
    }
    if (!ab_is_number(instance) || ab_schema_compare_numbers(instance, r->value) >= 0) {
        return true;
    }
    return ab_schema_report(w, node, r, instance, "%I is less than the minimum of %R", instance,
                            r->value);
}

bool ab_check_maximum(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    if (is_exclusive(node, "exclusiveMaximum")) {
        return ab_check_exclusive_maximum(w, node, r, instance);
    }
    if (!ab_is_number(instance) || ab_schema_compare_numbers(instance, r->value) != 1) {
        return true;
    }
    return ab_schema_report(w, node, r, instance, "%I is greater than the maximum of %R", instance,
                            r->value);
}

bool ab_check_multiple_of(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    return !ab_is_number(instance) || ab_schema_is_multiple(instance, r->value) ||
           ab_schema_report(w, node, r, instance, "%I is not a multiple of %R", instance, r->value);
}

/* ---- Strings ---- */

/* Length in code points, as Python's len(). */
static size_t length_of(ab_str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        n += ((unsigned char)text.p[i] & 0xc0) != 0x80;
    }
    return n;
}

bool ab_check_min_length(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    double least = ab_value_double(r->value);
    if (instance->kind != AB_STRING || (double)length_of(instance->text) >= least) {
        return true;
    }
    return ab_schema_report(w, node, r, instance, "%I %s", instance,
                            least == 1 ? "should be non-empty" : "is too short");
}

bool ab_check_max_length(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    double most = ab_value_double(r->value);
    if (instance->kind != AB_STRING || (double)length_of(instance->text) <= most) {
        return true;
    }
    return ab_schema_report(w, node, r, instance, "%I %s", instance,
                            most == 0 ? "is expected to be empty" : "is too long");
}

bool ab_check_pattern(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    return instance->kind != AB_STRING || ab_pattern_search(r->pattern, instance->text) ||
           ab_schema_report(w, node, r, instance, "%I does not match %R", instance, r->value);
}

bool ab_check_format(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    if (!w->options || instance->kind != AB_STRING) {
        return true;
    }
    const ab_schema_options *o = w->options;
    bool valid = true;
    if (o->check_format) {
        valid = o->check_format(o->context, r->value->text, instance->text);
    } else if (o->check_formats) {
        valid = ab_format_check(r->value->text, instance->text);
    }
    return valid || ab_schema_report(w, node, r, instance, "%I is not a %R", instance, r->value);
}

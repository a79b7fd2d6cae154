/* Tests of the spec's form: what the platform's forms can show. */
#include "acceptance/schema_walk.h"
#include "acceptance/suite.h"

#define DATE_PATTERN "^[0-9]{2}-[0-9]{2}-[0-9]{4}$"
#define DATETIME_PATTERN "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2})?$"

static void walk(ab_at_case *c, ab_at_visit visit)
{
    const ab_value *spec = ab_at_spec(c);
    if (spec) {
        ab_at_walk(ab_get(spec, "connectionSpecification"), visit, c);
    }
}

static ab_str path_of(ab_at_case *c, const ab_at_node *node)
{
    return ab_at_node_path(c->arena, node);
}

/* ---------------------------------------------------------------- types */

static void visit_enum(void *context, const ab_at_node *node)
{
    ab_at_case *c = context;
    if (!ab_at_is_keyword(node, "enum") || node->value->kind != AB_ARRAY) {
        return;
    }
    const ab_value *list = node->value;
    for (uint32_t i = 0; i < list->count; i++) {
        for (uint32_t j = 0; j < i; j++) {
            if (ab_value_equal(&list->items[i], &list->items[j])) {
                ab_at_fail(c, "%.*s lists %.*s twice", AB_STR_ARG(path_of(c, node)),
                           AB_STR_ARG(ab_at_show(c->arena, &list->items[i])));
            }
        }
    }
}

void ab_at_enum_usage(ab_at_case *c)
{
    walk(c, visit_enum);
}

static void visit_property_type(void *context, const ab_at_node *node)
{
    ab_at_case *c = context;
    const ab_value *types = node->value;
    if (!ab_at_is_keyword(node, "type") || !ab_at_is_property(node->up) ||
        types->kind != AB_ARRAY) {
        return;
    }
    bool two = types->count == 2;
    if ((types->count != 1 && !two) || (two && !ab_str_is(ab_text(&types->items[1]), "null"))) {
        ab_at_fail(c, "%.*s is %.*s; the platform shows one type, or one and then null",
                   AB_STR_ARG(path_of(c, node)), AB_STR_ARG(ab_at_show(c->arena, types)));
    }
}

void ab_at_property_type(ab_at_case *c)
{
    walk(c, visit_property_type);
}

static void visit_object(void *context, const ab_at_node *node)
{
    ab_at_case *c = context;
    if (!ab_at_is_keyword(node, "type") || !ab_str_is(ab_text(node->value), "object") ||
        !node->up->up) { /* an empty spec is fine */
        return;
    }
    const ab_value *properties = ab_get(node->up->value, "properties");
    bool empty = !ab_is(properties, AB_OBJECT) || properties->count == 0;
    if (empty && !ab_get(node->up->value, "oneOf")) {
        ab_at_fail(c, "%.*s is an object without properties, which the platform cannot show",
                   AB_STR_ARG(path_of(c, node->up)));
    }
}

void ab_at_object_not_empty(ab_at_case *c)
{
    walk(c, visit_object);
}

static void visit_array(void *context, const ab_at_node *node)
{
    ab_at_case *c = context;
    if (!ab_at_is_keyword(node, "type") || !ab_str_is(ab_text(node->value), "array")) {
        return;
    }
    static const char *const good[] = {"object", "string", "number", "integer"};
    const ab_value *items = ab_get(node->up->value, "items");
    bool fits = !items || ab_get(items, "enum");
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
        fits = fits || ab_str_is(ab_get_text(items, "type"), good[i]);
    }
    if (!fits || (items && items->kind != AB_OBJECT)) {
        ab_at_fail(c,
                   "%.*s: items must be one schema of type object, string, number or integer, "
                   "or with an enum",
                   AB_STR_ARG(path_of(c, node->up)));
    }
}

void ab_at_array_type(ab_at_case *c)
{
    walk(c, visit_array);
}

static void visit_forbidden(void *context, const ab_at_node *node)
{
    static const char *const forbidden[] = {
        "not",  "anyOf", "patternProperties", "prefixItems",       "allOf", "if",
        "then", "else",  "dependentSchemas",  "dependentRequired",
    };
    ab_at_case *c = context;
    for (size_t i = 0; i < sizeof(forbidden) / sizeof(*forbidden); i++) {
        if (ab_at_is_keyword(node, forbidden[i])) {
            ab_at_fail(c, "%.*s: the platform does not take %s", AB_STR_ARG(path_of(c, node)),
                       forbidden[i]);
        }
    }
}

void ab_at_forbidden_types(ab_at_case *c)
{
    walk(c, visit_forbidden);
}

/* ---------------------------------------------------------------- how it is shown */

/* Members of `properties` with equal `order` in one group. */
static void visit_order(void *context, const ab_at_node *node)
{
    ab_at_case *c = context;
    const ab_value *properties = node->value;
    if (!ab_at_is_keyword(node, "properties") || properties->kind != AB_OBJECT) {
        return;
    }
    for (uint32_t i = 0; i < properties->count; i++) {
        const ab_member *a = &properties->object.members[i];
        const ab_value *order = ab_get(&a->value, "order");
        for (uint32_t j = 0; order && j < i; j++) {
            const ab_member *b = &properties->object.members[j];
            const ab_value *other = ab_get(&b->value, "order");
            if (other && ab_value_equal(order, other) &&
                ab_str_eq(ab_get_text(&a->value, "group"), ab_get_text(&b->value, "group"))) {
                ab_at_fail(c, "%.*s: %.*s and %.*s have the same order %.*s",
                           AB_STR_ARG(path_of(c, node)), AB_STR_ARG(b->key), AB_STR_ARG(a->key),
                           AB_STR_ARG(ab_at_show(c->arena, order)));
            }
        }
    }
}

void ab_at_duplicate_order(ab_at_case *c)
{
    walk(c, visit_order);
}

static void visit_group(void *context, const ab_at_node *node)
{
    ab_at_case *c = context;
    /* root → properties → a property → group */
    bool top_level = node->up && node->up->up && node->up->up->up && !node->up->up->up->up;
    if (ab_at_is_keyword(node, "group") && !(top_level && ab_at_is_property(node->up))) {
        ab_at_fail(c, "%.*s: group is for top-level properties only", AB_STR_ARG(path_of(c, node)));
    }
}

void ab_at_nested_group(ab_at_case *c)
{
    walk(c, visit_group);
}

static void visit_display(void *context, const ab_at_node *node)
{
    ab_at_case *c = context;
    if (!ab_at_is_keyword(node, "display_type")) {
        return;
    }
    ab_str type = ab_text(node->value);
    if (!ab_get(node->up->value, "oneOf")) {
        ab_at_fail(c, "%.*s: display_type is for a property with oneOf",
                   AB_STR_ARG(path_of(c, node)));
    } else if (!ab_str_is(type, "dropdown") && !ab_str_is(type, "radio")) {
        ab_at_fail(c, "%.*s must be dropdown or radio, not %.*s", AB_STR_ARG(path_of(c, node)),
                   AB_STR_ARG(ab_at_show(c->arena, node->value)));
    }
}

void ab_at_display_type(ab_at_case *c)
{
    walk(c, visit_display);
}

/* ---------------------------------------------------------------- dates: warnings only */

static const struct {
    const char *format;
    const char *pattern;
} dates[] = {{"date", DATE_PATTERN}, {"date-time", DATETIME_PATTERN}};

static void visit_date_pattern(void *context, const ab_at_node *node)
{
    ab_at_case *c = context;
    for (size_t i = 0; i < sizeof(dates) / sizeof(*dates); i++) {
        if (ab_at_is_keyword(node, "format") && ab_str_is(ab_text(node->value), dates[i].format) &&
            !ab_str_is(ab_get_text(node->up->value, "pattern"), dates[i].pattern)) {
            ab_at_warn(c, "%.*s: a %s is easier to edit with the pattern %s",
                       AB_STR_ARG(path_of(c, node)), dates[i].format, dates[i].pattern);
        }
    }
}

void ab_at_date_pattern(ab_at_case *c)
{
    walk(c, visit_date_pattern);
}

static void visit_date_format(void *context, const ab_at_node *node)
{
    ab_at_case *c = context;
    for (size_t i = 0; i < sizeof(dates) / sizeof(*dates); i++) {
        if (ab_at_is_keyword(node, "pattern") &&
            ab_str_is(ab_text(node->value), dates[i].pattern) &&
            !ab_str_is(ab_get_text(node->up->value, "format"), dates[i].format)) {
            ab_at_warn(c, "%.*s looks like a date: set the format %s", AB_STR_ARG(path_of(c, node)),
                       dates[i].format);
        }
    }
}

void ab_at_date_format(ab_at_case *c)
{
    walk(c, visit_date_format);
}

/* ---------------------------------------------------------------- references, additions */

static void visit_reference(void *context, const ab_at_node *node)
{
    ab_at_case *c = context;
    ab_at_fail(c, "%.*s: a reference is left unresolved", AB_STR_ARG(path_of(c, node)));
}

void ab_at_spec_refs(ab_at_case *c)
{
    ab_at_find(ab_at_spec(c), "$ref", visit_reference, c);
}

static void visit_additional(void *context, const ab_at_node *node)
{
    ab_at_case *c = context;
    if (ab_at_is_keyword(node, "additionalProperties") &&
        !(node->value->kind == AB_BOOL && node->value->boolean)) {
        ab_at_fail(c, "%.*s is %.*s; anything but true breaks configs once a property is removed",
                   AB_STR_ARG(path_of(c, node)), AB_STR_ARG(ab_at_show(c->arena, node->value)));
    }
}

void ab_at_spec_additional_properties(ab_at_case *c)
{
    walk(c, visit_additional);
}

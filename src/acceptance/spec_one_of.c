/* The form that the platform wants of oneOf: options that are told apart by one constant. */
#include "acceptance/schema_walk.h"
#include "acceptance/suite.h"

static const ab_value *properties_of(const ab_value *option)
{
    const ab_value *properties = ab_get(option, "properties");
    return ab_is(properties, AB_OBJECT) ? properties : NULL;
}

/* Whether each option has the property, with this keyword unless that is NULL. */
static bool in_all(const ab_value *options, ab_str name, const char *keyword)
{
    for (uint32_t i = 0; i < options->count; i++) {
        const ab_value *property = ab_object_get(properties_of(&options->items[i]), name);
        if (!property || (keyword && !ab_get(property, keyword))) {
            return false;
        }
    }
    return true;
}

/* How many properties of the first option are in all, and the last such. */
static size_t count_common(const ab_value *options, const char *keyword, ab_str *name)
{
    const ab_value *first = properties_of(&options->items[0]);
    size_t n = 0;
    for (uint32_t i = 0; i < first->count; i++) {
        ab_str key = first->object.members[i].key;
        if (in_all(options, key, keyword)) {
            *name = key;
            n++;
        }
    }
    return n;
}

/* The constant agrees with a default and a list of one. */
static void check_constant(ab_at_case *c, ab_str path, const ab_value *property)
{
    const ab_value *constant = ab_get(property, "const");
    const ab_value *otherwise = ab_get(property, "default");
    const ab_value *list = ab_get(property, "enum");
    if (otherwise && !ab_value_equal(otherwise, constant)) {
        ab_at_fail(c, "%.*s: const is %.*s and default %.*s", AB_STR_ARG(path),
                   AB_STR_ARG(ab_at_show(c->arena, constant)),
                   AB_STR_ARG(ab_at_show(c->arena, otherwise)));
    }
    if (list && (!ab_is(list, AB_ARRAY) || list->count != 1 ||
                 !ab_value_equal(&list->items[0], constant))) {
        ab_at_fail(c, "%.*s: const is %.*s, and an enum beside it must list that alone",
                   AB_STR_ARG(path), AB_STR_ARG(ab_at_show(c->arena, constant)));
    }
}

static void check_options(ab_at_case *c, ab_str path, const ab_value *options)
{
    ab_str name = {0};
    for (uint32_t i = 0; i < options->count; i++) {
        if (!properties_of(&options->items[i])) {
            ab_at_fail(c, "%.*s/%u: each option needs properties", AB_STR_ARG(path), i);
            return;
        }
    }
    if (options->count == 0 || count_common(options, NULL, &name) == 0) {
        ab_at_fail(c, "%.*s: the options have no property in common", AB_STR_ARG(path));
        return;
    }
    size_t constants = count_common(options, "const", &name);
    if (constants == 0 && count_common(options, "enum", &name) == 1) {
        return;
    }
    if (constants != 1) {
        ab_at_fail(c, "%.*s: the options must share exactly one property with const, and share %zu",
                   AB_STR_ARG(path), constants);
        return;
    }
    for (uint32_t i = 0; i < options->count; i++) {
        ab_str at = ab_arena_printf(c->arena, "%.*s/%u/properties/%.*s", AB_STR_ARG(path), i,
                                    AB_STR_ARG(name));
        check_constant(c, at, ab_object_get(properties_of(&options->items[i]), name));
    }
}

static void visit(void *context, const ab_at_node *node)
{
    ab_at_case *c = context;
    if (node->value->kind != AB_ARRAY ||
        !(ab_at_is_keyword(node, "oneOf") || ab_at_is_keyword(node, "anyOf"))) {
        return;
    }
    ab_str path = ab_at_node_path(c->arena, node);
    if (!ab_str_is(ab_get_text(node->up->value, "type"), "object")) {
        ab_at_fail(c, "%.*s: what has %.*s needs type: object", AB_STR_ARG(path),
                   AB_STR_ARG(node->key));
        return;
    }
    check_options(c, path, node->value);
}

void ab_at_one_of_usage(ab_at_case *c)
{
    const ab_value *spec = ab_at_spec(c);
    if (spec) {
        ab_at_walk(ab_get(spec, "connectionSpecification"), visit, c);
    }
}

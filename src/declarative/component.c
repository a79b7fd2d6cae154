#include "declarative/component.h"

#include "declarative/env.h"
#include "declarative/parse.h"

/* ---- Custom components: set once, before threads exist ---- */

static AB_VEC(const ab_component_type *) registered;

static const ab_component_type *registered_type(ab_family family, ab_str class_name)
{
    for (size_t i = class_name.n; i > 0; i--) {
        if (class_name.p[i - 1] == '.') {
            class_name = ab_str_sub(class_name, i, class_name.n);
            break;
        }
    }
    for (size_t i = 0; i < registered.n; i++) {
        const ab_component_type *type = registered.at[i];
        if (type->family == family && ab_str_is(class_name, type->name)) {
            return type;
        }
    }
    return NULL;
}

bool ab_register_component(const ab_component_type *type)
{
    if (registered_type(type->family, ab_str_of(type->name))) {
        return false;
    }
    AB_VEC_PUSH(&registered, type);
    return true;
}

const ab_component_type *ab_component_custom(const ab_component_type *type, const ab_value *node)
{
    if (strncmp(type->name, "Custom", 6) != 0) {
        return type;
    }
    const ab_component_type *native =
        registered_type(type->family, ab_get_text(node, "class_name"));
    return native ? native : type;
}

/* ---- The table ---- */

const ab_component_type *ab_component_type_find(ab_str name)
{
    size_t from = 0;
    size_t to = ab_component_type_count;
    while (from < to) {
        size_t middle = (from + to) / 2;
        const ab_component_type *type = ab_component_types[middle];
        int order = ab_str_cmp(name, ab_str_of(type->name));
        if (order == 0) {
            return type;
        }
        if (order < 0) {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    return NULL;
}

/* ---- Building ---- */

bool ab_component_error(const ab_build *build, const ab_component *component, ab_error *error)
{
    ab_error_in_component(error, component->path);
    if (build && build->stream.n) {
        ab_error_in_stream(error, build->stream);
    }
    return ab_error_at(error, build ? build->env->manifest_file : NULL, component->node->line,
                       component->node->column);
}

static void *cannot_build(ab_build *build, const ab_component *component, ab_error *error)
{
    ab_str class_name = ab_get_text(component->node, "class_name");
    if (class_name.n) {
        ab_error_set(error, AB_ERROR_CONFIG,
                     "This runtime cannot run the custom Python component %.*s (%s): no native "
                     "component of that name is linked in.",
                     AB_STR_ARG(class_name), component->type->name);
    } else {
        ab_error_set(error, AB_ERROR_SYSTEM, "The component type %s cannot be used here.",
                     component->type->name);
    }
    ab_component_error(build, component, error);
    return NULL;
}

void *ab_component_build(ab_build *build, const ab_component *component, ab_family family,
                         const void *args, ab_error *error)
{
    if (!component) {
        return NULL;
    }
    if (component->type->family != family || !component->type->build) {
        return cannot_build(build, component, error);
    }
    void *object = component->type->build(build, component, args, error);
    if (!object) {
        ab_component_error(build, component, error);
    }
    return object;
}

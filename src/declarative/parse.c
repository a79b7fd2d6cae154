#include "declarative/parse.h"

#include "base/buf.h"
#include "declarative/names.h"

#include <stdio.h>
#include <stdlib.h>

/* Manifests nest about 30 deep; the bound keeps the recursion small. */
#define MAX_DEPTH 200
/* A manifest can be wrong in millions of places; nobody reads more than this. */
#define MAX_PROBLEMS 1000

ab_problem *ab_parse_problem(ab_parse *parse, ab_problem_severity severity, const char *code,
                             const ab_value *at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    ab_problem problem = {
        .severity = severity,
        .code = code,
        .message = ab_arena_vprintf(parse->arena, format, args),
        .path = ab_place_text(parse->arena, parse->place),
        .line = at ? at->line : 0,
        .column = at ? at->column : 0,
    };
    va_end(args);
    parse->refusals += severity == AB_PROBLEM_LOAD;
    if (parse->problems.n < MAX_PROBLEMS) {
        AB_VEC_PUSH(&parse->problems, problem);
    } else if (severity > parse->problems.at[MAX_PROBLEMS - 1].severity) {
        parse->problems.at[MAX_PROBLEMS - 1] = problem;
    }
    return &parse->problems.at[parse->problems.n - 1];
}

/* All that the message needs of a list of types: "A, B or C". */
static ab_str types_text(ab_arena *arena, const char *types)
{
    ab_buf out;
    ab_buf_init(&out, 4096);
    ab_str name;
    for (const char *rest = types; ab_names_next(&rest, &name);) {
        ab_buf_add_text(&out, !out.n ? "" : rest ? ", " : " or ");
        ab_buf_add_str(&out, name);
    }
    ab_str text = ab_arena_str(arena, ab_buf_str(&out));
    ab_buf_free(&out);
    return text;
}

static void unknown_type(ab_parse *parse, const ab_value *node, ab_str name, const char *types)
{
    const ab_value *at = ab_get(node, "type");
    ab_problem *problem =
        ab_parse_problem(parse, AB_PROBLEM_LOAD, "wrong-component", at,
                         "a component of type %.*s cannot stand here: expected %.*s",
                         AB_STR_ARG(name), AB_STR_ARG(types_text(parse->arena, types)));
    ab_nearest nearest = {.word = name};
    ab_str one;
    for (const char *rest = types; ab_names_next(&rest, &one);) {
        ab_nearest_offer(&nearest, one);
    }
    if (nearest.best.n) {
        problem->hint =
            ab_arena_printf(parse->arena, "did you mean %.*s?", AB_STR_ARG(nearest.best));
    }
}

static void missing_type(ab_parse *parse, const ab_value *node, const char *types)
{
    ab_problem *problem = ab_parse_problem(parse, AB_PROBLEM_LOAD, "no-type", node,
                                           "the component has no type: expected %.*s",
                                           AB_STR_ARG(types_text(parse->arena, types)));
    if (types && !strchr(types, '|')) {
        problem->hint = ab_arena_printf(parse->arena, "add \"type: %s\"", types);
    }
}

/* The type of a node that names none: the first that needs no name. */
static const ab_component_type *implied_type(const char *types)
{
    ab_str name;
    for (const char *rest = types; ab_names_next(&rest, &name);) {
        const ab_component_type *type = ab_component_type_find(name);
        if (type && type->untyped) {
            return type;
        }
    }
    return NULL;
}

static const ab_component_type *pick_type(ab_parse *parse, const ab_value *node, const char *types)
{
    if (!ab_is(node, AB_OBJECT)) {
        ab_parse_problem(parse, AB_PROBLEM_LOAD, "wrong-type", node,
                         "expected a component (%.*s), not %s",
                         AB_STR_ARG(types_text(parse->arena, types)), ab_value_type_name(node));
        return NULL;
    }
    const ab_value *named = ab_get(node, "type");
    const ab_component_type *implied = implied_type(types);
    if (implied && (!named || !strchr(types, '|'))) {
        return implied;
    }
    if (!named) {
        missing_type(parse, node, types);
        return NULL;
    }
    ab_str name = ab_text(named);
    const ab_component_type *type = ab_component_type_find(name);
    if (!type || (types && ab_names_index(types, name) < 0)) {
        unknown_type(parse, node, name, types);
        return NULL;
    }
    return type;
}

static bool is_first_row(const ab_field *fields, const ab_field *row)
{
    for (const ab_field *f = fields; f != row; f++) {
        if (strcmp(f->name, row->name) == 0) {
            return false;
        }
    }
    return true;
}

/* The row of this name that takes the value, or NULL. */
static const ab_field *row_for(const ab_field *first, const ab_value *value)
{
    for (const ab_field *f = first; f->name; f++) {
        if (strcmp(f->name, first->name) == 0 && ab_field_takes(f, value)) {
            return f;
        }
    }
    return NULL;
}

static void absent_field(ab_parse *parse, const ab_component_type *type, const ab_value *node,
                         const ab_field *field, void *options)
{
    if (field->flags & AB_FIELD_REQUIRED) {
        parse->place = parse->place->up;
        ab_parse_problem(parse, AB_PROBLEM_LOAD, "missing-field", node, "%s needs the field \"%s\"",
                         type->name, field->name);
        return;
    }
    if (!options) {
        return;
    }
    if (field->kind == AB_FIELD_ENUM || field->kind == AB_FIELD_MAYBE_BOOL) {
        int absent = -1;
        memcpy((char *)options + field->offset, &absent, sizeof absent);
    }
}

static void parse_row(ab_parse *parse, const ab_component_type *type, const ab_value *node,
                      const ab_field *first, void *options)
{
    const ab_place *outer = parse->place;
    ab_place place = {.up = outer, .name = ab_str_of(first->name), .index = -1};
    parse->place = &place;
    const ab_value *value = ab_get(node, first->name);
    const ab_field *row = value ? row_for(first, value) : NULL;
    if (row && parse->on_field) {
        parse->on_field(parse->on_field_context, type, row, value);
    }
    bool is_default = row && (first->flags & AB_FIELD_EMPTY_IS_DEFAULT) && !ab_value_truthy(value);
    if (row && !is_default) {
        ab_parse_field(parse, row, value, options);
    } else if (value && !is_default) {
        ab_parse_problem(parse, AB_PROBLEM_LOAD, "wrong-type", value, "\"%s\" must be %.*s, not %s",
                         first->name, AB_STR_ARG(ab_field_expectation(parse->arena, first)),
                         ab_value_type_name(value));
    } else if (first->deflt && options) {
        ab_parse_default(parse, first, options);
    } else {
        absent_field(parse, type, node, first, options);
    }
    parse->place = outer;
}

static bool is_known_member(const ab_component_type *type, ab_str name)
{
    for (const ab_field *f = type->fields; f && f->name; f++) {
        if (ab_str_is(name, f->name)) {
            return true;
        }
    }
    return ab_str_is(name, "type") || ab_str_is(name, "$parameters");
}

static void unknown_member(ab_parse *parse, const ab_component_type *type, const ab_member *member)
{
    ab_value at = {.line = member->key_line, .column = member->key_column};
    ab_problem *problem =
        ab_parse_problem(parse, type->closed ? AB_PROBLEM_LOAD : AB_PROBLEM_WARNING,
                         "unknown-field", &at, "%s has no field \"%.*s\"%s", type->name,
                         AB_STR_ARG(member->key), type->closed ? "" : "; it is ignored");
    ab_nearest nearest = {.word = member->key};
    for (const ab_field *f = type->fields; f && f->name; f++) {
        ab_nearest_offer(&nearest, ab_str_of(f->name));
    }
    if (nearest.best.n) {
        problem->hint =
            ab_arena_printf(parse->arena, "did you mean \"%.*s\"?", AB_STR_ARG(nearest.best));
    }
}

/* Members that no row names. Parameters come to every component as members, so they say nothing;
 * those that are no longer among $parameters are told by their lack of a place. */
static void look_for_unknown(ab_parse *parse, const ab_component_type *type, const ab_value *node)
{
    if (!type->closed && (!parse->warn || strncmp(type->name, "Custom", 6) == 0)) {
        return;
    }
    const ab_value *parameters = ab_get(node, "$parameters");
    for (size_t i = 0; i < node->count; i++) {
        const ab_member *member = &node->object.members[i];
        bool written = member->key_line && !ab_object_get(parameters, member->key);
        if (!is_known_member(type, member->key) && (type->closed || written)) {
            unknown_member(parse, type, member);
        }
    }
}

static bool is_custom(const ab_component_type *type)
{
    return strncmp(type->name, "Custom", 6) == 0;
}

static const ab_value no_parameters = {.kind = AB_OBJECT};

static ab_component *new_component(ab_parse *parse, const ab_component_type *type,
                                   const ab_value *node, void **options)
{
    ab_component *component = AB_ARENA_NEW(parse->arena, ab_component);
    component->type = type;
    component->node = node;
    const ab_value *parameters = ab_get(node, "$parameters");
    component->parameters = ab_is(parameters, AB_OBJECT) ? parameters : &no_parameters;
    component->path = ab_place_text(parse->arena, parse->place);
    *options = ab_arena_zalloc(parse->arena, type->options_size ? type->options_size : 1);
    component->options = *options;
    return component;
}

const ab_component *ab_parse_component(ab_parse *parse, const ab_value *node, const char *types)
{
    static const ab_component checked = {0};
    if (parse->depth >= MAX_DEPTH) {
        ab_parse_problem(parse, AB_PROBLEM_LOAD, "too-deep", node,
                         "components are nested more than %d deep", MAX_DEPTH);
        return NULL;
    }
    const ab_component_type *type = pick_type(parse, node, types);
    if (!type) {
        return NULL;
    }
    const ab_component_type *native = ab_component_custom(type, node);
    if (native == type && type->family != AB_FAMILY_NONE && is_custom(type)) {
        ab_parse_problem(parse, parse->choices ? AB_PROBLEM_CHOICE : AB_PROBLEM_USE,
                         "custom-component", node,
                         "This runtime cannot run the custom Python component %.*s (%s): no native "
                         "component of that name is linked in.",
                         AB_STR_ARG(ab_get_text(node, "class_name")), type->name);
    }
    void *options = NULL;
    const ab_component *component = &checked;
    if (!parse->check_only) {
        component = new_component(parse, native, node, &options);
    }
    size_t before = parse->refusals;
    parse->depth++;
    for (const ab_field *f = native->fields; f && f->name; f++) {
        if (is_first_row(native->fields, f)) {
            parse_row(parse, native, node, f, options);
        }
    }
    parse->depth--;
    look_for_unknown(parse, type, node);
    return parse->refusals == before ? component : NULL;
}

const ab_component *ab_component_parse(ab_parse *parse, const ab_value *node, const char *types,
                                       ab_str path)
{
    ab_place place = {.name = path, .index = -1};
    parse->place = &place;
    const ab_component *component = ab_parse_component(parse, node, types);
    parse->place = NULL;
    return component;
}

bool ab_parse_result(const ab_parse *parse, ab_problem_severity severity, ab_error *error)
{
    for (size_t i = 0; i < parse->problems.n; i++) {
        const ab_problem *problem = &parse->problems.at[i];
        if (problem->severity < severity) {
            continue;
        }
        bool at_root = problem->path.n == 0;
        ab_error_set(error, AB_ERROR_CONFIG, "%.*s%s%.*s%s%.*s", AB_STR_ARG(problem->path),
                     at_root ? "" : ": ", AB_STR_ARG(problem->message), problem->hint.n ? "; " : "",
                     AB_STR_ARG(problem->hint));
        ab_error_at(error, parse->file, problem->line, problem->column);
        return at_root ? false : ab_error_in_component(error, problem->path);
    }
    return true;
}

void ab_parse_end(ab_parse *parse)
{
    AB_VEC_FREE(&parse->problems);
}

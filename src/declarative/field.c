#include "declarative/parse.h"

#include "base/buf.h"
#include "declarative/names.h"
#include "json/json.h"

#include <math.h>

/* ---- What a row takes ---- */

static unsigned taken_by_kind(ab_field_kind kind)
{
    switch (kind) {
    case AB_FIELD_STRING:
    case AB_FIELD_ENUM:
    case AB_FIELD_TEMPLATE:
    case AB_FIELD_CONDITION:
        return AB_TAKES_STRING;
    case AB_FIELD_STRINGS:
    case AB_FIELD_STRING_LISTS:
    case AB_FIELD_INTS:
    case AB_FIELD_TEMPLATES:
    case AB_FIELD_CHILDREN:
        return AB_TAKES_ARRAY;
    case AB_FIELD_BOOL:
    case AB_FIELD_MAYBE_BOOL:
        return AB_TAKES_BOOL;
    case AB_FIELD_INT:
        return AB_TAKES_INT;
    case AB_FIELD_NUMBER:
        return AB_TAKES_INT | AB_TAKES_NUMBER;
    case AB_FIELD_MAPPING:
        return AB_TAKES_OBJECT | AB_TAKES_STRING;
    case AB_FIELD_CHILD:
    case AB_FIELD_CHILD_MAP:
        return AB_TAKES_OBJECT;
    case AB_FIELD_CHILD_OR_LIST:
        return AB_TAKES_OBJECT | AB_TAKES_ARRAY;
    case AB_FIELD_NESTED:
    case AB_FIELD_JSON:
        break;
    }
    return AB_TAKES_ANY;
}

unsigned ab_field_types(const ab_field *field)
{
    return field->takes ? field->takes : taken_by_kind(field->kind);
}

/* A number without a fraction is an integer, as in JSON Schema. An unquoted date in YAML is none of
 * the JSON types (in Python it is a date): no row with a type takes it. */
static unsigned type_of(const ab_value *value)
{
    switch ((ab_kind)value->kind) {
    case AB_NULL:
        return AB_TAKES_NULL;
    case AB_BOOL:
        return AB_TAKES_BOOL;
    case AB_INT:
    case AB_BIGINT:
        return AB_TAKES_INT | AB_TAKES_NUMBER;
    case AB_REAL: {
        double d = ab_value_double(value);
        return isfinite(d) && d == floor(d) ? AB_TAKES_INT | AB_TAKES_NUMBER : AB_TAKES_NUMBER;
    }
    case AB_STRING:
        return value->flags & AB_VALUE_TIMESTAMP ? 0 : AB_TAKES_STRING;
    case AB_ARRAY:
        return AB_TAKES_ARRAY;
    case AB_OBJECT:
        return AB_TAKES_OBJECT;
    case AB_EXT:
        break;
    }
    return 0;
}

bool ab_field_takes(const ab_field *field, const ab_value *value)
{
    unsigned takes = ab_field_types(field);
    return takes == AB_TAKES_ANY || (takes & type_of(value));
}

ab_str ab_field_expectation(ab_arena *arena, const ab_field *field)
{
    static const char *const names[] = {"a string",  "an integer", "a number", "true or false",
                                        "an object", "a list",     "null"};
    unsigned takes = 0;
    for (const ab_field *f = field; f->name; f++) {
        if (strcmp(f->name, field->name) == 0) {
            takes |= ab_field_types(f);
        }
    }
    ab_buf out;
    ab_buf_init(&out, 256);
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if (takes & (1u << i)) {
            takes &= ~(1u << i);
            ab_buf_add_text(&out, !out.n ? "" : takes ? ", " : " or ");
            ab_buf_add_text(&out, names[i]);
        }
    }
    ab_str text = ab_arena_str(arena, ab_buf_str(&out));
    ab_buf_free(&out);
    return text;
}

/* ---- Scalars ---- */

static void check_range(ab_parse *parse, const ab_field *field, const ab_value *value)
{
    double d = ab_value_double(value);
    if (!ab_is_number(value)) {
        return;
    }
    if ((field->flags & AB_FIELD_MIN) && d < field->min) {
        ab_parse_problem(parse, AB_PROBLEM_LOAD, "out-of-range", value,
                         "\"%s\" must be at least %d", field->name, field->min);
    }
    if ((field->flags & AB_FIELD_ABOVE) && d <= field->min) {
        ab_parse_problem(parse, AB_PROBLEM_LOAD, "out-of-range", value, "\"%s\" must be above %d",
                         field->name, field->min);
    }
}

static void parse_string(ab_parse *parse, const ab_field *field, const ab_value *value, void *to)
{
    (void)parse;
    (void)field;
    if (to) {
        *(ab_str *)to = ab_text(value);
    }
}

static void parse_enum(ab_parse *parse, const ab_field *field, const ab_value *value, void *to)
{
    int index = ab_names_index(field->of, ab_text(value));
    if (index < 0) {
        ab_problem *problem = ab_parse_problem(parse, AB_PROBLEM_LOAD, "unknown-value", value,
                                               "\"%s\" must be one of %s, not \"%.*s\"",
                                               field->name, field->of, AB_STR_ARG(ab_text(value)));
        ab_nearest nearest = {.word = ab_text(value)};
        ab_str one;
        for (const char *rest = field->of; ab_names_next(&rest, &one);) {
            ab_nearest_offer(&nearest, one);
        }
        if (nearest.best.n) {
            problem->hint =
                ab_arena_printf(parse->arena, "did you mean %.*s?", AB_STR_ARG(nearest.best));
        }
    }
    if (to) {
        *(int *)to = index;
    }
}

static void parse_bool(ab_parse *parse, const ab_field *field, const ab_value *value, void *to)
{
    (void)parse;
    if (to && field->kind == AB_FIELD_MAYBE_BOOL) {
        *(int *)to = value->boolean;
    } else if (to) {
        *(bool *)to = value->boolean;
    }
}

static void parse_number(ab_parse *parse, const ab_field *field, const ab_value *value, void *to)
{
    check_range(parse, field, value);
    if (to && field->kind == AB_FIELD_NUMBER) {
        *(double *)to = ab_value_double(value);
    } else if (to && !ab_value_int64(value, (int64_t *)to)) {
        double d = ab_value_double(value);
        /* Beyond int64 only one value makes sense: as much as there is. */
        *(int64_t *)to = d >= 9.2e18 ? INT64_MAX : d <= -9.2e18 ? INT64_MIN : (int64_t)d;
    }
}

/* ---- Templates ---- */

static void parse_template(ab_parse *parse, const ab_field *field, const ab_value *value, void *to)
{
    check_range(parse, field, value);
    if (to) {
        *(const ab_template **)to = ab_field_template(parse, field, value);
    }
}

static void parse_nested(ab_parse *parse, const ab_field *field, const ab_value *value, void *to)
{
    if (to) {
        *(const ab_template_tree **)to = ab_field_template_tree(parse, field, value);
    }
}

/* ---- Components ---- */

static const ab_component *parse_element(ab_parse *parse, const ab_field *field,
                                         const ab_value *node, ab_str name, ptrdiff_t index)
{
    const ab_place *outer = parse->place;
    ab_place place = {.up = outer, .name = name, .index = index};
    parse->place = &place;
    const ab_component *component = ab_parse_component(parse, node, field->of);
    parse->place = outer;
    return component;
}

static void parse_child(ab_parse *parse, const ab_field *field, const ab_value *value, void *to)
{
    const ab_component *component = ab_parse_component(parse, value, field->of);
    if (to) {
        *(const ab_component **)to = component;
    }
}

static void check_length(ab_parse *parse, const ab_field *field, const ab_value *list)
{
    uint32_t least = field->min ? (uint32_t)field->min : 1;
    if ((field->flags & AB_FIELD_NOT_EMPTY) && list->count < least) {
        ab_parse_problem(parse, AB_PROBLEM_LOAD, "too-few", list,
                         "\"%s\" must have at least %u element%s", field->name, least,
                         least == 1 ? "" : "s");
    }
    for (size_t i = 0; (field->flags & AB_FIELD_UNIQUE) && i < list->count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (ab_value_equal(&list->items[i], &list->items[j])) {
                ab_parse_problem(parse, AB_PROBLEM_LOAD, "duplicate-value", &list->items[i],
                                 "\"%s\" must not name the same value twice", field->name);
                return;
            }
        }
    }
}

static void parse_children(ab_parse *parse, const ab_field *field, const ab_value *value, void *to)
{
    bool is_list = ab_is(value, AB_ARRAY);
    size_t n = is_list ? value->count : 1;
    const ab_component **at = to ? AB_ARENA_ARRAY(parse->arena, const ab_component *, n + 1) : NULL;
    if (is_list) {
        check_length(parse, field, value);
    }
    for (size_t i = 0; i < n; i++) {
        const ab_component *one =
            is_list ? parse_element(parse, field, &value->items[i], (ab_str){NULL, 0}, (ptrdiff_t)i)
                    : ab_parse_component(parse, value, field->of);
        if (at) {
            at[i] = one;
        }
    }
    if (to) {
        *(ab_components *)to =
            (ab_components){.at = at, .n = n, .is_list = is_list, .present = true};
    }
}

/* Adds the member as a component if `of` has types and it looks like one of them. */
static void parse_child_map(ab_parse *parse, const ab_field *field, const ab_value *value, void *to)
{
    ab_components out = {.present = true, .n = value->count};
    const ab_component **at =
        to ? AB_ARENA_ARRAY(parse->arena, const ab_component *, value->count + 1) : NULL;
    ab_str *keys = to ? AB_ARENA_ARRAY(parse->arena, ab_str, value->count + 1) : NULL;
    for (size_t i = 0; i < value->count; i++) {
        const ab_member *member = &value->object.members[i];
        const ab_component *one = parse_element(parse, field, &member->value, member->key, -1);
        if (to) {
            at[i] = one;
            keys[i] = member->key;
        }
    }
    if (to) {
        out.at = at;
        out.keys = keys;
        *(ab_components *)to = out;
    }
}

/* ---- Mappings ---- */

static void check_text_value(ab_parse *parse, const ab_field *field, const ab_member *member)
{
    if ((field->flags & AB_FIELD_TEXT_VALUES) && type_of(&member->value) != AB_TAKES_STRING) {
        ab_problem *problem = ab_parse_problem(parse, AB_PROBLEM_LOAD, "wrong-type", &member->value,
                                               "\"%s\" in \"%s\" must be a string, not %s",
                                               ab_arena_cstr(parse->arena, member->key),
                                               field->name, ab_value_type_name(&member->value));
        problem->hint = AB_STR("put the value in quotes");
    }
}

static void parse_mapping(ab_parse *parse, const ab_field *field, const ab_value *value, void *to)
{
    ab_mapping out = {0};
    if (ab_is(value, AB_STRING)) {
        if (to) {
            out.text = ab_field_template(parse, field, value);
            *(ab_mapping *)to = out;
        }
        return;
    }
    ab_value texts = ab_value_object();
    texts.line = value->line;
    texts.column = value->column;
    ab_value components = ab_value_object();
    for (size_t i = 0; i < value->count; i++) {
        const ab_member *member = &value->object.members[i];
        bool is_component = field->of && ab_is(&member->value, AB_OBJECT);
        if (!is_component) {
            check_text_value(parse, field, member);
        }
        ab_object_append(parse->arena, is_component ? &components : &texts, member->key,
                         member->value);
    }
    ab_object_seal(parse->arena, &texts);
    if (components.count) {
        parse_child_map(parse, field, &components, to ? &out.components : NULL);
    }
    if (to) {
        out.tree = ab_field_template_tree(parse, field, &texts);
        *(ab_mapping *)to = out;
    }
}

/* ---- Lists of scalars ---- */

static bool check_element(ab_parse *parse, const ab_field *field, const ab_value *element,
                          unsigned takes, const char *expected)
{
    if (type_of(element) & takes) {
        return true;
    }
    ab_parse_problem(parse, AB_PROBLEM_LOAD, "wrong-type", element,
                     "\"%s\" must be a list of %s, but has %s", field->name, expected,
                     ab_value_type_name(element));
    return false;
}

static ab_strings strings_of(ab_parse *parse, const ab_field *field, const ab_value *value,
                             bool keep)
{
    ab_str *at = keep ? AB_ARENA_ARRAY(parse->arena, ab_str, value->count + 1) : NULL;
    for (size_t i = 0; i < value->count; i++) {
        check_element(parse, field, &value->items[i], AB_TAKES_STRING, "strings");
        if (at) {
            at[i] = ab_text(&value->items[i]);
        }
    }
    return (ab_strings){at, value->count};
}

static void parse_strings(ab_parse *parse, const ab_field *field, const ab_value *value, void *to)
{
    check_length(parse, field, value);
    ab_strings strings = strings_of(parse, field, value, to != NULL);
    if (to) {
        *(ab_strings *)to = strings;
    }
}

static void parse_string_lists(ab_parse *parse, const ab_field *field, const ab_value *value,
                               void *to)
{
    ab_strings *at = AB_ARENA_ARRAY(parse->arena, ab_strings, value->count + 1);
    for (size_t i = 0; i < value->count; i++) {
        if (check_element(parse, field, &value->items[i], AB_TAKES_ARRAY, "lists")) {
            at[i] = strings_of(parse, field, &value->items[i], to != NULL);
        }
    }
    if (to) {
        *(ab_string_lists *)to = (ab_string_lists){at, value->count};
    }
}

static void parse_ints(ab_parse *parse, const ab_field *field, const ab_value *value, void *to)
{
    check_length(parse, field, value);
    int64_t *at = AB_ARENA_ARRAY(parse->arena, int64_t, value->count + 1);
    for (size_t i = 0; i < value->count; i++) {
        if (check_element(parse, field, &value->items[i], AB_TAKES_INT, "integers")) {
            at[i] = (int64_t)ab_value_double(&value->items[i]);
        }
    }
    if (to) {
        *(ab_ints *)to = (ab_ints){at, value->count};
    }
}

static void parse_templates(ab_parse *parse, const ab_field *field, const ab_value *value, void *to)
{
    check_length(parse, field, value);
    const ab_template **at =
        to ? AB_ARENA_ARRAY(parse->arena, const ab_template *, value->count + 1) : NULL;
    for (size_t i = 0; i < value->count; i++) {
        if (check_element(parse, field, &value->items[i], AB_TAKES_STRING, "strings") && at) {
            at[i] = ab_field_template(parse, field, &value->items[i]);
        }
    }
    if (to) {
        *(ab_templates *)to = (ab_templates){at, value->count};
    }
}

static void parse_json(ab_parse *parse, const ab_field *field, const ab_value *value, void *to)
{
    (void)parse;
    (void)field;
    if (to) {
        *(const ab_value **)to = value;
    }
}

/* ---- By kind ---- */

typedef void (*field_fn)(ab_parse *, const ab_field *, const ab_value *, void *);

static const field_fn by_kind[] = {
    [AB_FIELD_STRING] = parse_string,
    [AB_FIELD_STRINGS] = parse_strings,
    [AB_FIELD_STRING_LISTS] = parse_string_lists,
    [AB_FIELD_ENUM] = parse_enum,
    [AB_FIELD_BOOL] = parse_bool,
    [AB_FIELD_MAYBE_BOOL] = parse_bool,
    [AB_FIELD_INT] = parse_number,
    [AB_FIELD_NUMBER] = parse_number,
    [AB_FIELD_INTS] = parse_ints,
    [AB_FIELD_TEMPLATE] = parse_template,
    [AB_FIELD_CONDITION] = parse_template,
    [AB_FIELD_TEMPLATES] = parse_templates,
    [AB_FIELD_MAPPING] = parse_mapping,
    [AB_FIELD_NESTED] = parse_nested,
    [AB_FIELD_JSON] = parse_json,
    [AB_FIELD_CHILD] = parse_child,
    [AB_FIELD_CHILDREN] = parse_children,
    [AB_FIELD_CHILD_OR_LIST] = parse_children,
    [AB_FIELD_CHILD_MAP] = parse_child_map,
};

void ab_parse_field(ab_parse *parse, const ab_field *field, const ab_value *value, void *options)
{
    unsigned outer = parse->choices;
    parse->choices += field->flags & AB_FIELD_CHOICE ? 1 : 0;
    by_kind[field->kind](parse, field, value, options ? (char *)options + field->offset : NULL);
    parse->choices = outer;
}

void ab_parse_default(ab_parse *parse, const ab_field *field, void *options)
{
    ab_value *value = AB_ARENA_NEW(parse->arena, ab_value);
    ab_error error = {0};
    if (ab_json_parse(parse->arena, ab_str_of(field->deflt), NULL, value, &error)) {
        ab_parse_field(parse, field, value, options);
        return;
    }
    ab_parse_problem(parse, AB_PROBLEM_LOAD, "wrong-default", NULL,
                     "the default of \"%s\" is no JSON: %s", field->name, error.message);
    ab_error_clear(&error);
}

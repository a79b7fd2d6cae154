/* Templates of fields: compiled once, and told where they stand. */
#include "declarative/parse.h"

#include "json/json.h"

/* A template that cannot be compiled fails whoever evaluates it, as in Python, not the manifest. */
static void template_problem(ab_parse *parse, const ab_value *value, const ab_error *error)
{
    ab_parse_problem(parse, AB_PROBLEM_EVAL, "template", value, "%s",
                     error->message ? error->message : "");
}

/* Where the parse is; NULL where the text has no position: it comes from no file. */
static ab_template_place *place_of(ab_parse *parse, const ab_value *value)
{
    if (!value->line) {
        return NULL;
    }
    ab_template_place *place = AB_ARENA_NEW(parse->arena, ab_template_place);
    *place = (ab_template_place){
        .file = parse->file,
        .component = ab_place_text(parse->arena, parse->place),
        .line = value->line,
        .column = value->column,
    };
    return place;
}

const ab_template *ab_field_template(ab_parse *parse, const ab_field *field, const ab_value *value)
{
    ab_str text = ab_is(value, AB_STRING) ? ab_text(value)
                                          : ab_json_text(parse->arena, value, AB_JSON_COMPACT);
    ab_error error = {0};
    const ab_value *constant;
    /* A text in place of a mapping has the empty text as its default, and takes every type. */
    bool is_mapping = field->kind == AB_FIELD_MAPPING;
    ab_template_kind kind = is_mapping                          ? AB_TEMPLATE_MAPPING
                            : field->kind == AB_FIELD_CONDITION ? AB_TEMPLATE_BOOLEAN
                                                                : AB_TEMPLATE_STRING;
    ab_template *t =
        ab_template_compile(parse->arena, text, kind, is_mapping ? 0 : field->valid_types, &error);
    if (!t) {
        template_problem(parse, value, &error);
        t = ab_template_broken(parse->arena, text, &error);
        ab_error_clear(&error);
    }
    if (!ab_template_constant(t, &constant)) {
        ab_template_set_place(t, place_of(parse, value));
    }
    return t;
}

const ab_template_tree *ab_field_template_tree(ab_parse *parse, const ab_field *field,
                                               const ab_value *tree)
{
    ab_error error = {0};
    ab_template_tree *t = ab_template_tree_compile(
        parse->arena, tree,
        field->kind == AB_FIELD_NESTED ? AB_TEMPLATE_NESTED : AB_TEMPLATE_MAPPING,
        field->valid_types, &error);
    const ab_template_place *place = place_of(parse, tree);
    if (!t) {
        template_problem(parse, tree, &error);
        t = ab_template_tree_broken(parse->arena, &error);
        ab_error_clear(&error);
    }
    if (place) {
        ab_template_tree_set_place(parse->arena, t, tree, place);
    }
    return t;
}

/* Inner parts of the parse, shared by parse.c and field.c. */
#ifndef AB_DECLARATIVE_PARSE_H
#define AB_DECLARATIVE_PARSE_H

#include "declarative/component.h"
#include "declarative/place.h"

/* Parses one component at the parse's place. With check_only the result is not to be read. */
const ab_component *ab_parse_component(ab_parse *parse, const ab_value *node, const char *types);
/* Fills one field from its value; reports what is wrong with it. `options` NULL: only checks. */
void ab_parse_field(ab_parse *parse, const ab_field *field, const ab_value *value, void *options);
/* Fills a field from its table's default. */
void ab_parse_default(ab_parse *parse, const ab_field *field, void *options);
/* Compiles a field's text, or a tree of texts, at the parse's place. Never NULL. */
const ab_template *ab_field_template(ab_parse *parse, const ab_field *field, const ab_value *value);
const ab_template_tree *ab_field_template_tree(ab_parse *parse, const ab_field *field,
                                               const ab_value *tree);
/* For a Custom… type the native type that is registered for the node's class_name; else `type`. */
const ab_component_type *ab_component_custom(const ab_component_type *type, const ab_value *node);
/* The JSON types that the row takes: AB_TAKES_…, or AB_TAKES_ANY. */
#define AB_TAKES_ANY (~0u)
unsigned ab_field_types(const ab_field *field);
/* True if the row takes values of this JSON type. */
bool ab_field_takes(const ab_field *field, const ab_value *value);
/* "a string or an integer": what the rows of the same name, from `field` on, take. */
ab_str ab_field_expectation(ab_arena *arena, const ab_field *field);

#endif

/* Walks through JSON schemas and values. Private to src/acceptance. */
#ifndef AB_ACCEPTANCE_SCHEMA_WALK_H
#define AB_ACCEPTANCE_SCHEMA_WALK_H

#include "base/buf.h"
#include "base/vec.h"
#include "json/value.h"

/* A part of a schema and the way to it. Lives during its visit. */
typedef struct ab_at_node {
    const ab_value *value;
    ab_str key; /* of a member; .p NULL: an element, or the root */
    uint32_t index;
    const struct ab_at_node *up; /* NULL: the root */
} ab_at_node;

typedef void (*ab_at_visit)(void *context, const ab_at_node *node);

/* Visits all parts of a schema, containers before what is in them, but not what is data: the
 * values of default, examples, enum and const. */
void ab_at_walk(const ab_value *schema, ab_at_visit visit, void *context);
/* Visits whatever is called `name` below a value, wherever: among properties and in data, too. */
void ab_at_find(const ab_value *value, const char *name, ab_at_visit visit, void *context);
/* True if the node is what `properties` says of a property, not a keyword. */
bool ab_at_is_property(const ab_at_node *node);
/* True if it is the value of this keyword. */
bool ab_at_is_keyword(const ab_at_node *node, const char *keyword);
/* "/properties/start_date/type" */
ab_str ab_at_node_path(ab_arena *arena, const ab_at_node *node);

typedef AB_VEC(ab_str) ab_at_paths;

/* The paths of all leaves that a schema describes: "/owner/name", "/tags/[]". References within
 * the schema are followed. With `annotate`, the options of oneOf and anyOf have their number:
 * "/auth(0)/token". The texts lie in `arena`, the vector is the caller's. */
void ab_at_schema_paths(ab_arena *arena, const ab_value *schema, bool annotate, ab_at_paths *out);
/* The paths of all parts of a value; of an array its first element stands for all. */
void ab_at_value_paths(ab_arena *arena, const ab_value *value, ab_at_paths *out);
bool ab_at_paths_have(const ab_at_paths *paths, ab_str path);

/* Appends a line for each place where the two differ, at most `most`: "/a/b: expected 1, got 2".
 * Returns how many places there are. */
size_t ab_at_diff(ab_arena *arena, const ab_value *expected, const ab_value *got, size_t most,
                  ab_buf *out);
/* A value as text for people, cut to a line's length. */
ab_str ab_at_show(ab_arena *arena, const ab_value *value);

#endif

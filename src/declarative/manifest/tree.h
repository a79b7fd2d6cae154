/* Containers of manifest trees, made in the size that they will have. */
#ifndef AB_DECLARATIVE_MANIFEST_TREE_H
#define AB_DECLARATIVE_MANIFEST_TREE_H

#include "json/value.h"

/* An empty object with room for `count` members, at the place of `like`. */
ab_value ab_tree_object(ab_arena *arena, const ab_value *like, size_t count);
/* Appends the member with its value replaced, and its place kept. */
void ab_tree_append(ab_arena *arena, ab_value *object, const ab_member *member, ab_value value);

#endif

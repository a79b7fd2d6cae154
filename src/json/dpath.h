/* Paths with globs through a value tree, as the Python library dpath walks them (the CDK's
 * DpathExtractor, AddFields, RemoveFields, DpathFlattenFields). */
#ifndef AB_JSON_DPATH_H
#define AB_JSON_DPATH_H

#include "base/error.h"
#include "json/value.h"

/* A path is a list of segments. A segment is a shell pattern for the keys of an object (`*`, `?`,
 * `[seq]`, `[!seq]`; case matters) and, for an array, an index (negative ones count from the end)
 * or a pattern for the index's digits. The segment `**` stands for any number of segments; a path
 * may hold one of them. */
typedef struct ab_dpath {
    const ab_str *segments;
    size_t n;
    /* NULL, or for each segment whether it stands for an index only and no key of an object */
    const bool *only_index;
} ab_dpath;

/* Python's fnmatch.fnmatchcase(name, pattern). */
bool ab_fnmatch(ab_str name, ab_str pattern);
/* True if a segment is more than a literal key. */
bool ab_dpath_is_glob(ab_str segment);

typedef enum ab_dpath_action {
    AB_DPATH_GO_ON,
    AB_DPATH_STOP,
    /* Removes the value from its parent. From an array only the last element is truly removed,
     * another becomes null: the others keep their places. */
    AB_DPATH_DELETE,
} ab_dpath_action;
/* Called for each match; `found` may be changed. */
typedef ab_dpath_action (*ab_dpath_fn)(void *context, ab_value *found);

/* False (config_error) if the path has two `**`. */
bool ab_dpath_check(ab_dpath path, ab_error *error);
/* Visits all matches below `root` in dpath's order: the children of a container before what is
 * below them. The empty path matches nothing. `arena` is that of `root`. False (config_error) if
 * the path has two `**`. Thread-safe for distinct trees. */
bool ab_dpath_visit(ab_arena *arena, ab_value *root, ab_dpath path, ab_dpath_fn visit,
                    void *context, ab_error *error);

/* dpath.values: all matches, appended to *array (shallow copies, in `arena`). */
bool ab_dpath_values(ab_arena *arena, const ab_value *root, ab_dpath path, ab_value *array,
                     ab_error *error);
/* dpath.get with a default: *found is the one match, NULL if there is none. The empty path gives
 * `root`. Several matches are an error. */
bool ab_dpath_get(const ab_value *root, ab_dpath path, const ab_value **found, ab_error *error);
/* dpath.new: sets the value at the path, whose segments are literal here, making the containers
 * that are missing (an array where the next segment is an index) and filling arrays with nulls up
 * to an index. An error where a scalar or a wrong index is in the way, and for the empty path. */
bool ab_dpath_set(ab_arena *arena, ab_value *root, ab_dpath path, ab_value value, ab_error *error);
/* dpath.delete: removes all matches; *deleted (may be NULL) is their number. */
bool ab_dpath_delete(ab_arena *arena, ab_value *root, ab_dpath path, size_t *deleted,
                     ab_error *error);

#endif

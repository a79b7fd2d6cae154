#include "json/dpath.h"

#include <stdint.h>
#include <stdio.h>

/* A step of the way from the root; the steps of a way are linked, the last one first. */
typedef struct step {
    const struct step *parent;
    size_t depth; /* of the first step: 0 */
    ab_str key;   /* of an object's member */
    bool is_index;
    int64_t index;
    int64_t length; /* of the array */
} step;

typedef struct walk {
    ab_arena *arena;
    ab_dpath path;
    size_t star; /* place of `**`, SIZE_MAX if there is none */
    ab_dpath_fn visit;
    void *context;
    bool stopped;
} walk;

/* Python's int() of a segment: blanks around it, a sign, single underscores between digits. */
static bool to_index(ab_str text, int64_t *out)
{
    enum { MAX_DIGITS = 18 };
    text = ab_str_trim(text);
    bool negative = text.n && text.p[0] == '-';
    if (negative || (text.n && text.p[0] == '+')) {
        text = ab_str_sub(text, 1, text.n);
    }
    int64_t value = 0;
    bool digit_before = false;
    for (size_t i = 0; i < text.n; i++) {
        bool digit = text.p[i] >= '0' && text.p[i] <= '9';
        if (!digit && !(text.p[i] == '_' && digit_before)) {
            return false;
        }
        if (digit) {
            value = i < MAX_DIGITS ? value * 10 + (text.p[i] - '0') : INT64_MAX / 10 - 9;
        }
        digit_before = digit;
    }
    *out = negative ? -value : value;
    return digit_before;
}

static bool only_index(ab_dpath path, size_t i)
{
    return path.only_index && path.only_index[i];
}

static bool step_matches(const step *at, ab_dpath path, size_t i)
{
    ab_str glob = path.segments[i];
    if (!at->is_index) {
        return !only_index(path, i) && ab_fnmatch(at->key, glob);
    }
    int64_t index;
    if (to_index(glob, &index)) {
        return index == at->index || at->length + index == at->index;
    }
    char digits[24];
    int n = snprintf(digits, sizeof(digits), "%lld", (long long)at->index);
    return ab_fnmatch((ab_str){digits, (size_t)n}, glob);
}

/* Whether a way of `length` steps that goes through `at` can match as far as `at` is concerned. */
static bool fits(const walk *w, const step *at, size_t length)
{
    const ab_dpath path = w->path;
    if (w->star == SIZE_MAX || at->depth < w->star) {
        return at->depth < path.n && step_matches(at, path, at->depth);
    }
    size_t behind = path.n - w->star - 1;
    size_t from = length - behind; /* first step of the part behind the `**` */
    return at->depth < from || step_matches(at, path, path.n - (length - at->depth));
}

static bool matches(const walk *w, const step *last)
{
    size_t length = last->depth + 1;
    if (w->star == SIZE_MAX ? length != w->path.n : length + 1 < w->path.n) {
        return false;
    }
    for (const step *at = last; at; at = at->parent) {
        if (!fits(w, at, length)) {
            return false;
        }
    }
    return true;
}

/* Whether anything below `last` can match. */
static bool leads_on(const walk *w, const step *last)
{
    if (w->star != SIZE_MAX) {
        return last->depth >= w->star || step_matches(last, w->path, last->depth);
    }
    return last->depth + 1 < w->path.n && step_matches(last, w->path, last->depth);
}

static size_t child_count(const ab_value *node)
{
    return node->kind == AB_OBJECT || node->kind == AB_ARRAY ? node->count : 0;
}

static ab_value *child(ab_value *node, size_t i)
{
    return node->kind == AB_OBJECT ? &node->object.members[i].value : &node->items[i];
}

static step step_to(const ab_value *node, size_t i, const step *parent, int64_t length)
{
    step s = {.parent = parent, .depth = parent ? parent->depth + 1 : 0};
    if (node->kind == AB_OBJECT) {
        s.key = node->object.members[i].key;
    } else {
        s.is_index = true;
        s.index = (int64_t)i;
        s.length = length;
    }
    return s;
}

/* Removes child `i`; true if the children behind it moved up. */
static bool delete_child(walk *w, ab_value *node, size_t i)
{
    if (node->kind == AB_OBJECT) {
        ab_object_remove(w->arena, node, node->object.members[i].key);
        return true;
    }
    if (i + 1 == node->count) {
        node->count--;
        return true;
    }
    node->items[i] = ab_value_null();
    return false;
}

static void walk_children(walk *w, ab_value *node, const step *parent);

static void visit_matches(walk *w, ab_value *node, const step *parent)
{
    int64_t length = (int64_t)child_count(node);
    for (size_t i = 0; i < child_count(node) && !w->stopped;) {
        step s = step_to(node, i, parent, length);
        ab_dpath_action action =
            matches(w, &s) ? w->visit(w->context, child(node, i)) : AB_DPATH_GO_ON;
        w->stopped = action == AB_DPATH_STOP;
        if (action != AB_DPATH_DELETE || !delete_child(w, node, i)) {
            i++;
        }
    }
}

static void walk_children(walk *w, ab_value *node, const step *parent)
{
    size_t depth = parent ? parent->depth + 1 : 0;
    if (w->star != SIZE_MAX || depth + 1 == w->path.n) {
        visit_matches(w, node, parent);
    }
    int64_t length = (int64_t)child_count(node);
    for (size_t i = 0; i < child_count(node) && !w->stopped; i++) {
        step s = step_to(node, i, parent, length);
        if (child_count(child(node, i)) && leads_on(w, &s)) {
            walk_children(w, child(node, i), &s);
        }
    }
}

static bool find_star(ab_dpath path, size_t *star, ab_error *error)
{
    *star = SIZE_MAX;
    for (size_t i = 0; i < path.n; i++) {
        if (!ab_str_is(path.segments[i], "**")) {
            continue;
        }
        if (*star != SIZE_MAX) {
            return ab_error_set(error, AB_ERROR_CONFIG,
                                "a path may hold only one segment \"**\", this one has two");
        }
        *star = i;
    }
    return true;
}

bool ab_dpath_check(ab_dpath path, ab_error *error)
{
    size_t star;
    return find_star(path, &star, error);
}

bool ab_dpath_visit(ab_arena *arena, ab_value *root, ab_dpath path, ab_dpath_fn visit,
                    void *context, ab_error *error)
{
    walk w = {.arena = arena, .path = path, .visit = visit, .context = context};
    if (!find_star(path, &w.star, error)) {
        return false;
    }
    if (path.n) {
        walk_children(&w, root, NULL);
    }
    return true;
}

struct collector {
    ab_arena *arena;
    ab_value *array;
};

static ab_dpath_action collect(void *context, ab_value *found)
{
    struct collector *c = context;
    ab_array_push(c->arena, c->array, *found);
    return AB_DPATH_GO_ON;
}

bool ab_dpath_values(ab_arena *arena, const ab_value *root, ab_dpath path, ab_value *array,
                     ab_error *error)
{
    struct collector c = {arena, array};
    return ab_dpath_visit(arena, (ab_value *)root, path, collect, &c, error);
}

struct single {
    const ab_value *found;
    bool several;
};

static ab_dpath_action note(void *context, ab_value *found)
{
    struct single *s = context;
    s->several = s->found != NULL;
    s->found = found;
    return s->several ? AB_DPATH_STOP : AB_DPATH_GO_ON;
}

/* The common case: literal keys through objects need no walk. *found is set where that is so. */
static bool follow_keys(const ab_value *root, ab_dpath path, const ab_value **found)
{
    for (size_t i = 0; i < path.n; i++) {
        if (ab_is(root, AB_ARRAY) || ab_dpath_is_glob(path.segments[i]) || only_index(path, i)) {
            return false;
        }
        /* behind a key that is missing only the rest of the path is looked at */
        root = root ? ab_object_get(root, path.segments[i]) : NULL;
    }
    *found = root;
    return true;
}

bool ab_dpath_get(const ab_value *root, ab_dpath path, const ab_value **found, ab_error *error)
{
    if (follow_keys(root, path, found)) {
        return true;
    }
    struct single s = {0};
    if (!ab_dpath_visit(NULL, (ab_value *)root, path, note, &s, error)) {
        return false;
    }
    if (s.several) {
        return ab_error_set(error, AB_ERROR_CONFIG,
                            "the path \"%.*s\"… matches more than one value; only a path with a "
                            "segment \"*\" may",
                            AB_STR_ARG(path.segments[0]));
    }
    *found = s.found;
    return true;
}

static bool is_decimal(ab_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') {
            return false;
        }
    }
    return s.n > 0;
}

/* The place of a segment in `node`, made (as null) if missing; NULL and an error if impossible. */
static ab_value *place_for(ab_arena *arena, ab_value *node, ab_str segment, ab_error *error)
{
    /* An index beyond this is a mistake that would only fill memory with nulls. */
    enum { MAX_INDEX = 1000000 };
    if (node->kind == AB_OBJECT) {
        ab_value *member = ab_object_find(node, segment);
        return member ? member : ab_object_set(arena, node, segment, ab_value_null());
    }
    int64_t index = 0;
    if (node->kind != AB_ARRAY || !is_decimal(segment) || !to_index(segment, &index) ||
        index > MAX_INDEX) {
        ab_error_set(error, AB_ERROR_SYSTEM,
                     "the field \"%.*s\" cannot be set in a value of type %s", AB_STR_ARG(segment),
                     ab_value_type_name(node));
        return NULL;
    }
    while (node->count <= (uint64_t)index) {
        ab_array_push(arena, node, ab_value_null());
    }
    return &node->items[index];
}

static bool has_child(const ab_value *node, ab_str segment)
{
    int64_t index;
    if (node->kind == AB_ARRAY) {
        return is_decimal(segment) && to_index(segment, &index) && (uint64_t)index < node->count;
    }
    return ab_object_get(node, segment) != NULL;
}

bool ab_dpath_set(ab_arena *arena, ab_value *root, ab_dpath path, ab_value value, ab_error *error)
{
    if (!path.n) {
        return ab_error_set(error, AB_ERROR_CONFIG, "a path to set needs at least one segment");
    }
    ab_value *node = root;
    for (size_t i = 0; i + 1 < path.n; i++) {
        bool exists = has_child(node, path.segments[i]);
        node = place_for(arena, node, path.segments[i], error);
        if (!node) {
            return false;
        }
        if (!exists) {
            *node = is_decimal(path.segments[i + 1]) ? ab_value_array() : ab_value_object();
        }
    }
    ab_value *place = place_for(arena, node, path.segments[path.n - 1], error);
    if (!place) {
        return false;
    }
    *place = value;
    return true;
}

static ab_dpath_action count_and_delete(void *context, ab_value *found)
{
    (void)found;
    ++*(size_t *)context;
    return AB_DPATH_DELETE;
}

bool ab_dpath_delete(ab_arena *arena, ab_value *root, ab_dpath path, size_t *deleted,
                     ab_error *error)
{
    size_t count = 0;
    bool done = true;
    const ab_value *parent = NULL;
    ab_dpath above = path;
    above.n -= path.n > 0;
    if (path.n && !ab_dpath_is_glob(path.segments[path.n - 1]) && !only_index(path, path.n - 1) &&
        follow_keys(root, above, &parent) && !ab_is(parent, AB_ARRAY)) {
        count = parent && ab_object_remove(arena, (ab_value *)parent, path.segments[path.n - 1]);
    } else {
        done = ab_dpath_visit(arena, root, path, count_and_delete, &count, error);
    }
    if (deleted) {
        *deleted = count;
    }
    return done;
}

/* Keywords about arrays and objects. */
#include "jsonschema/internal.h"

/* ---- Arrays ---- */

static size_t prefix_length(const ab_schema *node)
{
    const ab_value *prefix = ab_get(node->source, "prefixItems");
    return node->draft == AB_SCHEMA_2020_12 && ab_is(prefix, AB_ARRAY) ? prefix->count : 0;
}

/* Elements from `from` under one schema. */
static bool walk_rest(walk *w, const ab_schema *schema, const ab_value *array, size_t from)
{
    bool valid = true;
    for (size_t i = from; i < array->count && (valid || w->list); i++) {
        valid = ab_schema_walk_item(w, schema, array, i) && valid;
    }
    return valid;
}

/* Elements under the schema of the same place. */
static bool walk_tuple(walk *w, const rule *r, const ab_value *array)
{
    bool valid = true;
    for (size_t i = 0; i < array->count && i < r->branch_count && (valid || w->list); i++) {
        valid = ab_schema_walk_item(w, r->branches[i].schema, array, i) && valid;
    }
    return valid;
}

static ab_str reprs_from(walk *w, const ab_value *array, size_t from)
{
    size_t n = array->count - from;
    const ab_value **values = ab_xcalloc(n, sizeof(const ab_value *));
    for (size_t i = 0; i < n; i++) {
        values[i] = &array->items[from + i];
    }
    ab_str reprs = ab_schema_reprs(w, values, n, true);
    free(values);
    return reprs;
}

static bool report_extra_items(walk *w, const ab_schema *node, const rule *r,
                               const ab_value *instance, size_t prefix)
{
    if (!w->list) {
        return false;
    }
    size_t extra = instance->count - prefix;
    ab_str rest = reprs_from(w, instance, prefix);
    const char *format = extra == 1 ? "Expected at most %z %s but found %z extra: %S"
                                    : "Expected at most %z %s but found %z extra: [%S]";
    return ab_schema_report(w, node, r, instance, format, prefix, prefix == 1 ? "item" : "items",
                            extra, &rest);
}

bool ab_check_items(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    if (instance->kind != AB_ARRAY) {
        return true;
    }
    if (!r->schema) {
        return walk_tuple(w, r, instance);
    }
    size_t prefix = prefix_length(node);
    bool closed = r->value->kind == AB_BOOL && !r->value->boolean;
    if (node->draft == AB_SCHEMA_2020_12 && closed && instance->count > prefix) {
        return report_extra_items(w, node, r, instance, prefix);
    }
    return walk_rest(w, r->schema, instance, prefix);
}

bool ab_check_prefix_items(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    (void)node;
    return instance->kind != AB_ARRAY || walk_tuple(w, r, instance);
}

bool ab_check_additional_items(walk *w, const ab_schema *node, const rule *r,
                               const ab_value *instance)
{
    const ab_value *items = ab_get(node->source, "items");
    if (instance->kind != AB_ARRAY || !ab_is(items, AB_ARRAY) || instance->count <= items->count) {
        return true;
    }
    if (r->value->kind == AB_OBJECT) {
        return walk_rest(w, r->schema, instance, items->count);
    }
    if (r->value->boolean || !w->list) {
        return r->value->boolean;
    }
    ab_str reprs = reprs_from(w, instance, items->count);
    return ab_schema_report(w, node, r, instance,
                            "Additional items are not allowed (%S %s unexpected)", &reprs,
                            instance->count - items->count == 1 ? "was" : "were");
}

static double limit(const ab_schema *node, const char *key, double otherwise)
{
    const ab_value *v = ab_get(node->source, key);
    return node->draft >= AB_SCHEMA_2019_09 && ab_is_number(v) ? ab_value_double(v) : otherwise;
}

bool ab_check_contains(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    if (instance->kind != AB_ARRAY) {
        return true;
    }
    size_t matches = 0;
    double least = limit(node, "minContains", 1);
    double most = limit(node, "maxContains", instance->count);
    for (uint32_t i = 0; i < instance->count; i++) {
        matches += ab_schema_holds(w, r->schema, &instance->items[i]);
        if ((double)matches > most) {
            return ab_schema_report(w, node, r, instance,
                                    "Too many items match the given schema (expected at most %R)",
                                    ab_get(node->source, "maxContains"));
        }
    }
    if ((double)matches >= least) {
        return true;
    }
    if (matches) {
        return ab_schema_report(w, node, r, instance,
                                "Too few items match the given schema (expected at least %R but "
                                "only %z matched)",
                                ab_get(node->source, "minContains"), matches);
    }
    return ab_schema_report(w, node, r, instance,
                            node->draft >= AB_SCHEMA_2019_09
                                ? "%I does not contain items matching the given schema"
                                : "None of %I are valid under the given schema",
                            instance);
}

static bool check_least(walk *w, const ab_schema *node, const rule *r, const ab_value *instance,
                        ab_kind kind, const char *too_few)
{
    double least = ab_value_double(r->value);
    if (instance->kind != kind || instance->count >= least) {
        return true;
    }
    return ab_schema_report(w, node, r, instance, "%I %s", instance,
                            least == 1 ? "should be non-empty" : too_few);
}

static bool check_most(walk *w, const ab_schema *node, const rule *r, const ab_value *instance,
                       ab_kind kind, const char *too_many)
{
    double most = ab_value_double(r->value);
    if (instance->kind != kind || instance->count <= most) {
        return true;
    }
    return ab_schema_report(w, node, r, instance, "%I %s", instance,
                            most == 0 ? "is expected to be empty" : too_many);
}

bool ab_check_min_items(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    return check_least(w, node, r, instance, AB_ARRAY, "is too short");
}

bool ab_check_max_items(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    return check_most(w, node, r, instance, AB_ARRAY, "is too long");
}

bool ab_check_unique_items(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    return !r->value->boolean || instance->kind != AB_ARRAY || ab_schema_is_unique(instance) ||
           ab_schema_report(w, node, r, instance, "%I has non-unique elements", instance);
}

/* ---- Objects ---- */

static const ab_member *member_named(const ab_value *object, ab_str key)
{
    const ab_value *v = ab_object_get(object, key);
    return v ? (const ab_member *)(const void *)((const char *)v - offsetof(ab_member, value))
             : NULL;
}

bool ab_check_properties(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    (void)node;
    bool valid = true;
    if (instance->kind != AB_OBJECT) {
        return true;
    }
    for (size_t i = 0; i < r->branch_count && (valid || w->list); i++) {
        const ab_member *m = member_named(instance, r->branches[i].key);
        if (m) {
            valid = ab_schema_walk_member(w, r->branches[i].schema, m) && valid;
        }
    }
    return valid;
}

bool ab_check_pattern_properties(walk *w, const ab_schema *node, const rule *r,
                                 const ab_value *instance)
{
    (void)node;
    bool valid = true;
    for (size_t i = 0; instance->kind == AB_OBJECT && i < r->branch_count; i++) {
        const branch *b = &r->branches[i];
        for (uint32_t m = 0; m < instance->count && (valid || w->list); m++) {
            const ab_member *member = &instance->object.members[m];
            if (ab_pattern_search(b->pattern, member->key)) {
                valid = ab_schema_walk_member(w, b->schema, member) && valid;
            }
        }
    }
    return valid;
}

static bool is_additional(const ab_schema *node, const rule *patterns, ab_str key)
{
    if (ab_object_get(ab_get(node->source, "properties"), key)) {
        return false;
    }
    for (size_t i = 0; patterns && i < patterns->branch_count; i++) {
        if (ab_pattern_search(patterns->branches[i].pattern, key)) {
            return false;
        }
    }
    return true;
}

static int compare_keys(const void *a, const void *b)
{
    return ab_str_cmp(*(const ab_str *)a, *(const ab_str *)b);
}

/* The reprs of keys in order, with ", " between. */
static ab_str sorted_keys(walk *w, ab_str *keys, size_t n)
{
    ab_value *values = ab_xcalloc(n, sizeof(*values));
    const ab_value **places = ab_xcalloc(n, sizeof(const ab_value *));
    qsort(keys, n, sizeof(*keys), compare_keys);
    for (size_t i = 0; i < n; i++) {
        values[i] = ab_value_str(keys[i]);
        places[i] = &values[i];
    }
    ab_str text = ab_schema_reprs(w, places, n, false);
    free(places);
    free(values);
    return text;
}

static bool report_extra_keys(walk *w, const ab_schema *node, const rule *r,
                              const ab_value *instance, ab_str *extra, size_t n)
{
    ab_str joined = sorted_keys(w, extra, n);
    const ab_value *patterns = ab_get(node->source, "patternProperties");
    if (!ab_is(patterns, AB_OBJECT)) {
        return ab_schema_report(w, node, r, instance,
                                "Additional properties are not allowed (%S %s unexpected)", &joined,
                                n == 1 ? "was" : "were");
    }
    ab_str *keys = ab_xcalloc(patterns->count, sizeof(*keys));
    for (uint32_t i = 0; i < patterns->count; i++) {
        keys[i] = patterns->object.members[i].key;
    }
    ab_str regexes = sorted_keys(w, keys, patterns->count);
    free(keys);
    return ab_schema_report(w, node, r, instance, "%S %s not match any of the regexes: %S", &joined,
                            n == 1 ? "does" : "do", &regexes);
}

bool ab_check_additional_properties(walk *w, const ab_schema *node, const rule *r,
                                    const ab_value *instance)
{
    bool is_schema = r->value->kind == AB_OBJECT;
    if (instance->kind != AB_OBJECT || (!is_schema && r->value->boolean)) {
        return true;
    }
    const rule *patterns = ab_schema_rule(node, "patternProperties");
    AB_VEC(ab_str) extra = {0};
    bool valid = true;
    for (uint32_t i = 0; i < instance->count && (valid || w->list); i++) {
        const ab_member *m = &instance->object.members[i];
        if (!is_additional(node, patterns, m->key)) {
            continue;
        }
        if (is_schema) {
            valid = ab_schema_walk_member(w, r->schema, m) && valid;
        } else {
            valid = false;
            AB_VEC_PUSH(&extra, m->key);
        }
    }
    if (extra.n && w->list) {
        report_extra_keys(w, node, r, instance, extra.at, extra.n);
    }
    AB_VEC_FREE(&extra);
    return valid;
}

bool ab_check_property_names(walk *w, const ab_schema *node, const rule *r,
                             const ab_value *instance)
{
    (void)node;
    bool valid = true;
    for (uint32_t i = 0; instance->kind == AB_OBJECT && i < instance->count; i++) {
        ab_value quiet_name = ab_value_str(instance->object.members[i].key);
        ab_value *name = &quiet_name;
        if (w->list) { /* a violation may point to it */
            name = AB_ARENA_NEW(w->arena, ab_value);
            *name = quiet_name;
        }
        valid = ab_schema_walk(w, r->schema, name) && valid;
        if (!valid && !w->list) {
            break;
        }
    }
    return valid;
}

bool ab_check_required(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    bool valid = true;
    if (instance->kind != AB_OBJECT) {
        return true;
    }
    for (uint32_t i = 0; i < r->value->count && (valid || w->list); i++) {
        ab_str key = r->value->items[i].text;
        if (!ab_object_get(instance, key)) {
            valid = ab_schema_report(w, node, r, instance, "%K is a required property", &key);
        }
    }
    return valid;
}

bool ab_check_min_properties(walk *w, const ab_schema *node, const rule *r,
                             const ab_value *instance)
{
    return check_least(w, node, r, instance, AB_OBJECT, "does not have enough properties");
}

bool ab_check_max_properties(walk *w, const ab_schema *node, const rule *r,
                             const ab_value *instance)
{
    return check_most(w, node, r, instance, AB_OBJECT, "has too many properties");
}

/* dependencies, dependentRequired and dependentSchemas: a schema or a list of names by name. */
bool ab_check_dependencies(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    bool valid = true;
    for (size_t i = 0; instance->kind == AB_OBJECT && i < r->branch_count; i++) {
        const branch *b = &r->branches[i];
        if (!ab_object_get(instance, b->key)) {
            continue;
        }
        if (b->schema) {
            valid = ab_schema_walk(w, b->schema, instance) && valid;
        }
        for (uint32_t k = 0; !b->schema && k < b->value->count; k++) {
            ab_str each = ab_text(&b->value->items[k]);
            if (!ab_object_get(instance, each)) {
                valid = ab_schema_report(w, node, r, instance, "%K is a dependency of %K", &each,
                                         &b->key);
            }
        }
        if (!valid && !w->list) {
            break;
        }
    }
    return valid;
}

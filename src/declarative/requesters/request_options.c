#include "declarative/requesters/request_options.h"

/* ---- Merging ---- */

typedef struct merging {
    ab_arena *arena;
    bool same_value_allowed; /* only for JSON bodies, which may also be nested */
} merging;

static bool merge_into(const merging *m, ab_value *target, const ab_value *source, ab_str path,
                       ab_error *error);

static bool collision(ab_str path, ab_error *error)
{
    return ab_error_set(error, AB_ERROR_SYSTEM,
                        "Request body collision, duplicate keys detected at key path: %.*s. Please "
                        "ensure that all keys in the request are unique.",
                        AB_STR_ARG(path));
}

static bool merge_member(const merging *m, ab_value *target, const ab_member *member, ab_str path,
                         ab_error *error)
{
    ab_value *there = ab_object_find(target, member->key);
    if (!there) {
        ab_object_set(m->arena, target, member->key, ab_value_clone(m->arena, &member->value));
        return true;
    }
    path = path.n
               ? ab_arena_printf(m->arena, "%.*s.%.*s", AB_STR_ARG(path), AB_STR_ARG(member->key))
               : member->key;
    if (m->same_value_allowed && ab_is(there, AB_OBJECT) && ab_is(&member->value, AB_OBJECT)) {
        return merge_into(m, there, &member->value, path, error);
    }
    if (!m->same_value_allowed || !ab_value_equal(there, &member->value)) {
        return collision(path, error);
    }
    return true;
}

static bool merge_into(const merging *m, ab_value *target, const ab_value *source, ab_str path,
                       ab_error *error)
{
    for (size_t i = 0; i < source->count; i++) {
        if (!merge_member(m, target, &source->object.members[i], path, error)) {
            return false;
        }
    }
    return true;
}

static bool is_empty(const ab_value *part)
{
    return ab_is(part, AB_NULL) || (ab_is(part, AB_OBJECT) && !part->count);
}

/* At most one part is text, and then it stands alone; *text is set to it. */
static bool find_text(const ab_value *const *parts, size_t count, const ab_value **text,
                      ab_error *error)
{
    size_t others = 0;
    *text = NULL;
    for (size_t i = 0; i < count; i++) {
        if (ab_is(parts[i], AB_STRING)) {
            if (*text) {
                return ab_error_set(error, AB_ERROR_SYSTEM,
                                    "Cannot combine multiple string options");
            }
            *text = parts[i];
        } else if (!is_empty(parts[i])) {
            others++;
        }
    }
    if (*text && others) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "Cannot combine multiple options if one is a string");
    }
    return true;
}

bool ab_mapping_combine(ab_arena *arena, const ab_value *const *parts, size_t count,
                        bool same_value_allowed, ab_value *out, ab_error *error)
{
    const ab_value *text;
    if (!find_text(parts, count, &text, error)) {
        return false;
    }
    if (text) {
        *out = *text;
        return true;
    }
    merging m = {arena, same_value_allowed};
    *out = ab_value_object();
    for (size_t i = 0; i < count; i++) {
        if (ab_is(parts[i], AB_OBJECT) &&
            !merge_into(&m, out, parts[i], (ab_str){NULL, 0}, error)) {
            return false;
        }
    }
    return true;
}

/* ---- The four mappings at once ---- */

#define MAPPINGS 4

static const ab_value *mapping_of(const ab_request_options *options, size_t which)
{
    const ab_value *const all[MAPPINGS] = {&options->params, &options->headers, &options->body_data,
                                           &options->body_json};
    return all[which];
}

static ab_value *mapping_in(ab_request_options *options, size_t which)
{
    return (ab_value *)mapping_of(options, which);
}

bool ab_request_options_combine(ab_arena *arena, const ab_request_options *const *parts,
                                size_t count, ab_request_options *out, ab_error *error)
{
    const ab_value **list = AB_ARENA_ARRAY(arena, const ab_value *, count);
    for (size_t which = 0; which < MAPPINGS; which++) {
        for (size_t i = 0; i < count; i++) {
            list[i] = mapping_of(parts[i], which);
        }
        bool is_json = which == 3;
        if (!ab_mapping_combine(arena, list, count, is_json, mapping_in(out, which), error)) {
            return false;
        }
    }
    return true;
}

bool ab_request_options_override(ab_arena *arena, const ab_request_options *const *parts,
                                 size_t count, ab_request_options *out, ab_error *error)
{
    (void)error;
    for (size_t which = 0; which < MAPPINGS; which++) {
        ab_value *merged = mapping_in(out, which);
        *merged = ab_value_object();
        for (size_t i = count; i > 0; i--) {
            const ab_value *part = mapping_of(parts[i - 1], which);
            for (size_t j = 0; ab_is(part, AB_OBJECT) && j < part->count; j++) {
                const ab_member *member = &part->object.members[j];
                ab_object_set(arena, merged, member->key, member->value);
            }
        }
    }
    return true;
}

/* ---- RequestOption ---- */

static bool inject_at_path(const ab_component *component, const ab_scope *scope, ab_value value,
                           ab_value *target, ab_error *error)
{
    const ab_request_option *o = component->options;
    for (size_t i = 0; i < o->field_path.n; i++) {
        ab_str name;
        if (!ab_scope_text(scope, o->field_path.at[i], component->parameters, &name, error)) {
            return false;
        }
        if (i + 1 == o->field_path.n) {
            ab_object_set(scope->arena, target, name, value);
            return true;
        }
        ab_value *next = ab_object_find(target, name);
        if (!next || next->kind != AB_OBJECT) {
            next = ab_object_set(scope->arena, target, name, ab_value_object());
        }
        target = next;
    }
    return true;
}

bool ab_request_option_check(const ab_component *request_option, ab_error *error)
{
    const ab_request_option *o = request_option ? request_option->options : NULL;
    if (!o) {
        return true;
    }
    if (!o->field_name && !o->field_path.at) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "RequestOption requires either a field_name or field_path");
    }
    if (o->field_name && o->field_path.at) {
        return ab_error_set(
            error, AB_ERROR_SYSTEM,
            "Only one of field_name or field_path can be provided to RequestOption");
    }
    if (o->field_path.at && o->inject_into != AB_INJECT_BODY_JSON) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "Nested field injection is only supported for body JSON injection. "
                            "Please use a top-level field_name for other injection types.");
    }
    return true;
}

bool ab_request_option_inject(const ab_component *request_option, const ab_scope *scope,
                              ab_value value, ab_request_options *options, ab_error *error)
{
    const ab_request_option *o = request_option->options;
    static const size_t order[MAPPINGS] = {
        [AB_INJECT_REQUEST_PARAMETER] = 0,
        [AB_INJECT_HEADER] = 1,
        [AB_INJECT_BODY_DATA] = 2,
        [AB_INJECT_BODY_JSON] = 3,
    };
    ab_value *target = mapping_in(options, order[o->inject_into]);
    if (!ab_is(target, AB_OBJECT)) {
        *target = ab_value_object();
    }
    if (o->field_path.n) {
        return inject_at_path(request_option, scope, value, target, error);
    }
    ab_str name;
    if (!ab_scope_text(scope, o->field_name, request_option->parameters, &name, error)) {
        return false;
    }
    ab_object_set(scope->arena, target, name, value);
    return true;
}

#include "declarative/env.h"
#include "json/json.h"
#include "json/member.h"

bool ab_record_parse(ab_record *record, ab_error *error)
{
    if (record->parsed) {
        return true;
    }
    if (record->shallow) {
        record->value = ab_shallow_parse(record->shallow);
        record->shallow = NULL;
    } else if (!ab_json_parse(record->arena, record->raw, NULL, &record->value, error)) {
        return false;
    }
    record->parsed = true;
    return true;
}

ab_shallow *ab_record_shallow(ab_record *record)
{
    if (!record->shallow && !record->parsed && record->raw.n > 0) {
        record->shallow = ab_shallow_open(record->arena, record->raw, record->raw_flags);
    }
    return record->shallow;
}

void ab_record_set_changed(ab_record *record)
{
    record->changed = true;
    record->raw = (ab_str){NULL, 0};
    record->raw_flags = 0;
}

ab_value ab_shallow_view(ab_shallow *shallow, const ab_str *names, size_t n)
{
    ab_value view = ab_value_object();
    ab_arena *arena = ab_shallow_arena(shallow);
    for (size_t i = 0; i < n; i++) {
        const ab_value *member = ab_shallow_get(shallow, names[i]);
        if (member) {
            ab_object_append(arena, &view, names[i], *member);
        }
    }
    ab_object_seal(arena, &view);
    return view;
}

ab_value *ab_record_edit(ab_record *record, ab_error *error)
{
    if (!ab_record_parse(record, error)) {
        return NULL;
    }
    ab_record_set_changed(record);
    return &record->value;
}

static const ab_value *follow(const ab_value *value, const ab_str *path, size_t length)
{
    for (size_t i = 0; value && i < length; i++) {
        value = ab_object_get(value, path[i]);
    }
    return value;
}

/* The value at the path, parsed alone. False where only parsing the whole record can tell. */
static bool pick(const ab_record *record, const ab_str *path, size_t length, const ab_value **out,
                 ab_error *error)
{
    ab_str at = record->raw;
    *out = NULL;
    for (size_t i = 0; i < length; i++) {
        if (!at.n || *at.p != '{') {
            return true;
        }
        ab_str inner;
        ab_member_found found = ab_json_member(at, path[i], &inner);
        if (found != AB_MEMBER_FOUND) {
            return found == AB_MEMBER_ABSENT;
        }
        at = inner;
    }
    ab_value *value = AB_ARENA_NEW(record->arena, ab_value);
    *out = ab_json_parse(record->arena, at, NULL, value, error) ? value : NULL;
    return true;
}

const ab_value *ab_record_member(ab_record *record, const ab_str *path, size_t length,
                                 ab_error *error)
{
    const ab_value *found;
    if (record->shallow && length > 0) {
        return follow(ab_shallow_get(record->shallow, path[0]), path + 1, length - 1);
    }
    bool can_pick = !record->parsed && (record->raw_flags & AB_RECORD_OBJECT) &&
                    !(record->raw_flags & AB_RECORD_REPEAT);
    if (can_pick && pick(record, path, length, &found, error)) {
        return found;
    }
    return ab_record_parse(record, error) ? follow(&record->value, path, length) : NULL;
}

#include "declarative/env.h"
#include "json/json.h"
#include "json/member.h"

bool ab_record_parse(ab_record *record, ab_error *error)
{
    if (record->parsed) {
        return true;
    }
    if (!ab_json_parse(record->arena, record->raw, NULL, &record->value, error)) {
        return false;
    }
    record->parsed = true;
    return true;
}

ab_value *ab_record_edit(ab_record *record, ab_error *error)
{
    if (!ab_record_parse(record, error)) {
        return NULL;
    }
    record->changed = true;
    record->raw = (ab_str){NULL, 0};
    record->raw_flags = 0;
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
    bool can_pick = !record->parsed && (record->raw_flags & AB_RECORD_OBJECT) &&
                    !(record->raw_flags & AB_RECORD_REPEAT);
    if (can_pick && pick(record, path, length, &found, error)) {
        return found;
    }
    return ab_record_parse(record, error) ? follow(&record->value, path, length) : NULL;
}

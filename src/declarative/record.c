#include "declarative/env.h"
#include "json/json.h"

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

const ab_value *ab_record_member(ab_record *record, const ab_str *path, size_t length,
                                 ab_error *error)
{
    return ab_record_parse(record, error) ? follow(&record->value, path, length) : NULL;
}

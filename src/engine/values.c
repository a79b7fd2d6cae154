/* The public face of values (airbyte/value.h) over the internal one. */
#include "airbyte/value.h"

#include "engine/lazy.h"
#include "yaml/yaml.h"
#include "json/json.h"

const ab_ext_type ab_lazy_type = {.name = "dict"};

static ab_value *boxed(ab_arena *arena, ab_value value)
{
    ab_value *box = AB_ARENA_NEW(arena, ab_value);
    *box = value;
    return box;
}

static ab_str valid_text(ab_arena *arena, ab_str text)
{
    if (ab_utf8_valid(text)) {
        return ab_arena_str(arena, text);
    }
    char *repaired = ab_arena_alloc(arena, text.n * 3 + 1); /* U+FFFD takes three bytes */
    size_t n = 0;
    while (text.n > 0) {
        size_t length;
        n += ab_utf8_encode(ab_utf8_decode(text, &length), repaired + n);
        text = ab_str_sub(text, length, text.n);
    }
    repaired[n] = '\0';
    return (ab_str){repaired, n};
}

ab_value *ab_new_null(ab_arena *arena)
{
    return boxed(arena, ab_value_null());
}

ab_value *ab_new_bool(ab_arena *arena, bool value)
{
    return boxed(arena, ab_value_bool(value));
}

ab_value *ab_new_int(ab_arena *arena, int64_t value)
{
    return boxed(arena, ab_value_int(value));
}

ab_value *ab_new_double(ab_arena *arena, double value)
{
    return boxed(arena, ab_value_real(value));
}

ab_value *ab_new_number(ab_arena *arena, const char *text, ab_error *error)
{
    ab_value *value = ab_new_json(arena, ab_str_of(text), error);
    if (value && !ab_is_number(value)) {
        ab_error_set(error, AB_ERROR_SYSTEM, "\"%s\" is no JSON number", text);
        return NULL;
    }
    return value;
}

ab_value *ab_new_string(ab_arena *arena, ab_str text)
{
    return boxed(arena, ab_value_str(valid_text(arena, text)));
}

ab_value *ab_new_cstring(ab_arena *arena, const char *text)
{
    return ab_new_string(arena, ab_str_of(text));
}

ab_value *ab_new_array(ab_arena *arena)
{
    return boxed(arena, ab_value_array());
}

ab_value *ab_new_object(ab_arena *arena)
{
    return boxed(arena, ab_value_object());
}

ab_value *ab_new_json(ab_arena *arena, ab_str text, ab_error *error)
{
    ab_value *value = AB_ARENA_NEW(arena, ab_value);
    return ab_json_parse(arena, text, &(ab_json_options){.copy = true}, value, error) ? value
                                                                                      : NULL;
}

ab_value *ab_new_yaml(ab_arena *arena, ab_str text, ab_error *error)
{
    ab_value *value = AB_ARENA_NEW(arena, ab_value);
    return ab_yaml_parse(arena, text, NULL, value, error) ? value : NULL;
}

ab_value *ab_new_copy(ab_arena *arena, const ab_value *value)
{
    return boxed(arena, value ? ab_value_copy(arena, ab_plain(value)) : ab_value_null());
}

static void put(ab_arena *arena, ab_value *object, const char *key, ab_value value)
{
    ab_str name = ab_str_of(key);
    ab_shallow *lazy = ab_lazy_of(object);
    if (lazy) {
        ab_shallow_set(lazy, valid_text(arena, name), value);
        return;
    }
    ab_value *known = ab_object_find(object, name);
    if (known) {
        *known = value;
    } else {
        ab_object_set(arena, object, valid_text(arena, name), value);
    }
}

void ab_put(ab_arena *arena, ab_value *object, const char *key, const ab_value *value)
{
    put(arena, object, key, value ? *ab_plain(value) : ab_value_null());
}

void ab_put_string(ab_arena *arena, ab_value *object, const char *key, ab_str text)
{
    put(arena, object, key, ab_value_str(valid_text(arena, text)));
}

void ab_put_cstring(ab_arena *arena, ab_value *object, const char *key, const char *text)
{
    ab_put_string(arena, object, key, ab_str_of(text));
}

void ab_put_int(ab_arena *arena, ab_value *object, const char *key, int64_t value)
{
    put(arena, object, key, ab_value_int(value));
}

void ab_put_double(ab_arena *arena, ab_value *object, const char *key, double value)
{
    put(arena, object, key, ab_value_real(value));
}

void ab_put_bool(ab_arena *arena, ab_value *object, const char *key, bool value)
{
    put(arena, object, key, ab_value_bool(value));
}

void ab_push(ab_arena *arena, ab_value *array, const ab_value *value)
{
    ab_array_push(arena, array, value ? *ab_plain(value) : ab_value_null());
}

ab_kind ab_kind_of(const ab_value *value)
{
    return ab_lazy_of(value) ? AB_OBJECT : value ? (ab_kind)value->kind : AB_NULL;
}

size_t ab_count_of(const ab_value *value)
{
    ab_plain(value);
    return ab_is(value, AB_ARRAY) || ab_is(value, AB_OBJECT) ? value->count : 0;
}

const ab_value *ab_member_of(const ab_value *value, const char *key)
{
    ab_shallow *lazy = ab_lazy_of(value);
    return lazy ? ab_shallow_get(lazy, ab_str_of(key)) : ab_get(value, key);
}

const ab_value *ab_item_of(const ab_value *value, size_t index)
{
    return ab_at(value, index);
}

const ab_value *ab_entry_of(const ab_value *value, size_t index, ab_str *key)
{
    if (!ab_is(ab_plain(value), AB_OBJECT) || index >= value->count) {
        return NULL;
    }
    if (key) {
        *key = value->object.members[index].key;
    }
    return &value->object.members[index].value;
}

ab_str ab_string_of(const ab_value *value)
{
    return ab_text(value);
}

ab_str ab_string_at(const ab_value *object, const char *key, const char *otherwise)
{
    ab_str text = ab_string_of(ab_member_of(object, key));
    return text.n > 0 ? text : ab_str_of(otherwise);
}

bool ab_bool_of(const ab_value *value, bool otherwise)
{
    return ab_is(value, AB_BOOL) ? value->boolean : otherwise;
}

bool ab_int_of(const ab_value *value, int64_t *out)
{
    return value && ab_value_int64(value, out);
}

double ab_double_of(const ab_value *value)
{
    return value ? ab_value_double(value) : 0;
}

ab_str ab_number_text_of(const ab_value *value)
{
    return ab_is_number(value) ? ab_number_source(value) : (ab_str){NULL, 0};
}

ab_str ab_json_of(ab_arena *arena, const ab_value *value)
{
    ab_value null = ab_value_null();
    return ab_json_text(arena, value ? ab_plain(value) : &null, AB_JSON_COMPACT | AB_JSON_NAN_NULL);
}

bool ab_equal(const ab_value *a, const ab_value *b)
{
    ab_value null = ab_value_null();
    return ab_value_equal(a ? ab_plain(a) : &null, b ? ab_plain(b) : &null);
}

#include "airbyte/cjson.h"

#include "airbyte/error.h"
#include "airbyte/value.h"
#include "engine/lazy.h"
#include "json/json.h"

#include <math.h>
#include <stdlib.h>

/* Integers up to this one are exact in a double. */
#define MAX_EXACT INT64_C(9007199254740992)

/* ---------------------------------------------------------------- to cJSON */

static cJSON *refuse(ab_error *error, const char *what)
{
    ab_error_set(error, AB_ERROR_SYSTEM, "cJSON cannot hold %s", what);
    return NULL;
}

static cJSON *from_value(const ab_value *value, int depth, ab_error *error);

/* The text without its exponent's and its mantissa's idle zeros, as digits and power of ten. */
static void significant(ab_str text, char *digits, size_t *count)
{
    size_t n = 0, last = 0;
    for (size_t i = 0; i < text.n && text.p[i] != 'e' && text.p[i] != 'E'; i++) {
        char c = text.p[i];
        if (c >= '0' && c <= '9' && (c != '0' || n > 0) && n < 32) {
            digits[n++] = c;
            last = c != '0' ? n : last;
        }
    }
    *count = last;
}

/* True if a double gives the number's digits back. */
static bool survives(const ab_value *value)
{
    double d = ab_value_double(value);
    if (!isfinite(d) || value->kind == AB_BIGINT) {
        return false;
    }
    if (value->kind == AB_INT) {
        int64_t integer = value->number.integer;
        return integer <= MAX_EXACT && integer >= -MAX_EXACT;
    }
    ab_str source = ab_number_source(value);
    char text[32], want[32], got[32];
    size_t want_n, got_n;
    significant(source, want, &want_n);
    significant((ab_str){text, ab_double_repr(d, text)}, got, &got_n);
    return source.n == 0 || (want_n == got_n && memcmp(want, got, want_n) == 0);
}

static cJSON *from_number(const ab_value *value, ab_error *error)
{
    if (survives(value)) {
        return cJSON_CreateNumber(ab_value_double(value));
    }
    ab_error_set(error, AB_ERROR_SYSTEM, "The number %.*s would not survive in cJSON",
                 AB_STR_ARG(ab_number_source(value)));
    return NULL;
}

/* A NUL-terminated copy, or NULL where a NUL lies within. Freed by the caller. */
static char *text_of(ab_str text, ab_error *error)
{
    if (text.n > 0 && memchr(text.p, '\0', text.n)) {
        refuse(error, "a text with a NUL");
        return NULL;
    }
    char *copy = cJSON_malloc(text.n + 1);
    if (copy) {
        memcpy(copy, text.n > 0 ? text.p : "", text.n);
        copy[text.n] = '\0';
    }
    return copy;
}

static cJSON *from_string(const ab_value *value, ab_error *error)
{
    char *text = text_of(value->text, error);
    cJSON *item = text ? cJSON_CreateString(text) : NULL;
    cJSON_free(text);
    return item;
}

static cJSON *from_array(const ab_value *value, int depth, ab_error *error)
{
    cJSON *array = cJSON_CreateArray();
    for (uint32_t i = 0; i < value->count; i++) {
        cJSON *item = from_value(&value->items[i], depth, error);
        if (!item) {
            cJSON_Delete(array);
            return NULL;
        }
        cJSON_AddItemToArray(array, item);
    }
    return array;
}

static cJSON *from_object(const ab_value *value, int depth, ab_error *error)
{
    cJSON *object = cJSON_CreateObject();
    for (uint32_t i = 0; i < value->count; i++) {
        const ab_member *member = &value->object.members[i];
        char *key = text_of(member->key, error);
        cJSON *item = key ? from_value(&member->value, depth, error) : NULL;
        if (!item) {
            cJSON_free(key);
            cJSON_Delete(object);
            return NULL;
        }
        cJSON_AddItemToObject(object, key, item);
        cJSON_free(key);
    }
    return object;
}

static cJSON *from_value(const ab_value *value, int depth, ab_error *error)
{
    if (depth > AB_JSON_MAX_DEPTH) {
        return refuse(error, "values that nest so deep");
    }
    switch (value ? (ab_kind)value->kind : AB_NULL) {
    case AB_NULL:
        return cJSON_CreateNull();
    case AB_BOOL:
        return cJSON_CreateBool(value->boolean);
    case AB_INT:
    case AB_BIGINT:
    case AB_REAL:
        return from_number(value, error);
    case AB_STRING:
        return from_string(value, error);
    case AB_ARRAY:
        return from_array(value, depth + 1, error);
    case AB_OBJECT:
        return from_object(value, depth + 1, error);
    default:
        return refuse(error, "a value of the runtime's own types");
    }
}

cJSON *ab_cjson_from_value(const ab_value *value, ab_error *error)
{
    return from_value(ab_plain(value), 0, error);
}

/* ---------------------------------------------------------------- from cJSON */

static bool to_value(ab_arena *arena, const cJSON *item, int depth, ab_value *out, ab_error *error);

static ab_value to_number(double d)
{
    return d == floor(d) && fabs(d) <= (double)MAX_EXACT ? ab_value_int((int64_t)d)
                                                         : ab_value_real(d);
}

static bool to_container(ab_arena *arena, const cJSON *container, int depth, ab_value *out,
                         ab_error *error)
{
    *out = cJSON_IsArray(container) ? ab_value_array() : ab_value_object();
    for (const cJSON *item = container->child; item; item = item->next) {
        ab_value value;
        if (!to_value(arena, item, depth, &value, error)) {
            return false;
        }
        if (out->kind == AB_ARRAY) {
            ab_array_push(arena, out, value);
        } else {
            ab_object_set(arena, out, ab_arena_str(arena, ab_str_of(item->string)), value);
        }
    }
    return true;
}

static bool to_value(ab_arena *arena, const cJSON *item, int depth, ab_value *out, ab_error *error)
{
    *out = ab_value_null();
    if (cJSON_IsBool(item)) {
        *out = ab_value_bool(cJSON_IsTrue(item));
    } else if (cJSON_IsNumber(item)) {
        *out = to_number(item->valuedouble);
    } else if (cJSON_IsString(item)) {
        *out = *ab_new_cstring(arena, item->valuestring);
    } else if (cJSON_IsArray(item) || cJSON_IsObject(item)) {
        if (depth > AB_JSON_MAX_DEPTH) {
            return ab_error_set(error, AB_ERROR_SYSTEM, "The cJSON tree nests too deep");
        }
        return to_container(arena, item, depth + 1, out, error);
    } else if (item && !cJSON_IsNull(item)) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "The cJSON tree holds an item of no JSON type");
    }
    return true;
}

ab_value *ab_cjson_to_value(ab_arena *arena, const cJSON *tree, ab_error *error)
{
    ab_value *value = AB_ARENA_NEW(arena, ab_value);
    return to_value(arena, tree, 0, value, error) ? value : NULL;
}

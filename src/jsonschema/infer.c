#include "jsonschema/infer.h"

#include "base/alloc.h"
#include "base/map.h"

#include <stdlib.h>

/* The types that occurred, and the forms that all texts have had so far. */
enum {
    SEEN_NULL = 1,
    SEEN_BOOLEAN = 2,
    SEEN_INTEGER = 4,
    SEEN_NUMBER = 8,
    SEEN_STRING = 16,
    SEEN_ARRAY = 32,
    SEEN_OBJECT = 64,
};
enum {
    FORM_DATE = 1,
    FORM_ZONED = 2, /* a date-time with an offset */
    FORM_LOCAL = 4, /* … without one */
};

typedef struct node {
    unsigned types;
    unsigned forms; /* those that occurred; 0 with any other text */
    bool other_text;
    ab_map properties; /* name → node */
    struct node *items;
} node;

struct ab_inference {
    node root;
    size_t count;
};

/* ---------------------------------------------------------------- texts */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Whether the text has the shape at `from`, in which d stands for a digit. */
static bool has_shape(ab_str s, size_t from, const char *shape)
{
    for (size_t i = 0; shape[i]; i++) {
        size_t at = from + i;
        if (at >= s.n || (shape[i] == 'd' ? !is_digit(s.p[at]) : s.p[at] != shape[i])) {
            return false;
        }
    }
    return true;
}

static int two_digits(ab_str s, size_t at)
{
    return (s.p[at] - '0') * 10 + (s.p[at + 1] - '0');
}

static bool is_calendar_day(ab_str s)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (!has_shape(s, 0, "dddd-dd-dd")) {
        return false;
    }
    int month = two_digits(s, 5), day = two_digits(s, 8);
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

/* Behind the seconds: a fraction, then an offset or nothing. */
static unsigned form_of_rest(ab_str s, size_t at)
{
    if (at < s.n && s.p[at] == '.') {
        size_t begin = ++at;
        while (at < s.n && is_digit(s.p[at])) {
            at++;
        }
        if (at == begin) {
            return 0;
        }
    }
    if (at == s.n) {
        return FORM_LOCAL;
    }
    if (at + 1 == s.n && (s.p[at] == 'Z' || s.p[at] == 'z')) {
        return FORM_ZONED;
    }
    bool sign = s.p[at] == '+' || s.p[at] == '-';
    bool offset = (at + 6 == s.n && has_shape(s, at + 1, "dd:dd")) ||
                  (at + 5 == s.n && has_shape(s, at + 1, "dddd"));
    return sign && offset ? FORM_ZONED : 0;
}

/* The form of a text, or 0. */
static unsigned form_of(ab_str s)
{
    if (!is_calendar_day(s)) {
        return 0;
    }
    if (s.n == 10) {
        return FORM_DATE;
    }
    bool time = (s.p[10] == 'T' || s.p[10] == ' ') && has_shape(s, 11, "dd:dd:dd") &&
                two_digits(s, 11) < 24 && two_digits(s, 14) < 60 && two_digits(s, 17) <= 60;
    return time ? form_of_rest(s, 19) : 0;
}

/* ---------------------------------------------------------------- gathering */

static void add(node *to, const ab_value *value);

static void add_object(node *to, const ab_value *value)
{
    for (uint32_t i = 0; i < value->count; i++) {
        const ab_member *member = &value->object.members[i];
        node *property = ab_map_get(&to->properties, member->key);
        if (!property) {
            property = ab_xcalloc(1, sizeof(*property));
            ab_map_set(&to->properties, member->key, property);
        }
        add(property, &member->value);
    }
}

static void add_array(node *to, const ab_value *value)
{
    if (!to->items && value->count > 0) {
        to->items = ab_xcalloc(1, sizeof(*to->items));
    }
    for (uint32_t i = 0; i < value->count; i++) {
        add(to->items, &value->items[i]);
    }
}

static void add_text(node *to, ab_str text)
{
    unsigned form = form_of(text);
    to->types |= SEEN_STRING;
    to->forms |= form;
    to->other_text = to->other_text || !form;
}

static void add(node *to, const ab_value *value)
{
    switch (value->kind) {
    case AB_NULL:
        to->types |= SEEN_NULL;
        break;
    case AB_BOOL:
        to->types |= SEEN_BOOLEAN;
        break;
    case AB_INT:
    case AB_BIGINT:
        to->types |= SEEN_INTEGER;
        break;
    case AB_REAL:
        to->types |= SEEN_NUMBER;
        break;
    case AB_STRING:
        add_text(to, value->text);
        break;
    case AB_ARRAY:
        to->types |= SEEN_ARRAY;
        add_array(to, value);
        break;
    case AB_OBJECT:
        to->types |= SEEN_OBJECT;
        add_object(to, value);
        break;
    default:
        break;
    }
}

static void free_node(void *value)
{
    node *old = value;
    if (old) {
        ab_map_free(&old->properties, free_node);
        free_node(old->items);
        free(old);
    }
}

ab_inference *ab_inference_new(void)
{
    return ab_xcalloc(1, sizeof(ab_inference));
}

void ab_inference_free(ab_inference *inference)
{
    if (inference) {
        ab_map_free(&inference->root.properties, free_node);
        free_node(inference->root.items);
        free(inference);
    }
}

void ab_inference_add(ab_inference *inference, const ab_value *record)
{
    add(&inference->root, record);
    inference->count++;
}

size_t ab_inference_count(const ab_inference *inference)
{
    return inference->count;
}

/* ---------------------------------------------------------------- the schema */

static const struct {
    unsigned seen;
    const char *type;
} types[] = {
    {SEEN_STRING, "string"},   {SEEN_INTEGER, "integer"}, {SEEN_NUMBER, "number"},
    {SEEN_BOOLEAN, "boolean"}, {SEEN_ARRAY, "array"},     {SEEN_OBJECT, "object"},
};

/* One type, or a list with null at its end. */
static ab_value type_value(ab_arena *arena, unsigned seen, bool nullable)
{
    ab_value list = ab_value_array();
    seen = seen & SEEN_NUMBER ? seen & ~(unsigned)SEEN_INTEGER : seen;
    for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
        if (seen & types[i].seen) {
            ab_array_push(arena, &list, ab_value_cstr(types[i].type));
        }
    }
    if (nullable) {
        ab_array_push(arena, &list, ab_value_cstr("null"));
    }
    return list.count == 1 ? list.items[0] : list;
}

static void set_format(ab_arena *arena, ab_value *schema, const node *from)
{
    if (from->other_text || !(from->types & SEEN_STRING)) {
        return;
    }
    if (from->forms == FORM_DATE) {
        ab_set(arena, schema, "format", ab_value_cstr("date"));
    } else if (from->forms == FORM_ZONED || from->forms == FORM_LOCAL) {
        ab_set(arena, schema, "format", ab_value_cstr("date-time"));
        ab_set(arena, schema, "airbyte_type",
               ab_value_cstr(from->forms == FORM_ZONED ? "timestamp_with_timezone"
                                                       : "timestamp_without_timezone"));
    }
}

static bool is_required(const ab_value *required, ab_str name)
{
    for (uint32_t i = 0; ab_is(required, AB_ARRAY) && i < required->count; i++) {
        if (ab_str_eq(ab_text(&required->items[i]), name)) {
            return true;
        }
    }
    return false;
}

static ab_value schema_of(const node *from, ab_arena *arena, bool nullable,
                          const ab_value *required)
{
    ab_value schema = ab_value_object();
    ab_set(arena, &schema, "type", type_value(arena, from->types, nullable));
    set_format(arena, &schema, from);
    if (from->types & SEEN_OBJECT) {
        ab_value properties = ab_value_object();
        for (size_t i = 0; i < from->properties.count; i++) {
            const ab_map_entry *entry = &from->properties.entries[i];
            const node *property = entry->value;
            if (property->types != SEEN_NULL) {
                ab_object_set(arena, &properties, ab_arena_str(arena, entry->key),
                              schema_of(property, arena, !is_required(required, entry->key), NULL));
            }
        }
        ab_set(arena, &schema, "properties", properties);
    }
    if ((from->types & SEEN_ARRAY) && from->items && from->items->types != SEEN_NULL) {
        ab_set(arena, &schema, "items", schema_of(from->items, arena, true, NULL));
    }
    return schema;
}

ab_value ab_inference_schema(const ab_inference *inference, ab_arena *arena,
                             const ab_value *required)
{
    ab_value schema = schema_of(&inference->root, arena, false, required);
    ab_value out = ab_value_object();
    ab_set(arena, &out, "$schema", ab_value_cstr("http://json-schema.org/draft-07/schema#"));
    ab_set(arena, &out, "type", ab_value_cstr("object"));
    const ab_value *properties = ab_get(&schema, "properties");
    ab_value present = ab_value_array();
    for (uint32_t i = 0; ab_is(required, AB_ARRAY) && i < required->count; i++) {
        if (ab_object_get(properties, ab_text(&required->items[i]))) {
            ab_array_push(arena, &present, required->items[i]);
        }
    }
    if (present.count > 0) {
        ab_set(arena, &out, "required", present);
    }
    ab_set(arena, &out, "properties", properties ? *properties : ab_value_object());
    return out;
}

#include "protocol/mask.h"

#include "base/alloc.h"
#include "base/vec.h"
#include "json/json.h"

#include <pthread.h>

/* Shorter texts are no secrets, and masking them hides what a line says. */
enum { MIN_SECRET = 3 };

struct ab_mask {
    pthread_rwlock_t lock;
    AB_VEC(ab_str) forms; /* owned; longest first */
    bool first[256];      /* bytes that a form starts with */
};

ab_mask *ab_mask_new(void)
{
    ab_mask *mask = ab_xcalloc(1, sizeof(*mask));
    pthread_rwlock_init(&mask->lock, NULL);
    return mask;
}

void ab_mask_free(ab_mask *mask)
{
    if (!mask) {
        return;
    }
    for (size_t i = 0; i < mask->forms.n; i++) {
        free((char *)mask->forms.at[i].p);
    }
    AB_VEC_FREE(&mask->forms);
    pthread_rwlock_destroy(&mask->lock);
    free(mask);
}

/* Under the write lock. */
static void add_form(ab_mask *mask, ab_str form)
{
    size_t at = mask->forms.n;
    for (size_t i = mask->forms.n; i-- > 0;) {
        if (ab_str_eq(mask->forms.at[i], form)) {
            return;
        }
        if (mask->forms.at[i].n < form.n) {
            at = i;
        }
    }
    AB_VEC_PUSH(&mask->forms, (ab_str){NULL, 0});
    memmove(mask->forms.at + at + 1, mask->forms.at + at,
            (mask->forms.n - 1 - at) * sizeof(ab_str));
    mask->forms.at[at] = (ab_str){ab_xstrndup(form.p, form.n), form.n};
    mask->first[(unsigned char)form.p[0]] = true;
}

static bool unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

/* How a blank and a slash come out: "%20" or '+', "%2F" or '/'; upper or lower case digits. */
typedef struct url_style {
    bool plus;
    bool slash;
    bool lower;
} url_style;

static void url_encode(ab_buf *out, ab_str text, url_style style)
{
    const char *digits = style.lower ? "0123456789abcdef" : "0123456789ABCDEF";
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (unreserved(c) || (c == '/' && style.slash)) {
            ab_buf_add_char(out, (char)c);
        } else if (c == ' ' && style.plus) {
            ab_buf_add_char(out, '+');
        } else {
            ab_buf_add(out, (char[]){'%', digits[c >> 4], digits[c & 15]}, 3);
        }
    }
}

static void add_url_forms(ab_mask *mask, ab_str secret)
{
    static const url_style styles[] = {{false, false, false}, {true, false, false},
                                       {false, true, false},  {true, true, false},
                                       {false, false, true},  {true, false, true}};
    ab_buf form;
    ab_buf_init(&form, AB_BUF_NO_MAX);
    for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++) {
        ab_buf_clear(&form);
        url_encode(&form, secret, styles[i]);
        add_form(mask, ab_buf_str(&form));
    }
    ab_buf_free(&form);
}

static void add_json_forms(ab_mask *mask, ab_str secret)
{
    static const unsigned styles[] = {AB_JSON_COMPACT, AB_JSON_ASCII};
    ab_buf form;
    ab_buf_init(&form, AB_BUF_NO_MAX);
    for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++) {
        ab_buf_clear(&form);
        ab_json_write_string(&form, secret, styles[i]);
        add_form(mask, ab_str_sub(ab_buf_str(&form), 1, form.n - 1));
    }
    ab_buf_free(&form);
}

static bool worth_masking(ab_str secret)
{
    return secret.n >= MIN_SECRET && !ab_str_is(secret, "true") && !ab_str_is(secret, "false") &&
           !ab_str_is(secret, "null");
}

void ab_mask_add(ab_mask *mask, ab_str secret)
{
    if (!worth_masking(secret)) {
        return;
    }
    pthread_rwlock_wrlock(&mask->lock);
    add_form(mask, secret);
    add_url_forms(mask, secret);
    if (ab_utf8_valid(secret)) {
        add_json_forms(mask, secret);
    }
    pthread_rwlock_unlock(&mask->lock);
}

/* Every scalar below a secret member is secret; a key file's JSON text is so as a whole. */
static void add_scalars(ab_mask *mask, const ab_value *value)
{
    if (ab_is(value, AB_STRING)) {
        ab_mask_add(mask, value->text);
        ab_mask_add(mask, ab_str_trim(value->text));
    } else if (ab_is_number(value)) {
        ab_buf text;
        ab_buf_init(&text, AB_BUF_NO_MAX);
        ab_json_write(&text, value, AB_JSON_COMPACT);
        ab_mask_add(mask, ab_buf_str(&text));
        ab_buf_free(&text);
    } else if (ab_is(value, AB_ARRAY)) {
        for (uint32_t i = 0; i < value->count; i++) {
            add_scalars(mask, &value->items[i]);
        }
    } else if (ab_is(value, AB_OBJECT)) {
        for (uint32_t i = 0; i < value->count; i++) {
            add_scalars(mask, &value->object.members[i].value);
        }
    }
}

static void add_by_schema(ab_mask *mask, const ab_value *schema, const ab_value *config, int depth);

static void add_by_alternatives(ab_mask *mask, const ab_value *schemas, const ab_value *config,
                                int depth)
{
    if (ab_is(schemas, AB_ARRAY)) {
        for (uint32_t i = 0; i < schemas->count; i++) {
            add_by_schema(mask, &schemas->items[i], config, depth);
        }
    } else {
        add_by_schema(mask, schemas, config, depth);
    }
}

static void add_by_properties(ab_mask *mask, const ab_value *properties, const ab_value *config,
                              int depth)
{
    if (!ab_is(properties, AB_OBJECT)) {
        return;
    }
    for (uint32_t i = 0; i < properties->count; i++) {
        const ab_member *property = &properties->object.members[i];
        const ab_value *value = ab_object_get(config, property->key);
        if (value) {
            add_by_schema(mask, &property->value, value, depth);
        }
    }
}

static void add_by_schema(ab_mask *mask, const ab_value *schema, const ab_value *config, int depth)
{
    static const char *const same_place[] = {"oneOf", "anyOf", "allOf", "then", "else"};
    if (!ab_is(schema, AB_OBJECT) || depth >= AB_JSON_MAX_DEPTH) {
        return;
    }
    if (ab_get_bool(schema, "airbyte_secret", false)) {
        add_scalars(mask, config);
        return;
    }
    add_by_properties(mask, ab_get(schema, "properties"), config, depth + 1);
    for (size_t i = 0; i < sizeof(same_place) / sizeof(same_place[0]); i++) {
        add_by_alternatives(mask, ab_get(schema, same_place[i]), config, depth + 1);
    }
    if (ab_is(config, AB_ARRAY)) {
        for (uint32_t i = 0; i < config->count; i++) {
            add_by_alternatives(mask, ab_get(schema, "items"), &config->items[i], depth + 1);
        }
    }
}

void ab_mask_add_config(ab_mask *mask, const ab_value *connection_specification,
                        const ab_value *config)
{
    add_by_schema(mask, connection_specification, config, 0);
}

void ab_mask_add_tokens(ab_mask *mask, const ab_value *document)
{
    static const char *const names[] = {"access_token", "refresh_token", "id_token"};
    bool is_object = ab_is(document, AB_OBJECT);
    for (size_t i = 0; is_object && i < sizeof(names) / sizeof(*names); i++) {
        ab_mask_add(mask, ab_get_text(document, names[i]));
    }
    for (uint32_t i = 0; (is_object || ab_is(document, AB_ARRAY)) && i < document->count; i++) {
        ab_mask_add_tokens(mask,
                           is_object ? &document->object.members[i].value : &document->items[i]);
    }
}

/* Length of the longest form at the start of `text`; 0 if there is none. */
static size_t match(const ab_mask *mask, ab_str text)
{
    if (!mask->first[(unsigned char)text.p[0]]) {
        return 0;
    }
    for (size_t i = 0; i < mask->forms.n; i++) {
        if (ab_str_starts(text, mask->forms.at[i])) {
            return mask->forms.at[i].n;
        }
    }
    return 0;
}

/* The end of the run of overlapping secrets that starts at `from` with one of `length` bytes. */
static size_t run_end(const ab_mask *mask, ab_str text, size_t from, size_t length)
{
    size_t end = from + length;
    for (size_t i = from + 1; i < end; i++) {
        size_t more = match(mask, ab_str_sub(text, i, text.n));
        if (i + more > end) {
            end = i + more;
        }
    }
    return end;
}

void ab_mask_append(ab_mask *mask, ab_buf *out, ab_str text)
{
    pthread_rwlock_rdlock(&mask->lock);
    size_t clean = 0;
    for (size_t i = 0; i < text.n;) {
        size_t length = match(mask, ab_str_sub(text, i, text.n));
        if (length == 0) {
            i++;
            continue;
        }
        ab_buf_add(out, text.p + clean, i - clean);
        ab_buf_add_text(out, "****");
        i = run_end(mask, text, i, length);
        clean = i;
    }
    pthread_rwlock_unlock(&mask->lock);
    ab_buf_add_str(out, ab_str_sub(text, clean, text.n));
}

ab_str ab_mask_text(ab_mask *mask, ab_arena *arena, ab_str text)
{
    ab_buf masked;
    ab_buf_init(&masked, AB_BUF_NO_MAX);
    ab_mask_append(mask, &masked, text);
    ab_str result = text;
    if (!ab_str_eq(ab_buf_str(&masked), text)) {
        result = ab_arena_str(arena, ab_buf_str(&masked));
    }
    ab_buf_free(&masked);
    return result;
}

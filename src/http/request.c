/* Request bodies as requests makes them. */
#include "http/http.h"
#include "http/url.h"
#include "json/json.h"

#include <math.h>

static void set_body(ab_arena *arena, ab_http_request *request, const ab_buf *text,
                     ab_str content_type)
{
    request->body = ab_arena_str(arena, ab_buf_str(text));
    if (!ab_headers_get(&request->headers, AB_STR("Content-Type"))) {
        ab_headers_set(arena, &request->headers, AB_STR("Content-Type"), content_type);
    }
}

static bool is_finite(const ab_value *v)
{
    if (v->kind == AB_REAL) {
        return isfinite(ab_value_double(v));
    }
    for (uint32_t i = 0; v->kind == AB_ARRAY && i < v->count; i++) {
        if (!is_finite(&v->items[i])) {
            return false;
        }
    }
    for (uint32_t i = 0; v->kind == AB_OBJECT && i < v->count; i++) {
        if (!is_finite(&v->object.members[i].value)) {
            return false;
        }
    }
    return true;
}

bool ab_http_request_set_json(ab_arena *arena, ab_http_request *request, const ab_value *json,
                              ab_error *error)
{
    if (!is_finite(json)) {
        return ab_error_set(error, AB_ERROR_CONFIG,
                            "The request body has a number that JSON cannot say (NaN or infinite)");
    }
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    ab_json_write(&text, json, AB_JSON_PYTHON);
    set_body(arena, request, &text, AB_STR("application/json"));
    ab_buf_free(&text);
    return true;
}

void ab_http_request_set_form(ab_arena *arena, ab_http_request *request, const ab_value *form)
{
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    ab_url_encode_params(&text, form);
    set_body(arena, request, &text, AB_STR("application/x-www-form-urlencoded"));
    ab_buf_free(&text);
}

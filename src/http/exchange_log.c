#include "http/exchange_log.h"

#include "json/json.h"

static ab_str headers_text(ab_arena *arena, const ab_headers *headers)
{
    ab_value object = ab_value_object();
    for (size_t i = 0; i < headers->n; i++) {
        ab_object_set(arena, &object, headers->at[i].name, ab_value_str(headers->at[i].value));
    }
    return ab_json_text(arena, &object, AB_JSON_COMPACT);
}

void ab_http_log_request(const ab_logger *log, const ab_http_request *request)
{
    if (!ab_log_enabled(log, AB_LOG_DEBUG)) {
        return;
    }
    ab_arena *arena = ab_arena_new();
    const ab_log_field fields[] = {
        {"method", request->method},
        {"url", request->url},
        {"headers", headers_text(arena, &request->headers)},
        {"request_body", request->body},
    };
    ab_log_fields(log, AB_LOG_DEBUG, fields, sizeof(fields) / sizeof(fields[0]),
                  "Making outbound API request");
    ab_arena_free(arena);
}

void ab_http_log_response(const ab_logger *log, const ab_http_response *response)
{
    if (response->failure || !ab_log_enabled(log, AB_LOG_DEBUG)) {
        return;
    }
    ab_arena *arena = ab_arena_new();
    char *start = ab_arena_alloc(arena, AB_HTTP_SHOWN_BODY);
    size_t n = ab_body_read(response->body, 0, start, AB_HTTP_SHOWN_BODY, NULL);
    const ab_log_field fields[] = {
        {"status", ab_arena_printf(arena, "%d", response->status)},
        {"headers", headers_text(arena, &response->headers)},
        {"body", {start, n}},
    };
    ab_log_fields(log, AB_LOG_DEBUG, fields, sizeof(fields) / sizeof(fields[0]),
                  "Receiving response");
    ab_arena_free(arena);
}

#include "declarative/error_handlers/error_message.h"

#include "base/buf.h"
#include "http/http.h"
#include "json/json.h"

/* Bytes of a body that go into a message. */
#define BODY_SHOWN 16384

static const char *const names[] = {
    "message", "messages", "error",         "errors", "failures", "failure",
    "detail",  "err",      "error_message", "msg",    "reason",   "status_message",
};

static bool find_text(ab_arena *arena, const ab_value *value, ab_str *out);

static bool join_texts(ab_arena *arena, const ab_value *list, ab_str *out)
{
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    bool any = false;
    for (size_t i = 0; i < list->count; i++) {
        ab_str one;
        if (find_text(arena, &list->items[i], &one)) {
            ab_buf_add_text(&text, any ? ", " : "");
            ab_buf_add_str(&text, one);
            any = true;
        }
    }
    *out = ab_arena_str(arena, ab_buf_str(&text));
    ab_buf_free(&text);
    return true;
}

static bool find_text(ab_arena *arena, const ab_value *value, ab_str *out)
{
    *out = AB_STR("");
    if (ab_is(value, AB_STRING)) {
        *out = ab_text(value);
        return true;
    }
    if (ab_is(value, AB_ARRAY)) {
        return join_texts(arena, value, out);
    }
    for (size_t i = 0; ab_is(value, AB_OBJECT) && i < sizeof(names) / sizeof(names[0]); i++) {
        const ab_value *member = ab_get(value, names[i]);
        if (ab_value_truthy(member)) {
            return find_text(arena, member, out);
        }
    }
    return false;
}

/* An object without members stands for a body that is no JSON, too: then the text counts. */
ab_str ab_error_message_of(ab_response *response)
{
    const ab_value *body = ab_response_json(response);
    ab_str text;
    if (find_text(response->arena, body, &text)) {
        return text;
    }
    if (!ab_is(body, AB_OBJECT) || body->count) {
        return AB_STR("");
    }
    text = ab_response_start(response, BODY_SHOWN);
    return ab_str_is(ab_str_trim(text), "{}") || !ab_utf8_valid(text) ? AB_STR("") : text;
}

/* ---- Statuses without a rule ---- */

typedef struct reason {
    int status;
    const char *text;
} reason;

/* RFC 9110 and the registry of status codes. What a server sends in their place is to be ignored
 * (RFC 9112, 4). */
static const reason reasons[] = {
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Request Entity Too Large"},
    {414, "Request-URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Requested Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {418, "I'm a Teapot"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Entity"},
    {423, "Locked"},
    {424, "Failed Dependency"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
    {508, "Loop Detected"},
    {510, "Not Extended"},
    {511, "Network Authentication Required"},
};

static const char *reason_of(int status)
{
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (reasons[i].status == status) {
            return reasons[i].text;
        }
    }
    return "";
}

ab_str ab_error_status_text(ab_response *response)
{
    int status = response->status;
    if (status < 400 || status >= 600) {
        return ab_arena_printf(response->arena, "Unexpected response with HTTP status %d", status);
    }
    ab_str body = ab_response_start(response, BODY_SHOWN);
    return ab_arena_printf(response->arena,
                           "Response was not ok: `%d %s Error: %s for url: %.*s`. Response content "
                           "is: %.*s",
                           status, status < 500 ? "Client" : "Server", reason_of(status),
                           AB_STR_ARG(response->url), AB_STR_ARG(body));
}

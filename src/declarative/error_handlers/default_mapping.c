#include "declarative/error_handlers/default_mapping.h"

#include "declarative/error_handlers/error_message.h"

typedef struct status_rule {
    int status;
    ab_action action;
    ab_error_kind failure;
    const char *message;
} status_rule;

/* The texts are the CDK's: people search for them. */
static const status_rule rules[] = {
    {400, AB_ACTION_FAIL, AB_ERROR_SYSTEM,
     "HTTP Status Code: 400. Error: Bad request. Please check your request parameters."},
    {401, AB_ACTION_FAIL, AB_ERROR_CONFIG,
     "HTTP Status Code: 401. Error: Unauthorized. Please ensure you are authenticated correctly."},
    {403, AB_ACTION_FAIL, AB_ERROR_CONFIG,
     "HTTP Status Code: 403. Error: Forbidden. You don't have permission to access this resource."},
    {404, AB_ACTION_FAIL, AB_ERROR_SYSTEM,
     "HTTP Status Code: 404. Error: Not found. The requested resource was not found on the "
     "server."},
    {405, AB_ACTION_FAIL, AB_ERROR_SYSTEM,
     "HTTP Status Code: 405. Error: Method not allowed. Please check your request method."},
    {408, AB_ACTION_RETRY, AB_ERROR_TRANSIENT, "HTTP Status Code: 408. Error: Request timeout."},
    {429, AB_ACTION_RATE_LIMITED, AB_ERROR_TRANSIENT,
     "HTTP Status Code: 429. Error: Too many requests."},
    {500, AB_ACTION_RETRY, AB_ERROR_TRANSIENT,
     "HTTP Status Code: 500. Error: Internal server error."},
    {502, AB_ACTION_RETRY, AB_ERROR_TRANSIENT, "HTTP Status Code: 502. Error: Bad gateway."},
    {503, AB_ACTION_RETRY, AB_ERROR_TRANSIENT,
     "HTTP Status Code: 503. Error: Service unavailable."},
    {504, AB_ACTION_RETRY, AB_ERROR_TRANSIENT, "HTTP Status Code: 504. Error: Gateway timeout."},
};

static const char invalid_schema[] =
    "Invalid Protocol Schema: The endpoint that data is being requested from is using an invalid "
    "or insecure. Exception: requests.exceptions.InvalidSchema";
static const char invalid_url[] =
    "Invalid URL specified or DNS error occurred: The endpoint that data is being requested from "
    "is not a valid URL. Exception: requests.exceptions.InvalidURL";

bool ab_default_status(int status, ab_resolution *out)
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (rules[i].status == status) {
            *out = (ab_resolution){rules[i].action, rules[i].failure, ab_str_of(rules[i].message)};
            return true;
        }
    }
    return false;
}

static ab_resolution of_failure(ab_arena *arena, const ab_answer *answer)
{
    if (answer->failure == AB_HTTP_INVALID_SCHEMA) {
        return (ab_resolution){AB_ACTION_FAIL, AB_ERROR_CONFIG, AB_STR(invalid_schema)};
    }
    if (answer->failure == AB_HTTP_INVALID_URL) {
        return (ab_resolution){AB_ACTION_RETRY, AB_ERROR_TRANSIENT, AB_STR(invalid_url)};
    }
    return (ab_resolution){AB_ACTION_RETRY, AB_ERROR_TRANSIENT,
                           ab_arena_printf(arena, "%s: %.*s", ab_http_failure_name(answer->failure),
                                           AB_STR_ARG(answer->problem))};
}

void ab_default_resolution(ab_arena *arena, const ab_answer *answer, ab_resolution *out)
{
    if (!answer->response) {
        *out = of_failure(arena, answer);
    } else if (answer->response->status < 400) {
        *out = (ab_resolution){.action = AB_ACTION_SUCCESS};
    } else if (!ab_default_status(answer->response->status, out)) {
        *out = (ab_resolution){AB_ACTION_RETRY, AB_ERROR_SYSTEM,
                               ab_error_status_text(answer->response)};
    }
}

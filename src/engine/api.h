/* The inside of the authors' HTTP helper (airbyte/http.h). Private to the engine. */
#ifndef AB_ENGINE_API_H
#define AB_ENGINE_API_H

#include "airbyte/http.h"
#include "engine/runtime.h"
#include "http/http.h"
#include "json/scan.h"

/* What a call needs. */
typedef struct ab_api_call {
    ab_runtime *runtime;
    ab_sink *sink; /* NULL: none */
    const ab_api_policy *policy;
    ab_http_session *session; /* the runtime's */
    bool ignored;             /* the last accepted response is to be taken as empty */
    /* Where records are read: 2xx bodies are validated, and indexed by it, while they arrive. */
    const ab_str *record_path;
    size_t record_segments;
    /* Of the last response's body, whole and valid; NULL: not made, or the body is not JSON.
     * Whoever takes it sets it to NULL; else ab_api_call_end frees it. */
    ab_json_scan *scan;
    ab_error broken; /* why the last response's body is no JSON; not set: it is, or need not be */
} ab_api_call;

/* False with `error` where HTTP cannot be set up. */
bool ab_api_call_init(ab_api_call *call, ab_runtime *runtime, ab_sink *sink,
                      const ab_api_policy *policy, ab_error *error);

void ab_api_call_end(ab_api_call *call);

/* Makes the request as the HTTP layer takes it; memory in `arena`. Registers the bearer as secret.
 * False with `error` (config_error) for an invalid URL. */
bool ab_api_prepare(ab_api_call *call, ab_arena *arena, const ab_api_request *request,
                    ab_http_request *out, ab_error *error);
/* Sends (or waits for `first`, sent ahead and taken over) until the policy accepts or gives up.
 * NULL with `error` set, or without where the process is stopping. */
ab_http_response *ab_api_send(ab_api_call *call, ab_transfer *first, ab_http_request *request,
                              ab_error *error);
/* The author's view without its body; `url` and headers borrowed from the response. */
ab_api_response ab_api_view(ab_arena *arena, const ab_http_response *response);
/* Reads the whole body into `arena` and parses it where it is JSON. */
bool ab_api_read_body(ab_arena *arena, const ab_http_response *response, ab_api_response *out,
                      ab_error *error);

#endif

/* What --debug shows of requests and responses: DEBUG lines with structured fields, as Airbyte's
 * guide for connectors has them. The logger masks secrets. */
#ifndef AB_HTTP_EXCHANGE_LOG_H
#define AB_HTTP_EXCHANGE_LOG_H

#include "base/log.h"
#include "http/http.h"

/* The first bytes of a body that are shown. */
#define AB_HTTP_SHOWN_BODY 16384

/* "Making outbound API request" with method, url, headers, request_body. Nothing, and nothing made,
 * where the logger drops DEBUG. Thread-safe. */
void ab_http_log_request(const ab_logger *log, const ab_http_request *request);
/* "Receiving response" with status, headers, body (its start). Nothing for a failure without a
 * response. As above. */
void ab_http_log_response(const ab_logger *log, const ab_http_response *response);

#endif

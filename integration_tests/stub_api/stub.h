/* A small prices API in the shape of Polygon.io's, for tests, the demo and the benches:
 * deterministic data, real HTTP, and faults on demand. README.md in the parent folder lists what it
 * can do. */
#ifndef STUB_H
#define STUB_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct stub_options {
    uint16_t port;        /* 0: any free one */
    const char *api_key;  /* the only accepted bearer key */
    const char *log_path; /* one line per request, or NULL */
    const char *cert;     /* PEM files: https with this certificate, or NULL */
    const char *key;
    unsigned max_page;     /* upper limit of a page of prices, whatever `limit` asks for */
    unsigned delay_ms;     /* wait before each answer */
    unsigned retry_after;  /* seconds, as the Retry-After of a 429 says */
    bool until_stdin_ends; /* end when the other end of stdin is gone */
} stub_options;

/* One request, as the handlers see it. Lives during the call. */
typedef struct stub_request {
    struct MHD_Connection *connection;
    const stub_options *options;
    const char *path;
    char ticker[64];
    const char *rest; /* of the path, after the ticker */
    unsigned status;  /* what was answered, for the log */
} stub_request;

/* Answers with `body` (copied). Extra header only if `name` is not NULL. */
enum MHD_Result stub_reply(stub_request *r, unsigned status, const char *type, const char *body,
                           const char *name, const char *value);

/* Answers with `response`, which it takes over. */
enum MHD_Result stub_queue(stub_request *r, unsigned status, struct MHD_Response *response);

/* Waits before an answer. */
void stub_wait(unsigned ms);

/* The absolute base of this server's own URLs, from the Host header; `out` holds at least 160
 * bytes. */
void stub_base_url(const stub_request *r, char out[160]);

/* prices.c: GET /v2/aggs/ticker/{ticker}/range/1/day/{from}/{to} and GET
 * /v3/reference/tickers/{ticker} */
enum MHD_Result stub_prices(stub_request *r, const char *data_ticker);
enum MHD_Result stub_ticker_details(stub_request *r, const char *data_ticker);

/* bulk.c: ticker bulk~RECORDS[~PAGE[~BYTES]]: RECORDS records of BYTES bytes in pages of PAGE. */
bool stub_is_bulk(const char *ticker);
enum MHD_Result stub_bulk(stub_request *r);
/* bulk.c: GET /bulk/RECORDS[~PAGE[~BYTES]]/FORMAT?page=N&delay_ms=D, N from 0: such pages as json
 * ({"data":[…]}), jsonl, csv or xml (<data><record>…); behind the last page empty ones; no key. */
enum MHD_Result stub_bulk_format(stub_request *r);

/* faults.c: ticker KIND~COUNT[~AFTER]: requests AFTER+1 … AFTER+COUNT of this ticker get the fault,
 * all others the data of AAPL. COUNT 0: always. Sets *done when the fault gave the answer. */
bool stub_is_fault(const char *ticker);
enum MHD_Result stub_fault(stub_request *r, bool *done);

#endif

/* Cassettes: `--record DIR` stores every exchange, `--replay DIR` answers from there. */
#ifndef AB_HTTP_CASSETTE_H
#define AB_HTTP_CASSETTE_H

#include "http/http.h"

typedef struct ab_cassette ab_cassette;

/* Replaces secrets in place (the protocol layer's masking function). Called from any worker. */
typedef void (*ab_mask_fn)(void *context, ab_buf *text);

/* Opens a folder for recording; it is made if need be, and must hold no exchange yet. `mask` may be
 * NULL. NULL with an error if it cannot. */
ab_cassette *ab_cassette_record(const char *folder, ab_mask_fn mask, void *context,
                                ab_error *error);
/* Reads a recorded folder for replay. A folder without a recording fails the first request, so that
 * a command that makes none needs none. */
ab_cassette *ab_cassette_replay(const char *folder, ab_mask_fn mask, void *context,
                                ab_error *error);
/* Ends it. A recording is masked once more, by what became known as a secret meanwhile (the token
 * that an earlier exchange brought). NULL is ignored. */
void ab_cassette_free(ab_cassette *cassette);
bool ab_cassette_is_replay(const ab_cassette *cassette);

/* Stores an exchange: NNNNNN.json (request; status, URL and headers of the response, or the failure
 * in place of one) and NNNNNN.body, both masked; a body that is no UTF-8 text is stored as it is.
 * With a mask, headers that are credentials (Authorization, Cookie …) are "****". Thread-safe. */
bool ab_cassette_store(ab_cassette *cassette, const ab_http_request *request,
                       const ab_http_response *response, ab_error *error);
/* Fills status, URL, headers (text in `arena`), body and failure from the next recorded exchange
 * with this method, URL and body (masked); of several each is given once, in order, the last one
 * again and again. False with an error that says what was asked where there is none. Thread-safe.
 */
bool ab_cassette_find(ab_cassette *cassette, const ab_http_request *request,
                      const ab_body_store *store, ab_arena *arena, ab_http_response *response,
                      ab_error *error);

#endif

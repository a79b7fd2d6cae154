/* Undoing Content-Encoding while the bytes arrive: gzip, deflate, br, zstd. Push readers, for the
 * I/O thread (src/codec has the pull readers for decoders). */
#ifndef AB_HTTP_CONTENT_ENCODING_H
#define AB_HTTP_CONTENT_ENCODING_H

#include "base/str.h"

typedef struct ab_decoding ab_decoding;

/* Takes decoded bytes; false stops decoding. */
typedef bool (*ab_decoding_sink)(void *context, const char *bytes, size_t n);

/* A decoder for the value of a Content-Encoding header: a list is undone from its end; names that
 * are not known are passed over, as urllib3 does. NULL where there is nothing to undo. */
ab_decoding *ab_decoding_new(ab_str content_encoding, ab_decoding_sink sink, void *context);
void ab_decoding_free(ab_decoding *decoding);
/* Decodes a piece. False where the data is broken or the sink stopped it: ab_decoding_problem is ""
 * in the second case. */
bool ab_decoding_write(ab_decoding *decoding, const char *bytes, size_t n);
/* Tells the end of the input. False if the data is truncated; no data at all is good. */
bool ab_decoding_end(ab_decoding *decoding);
/* What is wrong with the data; borrowed. */
const char *ab_decoding_problem(const ab_decoding *decoding);
/* True if gzip is among the encodings. */
bool ab_decoding_is_gzip(const ab_decoding *decoding);

#endif

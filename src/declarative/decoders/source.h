/* Where decoders read from: the bytes of a response, or what another decoder unpacked. */
#ifndef AB_DECLARATIVE_DECODERS_SOURCE_H
#define AB_DECLARATIVE_DECODERS_SOURCE_H

#include "codec/reader.h"
#include "declarative/decoders/decoder.h"
#include "http/body.h"
#include "json/page.h"

/* Bytes of a line; a decoder of lines refuses a longer one. */
#define AB_MAX_LINE ((size_t)128 * 1024 * 1024)

/* A decoder without options. `streams` as in ab_decoder. */
static inline ab_decoder *ab_decoder_new(ab_build *build, const ab_decoder_ops *ops, bool streams)
{
    ab_decoder *decoder = AB_ARENA_NEW(build->arena, ab_decoder);
    *decoder = (ab_decoder){.ops = ops, .streams = streams};
    return decoder;
}

/* A reader of the response's body, which must stay open as long. */
ab_reader *ab_response_reader(const ab_response *response);
/* Bytes of the body. */
uint64_t ab_response_size(const ab_response *response);
/* The first byte of the body that is no white space; 0 where there is none. */
char ab_response_first(const ab_response *response);

/* Reads `source` to its end and closes it. The bytes lie where bodies lie: in memory within the
 * budget, else in a file. NULL and an error where reading or writing fails. */
ab_body *ab_spool(ab_reader *source, const ab_response *response, ab_error *error);
/* A body for ab_page_new. `body` must outlive the page. */
ab_page_body ab_body_as_page(ab_body *body);

#endif

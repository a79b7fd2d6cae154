#include "declarative/decoders/source.h"

#include "base/alloc.h"
#include "http/http.h"

#include <stdlib.h>

/* ---- The body of a response as a reader ---- */

typedef struct body_reader {
    ab_reader base;
    ab_body *body;
    uint64_t at;
} body_reader;

static ssize_t read_body(ab_reader *self, void *buffer, size_t n, ab_error *error)
{
    body_reader *r = (body_reader *)self;
    ab_error failure = {0};
    size_t got = ab_body_read(r->body, r->at, buffer, n, &failure);
    r->at += got;
    if (ab_error_is_set(&failure)) {
        if (error) {
            ab_error_move(error, &failure);
        }
        ab_error_clear(&failure);
        return -1;
    }
    return (ssize_t)got;
}

static void close_body(ab_reader *self)
{
    ab_body_unref(((body_reader *)self)->body);
    free(self);
}

static const ab_reader_type body_type = {"response", read_body, close_body};

ab_reader *ab_response_reader(const ab_response *response)
{
    if (response->text.p || !response->http) {
        return ab_reader_memory(response->text, 0);
    }
    body_reader *r = ab_xcalloc(1, sizeof(*r));
    r->base.type = &body_type;
    r->body = ab_body_ref(response->http->body);
    return &r->base;
}

uint64_t ab_response_size(const ab_response *response)
{
    return response->text.p || !response->http ? response->text.n
                                               : ab_body_size(response->http->body);
}

char ab_response_first(const ab_response *response)
{
    char bytes[256];
    char first = 0;
    ab_reader *reader = ab_response_reader(response);
    for (ssize_t n; !first && (n = ab_reader_read(reader, bytes, sizeof(bytes), NULL)) > 0;) {
        ab_str text = ab_str_trim((ab_str){bytes, (size_t)n});
        first = text.n ? text.p[0] : (char)0;
    }
    ab_reader_close(reader);
    return first;
}

/* ---- Spooling ---- */

/* A response without a transfer (pure calls) has no budget to go by. */
static ab_body *new_body(const ab_response *response)
{
    if (response->http) {
        return ab_body_sibling(response->http->body);
    }
    ab_memory *unlimited = AB_ARENA_NEW(response->arena, ab_memory);
    ab_memory_init(unlimited, SIZE_MAX / 2);
    return ab_body_new(&(ab_body_store){.memory = unlimited, .disk = unlimited});
}

ab_body *ab_spool(ab_reader *source, const ab_response *response, ab_error *error)
{
    char chunk[16384];
    ab_body *body = new_body(response);
    ssize_t n;
    bool ok = true;
    while (ok && (n = ab_reader_read(source, chunk, sizeof(chunk), error)) != 0) {
        ok = n > 0 &&
             (ab_body_append(body, chunk, (size_t)n) == AB_BODY_APPENDED ||
              ab_error_set(error, AB_ERROR_SYSTEM, "An unpacked response cannot be kept: %s",
                           ab_body_problem(body)));
    }
    ab_reader_close(source);
    if (!ok) {
        ab_body_unref(body);
        return NULL;
    }
    ab_body_complete(body, true);
    return body;
}

static bool page_chunk(void *context, uint64_t offset, ab_buf *scratch, ab_str *out,
                       ab_error *error)
{
    return ab_body_chunk(context, offset, scratch, out, error) || ab_error_is_set(error) ||
           ab_error_set(error, AB_ERROR_SYSTEM, "The response's body ends too early.");
}

ab_page_body ab_body_as_page(ab_body *body)
{
    uint64_t size = ab_body_size(body);
    ab_str first = AB_STR("");
    ab_buf none;
    ab_buf_init(&none, 0);
    if (!size || (!ab_body_is_spilled(body) && ab_body_chunk(body, 0, &none, &first, NULL) &&
                  first.n == size)) {
        return (ab_page_body){.memory = first};
    }
    return (ab_page_body){.size = size, .chunk = page_chunk, .context = body};
}

/* ---- Opening ---- */

ab_bodies *ab_decoder_open(const ab_decoder *decoder, ab_response *response, ab_error *error)
{
    return decoder->ops->open
               ? decoder->ops->open(decoder, response, error)
               : decoder->ops->open_source(decoder, ab_response_reader(response), response, error);
}

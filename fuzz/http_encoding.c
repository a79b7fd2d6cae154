/* Compressed bodies. The first byte chooses the encoding, the second how large the pieces are: the
 * result must not depend on the pieces. */
#include "fuzz.h"

#include "base/buf.h"
#include "http/content_encoding.h"

enum { MAX_OUT = 1 << 20 }; /* a bomb is cut off, as the disk's limit does */

static bool collect(void *context, const char *bytes, size_t n)
{
    return ab_buf_add(context, bytes, n);
}

/* Decodes in pieces of that size; true if the data was whole. */
static bool decode(const char *encoding, const uint8_t *data, size_t size, size_t piece,
                   ab_buf *out)
{
    ab_decoding *d = ab_decoding_new(ab_str_of(encoding), collect, out);
    FUZZ_CHECK(d);
    bool good = true;
    for (size_t at = 0; good && at < size; at += piece) {
        good = ab_decoding_write(d, (const char *)data + at, size - at < piece ? size - at : piece);
    }
    FUZZ_CHECK(good || out->overflow || ab_decoding_problem(d)[0]);
    bool whole = good && ab_decoding_end(d);
    ab_decoding_free(d);
    return whole;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const encodings[] = {"gzip", "deflate", "br", "zstd", "gzip, deflate"};
    if (size < 2) {
        return 0;
    }
    const char *encoding = encodings[data[0] % 5];
    size_t piece = (size_t)data[1] + 1;
    ab_buf at_once;
    ab_buf in_pieces;
    ab_buf_init(&at_once, MAX_OUT);
    ab_buf_init(&in_pieces, MAX_OUT);
    bool whole = decode(encoding, data + 2, size - 2, size, &at_once);
    bool same = decode(encoding, data + 2, size - 2, piece, &in_pieces);
    /* libzstd checks a frame's size only where it is given whole. */
    FUZZ_CHECK(whole == same || strcmp(encoding, "zstd") == 0);
    FUZZ_CHECK(!whole || !same || ab_str_eq(ab_buf_str(&at_once), ab_buf_str(&in_pieces)));
    ab_buf_free(&in_pieces);
    ab_buf_free(&at_once);
    return 0;
}

/* Broken compressed bodies, zip archives and texts: the first byte chooses, the rest is the input.
 * Any may fail, none may crash, hang or give what is not UTF-8. */
#include "fuzz.h"

#include "base/buf.h"
#include "codec/charset.h"
#include "codec/decompress.h"
#include "codec/zip.h"

/* At most this much is taken: a bomb is no bug. */
#define MOST (4 * 1024 * 1024)

static void drain(ab_reader *reader)
{
    ab_buf out;
    ab_buf_init(&out, MOST);
    if (reader) {
        ab_reader_read_all(reader, &out, NULL);
        ab_reader_close(reader);
    }
    ab_buf_free(&out);
}

static void drain_zip(ab_str bytes)
{
    ab_zip *zip = ab_zip_open_memory(bytes, NULL);
    for (size_t i = 0; zip && i < ab_zip_count(zip) && i < 8; i++) {
        drain(ab_zip_read(zip, i, NULL));
    }
    ab_zip_close(zip);
}

static void drain_text(ab_str bytes, const char *encoding)
{
    drain(
        ab_reader_to_utf8(ab_reader_to_utf8(ab_reader_memory(bytes, 3), ab_str_of(encoding), NULL),
                          AB_STR("utf-8"), NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const encodings[] = {"utf-8-sig", "cp1252", "utf-16", "shift_jis", "utf-32"};
    if (size == 0) {
        return 0;
    }
    ab_str bytes = {(const char *)data + 1, size - 1};
    unsigned choice = data[0] % 13;
    if (choice <= AB_COMPRESSION_BROTLI) {
        drain(ab_reader_decompress(ab_reader_memory(bytes, 7), (ab_compression)choice));
    } else if (choice == 7) {
        drain_zip(bytes);
    } else {
        drain_text(bytes, encodings[choice - 8]);
    }
    return 0;
}

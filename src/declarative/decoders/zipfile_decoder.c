/* ZipfileDecoder: each file of a zip archive is read by another decoder. */
#include "codec/zip.h"
#include "declarative/decoders/source.h"
#include "http/http.h"

typedef struct zipfile_decoder {
    const ab_component *decoder;
} zipfile_decoder;

typedef struct unzipping {
    ab_decoder base;
    const ab_decoder *inner;
} unzipping;

typedef struct zip_bodies {
    ab_bodies base;
    const ab_decoder *inner;
    ab_response *response;
    ab_zip *zip;
    size_t next;      /* file to open next */
    ab_bodies *files; /* of the file at hand, NULL: none */
} zip_bodies;

static bool read_bytes(void *context, uint64_t offset, void *out, size_t n)
{
    return ab_body_read(context, offset, out, n, NULL) == n;
}

static ab_zip *open_zip(const ab_response *response, ab_error *error)
{
    ab_error broken = {0};
    ab_zip *zip = response->text.p || !response->http
                      ? ab_zip_open_memory(response->text, &broken)
                      : ab_zip_open(read_bytes, response->http->body,
                                    ab_body_size(response->http->body), &broken);
    if (!zip) {
        ab_log(ab_log_process(), AB_LOG_ERROR,
               "Received an invalid zip file of %llu bytes in response to URL: %.*s (%s)",
               (unsigned long long)ab_response_size(response), AB_STR_ARG(response->url),
               broken.message);
        ab_error_set(error, AB_ERROR_SYSTEM, "Received an invalid zip file in response.");
    }
    ab_error_clear(&broken);
    return zip;
}

/* Names the file that could not be read; what was wrong with it is for developers. */
static int bad_file(const zip_bodies *self, ab_error *cause, ab_error *error)
{
    ab_error_set(error, AB_ERROR_SYSTEM, "Failed to parse file: %.*s from zip file.",
                 AB_STR_ARG(ab_zip_name(self->zip, self->next - 1)));
    ab_error_detail(error, "%s", cause->message ? cause->message : "");
    ab_error_clear(cause);
    return -1;
}

static bool open_file(zip_bodies *self, ab_error *error)
{
    ab_reader *bytes = ab_zip_read(self->zip, self->next++, error);
    self->files =
        bytes ? self->inner->ops->open_source(self->inner, bytes, self->response, error) : NULL;
    return self->files != NULL;
}

static int next_element(ab_bodies *bodies, ab_arena *arena, ab_body_value *out, ab_error *error)
{
    zip_bodies *self = (zip_bodies *)bodies;
    ab_error cause = {0};
    for (;;) {
        if (!self->files && self->next == ab_zip_count(self->zip)) {
            return 0;
        }
        if (!self->files && !open_file(self, &cause)) {
            return bad_file(self, &cause, error);
        }
        int got = self->files->next(self->files, arena, out, &cause);
        if (got) {
            return got > 0 ? 1 : bad_file(self, &cause, error);
        }
        self->files->close(self->files);
        self->files = NULL;
    }
}

static void close_bodies(ab_bodies *bodies)
{
    zip_bodies *self = (zip_bodies *)bodies;
    if (self->files) {
        self->files->close(self->files);
    }
    ab_zip_close(self->zip);
}

static ab_bodies *open_bodies(const ab_decoder *decoder, ab_response *response, ab_error *error)
{
    zip_bodies *self = AB_ARENA_NEW(response->arena, zip_bodies);
    self->base = (ab_bodies){.next = next_element, .close = close_bodies};
    self->inner = ((const unzipping *)decoder)->inner;
    self->response = response;
    self->zip = open_zip(response, error);
    return self->zip ? &self->base : NULL;
}

static const ab_decoder_ops ops = {.open = open_bodies};

static void *build_decoder(ab_build *build, const ab_component *component, const void *args,
                           ab_error *error)
{
    (void)args;
    unzipping *self = AB_ARENA_NEW(build->arena, unzipping);
    self->base.ops = &ops;
    self->inner =
        ab_decoder_build(build, ((const zipfile_decoder *)component->options)->decoder, error);
    return self->inner ? self : NULL;
}

static const ab_field zipfile_decoder_fields[] = {
    {"decoder", AB_FIELD_CHILD, AB_AT(zipfile_decoder, decoder), .flags = AB_FIELD_REQUIRED,
     .of = "CsvDecoder|GzipDecoder|JsonDecoder|JsonItemsDecoder|"
           "JsonlDecoder",
     .help = "Reads each file of the archive."},
    {0},
};

const ab_component_type ab_component_zipfile_decoder = {
    .name = "ZipfileDecoder",
    .family = AB_FAMILY_DECODER,
    .fields = zipfile_decoder_fields,
    .options_size = sizeof(zipfile_decoder),
    .build = build_decoder,
    .help = "Reads every file of a zip archive, in the archive's order.",
};

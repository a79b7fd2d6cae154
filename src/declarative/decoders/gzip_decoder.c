/* GzipDecoder: unpacks the body where it is gzip, and hands it to another decoder. */
#include "codec/decompress.h"
#include "declarative/decoders/source.h"

typedef struct gzip_decoder {
    const ab_component *decoder;
} gzip_decoder;

typedef struct unpacking {
    ab_decoder base;
    const ab_decoder *inner;
} unpacking;

/* What a server compressed for the transfer is undone before; bytes that are not gzip pass. */
static ab_bodies *open_source(const ab_decoder *decoder, ab_reader *source, ab_response *response,
                              ab_error *error)
{
    const ab_decoder *inner = ((const unpacking *)decoder)->inner;
    return inner->ops->open_source(inner, ab_reader_sniff_gzip(source), response, error);
}

static const ab_decoder_ops ops = {.open_source = open_source};

static void *build_decoder(ab_build *build, const ab_component *component, const void *args,
                           ab_error *error)
{
    (void)args;
    unpacking *self = AB_ARENA_NEW(build->arena, unpacking);
    self->base.ops = &ops;
    self->base.streams = true;
    self->inner =
        ab_decoder_build(build, ((const gzip_decoder *)component->options)->decoder, error);
    return self->inner ? self : NULL;
}

static const ab_field gzip_decoder_fields[] = {
    {"decoder", AB_FIELD_CHILD, AB_AT(gzip_decoder, decoder), .flags = AB_FIELD_REQUIRED,
     .of = "CsvDecoder|GzipDecoder|JsonDecoder|JsonItemsDecoder|"
           "JsonlDecoder",
     .help = "Reads the unpacked bytes."},
    {0},
};

const ab_component_type ab_component_gzip_decoder = {
    .name = "GzipDecoder",
    .family = AB_FAMILY_DECODER,
    .fields = gzip_decoder_fields,
    .options_size = sizeof(gzip_decoder),
    .build = build_decoder,
    .help = "Unpacks a body that is gzip; any other body passes as it is.",
};

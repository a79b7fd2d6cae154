/* IterableDecoder: each line is a record {"record": line}. */
#include "declarative/decoders/source.h"
#include "json/json.h"

typedef struct line_bodies {
    ab_bodies base;
    ab_line_reader *lines;
    ab_str rest; /* of the line at hand, which a lone carriage return splits further */
    bool has_rest;
} line_bodies;

static int next_line(ab_bodies *bodies, ab_arena *arena, ab_body_value *out, ab_error *error)
{
    line_bodies *self = (line_bodies *)bodies;
    if (!self->has_rest) {
        int got = ab_line_reader_next(self->lines, &self->rest, error);
        if (got <= 0) {
            return got;
        }
    }
    ptrdiff_t cr = ab_str_find(self->rest, AB_STR("\r"), 0);
    ab_str line = cr < 0 ? self->rest : ab_str_sub(self->rest, 0, (size_t)cr);
    self->rest = cr < 0 ? AB_STR("") : ab_str_sub(self->rest, (size_t)cr + 1, self->rest.n);
    self->has_rest = self->rest.n > 0;
    if (!ab_utf8_valid(line)) {
        ab_error_set(error, AB_ERROR_SYSTEM, "A line of the response is not valid UTF-8.");
        return -1;
    }
    *out = (ab_body_value){.value = ab_value_object(), .is_parsed = true};
    ab_set(arena, &out->value, "record", ab_value_text(arena, line));
    return 1;
}

static void close_bodies(ab_bodies *bodies)
{
    ab_line_reader_free(((line_bodies *)bodies)->lines);
}

static ab_bodies *open_source(const ab_decoder *decoder, ab_reader *source, ab_response *response,
                              ab_error *error)
{
    (void)decoder;
    (void)error;
    line_bodies *self = AB_ARENA_NEW(response->arena, line_bodies);
    self->base = (ab_bodies){.next = next_line, .close = close_bodies};
    self->lines = ab_line_reader_new(source, AB_MAX_LINE);
    return &self->base;
}

static const ab_decoder_ops ops = {.open_source = open_source};

static void *build_decoder(ab_build *build, const ab_component *component, const void *args,
                           ab_error *error)
{
    (void)component;
    (void)args;
    (void)error;
    return ab_decoder_new(build, &ops, true);
}

const ab_component_type ab_component_iterable_decoder = {
    .name = "IterableDecoder",
    .family = AB_FAMILY_DECODER,
    .build = build_decoder,
    .help = "Makes a record {\"record\": line} of each line of the body.",
};

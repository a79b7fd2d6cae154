/* JsonDecoder: the body is one JSON document; of a list each element is one of its own. */
#include "declarative/decoders/decoder.h"
#include "json/json.h"

typedef struct json_bodies {
    ab_bodies base;
    ab_value document;
    size_t next;
} json_bodies;

static int next_element(ab_bodies *bodies, ab_arena *arena, ab_body_value *out, ab_error *error)
{
    (void)arena;
    (void)error;
    json_bodies *self = (json_bodies *)bodies;
    const ab_value *element = ab_is(&self->document, AB_ARRAY) ? ab_at(&self->document, self->next)
                              : self->next == 0                ? &self->document
                                                               : NULL;
    if (!element) {
        return 0;
    }
    self->next++;
    *out = (ab_body_value){.value = *element, .is_parsed = true};
    return 1;
}

static void close_bodies(ab_bodies *bodies)
{
    (void)bodies;
}

/* An empty body and an empty list are read as {}. */
static ab_bodies *open_bodies(const ab_decoder *decoder, ab_response *response, ab_error *error)
{
    (void)decoder;
    ab_str text;
    json_bodies *self = AB_ARENA_NEW(response->arena, json_bodies);
    self->base = (ab_bodies){.next = next_element, .close = close_bodies};
    if (!ab_response_text(response, &text, error)) {
        return NULL;
    }
    self->document = ab_value_object();
    if (ab_str_trim(text).n &&
        !ab_json_parse(response->arena, text, NULL, &self->document, error)) {
        return NULL;
    }
    if (ab_is(&self->document, AB_ARRAY) && !self->document.count) {
        self->document = ab_value_object();
    }
    return &self->base;
}

static const ab_decoder_ops ops = {.open = open_bodies};

static ab_decoder *new_decoder(ab_build *build)
{
    ab_decoder *decoder = AB_ARENA_NEW(build->arena, ab_decoder);
    decoder->ops = &ops;
    decoder->is_json = true;
    return decoder;
}

static void *build_decoder(ab_build *build, const ab_component *component, const void *args,
                           ab_error *error)
{
    (void)component;
    (void)args;
    (void)error;
    return new_decoder(build);
}

ab_decoder *ab_decoder_build(ab_build *build, const ab_component *component, ab_error *error)
{
    return component ? ab_component_build(build, component, AB_FAMILY_DECODER, NULL, error)
                     : new_decoder(build);
}

const ab_component_type ab_component_json_decoder = {
    .name = "JsonDecoder",
    .family = AB_FAMILY_DECODER,
    .build = build_decoder,
    .help = "Reads the response's body as one JSON document.",
};

/* JsonDecoder: the body is one JSON document; of a list each element is one of its own. */
#include "declarative/decoders/indexed.h"
#include "json/json.h"

/* ---- A whole document ---- */

typedef struct document_bodies {
    ab_bodies base;
    ab_value document;
    bool done;
} document_bodies;

static int next_document(ab_bodies *bodies, ab_arena *arena, ab_body_value *out, ab_error *error)
{
    (void)arena;
    (void)error;
    document_bodies *self = (document_bodies *)bodies;
    *out = (ab_body_value){.value = self->document, .is_parsed = true};
    int got = self->done ? 0 : 1;
    self->done = true;
    return got;
}

static void close_document(ab_bodies *bodies)
{
    (void)bodies;
}

/* An empty body and an empty list are read as {}. */
static ab_bodies *open_bodies(const ab_decoder *decoder, ab_response *response, ab_error *error)
{
    (void)decoder;
    if (ab_response_first(response) == '[') {
        ab_indexed list = {.page = ab_response_page(response, NULL, 0, error),
                           .empty_object = true};
        return list.page ? ab_indexed_bodies(&list, response->arena) : NULL;
    }
    ab_str text;
    document_bodies *self = AB_ARENA_NEW(response->arena, document_bodies);
    self->base = (ab_bodies){.next = next_document, .close = close_document};
    self->document = ab_value_object();
    bool ok = ab_response_text(response, &text, error) &&
              (!ab_str_trim(text).n ||
               ab_json_parse(response->arena, text, NULL, &self->document, error));
    return ok ? &self->base : NULL;
}

/* ---- Inside of another decoder: the document is kept apart, and must not be empty ---- */

static ab_bodies *no_json(ab_error *error)
{
    ab_error_set(error, AB_ERROR_SYSTEM,
                 "Response JSON data failed to be parsed. See logs for more information.");
    return NULL;
}

static ab_bodies *open_source(const ab_decoder *decoder, ab_reader *source, ab_response *response,
                              ab_error *error)
{
    (void)decoder;
    ab_indexed list = {.owned = true, .body = ab_spool(source, response, error)};
    if (!list.body) {
        return NULL;
    }
    ab_error broken = {0};
    ab_page_body bytes = ab_body_as_page(list.body);
    list.page = ab_page_new(&bytes, NULL, 0, &broken);
    if (list.page) {
        return ab_indexed_bodies(&list, response->arena);
    }
    ab_log(ab_log_process(), AB_LOG_ERROR, "Failed to parse JSON data: %s",
           broken.message ? broken.message : "");
    ab_error_clear(&broken);
    ab_body_unref(list.body);
    return no_json(error);
}

static const ab_decoder_ops ops = {.open = open_bodies, .open_source = open_source};

static ab_decoder *new_decoder(ab_build *build)
{
    ab_decoder *decoder = ab_decoder_new(build, &ops, false);
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

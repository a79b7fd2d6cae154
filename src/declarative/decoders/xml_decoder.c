/* XmlDecoder: the body is one XML document, mapped as xmltodict does it. */
#include "declarative/decoders/source.h"
#include "declarative/decoders/xml.h"

typedef struct xml_bodies {
    ab_bodies base;
    ab_xml_reader *xml; /* NULL: an empty body, which is {} */
    bool done;
    bool skip_null; /* one empty element at a path is no record; among several it is */
} xml_bodies;

/* What the Content-Type says; else the document itself tells its encoding. */
static ab_str charset_of(const ab_response *response)
{
    ab_str type = ab_text(ab_response_header(response, AB_STR("Content-Type")));
    for (size_t i = 0; i + strlen("charset=") < type.n; i++) {
        ab_str rest = ab_str_sub(type, i, type.n);
        if (!ab_str_eq_nocase(ab_str_sub(rest, 0, strlen("charset=")), AB_STR("charset="))) {
            continue;
        }
        rest = ab_str_sub(rest, strlen("charset="), rest.n);
        ptrdiff_t end = ab_str_find(rest, AB_STR(";"), 0);
        rest = ab_str_trim(end < 0 ? rest : ab_str_sub(rest, 0, (size_t)end));
        bool quoted = rest.n > 1 && (rest.p[0] == '"' || rest.p[0] == '\'');
        return quoted ? ab_str_sub(rest, 1, rest.n - 1) : rest;
    }
    return AB_STR("");
}

static int next_element(ab_bodies *bodies, ab_arena *arena, ab_body_value *out, ab_error *error)
{
    xml_bodies *self = (xml_bodies *)bodies;
    *out = (ab_body_value){.value = ab_value_object(), .is_parsed = true};
    bool first = !self->done;
    self->done = true;
    if (!self->xml) {
        return first ? 1 : 0;
    }
    int got = ab_xml_reader_next(self->xml, arena, &out->value, error);
    return got > 0 && self->skip_null && out->value.kind == AB_NULL ? 0 : got;
}

static void close_bodies(ab_bodies *bodies)
{
    ab_xml_reader_free(((xml_bodies *)bodies)->xml);
}

static ab_bodies *open_at(ab_response *response, const ab_str *path, size_t n, ab_error *error)
{
    xml_bodies *self = AB_ARENA_NEW(response->arena, xml_bodies);
    self->base = (ab_bodies){.next = next_element, .close = close_bodies};
    if (!ab_response_first(response)) {
        return &self->base;
    }
    self->xml =
        ab_xml_reader_new(ab_response_reader(response), charset_of(response), path, n, error);
    return self->xml ? &self->base : NULL;
}

static ab_bodies *open_bodies(const ab_decoder *decoder, ab_response *response, ab_error *error)
{
    (void)decoder;
    return open_at(response, NULL, 0, error);
}

/* Element by element where the path leads to elements only, in two passes: the first one makes sure
 * that the document is whole, and that the path leads to the same elements in its mapping. */
static ab_bodies *open_path(const ab_decoder *decoder, ab_response *response, const ab_str *path,
                            size_t n, ab_error *error)
{
    (void)decoder;
    uint64_t count;
    bool single;
    for (size_t i = 0; i < n; i++) {
        if (!path[i].n || path[i].p[0] == '@' || path[i].p[0] == '#') {
            return NULL;
        }
    }
    if (!ab_response_first(response) ||
        !ab_xml_count(ab_response_reader(response), charset_of(response), path, n, &count, &single,
                      error)) {
        return NULL;
    }
    ab_bodies *bodies = single ? open_at(response, path, n, error) : NULL;
    if (bodies) {
        ((xml_bodies *)bodies)->skip_null = count == 1;
    }
    return bodies;
}

static const ab_decoder_ops ops = {.open = open_bodies, .open_path = open_path};

static void *build_decoder(ab_build *build, const ab_component *component, const void *args,
                           ab_error *error)
{
    (void)component;
    (void)args;
    (void)error;
    return ab_decoder_new(build, &ops, false);
}

const ab_component_type ab_component_xml_decoder = {
    .name = "XmlDecoder",
    .family = AB_FAMILY_DECODER,
    .build = build_decoder,
    .help = "Reads an XML document: attributes become members \"@name\", text beside them "
            "\"#text\", repeated elements a list.",
};

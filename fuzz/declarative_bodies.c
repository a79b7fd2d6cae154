/* Broken bodies for every decoder: the first byte chooses it, the rest is the body. Any may fail,
 * none may crash or hang, and what comes out is JSON of valid UTF-8. */
#include "fuzz.h"

#include "declarative/decoders/decoder.h"
#include "json/json.h"

#include <stdlib.h>

static const char *const decoders[] = {
    "{\"type\":\"JsonDecoder\"}",
    "{\"type\":\"JsonlDecoder\"}",
    "{\"type\":\"CsvDecoder\",\"set_values_to_none\":[\"\"]}",
    "{\"type\":\"CsvDecoder\",\"encoding\":\"cp1252\",\"delimiter\":\"\\\\t\"}",
    "{\"type\":\"XmlDecoder\"}",
    "{\"type\":\"IterableDecoder\"}",
    "{\"type\":\"JsonItemsDecoder\",\"items_path\":\"a.item\"}",
    "{\"type\":\"GzipDecoder\",\"decoder\":{\"type\":\"JsonItemsDecoder\",\"items_path\":\"a\"}}",
    "{\"type\":\"ZipfileDecoder\",\"decoder\":{\"type\":\"JsonDecoder\"}}",
};

static void check_element(ab_arena *arena, const ab_body_value *element)
{
    ab_str text =
        element->is_parsed ? ab_json_text(arena, &element->value, AB_JSON_COMPACT) : element->raw;
    ab_value again;
    if (!ab_json_parse(arena, text, NULL, &again, NULL)) {
        abort();
    }
}

static void drain(ab_bodies *bodies, ab_arena *arena)
{
    ab_body_value element;
    while (bodies && bodies->next(bodies, arena, &element, NULL) > 0) {
        check_element(arena, &element);
    }
    if (bodies) {
        bodies->close(bodies);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    ab_arena *arena = ab_arena_new();
    ab_env env;
    ab_env_init(&env, arena);
    ab_parse parse = {.arena = arena};
    ab_build build = {.arena = arena, .env = &env};
    ab_value node;
    const char *json = decoders[data[0] % (sizeof(decoders) / sizeof(decoders[0]))];
    ab_json_parse(arena, ab_str_of(json), NULL, &node, NULL);
    const ab_component *component = ab_component_parse(&parse, &node, NULL, AB_STR("decoder"));
    ab_decoder *decoder = ab_decoder_build(&build, component, NULL);
    ab_response response = {
        .text = {(const char *)data + 1, size - 1}, .arena = arena, .headers = ab_value_object()};
    drain(ab_decoder_open(decoder, &response, NULL), arena);
    ab_response_close(&response);
    ab_parse_end(&parse);
    ab_env_destroy(&env);
    ab_arena_free(arena);
    return 0;
}

/* JsonlDecoder: one JSON document a line. */
#include "declarative/decoders/source.h"
#include "json/json.h"
#include "json/scan.h"

/* Of a line that is no JSON, so much is shown. */
#define SHOWN_BYTES 200

typedef struct jsonl_bodies {
    ab_bodies base;
    ab_line_reader *lines;
    ab_json_scan *scan;
    uint64_t good, bad;
} jsonl_bodies;

/* Python fails on bytes that are no UTF-8, but passes over a line that is no JSON. */
static bool pass_over(jsonl_bodies *self, ab_str line, ab_error *error)
{
    if (!ab_utf8_valid(line)) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "Line %llu of the response is not valid UTF-8.",
                            (unsigned long long)(self->good + self->bad + 1));
    }
    self->bad++;
    ab_log(ab_log_process(), AB_LOG_WARN, "Cannot decode/parse line %.*s as JSON",
           AB_STR_ARG(ab_str_sub(line, 0, SHOWN_BYTES)));
    return true;
}

static int end(const jsonl_bodies *self, ab_error *error)
{
    if (self->good || !self->bad) {
        return 0;
    }
    ab_error_set(error, AB_ERROR_SYSTEM,
                 "The response is not JSON lines: none of its %llu lines is JSON.",
                 (unsigned long long)self->bad);
    return -1;
}

static int next_line(ab_bodies *bodies, ab_arena *arena, ab_body_value *out, ab_error *error)
{
    (void)arena;
    jsonl_bodies *self = (jsonl_bodies *)bodies;
    ab_str line;
    int got;
    while ((got = ab_line_reader_next(self->lines, &line, error)) > 0) {
        ab_record_entry entry;
        ab_error broken = {0};
        if (!ab_str_trim(line).n) {
            continue;
        }
        if (ab_json_scan_one(self->scan, line, &entry, &broken)) {
            self->good++;
            *out = (ab_body_value){
                .raw = ab_str_sub(line, (size_t)entry.offset, (size_t)entry.offset + entry.length),
                .raw_flags = entry.flags};
            return 1;
        }
        ab_error_clear(&broken);
        if (!pass_over(self, line, error)) {
            return -1;
        }
    }
    return got < 0 ? -1 : end(self, error);
}

static void close_bodies(ab_bodies *bodies)
{
    jsonl_bodies *self = (jsonl_bodies *)bodies;
    ab_line_reader_free(self->lines);
    ab_json_scan_free(self->scan);
}

static ab_bodies *open_source(const ab_decoder *decoder, ab_reader *source, ab_response *response,
                              ab_error *error)
{
    (void)decoder;
    (void)error;
    jsonl_bodies *self = AB_ARENA_NEW(response->arena, jsonl_bodies);
    self->base = (ab_bodies){.next = next_line, .close = close_bodies};
    self->lines = ab_line_reader_new(source, AB_MAX_LINE);
    self->scan = ab_json_scan_new(NULL, 0);
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

const ab_component_type ab_component_jsonl_decoder = {
    .name = "JsonlDecoder",
    .family = AB_FAMILY_DECODER,
    .build = build_decoder,
    .help = "Reads one JSON document from each line of the body.",
};

/* CsvDecoder: each row is a record, with the names of the first row. */
#include "codec/charset.h"
#include "declarative/decoders/csv.h"
#include "declarative/decoders/source.h"

typedef struct csv_decoder {
    ab_str encoding;
    ab_str delimiter;
    ab_strings set_values_to_none;
} csv_decoder;

typedef struct decoder {
    ab_decoder base;
    ab_str encoding;
    ab_str delimiter;
    ab_strings none;
} decoder;

typedef struct csv_bodies {
    ab_bodies base;
    const decoder *options;
    ab_csv_reader *rows;
    bool has_header;
    size_t columns;
    size_t *slot;    /* of a column: its member; columns of one name share it */
    ab_value record; /* names with null values: the model of all records */
} csv_bodies;

static void take_header(csv_bodies *self, const ab_csv_row *row, ab_arena *arena)
{
    self->has_header = true;
    self->columns = row->n;
    self->slot = AB_ARENA_ARRAY(arena, size_t, row->n + 1);
    self->record = ab_value_object();
    for (size_t i = 0; i < row->n; i++) {
        ab_str name = ab_arena_str(arena, row->fields[i]);
        ab_object_set(arena, &self->record, name, ab_value_null());
        size_t at = 0;
        while (!ab_str_eq(self->record.object.members[at].key, name)) {
            at++;
        }
        self->slot[i] = at;
    }
}

static ab_value field_value(const csv_bodies *self, ab_str text)
{
    for (size_t i = 0; i < self->options->none.n; i++) {
        if (ab_str_eq(self->options->none.at[i], text)) {
            return ab_value_null();
        }
    }
    return ab_value_str(text);
}

/* As csv.DictReader: missing fields are null, those beyond the header a list without a name, which
 * Python's serialiser calls "null". */
static ab_value make_record(const csv_bodies *self, const ab_csv_row *row, ab_arena *arena)
{
    ab_value record = ab_value_clone(arena, &self->record);
    size_t bytes =
        row->n ? (size_t)(row->fields[row->n - 1].p - row->fields[0].p) + row->fields[row->n - 1].n
               : 0;
    ab_str text = ab_arena_str(arena, (ab_str){row->n ? row->fields[0].p : NULL, bytes});
    ab_value rest = ab_value_array();
    for (size_t i = 0; i < row->n || i < self->columns; i++) {
        ab_value value = ab_value_null();
        if (i < row->n) {
            size_t from = (size_t)(row->fields[i].p - row->fields[0].p);
            ab_str field = ab_str_sub(text, from, from + row->fields[i].n);
            value = i < self->columns ? field_value(self, field) : ab_value_str(field);
        }
        if (i < self->columns) {
            record.object.members[self->slot[i]].value = value;
        } else {
            ab_array_push(arena, &rest, value);
        }
    }
    if (rest.count) {
        ab_set(arena, &record, "null", rest);
    }
    return record;
}

static int next_row(ab_bodies *bodies, ab_arena *arena, ab_body_value *out, ab_error *error)
{
    csv_bodies *self = (csv_bodies *)bodies;
    ab_csv_row row;
    int got;
    while ((got = ab_csv_reader_next(self->rows, &row, error)) > 0 && row.n == 0) {
        if (!self->has_header) {
            break;
        }
    }
    if (got > 0) {
        *out = (ab_body_value){.value = make_record(self, &row, arena), .is_parsed = true};
    }
    return got;
}

/* The first row, also an empty one, is the header. */
static int first_row(ab_bodies *bodies, ab_arena *arena, ab_body_value *out, ab_error *error)
{
    csv_bodies *self = (csv_bodies *)bodies;
    bodies->next = next_row;
    return self->has_header ? next_row(bodies, arena, out, error) : 0;
}

static void close_bodies(ab_bodies *bodies)
{
    ab_csv_reader_free(((csv_bodies *)bodies)->rows);
}

static ab_bodies *open_source(const ab_decoder *base, ab_reader *source, ab_response *response,
                              ab_error *error)
{
    const decoder *options = (const decoder *)base;
    ab_reader *text = ab_reader_to_utf8(source, options->encoding, error);
    if (!text) {
        return NULL;
    }
    csv_bodies *self = AB_ARENA_NEW(response->arena, csv_bodies);
    self->base = (ab_bodies){.next = first_row, .close = close_bodies};
    self->options = options;
    self->rows = ab_csv_reader_new(text, options->delimiter);
    ab_csv_row row;
    int got = ab_csv_reader_next(self->rows, &row, error);
    if (got > 0) {
        take_header(self, &row, response->arena);
    }
    if (got < 0) {
        close_bodies(&self->base);
        return NULL;
    }
    return &self->base;
}

static const ab_decoder_ops ops = {.open_source = open_source};

static void *build_decoder(ab_build *build, const ab_component *component, const void *args,
                           ab_error *error)
{
    (void)args;
    const csv_decoder *o = component->options;
    decoder *self = AB_ARENA_NEW(build->arena, decoder);
    self->base.ops = &ops;
    self->base.streams = true;
    self->encoding = o->encoding;
    self->none = o->set_values_to_none;
    if (!ab_charset_known(o->encoding)) {
        ab_error_set(error, AB_ERROR_CONFIG, "unknown encoding: %.*s", AB_STR_ARG(o->encoding));
        return NULL;
    }
    return ab_csv_delimiter(build->arena, o->delimiter, &self->delimiter, error) ? self : NULL;
}

static const ab_field csv_decoder_fields[] = {
    {"encoding", AB_FIELD_STRING, AB_AT(csv_decoder, encoding), .deflt = "\"utf-8\"",
     .help = "Character encoding of the text, by Python's names."},
    {"delimiter", AB_FIELD_STRING, AB_AT(csv_decoder, delimiter), .deflt = "\",\"",
     .help = "The character between fields; escapes like \\t are understood."},
    {"set_values_to_none", AB_FIELD_STRINGS, AB_AT(csv_decoder, set_values_to_none),
     .help = "Texts that become null."},
    {0},
};

const ab_component_type ab_component_csv_decoder = {
    .name = "CsvDecoder",
    .family = AB_FAMILY_DECODER,
    .fields = csv_decoder_fields,
    .options_size = sizeof(csv_decoder),
    .build = build_decoder,
    .help = "Makes a record of each row of a CSV text; the first row holds the names.",
};

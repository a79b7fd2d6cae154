/* Pages of records of a fixed size, made while they are sent: a page of any size costs no memory.
 */
#include "stub.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SMALLEST_RECORD = 240, LARGEST_RECORD = 1 << 20, TIME_DIGITS = 13, BLOCK = 256 * 1024 };
#define FIRST_MINUTE_MS INT64_C(1577836800000) /* 2020-01-01 */
#define DATE "2024-05-01T00:00:00Z"

/* How records are spelt. In `start`, zeros stand for the time, and DATE, if it is there, for a date
 * that goes on by a second from record to record. */
typedef struct bulk_format {
    const char *name, *type;
    const char *head, *tail; /* around the records */
    const char *start, *end; /* of a record; its note lies between */
    size_t separator;        /* bytes of `end` that the last record does not have */
} bulk_format;

#define PRICE                                                                                      \
    "\"v\":70790813,\"vw\":131.6292,\"o\":130.465,\"c\":130.15,\"h\":133.41,\"l\":129.89,\"n\":"   \
    "645365,"
#define RECORD "{" PRICE "\"updated_at\":\"" DATE "\",\"id\":0000000000000,\"note\":\""

static const bulk_format prices = {
    .start = "{" PRICE "\"t\":0000000000000,\"note\":\"", .end = "\"},", .separator = 1};
static const bulk_format formats[] = {
    {"json", "application/json", "{\"data\":[", "]}", RECORD, "\"},", 1},
    {"jsonl", "application/x-ndjson", "", "", RECORD, "\"}\n", 0},
    {"csv", "text/csv", "v,vw,o,c,h,l,n,updated_at,id,note\n", "",
     "70790813,131.6292,130.465,130.15,133.41,129.89,645365," DATE ",0000000000000,", "\n", 0},
    {"xml", "application/xml", "<data>", "</data>",
     "<record><v>70790813</v><vw>131.6292</vw><o>130.465</o><c>130.15</c><h>133.41</h>"
     "<l>129.89</l><n>645365</n><updated_at>" DATE "</updated_at><id>0000000000000</id><note>",
     "</note></record>", 0},
};

typedef struct bulk_page {
    const bulk_format *format;
    uint64_t first; /* index of the page's first record */
    size_t size;    /* of one record with its separator */
    size_t time_at; /* offset of the digits of the time in it */
    size_t date_at; /* of its date; 0: none */
    uint64_t count; /* records in this page */
    size_t head_size, tail_size;
    char head[160], tail[400];
    char *record;
} bulk_page;

bool stub_is_bulk(const char *ticker)
{
    return strncmp(ticker, "bulk~", 5) == 0;
}

static size_t offset_of(const char *text, const char *part)
{
    const char *found = strstr(text, part);
    return found != NULL ? (size_t)(found - text) : 0;
}

static void make_record(bulk_page *page, size_t size)
{
    const bulk_format *format = page->format;
    size = size < SMALLEST_RECORD ? SMALLEST_RECORD : size > LARGEST_RECORD ? LARGEST_RECORD : size;
    page->size = size;
    page->record = malloc(size + 1);
    if (page->record == NULL) {
        abort();
    }
    page->time_at = offset_of(format->start, "0000000000000");
    page->date_at = offset_of(format->start, DATE);
    size_t used = strlen(format->start), end = strlen(format->end);
    memcpy(page->record, format->start, used);
    memset(page->record + used, 'x', size - used);
    for (size_t i = used + 19; i < size; i += 20) {
        page->record[i] = ' ';
    }
    memcpy(page->record + size - end, format->end, end);
}

static void copy_part(const char *from, size_t from_size, uint64_t *position, char **to,
                      size_t *room)
{
    if (*position >= from_size) {
        *position -= from_size;
        return;
    }
    size_t size = from_size - *position < *room ? from_size - (size_t)*position : *room;
    memcpy(*to, from + *position, size);
    *to += size;
    *room -= size;
    *position = 0;
}

static void number_record(bulk_page *page, uint64_t index)
{
    char text[40];
    snprintf(text, sizeof text, "%013lld", (long long)(FIRST_MINUTE_MS + (int64_t)index * 60000));
    memcpy(page->record + page->time_at, text, TIME_DIGITS);
    if (page->date_at > 0) {
        unsigned day = (unsigned)(index / 86400 % 28) + 1, second = (unsigned)(index % 86400);
        snprintf(text, sizeof text, "%02uT%02u:%02u:%02uZ", day, second / 3600, second / 60 % 60,
                 second % 60);
        memcpy(page->record + page->date_at + 8, text, sizeof DATE - 1 - 8);
    }
}

static void copy_records(bulk_page *page, uint64_t *position, char **to, size_t *room)
{
    size_t separator = page->format->separator;
    uint64_t all = page->count > 0 ? page->count * page->size - separator : 0;
    if (*position >= all) {
        *position -= all;
        return;
    }
    uint64_t index = *position / page->size;
    *position %= page->size;
    for (; index<page->count && * room> 0; index++) {
        number_record(page, page->first + index);
        size_t size = index + 1 == page->count ? page->size - separator : page->size;
        copy_part(page->record, size, position, to, room);
    }
}

static ssize_t read_page(void *cls, uint64_t position, char *to, size_t room)
{
    bulk_page *page = cls;
    char *start = to;
    copy_part(page->head, page->head_size, &position, &to, &room);
    copy_records(page, &position, &to, &room);
    copy_part(page->tail, page->tail_size, &position, &to, &room);
    return to > start ? to - start : MHD_CONTENT_READER_END_OF_STREAM;
}

static void free_page(void *cls)
{
    bulk_page *page = cls;
    free(page->record);
    free(page);
}

static uint64_t number_argument(const stub_request *r, const char *name)
{
    const char *text = MHD_lookup_connection_value(r->connection, MHD_GET_ARGUMENT_KIND, name);
    return text != NULL ? strtoull(text, NULL, 10) : 0;
}

/* The page that RECORDS[~PAGE[~BYTES]] and a number (from 0) name; NULL for an empty size. */
static bulk_page *new_page(const bulk_format *format, const char *shape, uint64_t number,
                           uint64_t *records)
{
    char *end;
    *records = strtoull(shape, &end, 10);
    uint64_t per_page = *end == '~' ? strtoull(end + 1, &end, 10) : 1000;
    size_t size = *end == '~' ? (size_t)strtoull(end + 1, NULL, 10) : 1000;
    bulk_page *page = per_page > 0 ? calloc(1, sizeof *page) : NULL;
    if (page == NULL) {
        return NULL;
    }
    page->format = format;
    page->first = number * per_page < *records ? number * per_page : *records;
    page->count = *records - page->first < per_page ? *records - page->first : per_page;
    make_record(page, size);
    return page;
}

/* Sends the page, which it takes over. */
static enum MHD_Result send_page(stub_request *r, bulk_page *page, const char *type)
{
    uint64_t records = page->count > 0 ? page->count * page->size - page->format->separator : 0;
    struct MHD_Response *response = MHD_create_response_from_callback(
        page->head_size + records + page->tail_size, BLOCK, read_page, page, free_page);
    MHD_add_response_header(response, "Content-Type", type);
    return stub_queue(r, 200, response);
}

static enum MHD_Result no_such_page(stub_request *r)
{
    return stub_reply(r, 404, "text/plain", "no such page\n", NULL, NULL);
}

enum MHD_Result stub_bulk(stub_request *r)
{
    uint64_t records, number = number_argument(r, "cursor");
    bulk_page *page = new_page(&prices, r->ticker + 5, number, &records);
    if (page == NULL || page->count == 0) {
        if (page != NULL) {
            free_page(page);
        }
        return no_such_page(r);
    }
    char base[160], next[320] = "";
    stub_base_url(r, base);
    if (page->first + page->count < records) {
        snprintf(next, sizeof next, "\"next_url\":\"%s/v2/aggs/ticker/%s%s?cursor=%llu\",", base,
                 r->ticker, r->rest, (unsigned long long)number + 1);
    }
    page->head_size = (size_t)snprintf(page->head, sizeof page->head,
                                       "{\"ticker\":\"%s\",\"results\":[", r->ticker);
    page->tail_size =
        (size_t)snprintf(page->tail, sizeof page->tail, "],%s\"status\":\"OK\"}", next);
    return send_page(r, page, "application/json");
}

enum MHD_Result stub_bulk_format(stub_request *r)
{
    const bulk_format *format = NULL;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (r->rest[0] == '/' && strcmp(r->rest + 1, formats[i].name) == 0) {
            format = &formats[i];
        }
    }
    uint64_t records;
    stub_wait((unsigned)number_argument(r, "delay_ms"));
    bulk_page *page =
        format != NULL ? new_page(format, r->ticker, number_argument(r, "page"), &records) : NULL;
    if (page == NULL) {
        return no_such_page(r);
    }
    page->head_size = (size_t)snprintf(page->head, sizeof page->head, "%s", format->head);
    page->tail_size = (size_t)snprintf(page->tail, sizeof page->tail, "%s", format->tail);
    return send_page(r, page, format->type);
}

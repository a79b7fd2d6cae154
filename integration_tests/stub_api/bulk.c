/* Pages of records of a fixed size, made while they are sent: a page of any size costs no memory.
 */
#include "stub.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SMALLEST_RECORD = 200, LARGEST_RECORD = 1 << 20, TIME_DIGITS = 13, BLOCK = 256 * 1024 };
#define FIRST_MINUTE_MS INT64_C(1577836800000) /* 2020-01-01 */

typedef struct bulk_page {
    uint64_t first; /* index of the page's first record */
    size_t size;    /* of one record with its comma */
    size_t time_at; /* offset of the digits of `t` in it */
    uint64_t count; /* records in this page */
    size_t head_size, tail_size;
    char head[160], tail[400];
    char *record;
} bulk_page;

bool stub_is_bulk(const char *ticker)
{
    return strncmp(ticker, "bulk~", 5) == 0;
}

static void make_record(bulk_page *page, size_t size)
{
    static const char start[] = "{\"v\":70790813,\"vw\":131.6292,\"o\":130.465,\"c\":130.15,"
                                "\"h\":133.41,\"l\":129.89,\"n\":645365,\"t\":";
    size = size < SMALLEST_RECORD ? SMALLEST_RECORD : size > LARGEST_RECORD ? LARGEST_RECORD : size;
    page->size = size;
    page->record = malloc(size + 1);
    if (page->record == NULL) {
        abort();
    }
    page->time_at = sizeof start - 1;
    int used = snprintf(page->record, size, "%s0000000000000,\"note\":\"", start);
    memset(page->record + used, 'x', size - (size_t)used);
    for (size_t i = (size_t)used + 19; i < size; i += 20) {
        page->record[i] = ' ';
    }
    memcpy(page->record + size - 3, "\"},", 3);
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

static void copy_records(bulk_page *page, uint64_t *position, char **to, size_t *room)
{
    uint64_t all = page->count * page->size - 1; /* no comma after the last */
    if (*position >= all) {
        *position -= all;
        return;
    }
    uint64_t index = *position / page->size;
    *position %= page->size;
    for (; index<page->count && * room> 0; index++) {
        int64_t time = FIRST_MINUTE_MS + (int64_t)(page->first + index) * 60000;
        char digits[24];
        snprintf(digits, sizeof digits, "%013lld", (long long)time);
        memcpy(page->record + page->time_at, digits, TIME_DIGITS);
        size_t size = index + 1 == page->count ? page->size - 1 : page->size;
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

enum MHD_Result stub_bulk(stub_request *r)
{
    char *end;
    uint64_t records = strtoull(r->ticker + 5, &end, 10);
    uint64_t per_page = *end == '~' ? strtoull(end + 1, &end, 10) : 1000;
    size_t size = *end == '~' ? (size_t)strtoull(end + 1, NULL, 10) : 1000;
    const char *cursor =
        MHD_lookup_connection_value(r->connection, MHD_GET_ARGUMENT_KIND, "cursor");
    uint64_t number = cursor != NULL ? strtoull(cursor, NULL, 10) : 0;
    bulk_page *page = calloc(1, sizeof *page);
    if (page == NULL || per_page == 0 || number * per_page >= records) {
        free(page);
        return stub_reply(r, 404, "text/plain", "no such page\n", NULL, NULL);
    }
    page->first = number * per_page;
    page->count = records - page->first < per_page ? records - page->first : per_page;
    make_record(page, size);
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
    uint64_t total = page->head_size + page->count * page->size - 1 + page->tail_size;
    struct MHD_Response *response =
        MHD_create_response_from_callback(total, BLOCK, read_page, page, free_page);
    MHD_add_response_header(response, "Content-Type", "application/json");
    enum MHD_Result result = MHD_queue_response(r->connection, 200, response);
    MHD_destroy_response(response);
    r->status = 200;
    return result;
}

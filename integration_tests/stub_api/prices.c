/* Prices that are a pure function of ticker and day, for the trading days of 2020 to 2025. */
#include "stub.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_DAY = 18262, LAST_DAY = 20453 }; /* 2020-01-01 and 2025-12-31, in days since 1970 */
#define DAY_MS INT64_C(86400000)

typedef struct stub_ticker {
    const char *symbol, *name, *exchange, *listed;
} stub_ticker;

static const stub_ticker tickers[] = {
    {"AAPL", "Apple Inc.", "XNAS", "1980-12-12"},
    {"AMZN", "Amazon.com, Inc.", "XNAS", "1997-05-15"},
    {"BRK.B", "Berkshire Hathaway Inc. Class B", "XNYS", "1996-05-09"},
    {"GOOG", "Alphabet Inc. Class C", "XNAS", "2014-03-27"},
    {"IBM", "International Business Machines", "XNYS", "1911-07-20"},
    {"KO", "Coca-Cola Company", "XNYS", "1919-09-05"},
    {"MSFT", "Microsoft Corp", "XNAS", "1986-03-13"},
    {"NVDA", "Nvidia Corp", "XNAS", "1999-01-22"},
    {"TSLA", "Tesla, Inc.", "XNAS", "2010-06-29"},
};

typedef struct page_request {
    int64_t from, to; /* days since 1970 */
    bool descending;
    unsigned limit;
} page_request;

static const stub_ticker *find_ticker(const char *symbol)
{
    for (size_t i = 0; i < sizeof tickers / sizeof tickers[0]; i++) {
        if (strcmp(tickers[i].symbol, symbol) == 0) {
            return &tickers[i];
        }
    }
    return NULL;
}

/* Days since 1970 of a civil date (Howard Hinnant's days_from_civil). */
static int64_t day_of(int year, int month, int day)
{
    year -= month <= 2;
    int64_t era = year / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

/* YYYY-MM-DD or milliseconds since 1970, as the API takes both. */
static bool parse_day(const char **text, int64_t *out)
{
    int year = 0, month = 0, day = 0, used = 0;
    if (sscanf(*text, "%4d-%2d-%2d%n", &year, &month, &day, &used) == 3 && used == 10) {
        *out = day_of(year, month, day);
        *text += used;
        return true;
    }
    char *end;
    long long ms = strtoll(*text, &end, 10);
    if (end == *text || ms < 0) {
        return false;
    }
    *out = ms / DAY_MS;
    *text = end;
    return true;
}

static bool trading_day(int64_t day)
{
    if ((day + 4) % 7 == 0 || (day + 4) % 7 == 6) { /* 1970-01-01 was a Thursday; 0 is Sunday */
        return false;
    }
    for (int year = 2020; year <= 2025; year++) {
        if (day == day_of(year, 1, 1) || day == day_of(year, 7, 4) || day == day_of(year, 12, 25)) {
            return false;
        }
    }
    return true;
}

static uint32_t hash(const char *symbol, int64_t day)
{
    uint32_t h = 2166136261U ^ (uint32_t)day;
    for (; *symbol != '\0'; symbol++) {
        h = (h ^ (unsigned char)*symbol) * 16777619U;
    }
    h ^= h >> 15;
    h *= 2246822519U;
    return h ^ h >> 13;
}

static void write_price(FILE *out, const char *symbol, int64_t day)
{
    uint32_t h = hash(symbol, day);
    uint32_t open = 5000 + hash(symbol, 0) % 30000 + (uint32_t)(day - FIRST_DAY) * 5 + h % 900;
    uint32_t close = open + h % 701 - 350;
    uint32_t high = (open > close ? open : close) + h % 97,
             low = (open < close ? open : close) - h % 89;
    fprintf(out,
            "{\"v\":%u,\"vw\":%u.%04u,\"o\":%u.%02u,\"c\":%u.%02u,\"h\":%u.%02u,\"l\":%u.%02u,"
            "\"t\":%lld,\"n\":%u}",
            1000000 + h % 90000000, (open + close) / 200, h % 10000, open / 100, open % 100,
            close / 100, close % 100, high / 100, high % 100, low / 100, low % 100,
            (long long)(day * DAY_MS + 4 * 3600000), 1000 + h % 500000);
}

/* The query of the first page, or the cursor that a next_url carries in its place. */
static void read_query(stub_request *r, page_request *p)
{
    const char *cursor =
        MHD_lookup_connection_value(r->connection, MHD_GET_ARGUMENT_KIND, "cursor");
    const char *limit = MHD_lookup_connection_value(r->connection, MHD_GET_ARGUMENT_KIND, "limit");
    const char *sort = MHD_lookup_connection_value(r->connection, MHD_GET_ARGUMENT_KIND, "sort");
    p->limit = limit != NULL ? (unsigned)strtoul(limit, NULL, 10) : 5000;
    p->descending = sort != NULL && strcmp(sort, "desc") == 0;
    if (cursor != NULL) {
        p->limit = (unsigned)strtoul(cursor, NULL, 10);
        p->descending = strchr(cursor, 'd') != NULL;
    }
    if (p->limit == 0 || p->limit > r->options->max_page) {
        p->limit = r->options->max_page;
    }
}

static bool read_path(const stub_request *r, page_request *p)
{
    static const char range[] = "/range/1/day/";
    if (strncmp(r->rest, range, sizeof range - 1) != 0) {
        return false;
    }
    const char *text = r->rest + sizeof range - 1;
    return parse_day(&text, &p->from) && *text++ == '/' && parse_day(&text, &p->to) &&
           *text == '\0';
}

/* Writes the results and returns how many; *next is the first day of the next page, -1 at the end.
 */
static unsigned write_results(FILE *out, const char *symbol, const page_request *p, int64_t *next)
{
    int64_t from = p->from < FIRST_DAY ? FIRST_DAY : p->from;
    int64_t to = p->to > LAST_DAY ? LAST_DAY : p->to;
    unsigned count = 0;
    *next = -1;
    for (int64_t i = 0; i <= to - from; i++) {
        int64_t day = p->descending ? to - i : from + i;
        if (!trading_day(day)) {
            continue;
        }
        if (count == p->limit) {
            *next = day;
            break;
        }
        fputs(count++ == 0 ? "\"results\":[" : ",", out);
        write_price(out, symbol, day);
    }
    fputs(count > 0 ? "]," : "", out);
    return count;
}

static void write_page(stub_request *r, FILE *out, const char *symbol, const page_request *p)
{
    const char *adjusted =
        MHD_lookup_connection_value(r->connection, MHD_GET_ARGUMENT_KIND, "adjusted");
    int64_t next = -1;
    fprintf(out, "{\"ticker\":\"%s\",\"adjusted\":%s,", r->ticker,
            adjusted != NULL && strcmp(adjusted, "false") == 0 ? "false" : "true");
    unsigned count = find_ticker(symbol) != NULL ? write_results(out, symbol, p, &next) : 0;
    fprintf(out, "\"queryCount\":%u,\"resultsCount\":%u,\"count\":%u,", count, count, count);
    if (next >= 0) {
        char base[160];
        stub_base_url(r, base);
        fprintf(out, "\"next_url\":\"%s/v2/aggs/ticker/%s/range/1/day/%lld/%lld?cursor=%u%s\",",
                base, r->ticker, (long long)((p->descending ? p->from : next) * DAY_MS),
                (long long)((p->descending ? next : p->to) * DAY_MS), p->limit,
                p->descending ? "d" : "a");
    }
    fputs("\"status\":\"OK\",\"request_id\":\"stub\"}", out);
}

enum MHD_Result stub_prices(stub_request *r, const char *data_ticker)
{
    page_request page = {0};
    if (!read_path(r, &page)) {
        return stub_reply(r, 400, "application/json",
                          "{\"status\":\"ERROR\",\"request_id\":\"stub\","
                          "\"error\":\"Could not parse the time parameters\"}",
                          NULL, NULL);
    }
    read_query(r, &page);
    char *body = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&body, &size);
    if (out == NULL) {
        return MHD_NO;
    }
    write_page(r, out, data_ticker, &page);
    fclose(out);
    enum MHD_Result result = stub_reply(r, 200, "application/json", body, NULL, NULL);
    free(body);
    return result;
}

enum MHD_Result stub_ticker_details(stub_request *r, const char *data_ticker)
{
    const stub_ticker *t = find_ticker(data_ticker);
    if (t == NULL) {
        return stub_reply(r, 404, "application/json",
                          "{\"status\":\"NOT_FOUND\",\"request_id\":\"stub\","
                          "\"message\":\"Ticker not found.\"}",
                          NULL, NULL);
    }
    char body[512];
    snprintf(body, sizeof body,
             "{\"request_id\":\"stub\",\"status\":\"OK\",\"results\":{\"ticker\":\"%s\",\"name\":"
             "\"%s\",\"market\":\"stocks\",\"locale\":\"us\",\"primary_exchange\":\"%s\",\"type\":"
             "\"CS\",\"active\":true,\"currency_name\":\"usd\",\"list_date\":\"%s\"}}",
             r->ticker, t->name, t->exchange, t->listed);
    return stub_reply(r, 200, "application/json", body, NULL, NULL);
}

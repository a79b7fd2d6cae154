/* source-stock-ticker: a whole native connector, and the file to copy from when you write your own.
 *
 * It needs nothing but <airbyte/…>. Read it from the end: `ab_stock_ticker` is the source, a const
 * struct of functions; it names two streams, which are const structs too. The engine calls these
 * functions, runs partitions at once, prints the protocol's messages and handles signals, state
 * counts, statuses and errors; a stream only says what its partitions are and how one is read.
 *
 * The API is Polygon.io's (now Massive): daily aggregates by ticker, with a bearer key. */
#include "stock_ticker/stock_ticker.h"

#include "airbyte/cursor.h"
#include "airbyte/http.h"
#include "stock_ticker/dates.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_BASE_URL "https://api.polygon.io"
#define MS_PER_DAY INT64_C(86400000)
/* The most that the API serves in one page: about two hundred years of one ticker. */
#define PAGE_LIMIT "50000"

/* spec.yaml and schemas/, embedded by CMakeLists.txt. */
extern const char stock_ticker_spec[];
extern const char stock_ticker_prices_schema[];
extern const char stock_ticker_tickers_schema[];

static ab_str config_text(const ab_value *config, const char *key)
{
    return ab_string_of(ab_member_of(config, key));
}

/* ------------------------------------------------------------------ what both streams share */

/* The configured or default base URL, without a slash at its end. */
static ab_str base_url(const ab_value *config)
{
    ab_str url = config_text(config, "base_url");
    if (url.n == 0) {
        url = (ab_str){DEFAULT_BASE_URL, strlen(DEFAULT_BASE_URL)};
    }
    while (url.n > 0 && url.p[url.n - 1] == '/') {
        url.n--;
    }
    return url;
}

/* Says in the user's words what the API's refusals mean. All else is left to the default policy,
 * which retries what can pass: network failures, 429 with its Retry-After, 5xx. */
static ab_api_verdict judge(void *context, const ab_api_response *response, ab_error *error)
{
    (void)context;
    if (response->status == 404) {
        ab_error_set(error, AB_ERROR_CONFIG, "The API knows no such ticker: %s", response->url);
        return AB_API_FAIL;
    }
    if (response->status != 401 && response->status != 403) {
        return AB_API_DEFAULT;
    }
    ab_str reason = ab_string_of(ab_member_of(response->body, "error"));
    if (reason.n == 0) {
        reason = ab_string_of(ab_member_of(response->body, "message"));
    }
    ab_error_set(error, AB_ERROR_CONFIG, "The API refused the API key (status %d)%s%.*s",
                 response->status, reason.n > 0 ? ": " : "", (int)reason.n, reason.p);
    return AB_API_FAIL;
}

static const ab_api_policy policy = {.judge = judge};

/* The n-th configured ticker; the empty slice after the last. */
static ab_str ticker_at(const ab_value *config, size_t n)
{
    return ab_string_of(ab_item_of(ab_member_of(config, "stock_tickers"), n));
}

/* GET {base}/v3/reference/tickers/{ticker}: the check's request and the second stream's. */
static bool fetch_details(ab_runtime *runtime, ab_sink *sink, const ab_value *config, ab_str ticker,
                          ab_arena *arena, ab_api_response *response, ab_error *error)
{
    ab_str base = base_url(config);
    ab_api_request request = {
        .url = ab_arena_printf(arena, "%.*s/v3/reference/tickers/%.*s", (int)base.n, base.p,
                               (int)ticker.n, ticker.p)
                   .p,
        .bearer = ab_arena_cstr(arena, config_text(config, "api_key")),
    };
    return ab_api_fetch(runtime, sink, &request, &policy, arena, response, error);
}

/* ------------------------------------------------------------------ stream: stock_prices */

static bool prices_describe(void *self, ab_runtime *runtime, const ab_value *config,
                            ab_arena *arena, ab_stream_info *info, ab_error *error)
{
    static const char *const key[] = {"ticker", "date", NULL};
    (void)self, (void)runtime, (void)config;
    ab_str schema = {stock_ticker_prices_schema, strlen(stock_ticker_prices_schema)};
    *info = (ab_stream_info){
        .json_schema = ab_new_json(arena, schema, error),
        .primary_key = key,
        .default_cursor_field = "date",
        .incremental = true,
        .source_defined_cursor = true,
        .is_resumable = true,
    };
    return info->json_schema != NULL;
}

/* One read of the stream: made by open, freed by finish. Its partitions are the tickers, which are
 * read at once, as many as the concurrency lets. */
typedef struct prices_reading {
    size_t next;       /* index of the next ticker to hand out: the generator's thread only */
    ab_cursor *cursor; /* shared by the workers, and made for that */
} prices_reading;

static bool prices_open(void *self, const ab_read_request *request, void **out, ab_error *error)
{
    (void)self;
    const ab_value *state = request->incremental ? request->state : NULL;
    ab_cursor *cursor = ab_cursor_new(state, "date", error);
    if (cursor == NULL) {
        return false;
    }
    prices_reading *reading = calloc(1, sizeof *reading);
    if (reading == NULL) {
        ab_cursor_free(cursor);
        return ab_error_set(error, AB_ERROR_SYSTEM, "out of memory");
    }
    reading->cursor = cursor;
    *out = reading;
    return true;
}

static ab_next prices_next(void *self, const ab_read_request *request, ab_partition *partition,
                           ab_sink *sink, ab_error *error)
{
    (void)sink, (void)error;
    prices_reading *reading = self;
    ab_str ticker = ticker_at(request->config, reading->next);
    if (ticker.n == 0) {
        return AB_NEXT_DONE;
    }
    reading->next++;
    /* The slice says in logs, and in the state, which partition this is. */
    ab_value *slice = ab_new_object(partition->arena);
    ab_put_string(partition->arena, slice, "ticker", ticker);
    partition->slice = slice;
    return AB_NEXT_PARTITION;
}

/* What the callbacks of one partition's paging share. */
typedef struct price_pages {
    prices_reading *reading;
    const ab_partition *partition;
    ab_str base;
    ab_str ticker;
    ab_str since;      /* the day that earlier reads reached, or empty */
    int64_t newest_ms; /* the time of the latest price of this reading; negative: none yet */
} price_pages;

static bool is_below(ab_str base, ab_str url)
{
    return url.n > base.n && memcmp(url.p, base.p, base.n) == 0 && url.p[base.n] == '/';
}

/* The API names the next page by its whole URL. */
static bool next_price_page(void *context, const ab_api_response *response, ab_api_request *next,
                            ab_arena *arena)
{
    const price_pages *pages = context;
    ab_str url = ab_string_of(ab_member_of(response->body, "next_url"));
    /* The key goes only where the user sent it; after_price_page tells of another place. */
    if (!is_below(pages->base, url)) {
        return false;
    }
    next->url = ab_arena_cstr(arena, url);
    next->query_count = 0; /* the URL brings its own */
    return true;
}

static bool later(ab_str a, ab_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n > 0 ? memcmp(a.p, b.p, n) : 0;
    return order != 0 ? order > 0 : a.n > b.n;
}

/* One price: as the API has it, with its ticker and day added. False ends the reading. */
static bool on_price(void *context, ab_value *price, ab_arena *arena, ab_sink *sink,
                     ab_error *error)
{
    price_pages *pages = context;
    int64_t ms;
    if (!ab_int_of(ab_member_of(price, "t"), &ms)) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "%.*s: the API sent a price without its time",
                            (int)pages->ticker.n, pages->ticker.p);
    }
    ab_str date = stock_ticker_date(arena, ms);
    if (ms <= pages->newest_ms || (pages->since.n > 0 && !later(date, pages->since))) {
        return true; /* read before: the API's `from` includes the day that was reached */
    }
    pages->newest_ms = ms;
    ab_put_string(arena, price, "ticker", pages->ticker);
    ab_put_string(arena, price, "date", date);
    return ab_emit_record(sink, price, error);
}

/* After a page's records. Pages come in the order of time, so the state may move on after each: a
 * read that is killed in the middle goes on from here. */
static bool after_price_page(void *context, const ab_api_response *response, ab_arena *arena,
                             ab_sink *sink, ab_error *error)
{
    const price_pages *pages = context;
    if (ab_kind_of(response->body) != AB_OBJECT) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "%.*s: the API answered with no object",
                            (int)pages->ticker.n, pages->ticker.p);
    }
    ab_str next = ab_string_of(ab_member_of(response->body, "next_url"));
    if (next.n > 0 && !is_below(pages->base, next)) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "%.*s: the next page is not below base_url: %.*s", (int)pages->ticker.n,
                            pages->ticker.p, (int)next.n, next.p);
    }
    if (pages->newest_ms < 0) {
        return true;
    }
    return ab_cursor_close(pages->reading->cursor, pages->partition->slice,
                           stock_ticker_date(arena, pages->newest_ms), sink, error);
}

/* Without an end_date, yesterday: today's prices still change. */
static ab_str last_day(const ab_read_request *request, ab_arena *arena)
{
    ab_str end = config_text(request->config, "end_date");
    if (end.n == 0) {
        end = stock_ticker_date(arena, ab_runtime_now_ms(request->runtime) - MS_PER_DAY);
    }
    return end;
}

static bool prices_read(void *self, const ab_read_request *request, ab_partition *partition,
                        ab_sink *sink, ab_error *error)
{
    ab_arena *arena = partition->arena;
    price_pages pages = {.reading = self,
                         .partition = partition,
                         .base = base_url(request->config),
                         .newest_ms = -1};
    pages.ticker = ab_string_of(ab_member_of(partition->slice, "ticker"));
    pages.since = ab_cursor_get(pages.reading->cursor, partition->slice, arena);
    ab_str from = config_text(request->config, "start_date"), to = last_day(request, arena);
    if (later(pages.since, from)) {
        from = pages.since;
    }
    if (later(from, to)) {
        return true; /* nothing is due yet */
    }
    static const ab_api_pair query[] = {
        {"adjusted", "true"}, {"sort", "asc"}, {"limit", PAGE_LIMIT}};
    ab_api_pages http = {
        .first =
            {
                .url = ab_arena_printf(arena, "%.*s/v2/aggs/ticker/%.*s/range/1/day/%.*s/%.*s",
                                       (int)pages.base.n, pages.base.p, (int)pages.ticker.n,
                                       pages.ticker.p, (int)from.n, from.p, (int)to.n, to.p)
                           .p,
                .query = query,
                .query_count = sizeof query / sizeof query[0],
                .bearer = ab_arena_cstr(arena, config_text(request->config, "api_key")),
            },
        .policy = &policy,
        .next_page = next_price_page,
        .records = "results",
        .on_record = on_price,
        .on_page = after_price_page,
        .context = &pages,
    };
    return ab_api_read_pages(request->runtime, sink, &http, error);
}

static bool prices_finish(void *self, const ab_read_request *request, ab_outcome outcome,
                          ab_sink *sink, ab_error *error)
{
    (void)request, (void)outcome;
    prices_reading *reading = self;
    bool done = ab_cursor_finish(reading->cursor, sink, error);
    ab_cursor_free(reading->cursor);
    free(reading);
    return done;
}

static const ab_stream stock_prices = {
    .name = "stock_prices",
    .describe = prices_describe,
    .open = prices_open,
    .next_partition = prices_next,
    .read_partition = prices_read,
    .finish = prices_finish,
};

/* ------------------------------------------------------------------ stream: tickers */

static bool tickers_describe(void *self, ab_runtime *runtime, const ab_value *config,
                             ab_arena *arena, ab_stream_info *info, ab_error *error)
{
    static const char *const key[] = {"ticker", NULL};
    (void)self, (void)runtime, (void)config;
    ab_str schema = {stock_ticker_tickers_schema, strlen(stock_ticker_tickers_schema)};
    *info = (ab_stream_info){.json_schema = ab_new_json(arena, schema, error), .primary_key = key};
    return info->json_schema != NULL;
}

static bool tickers_read(void *self, const ab_read_request *request, ab_partition *partition,
                         ab_sink *sink, ab_error *error)
{
    (void)self;
    ab_api_response response;
    for (size_t i = 0; ticker_at(request->config, i).n > 0; i++) {
        ab_str ticker = ticker_at(request->config, i);
        if (!fetch_details(request->runtime, sink, request->config, ticker, partition->arena,
                           &response, error)) {
            return false;
        }
        const ab_value *details = ab_member_of(response.body, "results");
        if (ab_kind_of(details) != AB_OBJECT) {
            return ab_error_set(error, AB_ERROR_SYSTEM, "%.*s: the API answered with no details",
                                (int)ticker.n, ticker.p);
        }
        if (!ab_emit_record(sink, details, error)) {
            return true; /* the limit is reached, or the process is stopping */
        }
    }
    return true;
}

/* The smallest stream: one partition, which the engine makes itself, and no state. */
static const ab_stream tickers = {
    .name = "tickers",
    .describe = tickers_describe,
    .read_partition = tickers_read,
};

/* ------------------------------------------------------------------ the source */

static bool source_spec(void *self, ab_runtime *runtime, ab_arena *arena, const ab_value **spec,
                        ab_error *error)
{
    (void)self, (void)runtime;
    *spec = ab_new_yaml(arena, (ab_str){stock_ticker_spec, strlen(stock_ticker_spec)}, error);
    return *spec != NULL;
}

/* One cheap request with the user's key. */
static ab_check source_check(void *self, ab_runtime *runtime, const ab_value *config,
                             ab_error *error)
{
    (void)self;
    ab_api_response response;
    ab_arena *arena = ab_arena_new();
    ab_str ticker = ticker_at(config, 0);
    bool fetched = fetch_details(runtime, NULL, config, ticker, arena, &response, error);
    ab_arena_free(arena);
    return fetched ? AB_CHECK_SUCCEEDED : AB_CHECK_FAILED;
}

static bool source_streams(void *self, ab_runtime *runtime, const ab_value *config,
                           ab_purpose purpose, const ab_value *catalog, const ab_value *state,
                           ab_stream_list *list, ab_error *error)
{
    (void)self, (void)runtime, (void)config, (void)purpose, (void)catalog, (void)state, (void)error;
    ab_stream_list_add(list, &stock_prices);
    ab_stream_list_add(list, &tickers);
    return true;
}

const ab_source ab_stock_ticker = {
    .name = "source-stock-ticker",
    .version = "0.1.0",
    .spec = source_spec,
    .check = source_check,
    .streams = source_streams,
};

/* source-stock-ticker: a whole native connector, and the file to copy from when you write your own.
 *
 * It needs nothing but <airbyte/…>. Read it from the end: `ab_stock_ticker` is the source, a const
 * struct that names its streams, which are const structs too. What is the same in most sources they
 * name (the schema, the key, the cursor's field, what the partitions are); what is their own is a
 * function. The engine calls it, runs partitions at once, prints the protocol's messages and
 * handles signals, state, counts, statuses, retries and errors.
 *
 * The API is Polygon.io's (now Massive): daily aggregates by ticker, with a bearer key. */
#include "stock_ticker/stock_ticker.h"

#include "airbyte/cursor.h"
#include "airbyte/date.h"
#include "airbyte/http.h"

#define DEFAULT_BASE_URL "https://api.polygon.io"
/* The most that the API serves in one page: about two hundred years of one ticker. */
#define PAGE_LIMIT "50000"

/* spec.yaml and schemas/, embedded by CMakeLists.txt. */
extern const char stock_ticker_spec[];
extern const char stock_ticker_prices_schema[];
extern const char stock_ticker_tickers_schema[];

/* ------------------------------------------------------------------ what both streams share */

/* A request with the user's key to a path of the API. */
static ab_api_request request_for(const ab_value *config, ab_arena *arena, ab_str path)
{
    return (ab_api_request){
        .base = ab_arena_cstr(arena, ab_string_at(config, "base_url", DEFAULT_BASE_URL)),
        .url = ab_arena_cstr(arena, path),
        .bearer = ab_arena_cstr(arena, ab_string_at(config, "api_key", NULL)),
    };
}

/* Says in the user's words what the API's refusals mean. All else is left to the default policy,
 * which retries what can pass: network failures, 429 with its Retry-After, 5xx, broken bodies. */
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
    ab_str reason = ab_string_at(response->body, "error", NULL);
    if (reason.n == 0) {
        reason = ab_string_at(response->body, "message", NULL);
    }
    ab_error_set(error, AB_ERROR_CONFIG, "The API refused the API key (status %d)%s%.*s",
                 response->status, reason.n > 0 ? ": " : "", AB_STR_ARG(reason));
    return AB_API_FAIL;
}

static const ab_api_policy policy = {.judge = judge};

/* GET /v3/reference/tickers/{ticker}: the check's request and the second stream's. */
static bool fetch_details(ab_runtime *runtime, ab_sink *sink, const ab_value *config, ab_str ticker,
                          ab_arena *arena, ab_api_response *response, ab_error *error)
{
    ab_str path = ab_arena_printf(arena, "v3/reference/tickers/%.*s", AB_STR_ARG(ticker));
    ab_api_request request = request_for(config, arena, path);
    return ab_api_fetch(runtime, sink, &request, &policy, arena, response, error);
}

/* ------------------------------------------------------------------ stream: stock_prices */

/* What the callbacks of one partition's paging share. */
typedef struct price_pages {
    ab_cursor *cursor; /* the stream's state, kept by the engine */
    const ab_partition *partition;
    ab_str ticker;
    ab_str since;      /* the day that earlier reads reached, or empty */
    int64_t newest_ms; /* the time of the latest price of this reading; negative: none yet */
} price_pages;

/* One price: as the API has it, with its ticker and day added. False ends the reading. */
static bool on_price(void *context, ab_value *price, ab_arena *arena, ab_sink *sink,
                     ab_error *error)
{
    price_pages *pages = context;
    int64_t ms;
    if (!ab_int_of(ab_member_of(price, "t"), &ms)) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "%.*s: the API sent a price without its time",
                            AB_STR_ARG(pages->ticker));
    }
    ab_str date = ab_date_of_ms(arena, ms);
    if (ms <= pages->newest_ms || (pages->since.n > 0 && !ab_cursor_later(date, pages->since))) {
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
                            AB_STR_ARG(pages->ticker));
    }
    return pages->newest_ms < 0 ||
           ab_cursor_close(pages->cursor, pages->partition->slice,
                           ab_date_of_ms(arena, pages->newest_ms), sink, error);
}

/* Without an end_date, yesterday: today's prices still change. */
static ab_str last_day(const ab_read_request *request, ab_arena *arena)
{
    ab_str end = ab_string_at(request->config, "end_date", NULL);
    return end.n > 0 ? end
                     : ab_date_of_ms(arena, ab_runtime_now_ms(request->runtime) - AB_MS_PER_DAY);
}

/* One ticker, from the day that its state has. */
static bool prices_read(void *reading, const ab_read_request *request, ab_partition *partition,
                        ab_sink *sink, ab_error *error)
{
    (void)reading;
    static const ab_api_pair query[] = {
        {"adjusted", "true"}, {"sort", "asc"}, {"limit", PAGE_LIMIT}};
    ab_arena *arena = partition->arena;
    price_pages pages = {.cursor = request->cursor,
                         .partition = partition,
                         .ticker = ab_string_at(partition->slice, "ticker", NULL),
                         .since = ab_cursor_get(request->cursor, partition->slice, arena),
                         .newest_ms = -1};
    ab_str from = ab_string_at(request->config, "start_date", NULL), to = last_day(request, arena);
    if (ab_cursor_later(pages.since, from)) {
        from = pages.since;
    }
    if (ab_cursor_later(from, to)) {
        return true; /* nothing is due yet */
    }
    ab_str path = ab_arena_printf(arena, "v2/aggs/ticker/%.*s/range/1/day/%.*s/%.*s",
                                  AB_STR_ARG(pages.ticker), AB_STR_ARG(from), AB_STR_ARG(to));
    ab_api_pages http = {
        .first = request_for(request->config, arena, path),
        .policy = &policy,
        .next_url = "next_url",
        .records = "results",
        .on_record = on_price,
        .on_page = after_price_page,
        .context = &pages,
    };
    http.first.query = query;
    http.first.query_count = sizeof query / sizeof query[0];
    return ab_api_read_pages(request->runtime, sink, &http, error);
}

/* Its partitions are the tickers, which are read at once, as many as the concurrency lets. */
static const char *const price_key[] = {"ticker", "date", NULL};
static const ab_stream stock_prices = {
    .name = "stock_prices",
    .json_schema = stock_ticker_prices_schema,
    .primary_key = price_key,
    .cursor_field = "date",
    .partition_config = "stock_tickers",
    .partition_field = "ticker",
    .read_partition = prices_read,
};

/* ------------------------------------------------------------------ stream: tickers */

static bool ticker_read(void *reading, const ab_read_request *request, ab_partition *partition,
                        ab_sink *sink, ab_error *error)
{
    (void)reading;
    ab_api_response response;
    ab_str ticker = ab_string_at(partition->slice, "ticker", NULL);
    if (!fetch_details(request->runtime, sink, request->config, ticker, partition->arena, &response,
                       error)) {
        return false;
    }
    const ab_value *details = ab_member_of(response.body, "results");
    if (ab_kind_of(details) != AB_OBJECT) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "%.*s: the API answered with no details",
                            AB_STR_ARG(ticker));
    }
    return ab_emit_record(sink, details, error);
}

/* No cursor: it is read in full each time. */
static const char *const ticker_key[] = {"ticker", NULL};
static const ab_stream tickers = {
    .name = "tickers",
    .json_schema = stock_ticker_tickers_schema,
    .primary_key = ticker_key,
    .partition_config = "stock_tickers",
    .partition_field = "ticker",
    .read_partition = ticker_read,
};

/* ------------------------------------------------------------------ the source */

/* One cheap request with the user's key. */
static ab_check check(void *self, ab_runtime *runtime, const ab_value *config, ab_error *error)
{
    (void)self;
    ab_api_response response;
    ab_arena *arena = ab_arena_new();
    ab_str ticker = ab_string_of(ab_item_of(ab_member_of(config, "stock_tickers"), 0));
    bool fetched = fetch_details(runtime, NULL, config, ticker, arena, &response, error);
    ab_arena_free(arena);
    return fetched ? AB_CHECK_SUCCEEDED : AB_CHECK_FAILED;
}

static const ab_stream *const streams[] = {&stock_prices, &tickers, NULL};

const ab_source ab_stock_ticker = {
    .name = "source-stock-ticker",
    .version = "0.1.0",
    .spec_yaml = stock_ticker_spec,
    .check = check,
    .stream_list = streams,
};

/* Setting up libcurl for one hop. */
#include "http/engine.h"

#include "base/alloc.h"

enum { US_PER_MS = 1000, KEEPALIVE_S = 60 };

/* libcurl's own headers that requests does not send; "Name:" takes one away. */
static const char *const unwanted[] = {"Expect:", "Proxy-Connection:"};

static void add_header(struct curl_slist **list, const char *line)
{
    *list = ab_xcheck(curl_slist_append(*list, line));
}

static struct curl_slist *make_header_list(const ab_hop_request *request)
{
    struct curl_slist *list = NULL;
    ab_buf line;
    ab_buf_init(&line, AB_BUF_NO_MAX);
    for (size_t i = 0; i < request->headers.n; i++) {
        const ab_header *h = &request->headers.at[i];
        ab_buf_clear(&line);
        ab_buf_add_str(&line, h->name);
        ab_buf_add_text(&line, h->value.n ? ": " : ";"); /* "Name;" is an empty header */
        ab_header_to_bytes(&line, h->value);
        add_header(&list, line.p);
    }
    for (size_t i = 0; i < sizeof(unwanted) / sizeof(unwanted[0]); i++) {
        add_header(&list, unwanted[i]);
    }
    if (!ab_headers_get(&request->headers, AB_STR("Content-Type"))) {
        add_header(&list, "Content-Type:");
    }
    ab_buf_free(&line);
    return list;
}

/* requests sends Content-Length: 0 for any method but GET and HEAD. */
static void set_method_and_body(CURL *easy, const ab_hop_request *request)
{
    bool get = ab_str_is(request->method, "GET");
    if (ab_str_is(request->method, "HEAD")) {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
        return;
    }
    if (request->body.n || !get) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.n);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body.n ? request->body.p : "");
    }
    if (request->body.n || (!get && !ab_str_is(request->method, "POST"))) {
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method.p);
    }
}

static void set_timeouts(CURL *easy, const ab_hop_request *request)
{
    int64_t connect_ms = request->connect_timeout_us / US_PER_MS;
    /* 0 would be libcurl's default of 300 s; "none" is as long as it can count. */
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     connect_ms > 0 ? (long)connect_ms : (long)INT32_MAX);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)(request->total_timeout_us / US_PER_MS));
}

static void set_trust(CURL *easy, const ab_http_trust *trust)
{
    if (trust->ca_file || trust->ca_folder) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, trust->ca_file);
        curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, trust->ca_file);
    }
    /* Without a folder libcurl keeps the parsed bundle from one connection to the next. */
    if (trust->ca_file || trust->ca_folder || trust->has_default_bundle) {
        curl_easy_setopt(easy, CURLOPT_CAPATH, trust->ca_folder);
        curl_easy_setopt(easy, CURLOPT_PROXY_CAPATH, trust->ca_folder);
    }
}

static void set_callbacks(CURL *easy, ab_hop *hop)
{
    curl_easy_setopt(easy, CURLOPT_PRIVATE, (char *)hop);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, hop->curl_error);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, ab_hop_on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, hop);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ab_hop_on_bytes);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, hop);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, ab_hop_on_connected);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, hop);
    if (hop->http->cloud && !hop->request.proxy.n) {
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, ab_hop_on_open_socket);
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, hop);
    }
}

static void set_protocols(CURL *easy, bool https_alone)
{
#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, https_alone ? "https" : "http,https");
#else /* Ubuntu 22.04 has 7.81 */
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS,
                     (long)(https_alone ? CURLPROTO_HTTPS : CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

void ab_hop_prepare_easy(ab_hop *hop)
{
    CURL *easy = hop->easy;
    const ab_hop_request *request = &hop->request;
    hop->header_list = make_header_list(request);
    curl_easy_setopt(easy, CURLOPT_URL, request->url.p);
    set_protocols(easy, hop->http->cloud);
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, hop->header_list);
    curl_easy_setopt(easy, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
    /* An empty proxy keeps libcurl from reading the environment by rules of its own. */
    curl_easy_setopt(easy, CURLOPT_PROXY, request->proxy.n ? request->proxy.p : "");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1); /* docs/http.md */
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)AB_IO_READ_BUFFER);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPIDLE, (long)KEEPALIVE_S);
    set_method_and_body(easy, request);
    set_timeouts(easy, request);
    set_trust(easy, &hop->http->trust);
    set_callbacks(easy, hop);
}

void ab_hop_release_easy(ab_hop *hop)
{
    curl_slist_free_all(hop->header_list);
    hop->header_list = NULL;
    ab_decoding_free(hop->decoding);
    hop->decoding = NULL;
}

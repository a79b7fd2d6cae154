#include "declarative/decoders/xml.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "codec/charset.h"

#include <expat.h>
#include <stdlib.h>

/* All that walks a value recurses. */
#define MAX_DEPTH 512
enum { CHUNK = 16384, HEAD = 256, MAX_ENCODING_NAME = 64 };

/* An element that is open and part of what is built. */
typedef struct frame {
    ab_value item; /* its members so far; null: none */
    ab_buf text;
} frame;

struct ab_xml_reader {
    ab_reader *source;
    XML_Parser parser;
    ab_arena *own;
    const ab_str *path;
    size_t segments;
    size_t depth;    /* open elements */
    size_t matched;  /* of them so many, from the root, lie on the path */
    uint64_t *seen;  /* elements on the path, by level, in the whole document */
    bool build;      /* false: only count */
    ab_arena *arena; /* of the element that is built */
    frame *frames;   /* MAX_DEPTH of them, made when needed */
    size_t open;     /* frames in use */
    ab_value result;
    bool has_result;
    bool suspended;
    bool ended;
    const char *problem;
    char chunk[CHUNK];
};

/* ---- Text ---- */

/* Bytes of the white space at `s` by Python's str.strip, 0: none. XML has no control characters. */
static size_t space_at(const char *s, size_t n)
{
    const unsigned char *p = (const unsigned char *)s;
    if (n && (p[0] == ' ' || (p[0] >= 9 && p[0] <= 13))) {
        return 1;
    }
    if (n > 1 && p[0] == 0xC2 && (p[1] == 0x85 || p[1] == 0xA0)) {
        return 2;
    }
    static const char wide[][4] = {"\xE1\x9A\x80", "\xE2\x80\xA8", "\xE2\x80\xA9",
                                   "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};
    for (size_t i = 0; n > 2 && i < sizeof(wide) / sizeof(wide[0]); i++) {
        if (memcmp(s, wide[i], 3) == 0) {
            return 3;
        }
    }
    return n > 2 && p[0] == 0xE2 && p[1] == 0x80 && p[2] >= 0x80 && p[2] <= 0x8A ? 3 : 0;
}

static ab_str strip(ab_str s)
{
    for (size_t n; (n = space_at(s.p, s.n)) > 0;) {
        s = ab_str_sub(s, n, s.n);
    }
    for (bool more = true; more;) {
        more = false;
        for (size_t n = 1; n <= 3 && n <= s.n && !more; n++) {
            more = space_at(s.p + s.n - n, n) == n;
            s.n -= more ? n : 0;
        }
    }
    return s;
}

/* ---- Building ---- */

static void stop(ab_xml_reader *xml, const char *problem)
{
    xml->problem = problem;
    XML_StopParser(xml->parser, XML_FALSE);
}

/* A second value under a name makes a list of both. */
static void push(ab_xml_reader *xml, ab_value *item, const char *name, ab_value value)
{
    if (item->kind == AB_NULL) {
        *item = ab_value_object();
    }
    ab_value *old = ab_object_find(item, ab_str_of(name));
    if (!old) {
        ab_object_set(xml->arena, item, ab_arena_str(xml->arena, ab_str_of(name)), value);
        return;
    }
    if (old->kind != AB_ARRAY) {
        ab_value list = ab_value_array();
        ab_array_push(xml->arena, &list, *old);
        *old = list;
    }
    ab_array_push(xml->arena, old, value);
}

static void begin_frame(ab_xml_reader *xml, const char **attributes)
{
    frame *f = &xml->frames[xml->open++];
    f->item = ab_value_null();
    ab_buf_clear(&f->text);
    for (; *attributes; attributes += 2) {
        ab_str key = ab_arena_printf(xml->arena, "@%s", attributes[0]);
        push(xml, &f->item, key.p, ab_value_text(xml->arena, ab_str_of(attributes[1])));
    }
}

static ab_value end_frame(ab_xml_reader *xml)
{
    frame *f = &xml->frames[--xml->open];
    ab_str text = strip(ab_buf_str(&f->text));
    ab_value value = text.n ? ab_value_text(xml->arena, text) : ab_value_null();
    if (f->item.kind == AB_NULL) {
        return value;
    }
    if (text.n) {
        push(xml, &f->item, "#text", value);
    }
    return f->item;
}

static void give(ab_xml_reader *xml, ab_value value)
{
    xml->result = value;
    xml->has_result = true;
    XML_StopParser(xml->parser, XML_TRUE);
}

/* ---- What expat calls ---- */

static void on_start(void *context, const char *name, const char **attributes)
{
    ab_xml_reader *xml = context;
    bool on_path = xml->matched == xml->depth && xml->depth < xml->segments &&
                   ab_str_is(xml->path[xml->depth], name);
    xml->depth++;
    if (on_path) {
        xml->seen[xml->matched++]++;
    }
    if (xml->depth > MAX_DEPTH) {
        stop(xml, "elements are nested too deep");
    } else if (xml->build && (xml->open || xml->matched == xml->segments)) {
        begin_frame(xml, attributes);
    }
}

static void on_end(void *context, const char *name)
{
    ab_xml_reader *xml = context;
    bool at_path = xml->matched == xml->depth;
    if (xml->open) {
        ab_value value = end_frame(xml);
        if (xml->open) {
            push(xml, &xml->frames[xml->open - 1].item, name, value);
        } else if (xml->segments) {
            give(xml, value);
        } else {
            ab_value root = ab_value_null();
            push(xml, &root, name, value);
            give(xml, root);
        }
    }
    xml->depth--;
    xml->matched -= at_path && xml->matched ? 1 : 0;
}

static void on_text(void *context, const char *text, int n)
{
    ab_xml_reader *xml = context;
    if (xml->open) {
        ab_buf_add(&xml->frames[xml->open - 1].text, text, (size_t)n);
    }
}

/* Being there keeps expat from expanding a document's own entities. */
static void on_other(void *context, const char *text, int n)
{
    (void)context;
    (void)text;
    (void)n;
}

static int on_external_entity(XML_Parser parser, const char *context, const char *base,
                              const char *system_id, const char *public_id)
{
    (void)parser;
    (void)context;
    (void)base;
    (void)system_id;
    (void)public_id;
    return XML_STATUS_OK;
}

/* ---- Encoding ---- */

/* The encoding that the XML declaration names, or the empty slice. */
static ab_str declared_encoding(ab_str head, char name[MAX_ENCODING_NAME])
{
    ptrdiff_t end = ab_str_find(head, AB_STR("?>"), 0);
    ptrdiff_t at = ab_str_find(head, AB_STR("encoding"), 0);
    if (!ab_str_starts(head, AB_STR("<?xml")) || at < 0 || (end >= 0 && at > end)) {
        return AB_STR("");
    }
    ab_str rest = ab_str_sub(head, (size_t)at + strlen("encoding"), head.n);
    while (rest.n && strchr(" \t\r\n=", rest.p[0])) {
        rest = ab_str_sub(rest, 1, rest.n);
    }
    size_t n = 0;
    while (n + 1 < rest.n && n < MAX_ENCODING_NAME && rest.p[n + 1] != rest.p[0]) {
        name[n] = rest.p[n + 1];
        n++;
    }
    return (ab_str){name, n};
}

/* Makes xml->source UTF-8. Encodings that name themselves by a mark are left to expat. */
static bool decode(ab_xml_reader *xml, ab_str encoding, ab_error *error)
{
    char name[MAX_ENCODING_NAME];
    ab_str head;
    xml->source = ab_reader_buffered(xml->source, HEAD);
    if (!ab_reader_peek(xml->source, HEAD, &head, error)) {
        return false;
    }
    bool marked = head.n > 1 && (unsigned char)head.p[0] >= 0xFE;
    if (!encoding.n && !marked) {
        encoding = declared_encoding(head, name);
        encoding = ab_charset_known(encoding) ? encoding : AB_STR("");
    }
    if (encoding.n) {
        xml->source = ab_reader_to_utf8(xml->source, encoding, error);
    }
    xml->parser = ab_xcheck(XML_ParserCreate(encoding.n || !marked ? "UTF-8" : NULL));
    return xml->source != NULL;
}

/* ---- Reading ---- */

ab_xml_reader *ab_xml_reader_new(ab_reader *source, ab_str encoding, const ab_str *path,
                                 size_t segments, ab_error *error)
{
    ab_xml_reader *xml = ab_xcalloc(1, sizeof(*xml));
    xml->own = ab_arena_new();
    xml->source = source;
    ab_str *copy = AB_ARENA_ARRAY(xml->own, ab_str, segments + 1);
    for (size_t i = 0; i < segments; i++) {
        copy[i] = ab_arena_str(xml->own, path[i]);
    }
    xml->path = copy;
    xml->segments = segments;
    xml->seen = AB_ARENA_ARRAY(xml->own, uint64_t, segments + 1);
    xml->build = true;
    xml->frames = AB_ARENA_ARRAY(xml->own, frame, MAX_DEPTH + 1);
    for (size_t i = 0; i <= MAX_DEPTH; i++) {
        ab_buf_init(&xml->frames[i].text, AB_BUF_NO_MAX);
    }
    if (!decode(xml, encoding, error)) {
        ab_xml_reader_free(xml);
        return NULL;
    }
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_start, on_end);
    XML_SetCharacterDataHandler(xml->parser, on_text);
    XML_SetDefaultHandler(xml->parser, on_other);
    XML_SetExternalEntityRefHandler(xml->parser, on_external_entity);
    return xml;
}

void ab_xml_reader_free(ab_xml_reader *xml)
{
    if (xml) {
        for (size_t i = 0; i <= MAX_DEPTH; i++) {
            ab_buf_free(&xml->frames[i].text);
        }
        if (xml->parser) {
            XML_ParserFree(xml->parser);
        }
        ab_reader_close(xml->source);
        ab_arena_free(xml->own);
        free(xml);
    }
}

static int broken(const ab_xml_reader *xml, ab_error *error)
{
    ab_error_set(error, AB_ERROR_SYSTEM, "The response is not valid XML: %s: line %lu, column %lu.",
                 xml->problem ? xml->problem : XML_ErrorString(XML_GetErrorCode(xml->parser)),
                 (unsigned long)XML_GetCurrentLineNumber(xml->parser),
                 (unsigned long)XML_GetCurrentColumnNumber(xml->parser));
    return -1;
}

/* Feeds what comes next; false with an error where that fails. */
static bool parse_on(ab_xml_reader *xml, ab_error *error)
{
    enum XML_Status status;
    if (xml->suspended) {
        status = XML_ResumeParser(xml->parser);
    } else {
        ssize_t n = ab_reader_read(xml->source, xml->chunk, CHUNK, error);
        if (n < 0) {
            return false;
        }
        xml->ended = n == 0;
        status = XML_Parse(xml->parser, xml->chunk, (int)n, n == 0);
    }
    xml->suspended = status == XML_STATUS_SUSPENDED;
    return status != XML_STATUS_ERROR || broken(xml, error) == 0;
}

int ab_xml_reader_next(ab_xml_reader *xml, ab_arena *arena, ab_value *out, ab_error *error)
{
    xml->arena = arena;
    xml->has_result = false;
    while (!xml->has_result && (xml->suspended || !xml->ended)) {
        if (!parse_on(xml, error)) {
            return -1;
        }
    }
    *out = xml->result;
    return xml->has_result ? 1 : 0;
}

bool ab_xml_count(ab_reader *source, ab_str encoding, const ab_str *path, size_t segments,
                  uint64_t *count, bool *single, ab_error *error)
{
    ab_xml_reader *xml = ab_xml_reader_new(source, encoding, path, segments, error);
    if (!xml) {
        return false;
    }
    xml->build = false;
    ab_value none;
    bool ok = ab_xml_reader_next(xml, NULL, &none, error) == 0;
    *single = true;
    for (size_t i = 0; i + 1 < segments; i++) {
        *single = *single && xml->seen[i] <= 1;
    }
    *count = segments ? xml->seen[segments - 1] : 0;
    ab_xml_reader_free(xml);
    return ok;
}

#include "datetime/format_impl.h"

#include "datetime/python_text.h"
#include "datetime/zone.h"
#include "json/json.h"

/* Directives of digits, as the alternatives of the regular expressions in Python's _strptime. Two
 * digits stand for a range of ASCII digits, D for any decimal digit of Unicode, _ for a blank. */
static const char *digit_pattern(char directive)
{
    switch (directive) {
    case 'd':
        return "3301|12D|0019|19|_19";
    case 'H':
        return "2203|01D|D";
    case 'I':
    case 'm':
        return "1102|0019|19";
    case 'j':
        return "336606|3305D|12DD|0019D|000019|19D|0019|19";
    case 'M':
        return "05D|D";
    case 'S':
        return "6601|05D|D";
    case 'U':
    case 'W':
        return "5503|04D|D";
    case 'V':
        return "5503|0019|14D|D";
    case 'w':
        return "06";
    case 'u':
        return "17";
    case 'y':
        return "DD";
    case 'Y':
    case 'G':
        return "DDDD";
    default:
        return NULL;
    }
}

/* Where each way to match ends, in the order in which the regular expression tries them. */
#define MAX_WAYS 20
typedef struct ways {
    size_t ends[MAX_WAYS];
    size_t count;
} ways;

static void add_way(ways *w, size_t end)
{
    if (w->count < MAX_WAYS) {
        w->ends[w->count++] = end;
    }
}

/* The bytes of a decimal digit at `at`, 0 if there is none. */
static size_t digit_at(ab_str text, size_t at)
{
    if (at >= text.n) {
        return 0;
    }
    size_t length = 0;
    uint32_t c = ab_utf8_decode(ab_str_sub(text, at, text.n), &length);
    return ab_python_digit(c) >= 0 ? length : 0;
}

static void digit_ways(const char *pattern, ab_str text, size_t start, ways *w)
{
    while (*pattern) {
        size_t at = start;
        bool ok = true;
        while (*pattern && *pattern != '|') {
            size_t taken = 0;
            if (*pattern == 'D') {
                taken = digit_at(text, at);
                pattern++;
            } else if (*pattern == '_') {
                taken = at < text.n && text.p[at] == ' ';
                pattern++;
            } else {
                taken = at < text.n && text.p[at] >= pattern[0] && text.p[at] <= pattern[1];
                pattern += 2;
            }
            ok = ok && taken;
            at += taken;
        }
        if (ok) {
            add_way(w, at);
        }
        pattern += *pattern == '|';
    }
}

static void fraction_ways(ab_str text, size_t start, ways *w)
{
    size_t most = 0;
    while (most < 6 && start + most < text.n && text.p[start + most] >= '0' &&
           text.p[start + most] <= '9') {
        most++;
    }
    for (size_t n = most; n > 0; n--) {
        add_way(w, start + n);
    }
}

/* An optional colon and two digits, the first of them below 6. Returns the end, 0 if not. */
static size_t sixty_at(ab_str text, size_t at)
{
    at += at < text.n && text.p[at] == ':';
    if (at >= text.n || text.p[at] < '0' || text.p[at] > '5') {
        return 0;
    }
    size_t second = digit_at(text, at + 1);
    return second ? at + 1 + second : 0;
}

static void offset_ways(ab_str text, size_t start, ways *w)
{
    if (start < text.n && text.p[start] == 'Z') {
        add_way(w, start + 1);
        return;
    }
    if (start >= text.n || (text.p[start] != '+' && text.p[start] != '-')) {
        return;
    }
    size_t at = start + 1;
    for (int i = 0; i < 2; i++) {
        size_t length = digit_at(text, at);
        if (!length) {
            return;
        }
        at += length;
    }
    size_t minutes = sixty_at(text, at);
    if (!minutes) {
        return;
    }
    size_t seconds = sixty_at(text, minutes);
    if (seconds) {
        size_t ends[7] = {seconds};
        size_t n = 0;
        if (seconds < text.n && text.p[seconds] == '.') {
            ends[1] = seconds + 1;
            for (size_t length; n < 6 && (length = digit_at(text, ends[n + (n == 0)])) > 0; n++) {
                ends[n + 1] = ends[n + (n == 0)] + length;
            }
        }
        for (size_t i = n; i > 0; i--) {
            add_way(w, ends[i]);
        }
        add_way(w, seconds);
    }
    add_way(w, minutes);
}

static bool name_at(ab_str text, size_t at, ab_str name)
{
    return ab_str_eq_nocase(ab_str_sub(text, at, at + name.n), name) && name.n > 0;
}

static void table_ways(const char *const *names, size_t count, size_t length, ab_str text,
                       size_t start, ways *w)
{
    for (size_t i = 0; i < count; i++) {
        ab_str name = ab_str_of(names[i]);
        name.n = length && length < name.n ? length : name.n;
        if (name_at(text, start, name)) {
            add_way(w, start + name.n);
        }
    }
}

/* "utc", "gmt" and the local zone's names, longer ones first. */
static void zone_ways(ab_str text, size_t start, ways *w)
{
    ab_zone_names local = ab_zone_local_names();
    const char *names[] = {local.standard, local.daylight, "utc", "gmt"};
    for (size_t length = sizeof local.standard; length > 0; length--) {
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            if (strlen(names[i]) == length && name_at(text, start, ab_str_of(names[i]))) {
                add_way(w, start + length);
                break;
            }
        }
    }
}

static void directive_ways(char directive, ab_str text, size_t start, ways *w)
{
    static const char *const halves[] = {"am", "pm"};
    const char *digits = digit_pattern(directive);
    if (digits) {
        digit_ways(digits, text, start, w);
        return;
    }
    switch (directive) {
    case 'f':
        fraction_ways(text, start, w);
        break;
    case 'z':
        offset_ways(text, start, w);
        break;
    case 'A':
    case 'a':
        table_ways(ab_weekday_names, 7, directive == 'a' ? 3 : 0, text, start, w);
        break;
    case 'B':
    case 'b':
        table_ways(ab_month_names, 12, directive == 'b' ? 3 : 0, text, start, w);
        break;
    case 'p':
        table_ways(halves, 2, 0, text, start, w);
        break;
    default:
        zone_ways(text, start, w);
        break;
    }
}

typedef struct matcher {
    const ab_datetime_format *format;
    ab_str text;
    ab_format_match *match;
} matcher;

static bool match_from(matcher *m, size_t op, size_t at, size_t capture);

/* Matches a run of white space, giving back from its end as a regular expression would. */
static bool match_space(matcher *m, size_t op, size_t at, size_t capture)
{
    size_t end = at;
    size_t length = 0;
    size_t first = 0;
    while (end < m->text.n &&
           ab_python_is_space(ab_utf8_decode(ab_str_sub(m->text, end, m->text.n), &length))) {
        end += length;
        first = first ? first : end;
    }
    for (; first && end >= first; end--) {
        bool boundary = end == m->text.n || ((unsigned char)m->text.p[end] & 0xc0) != 0x80;
        if (boundary && match_from(m, op + 1, end, capture)) {
            return true;
        }
    }
    return false;
}

static bool match_directive(matcher *m, size_t op, size_t at, size_t capture)
{
    ways w = {.count = 0};
    char directive = m->format->ops[op].directive;
    directive_ways(directive, m->text, at, &w);
    for (size_t i = 0; i < w.count; i++) {
        m->match->captures[capture] =
            (ab_format_capture){directive, ab_str_sub(m->text, at, w.ends[i])};
        if (match_from(m, op + 1, w.ends[i], capture + 1)) {
            return true;
        }
    }
    return false;
}

static bool match_from(matcher *m, size_t op, size_t at, size_t capture)
{
    for (; op < m->format->op_count; op++) {
        const ab_format_op *o = &m->format->ops[op];
        if (o->kind == AB_FORMAT_DIRECTIVE) {
            return match_directive(m, op, at, capture);
        }
        if (o->kind == AB_FORMAT_SPACE) {
            return match_space(m, op, at, capture);
        }
        size_t length = 0;
        if (at == m->text.n || ab_python_fold(ab_utf8_decode(ab_str_sub(m->text, at, m->text.n),
                                                             &length)) != o->literal) {
            return false;
        }
        at += length;
    }
    m->match->end = at;
    m->match->count = capture;
    return true;
}

bool ab_format_match_text(const ab_datetime_format *format, ab_str text, ab_format_match *match)
{
    matcher m = {format, text, match};
    return match_from(&m, 0, 0, 0);
}

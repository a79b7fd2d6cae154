#include "datetime/zone_impl.h"

#include <ctype.h>

/* A scanner of the rule's text. */
typedef struct scan {
    ab_str s;
    bool ok;
} scan;

static char peek(const scan *c)
{
    return c->s.n ? c->s.p[0] : '\0';
}

static void skip(scan *c, size_t n)
{
    c->s = ab_str_sub(c->s, n, c->s.n);
}

static bool take(scan *c, char wanted)
{
    if (peek(c) != wanted) {
        return false;
    }
    skip(c, 1);
    return true;
}

static int32_t take_number(scan *c, int32_t most)
{
    int32_t value = 0;
    c->ok = c->ok && isdigit((unsigned char)peek(c));
    while (isdigit((unsigned char)peek(c)) && value <= most) {
        value = value * 10 + (peek(c) - '0');
        skip(c, 1);
    }
    c->ok = c->ok && value <= most;
    return value;
}

/* At least three letters, or anything between angle brackets. */
static void take_name(scan *c, char out[12])
{
    bool quoted = take(c, '<');
    size_t n = 0;
    while (n < c->s.n && (quoted ? c->s.p[n] != '>' : isalpha((unsigned char)c->s.p[n]))) {
        n++;
    }
    c->ok = c->ok && n >= 3 && n < 12;
    if (c->ok) {
        memcpy(out, c->s.p, n);
    }
    skip(c, n);
    c->ok = c->ok && (!quoted || take(c, '>'));
}

/* [+-]hh[:mm[:ss]], up to a week as RFC 8536 extends it. */
static int32_t take_time(scan *c)
{
    int32_t sign = take(c, '-') ? -1 : 1;
    if (sign > 0) {
        take(c, '+');
    }
    int32_t seconds = take_number(c, 167) * 3600;
    if (take(c, ':')) {
        seconds += take_number(c, 59) * 60;
        seconds += take(c, ':') ? take_number(c, 59) : 0;
    }
    return sign * seconds;
}

static ab_zone_day take_day(scan *c)
{
    ab_zone_day d = {.kind = 'D', .at = 7200};
    c->ok = c->ok && take(c, ',');
    if (take(c, 'M')) {
        d.kind = 'M';
        d.month = take_number(c, 12);
        c->ok = c->ok && take(c, '.');
        d.week = take_number(c, 5);
        c->ok = c->ok && take(c, '.') && d.month > 0 && d.week > 0;
        d.day = take_number(c, 6);
    } else if (take(c, 'J')) {
        d.kind = 'J';
        d.day = take_number(c, 365);
        c->ok = c->ok && d.day > 0;
    } else {
        d.day = take_number(c, 365);
    }
    if (take(c, '/')) {
        d.at = take_time(c);
    }
    return d;
}

bool ab_zone_rule_parse(ab_str text, ab_zone_rule *out)
{
    scan c = {text, true};
    ab_zone_rule rule = {.present = true};
    take_name(&c, rule.standard.name);
    rule.standard.utc_offset = -take_time(&c);
    if (c.ok && c.s.n) {
        rule.has_daylight = true;
        rule.daylight.daylight = true;
        take_name(&c, rule.daylight.name);
        rule.daylight.utc_offset = rule.standard.utc_offset + 3600;
        if (c.s.n && peek(&c) != ',') {
            rule.daylight.utc_offset = -take_time(&c);
        }
        /* Without days, the rule of the United States stands. */
        scan usual = {AB_STR(",M3.2.0,M11.1.0"), true};
        scan *days = c.s.n ? &c : &usual;
        rule.start = take_day(days);
        rule.end = take_day(days);
        c.ok = c.ok && days->ok && days->s.n == 0;
    }
    if (!c.ok) {
        return false;
    }
    *out = rule;
    return true;
}

/* Local seconds since 1970 of the change in that year, by the clock before it. */
static int64_t change_in(const ab_zone_day *d, int64_t year)
{
    int64_t day = ab_days_from_date(year, 1, 1);
    if (d->kind == 'J') {
        day += d->day - 1 + (ab_is_leap_year(year) && d->day >= 60);
    } else if (d->kind == 'D') {
        day += d->day;
    } else {
        int first = (ab_date_weekday(year, d->month, 1) + 1) % 7;
        int offset = (d->day - first + 7) % 7 + 7 * (d->week - 1);
        if (offset >= ab_days_in_month(year, d->month)) {
            offset -= 7;
        }
        day = ab_days_from_date(year, d->month, 1) + offset;
    }
    return day * 86400 + d->at;
}

ab_zone_info ab_zone_rule_at(const ab_zone_rule *rule, int64_t epoch_seconds)
{
    if (!rule->has_daylight) {
        return rule->standard;
    }
    int64_t local = epoch_seconds + rule->standard.utc_offset;
    int32_t year = 0;
    int32_t month = 0;
    int32_t day = 0;
    ab_date_from_days(local / 86400 - (local % 86400 < 0), &year, &month, &day);
    int64_t start = change_in(&rule->start, year) - rule->standard.utc_offset;
    int64_t end = change_in(&rule->end, year) - rule->daylight.utc_offset;
    bool in_summer = start < end ? epoch_seconds >= start && epoch_seconds < end
                                 : epoch_seconds >= start || epoch_seconds < end;
    return in_summer ? rule->daylight : rule->standard;
}

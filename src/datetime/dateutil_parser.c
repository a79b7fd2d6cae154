/* dateutil.parser.parse with its defaults: the order of tests is the original's, since it decides
 * what an ambiguous text means. */
#include "datetime/dateutil_impl.h"

#include "datetime/dateutil_words.h"
#include "datetime/zone.h"

static ab_str token(const ab_date_parse *p, size_t i)
{
    return i < p->tokens.n ? p->tokens.at[i].text : (ab_str){NULL, 0};
}

static bool token_is(const ab_date_parse *p, size_t i, const char *text)
{
    return i < p->tokens.n && ab_str_is(p->tokens.at[i].text, text);
}

static bool is_sign(const ab_date_parse *p, size_t i)
{
    return token_is(p, i, "+") || token_is(p, i, "-");
}

/* "Jan of 01": what follows is a year. */
static bool month_of_year(ab_date_parse *p, size_t i, int this_year)
{
    ab_str text = token(p, i);
    int64_t year = 0;
    for (size_t j = 0; j < text.n; j++) {
        if ((unsigned char)text.p[j] < '0' || (unsigned char)text.p[j] > '9') {
            return true; /* anything else is passed over */
        }
    }
    if (!ab_date_int(text, &year)) {
        return false;
    }
    if (year < 100) {
        year += this_year / 100 * 100;
        year += year >= this_year + 50 ? -100 : year < this_year - 50 ? 100 : 0;
    }
    p->ymd.century = p->ymd.century || year > 99;
    return ab_ymd_add(&p->ymd, year, 'Y');
}

static bool parse_month(ab_date_parse *p, size_t *i, int month, int this_year)
{
    if (!ab_ymd_add(&p->ymd, month, 'M')) {
        return false;
    }
    if (token_is(p, *i + 1, "-") || token_is(p, *i + 1, "/")) {
        ab_str separator = token(p, *i + 1); /* Jan-01[-99] */
        if (*i + 2 >= p->tokens.n || !ab_ymd_add_text(&p->ymd, token(p, *i + 2), 0)) {
            return false;
        }
        if (*i + 3 < p->tokens.n && ab_str_eq(token(p, *i + 3), separator)) {
            if (*i + 4 >= p->tokens.n || !ab_ymd_add_text(&p->ymd, token(p, *i + 4), 0)) {
                return false;
            }
            *i += 2;
        }
        *i += 2;
    } else if (*i + 4 < p->tokens.n && token_is(p, *i + 1, " ") && token_is(p, *i + 3, " ") &&
               ab_str_eq_nocase(token(p, *i + 2), AB_STR("of"))) {
        if (!month_of_year(p, *i + 4, this_year)) {
            return false;
        }
        *i += 4;
    }
    return true;
}

static bool parse_ampm(ab_date_parse *p, int half)
{
    if (p->hour < 0 || p->hour > 12) { /* unset, or no hour of a 12-hour clock */
        return false;
    }
    p->hour = p->hour < 12 && half == 1 ? p->hour + 12 : p->hour == 12 && half == 0 ? 0 : p->hour;
    p->ampm = half;
    return true;
}

/* Up to five capital letters behind a time. */
static bool could_be_zone(const ab_date_parse *p, const ab_date_token *t, bool offset_known)
{
    if (p->hour == AB_DATE_UNSET || p->zone.n || offset_known || t->chars > 5) {
        return false;
    }
    bool capitals = true;
    for (size_t i = 0; i < t->text.n; i++) {
        capitals = capitals && t->text.p[i] >= 'A' && t->text.p[i] <= 'Z';
    }
    return capitals || ab_str_is(t->text, "z");
}

/* A zone's name, perhaps with an offset: "GMT+3" means "my time + 3 is GMT", so its sign is
 * turned round for the code that reads offsets. */
static void parse_zone(ab_date_parse *p, size_t i)
{
    p->zone = token(p, i);
    p->has_offset = ab_str_is(p->zone, "z"); /* dateutil knows the offset of this spelling only */
    p->offset = 0;
    if (is_sign(p, i + 1)) {
        p->tokens.at[i + 1].text = token_is(p, i + 1, "+") ? AB_STR("-") : AB_STR("+");
        p->has_offset = false;
        if (ab_date_is_utc(p->zone)) {
            p->zone = (ab_str){NULL, 0};
        }
    }
}

/* +0300, +03:00, +3, with "(BRST)" behind. */
static bool parse_offset(ab_date_parse *p, size_t *i)
{
    bool negative = token_is(p, *i, "-");
    if (*i + 1 >= p->tokens.n) {
        return false;
    }
    ab_str digits = token(p, *i + 1);
    size_t chars = p->tokens.at[*i + 1].chars;
    int64_t hours = 0;
    int64_t minutes = 0;
    bool ok = false;
    if (chars == 4) {
        ok = ab_date_int(ab_str_sub(digits, 0, 2), &hours) &&
             ab_date_int(ab_str_sub(digits, 2, digits.n), &minutes);
    } else if (token_is(p, *i + 2, ":")) {
        ok = ab_date_int(digits, &hours) && *i + 3 < p->tokens.n &&
             ab_date_int(token(p, *i + 3), &minutes);
        *i += 2;
    } else {
        ok = chars <= 2 && ab_date_int(digits, &hours);
    }
    if (!ok || hours > 100000 || minutes > 100000) {
        return false;
    }
    p->has_offset = true;
    p->offset = (hours * 3600 + minutes * 60) * (negative ? -1 : 1);
    if (*i + 5 < p->tokens.n && ab_date_is_jump(token(p, *i + 2)) && token_is(p, *i + 3, "(") &&
        token_is(p, *i + 5, ")") && p->tokens.at[*i + 4].chars >= 3 &&
        could_be_zone(p, &p->tokens.at[*i + 4], false)) {
        p->zone = token(p, *i + 4);
        *i += 4;
    }
    *i += 1;
    return true;
}

static bool is_special_number(ab_str word)
{
    return ab_str_eq_nocase(word, AB_STR("nan")) || ab_str_eq_nocase(word, AB_STR("inf")) ||
           ab_str_eq_nocase(word, AB_STR("infinity"));
}

static bool parse_token(ab_date_parse *p, size_t *i, int this_year)
{
    ab_str text = token(p, *i);
    int found = -1;
    if (ab_date_is_number(text)) {
        return ab_date_parse_number(p, i);
    }
    if (is_special_number(text)) {
        return false;
    }
    if ((found = ab_date_weekday_word(text)) >= 0) {
        p->weekday = found;
        return true;
    }
    if ((found = ab_date_month_word(text)) >= 0) {
        return parse_month(p, i, found, this_year);
    }
    if ((found = ab_date_ampm_word(text)) >= 0) {
        return parse_ampm(p, found);
    }
    if (could_be_zone(p, &p->tokens.at[*i], p->has_offset)) {
        parse_zone(p, *i);
        return true;
    }
    if (p->hour != AB_DATE_UNSET && is_sign(p, *i)) {
        return parse_offset(p, i);
    }
    return ab_date_is_jump(text);
}

/* Two digits of a year: the nearest such year. */
static int64_t full_year(int64_t year, bool century, int this_year)
{
    if (year >= 100 || century || year < 0) {
        return year;
    }
    year += this_year / 100 * 100;
    return year >= this_year + 50 ? year - 100 : year < this_year - 50 ? year + 100 : year;
}

static bool parse_tokens(ab_date_parse *p, int this_year)
{
    for (size_t i = 0; i < p->tokens.n; i++) {
        if (!parse_token(p, &i, this_year)) {
            return false;
        }
    }
    if (!ab_ymd_resolve(&p->ymd, &p->year, &p->month, &p->day)) {
        return false;
    }
    p->year = full_year(p->year, p->ymd.century, this_year);
    bool zulu = ab_str_is(p->zone, "Z") || ab_str_is(p->zone, "z");
    if ((p->has_offset && p->offset == 0 && p->zone.n == 0) || zulu) {
        p->zone = AB_STR("UTC");
        p->has_offset = true;
        p->offset = 0;
    } else if (p->zone.n && ab_date_is_utc(p->zone)) {
        p->has_offset = true;
        p->offset = 0;
    }
    return p->year != AB_DATE_UNSET || p->month != AB_DATE_UNSET || p->day != AB_DATE_UNSET ||
           p->weekday != AB_DATE_UNSET || p->hour != AB_DATE_UNSET || p->minute != AB_DATE_UNSET ||
           p->second != AB_DATE_UNSET || p->has_offset;
}

static int32_t pick(int64_t given, int32_t otherwise)
{
    return given == AB_DATE_UNSET ? otherwise : given > INT32_MAX ? INT32_MAX : (int32_t)given;
}

/* Fills in today for what was not given; a day beyond the month's end becomes its last. */
static bool build_naive(const ab_date_parse *p, const ab_datetime *today, ab_datetime *out,
                        ab_error *error)
{
    ab_datetime t = {.year = pick(p->year, today->year),
                     .month = pick(p->month, today->month),
                     .day = pick(p->day, today->day),
                     .hour = pick(p->hour, 0),
                     .minute = pick(p->minute, 0),
                     .second = pick(p->second, 0),
                     .microsecond = pick(p->microsecond, 0)};
    if (p->day == AB_DATE_UNSET && t.month >= 1 && t.month <= 12) {
        int last = ab_days_in_month(t.year, t.month);
        t.day = t.day > last ? last : t.day;
    }
    if (!ab_datetime_check(&t, error)) {
        return false;
    }
    *out = t;
    if (p->weekday != AB_DATE_UNSET && p->day == AB_DATE_UNSET) {
        int days = (7 - ab_date_weekday(t.year, t.month, t.day) + p->weekday) % 7;
        return ab_datetime_add(&t, (ab_timedelta){.days = days}, out, error);
    }
    return true;
}

static void set_zone(ab_datetime *t, ab_str name)
{
    memset(t->zone, 0, sizeof t->zone);
    memcpy(t->zone, name.n ? name.p : "", name.n < sizeof t->zone ? name.n : 0);
}

static bool apply_zone(const ab_date_parse *p, ab_datetime *t, ab_error *error)
{
    ab_zone_names local = ab_zone_local_names();
    if (p->zone.n && (ab_str_is(p->zone, local.standard) || ab_str_is(p->zone, local.daylight))) {
        ab_zone_info info = ab_zone_at_local(ab_zone_local(), ab_datetime_epoch_us(t) / 1000000);
        bool utc = !ab_str_is(p->zone, info.name) && ab_date_is_utc(p->zone);
        t->has_offset = true;
        t->utc_offset_us = utc ? 0 : info.utc_offset * INT64_C(1000000);
        set_zone(t, ab_str_of(utc ? "UTC" : info.name));
    } else if (p->has_offset) {
        t->has_offset = true;
        t->utc_offset_us = p->offset * 1000000;
        set_zone(t, p->offset == 0 ? AB_STR("UTC") : p->zone);
    }
    return ab_datetime_check(t, error);
}

bool ab_datetime_parse_dateutil(ab_str text, const ab_clock *clock, ab_datetime *out,
                                ab_error *error)
{
    ab_datetime now = ab_datetime_now(clock);
    ab_datetime today = now;
    ab_zone_convert(ab_zone_local(), &now, &today, NULL);
    ab_arena *arena = ab_arena_new();
    ab_date_parse p = {.tokens = ab_date_lex(text, arena),
                       .year = AB_DATE_UNSET,
                       .month = AB_DATE_UNSET,
                       .day = AB_DATE_UNSET,
                       .hour = AB_DATE_UNSET,
                       .minute = AB_DATE_UNSET,
                       .second = AB_DATE_UNSET,
                       .microsecond = AB_DATE_UNSET,
                       .weekday = AB_DATE_UNSET,
                       .ampm = AB_DATE_UNSET};
    ab_ymd_init(&p.ymd);
    bool ok = parse_tokens(&p, today.year);
    if (ok) {
        ok = build_naive(&p, &today, out, error) && apply_zone(&p, out, error);
    } else {
        ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "Unknown string format: %.*s",
                         AB_STR_ARG(text));
    }
    ab_arena_free(arena);
    return ok;
}

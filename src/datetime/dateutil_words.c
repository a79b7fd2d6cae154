#include "datetime/dateutil_words.h"

#include "datetime/format_impl.h"

typedef struct word {
    const char *text;
    int value;
} word;

static int find(const word *words, size_t count, ab_str text)
{
    for (size_t i = 0; i < count; i++) {
        if (ab_str_eq_nocase(text, ab_str_of(words[i].text))) {
            return words[i].value;
        }
    }
    return -1;
}
#define FIND(table, text) find((table), sizeof(table) / sizeof *(table), (text))

/* A full name or its first three letters. */
static int find_name(const char *const *names, int count, ab_str text)
{
    for (int i = 0; i < count; i++) {
        ab_str name = ab_str_of(names[i]);
        if (ab_str_eq_nocase(text, name) || ab_str_eq_nocase(text, ab_str_sub(name, 0, 3))) {
            return i;
        }
    }
    return -1;
}

int ab_date_weekday_word(ab_str text)
{
    return find_name(ab_weekday_names, 7, text);
}

int ab_date_month_word(ab_str text)
{
    int month = find_name(ab_month_names, 12, text);
    return ab_str_eq_nocase(text, AB_STR("sept")) ? 9 : month < 0 ? -1 : month + 1;
}

int ab_date_hms_word(ab_str text)
{
    static const word words[] = {{"h", 0}, {"hour", 0},   {"hours", 0},
                                 {"m", 1}, {"minute", 1}, {"minutes", 1},
                                 {"s", 2}, {"second", 2}, {"seconds", 2}};
    return FIND(words, text);
}

int ab_date_ampm_word(ab_str text)
{
    static const word words[] = {{"am", 0}, {"a", 0}, {"pm", 1}, {"p", 1}};
    return FIND(words, text);
}

bool ab_date_is_jump(ab_str text)
{
    static const word words[] = {{" ", 0}, {".", 0},  {",", 0},  {";", 0},   {"-", 0},  {"/", 0},
                                 {"'", 0}, {"at", 0}, {"on", 0}, {"and", 0}, {"ad", 0}, {"m", 0},
                                 {"t", 0}, {"of", 0}, {"st", 0}, {"nd", 0},  {"rd", 0}, {"th", 0}};
    return FIND(words, text) >= 0;
}

bool ab_date_is_utc(ab_str text)
{
    static const word words[] = {{"utc", 0}, {"gmt", 0}, {"z", 0}};
    return FIND(words, text) >= 0;
}

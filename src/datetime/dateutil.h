/* The pieces of dateutil's parser; within this module only. */
#ifndef AB_DATETIME_DATEUTIL_H
#define AB_DATETIME_DATEUTIL_H

#include "datetime/iso.h"

/* A lexical unit: a word, a number, a blank or one other character. */
typedef struct ab_date_token {
    ab_str text;  /* decimal digits of any script as ASCII */
    size_t chars; /* characters (not bytes) */
} ab_date_token;

typedef struct ab_date_tokens {
    ab_date_token *at;
    size_t n;
} ab_date_tokens;

/* Splits a text as dateutil's _timelex does. */
ab_date_tokens ab_date_lex(ab_str text, ab_arena *arena);

#endif

/* What the parts of the format machinery share; within this module only. */
#ifndef AB_DATETIME_FORMAT_IMPL_H
#define AB_DATETIME_FORMAT_IMPL_H

#include "datetime/format.h"

/* DatetimeParser's formats that are a number as a whole. */
typedef enum ab_format_kind {
    AB_FORMAT_FIELDS,
    AB_FORMAT_SECONDS,       /* %s */
    AB_FORMAT_SECONDS_FLOAT, /* %s_as_float */
    AB_FORMAT_MICROSECONDS,  /* %epoch_microseconds */
    AB_FORMAT_MILLISECONDS,  /* %ms */
} ab_format_kind;

typedef enum ab_format_op_kind {
    AB_FORMAT_LITERAL, /* one character, compared without case */
    AB_FORMAT_SPACE,   /* a run of white space of any length */
    AB_FORMAT_DIRECTIVE,
} ab_format_op_kind;

typedef struct ab_format_op {
    uint8_t kind;
    char directive;
    uint32_t literal; /* folded */
} ab_format_op;

/* The matcher recurses for each op that can match in several ways. */
#define AB_FORMAT_MAX_OPS 512

struct ab_datetime_format {
    ab_str text;
    ab_datetime_dialect dialect;
    ab_format_kind kind;
    ab_str strftime; /* the text with %_ms as %f */
    bool millis;     /* it held %_ms */
    bool utc;        /* naive results become UTC */
    /* Parsing. */
    const ab_format_op *ops;
    size_t op_count;
    const char *bad; /* why it cannot parse, or NULL */
    bool fixed;      /* only %Y (present) %m %d %H %M %S %f %z: the fast path may try */
    /* Printing: only the same directives and %%. */
    bool plain;
};

/* A directive's part of the text that was matched. */
typedef struct ab_format_capture {
    char directive;
    ab_str text;
} ab_format_capture;

#define AB_FORMAT_MAX_CAPTURES 32

typedef struct ab_format_match {
    ab_format_capture captures[AB_FORMAT_MAX_CAPTURES]; /* in the format's order */
    size_t count;
    size_t end; /* where the match ended */
} ab_format_match;

/* Matches at the start of `text` as the regular expression that Python makes of the format: the
 * first of its possible matches. */
bool ab_format_match_text(const ab_datetime_format *format, ab_str text, ab_format_match *match);
/* What the captures say, as Python's _strptime puts them together. */
bool ab_format_resolve(const ab_format_match *match, ab_datetime *out, ab_error *error);

/* Names of the C locale: full (Monday first; January first), abbreviations are the first three. */
extern const char *const ab_weekday_names[7];
extern const char *const ab_month_names[12];

/* glibc's strftime in the C locale. Nothing is added and false returned if the text would be
 * longer than `out` allows. */
bool ab_glibc_strftime(ab_buf *out, ab_str format, const ab_datetime *t);

#endif

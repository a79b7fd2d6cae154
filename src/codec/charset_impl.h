/* What the parts of character decoding share; within this module only. */
#ifndef AB_CODEC_CHARSET_IMPL_H
#define AB_CODEC_CHARSET_IMPL_H

#include "codec/charset.h"

#include <stdint.h>

/* How a text's start is treated. */
typedef enum ab_charset_kind {
    AB_CHARSET_PLAIN,     /* by iconv under `iconv` */
    AB_CHARSET_UTF8,      /* checked only */
    AB_CHARSET_UTF8_MARK, /* the same without its mark */
    AB_CHARSET_UTF16,     /* by its mark, else little-endian */
    AB_CHARSET_UTF32,
} ab_charset_kind;

typedef struct ab_charset {
    const char *name;    /* Python's codec */
    const char *iconv;   /* iconv's name of it */
    const char *aliases; /* Python's other names, normalised, between blanks */
    ab_charset_kind kind;
} ab_charset;

/* NULL if unknown. */
const ab_charset *ab_charset_find(ab_str name);

/* A state of the UTF-8 check; all zero at the start. */
typedef struct ab_utf8_check {
    unsigned left;           /* continuation bytes still to come */
    unsigned char low, high; /* bounds of the next one */
} ab_utf8_check;
/* Checks on. Returns the offset of the first wrong byte, or `n`. */
size_t ab_utf8_check_run(ab_utf8_check *check, const unsigned char *bytes, size_t n);

#endif

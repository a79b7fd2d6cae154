/* Characters as Python's str methods see them (Unicode 14, as Python 3.11). */
#ifndef AB_TEMPLATE_UNICODE_H
#define AB_TEMPLATE_UNICODE_H

#include "base/buf.h"

/* Bits of ab_unicode_record.flags: what str.isalpha() and so on say of one character. */
#define AB_CHAR_ALPHA 0x1u
#define AB_CHAR_DECIMAL 0x2u
#define AB_CHAR_DIGIT 0x4u
#define AB_CHAR_NUMERIC 0x8u
#define AB_CHAR_PRINTABLE 0x10u
#define AB_CHAR_LOWER 0x20u
#define AB_CHAR_UPPER 0x40u
#define AB_CHAR_TITLE 0x80u /* category Lt */
#define AB_CHAR_SPACE 0x100u
#define AB_CHAR_ID_START 0x200u
#define AB_CHAR_ID_CONTINUE 0x400u
#define AB_CHAR_CASE_IGNORABLE 0x800u
#define AB_CHAR_CASED 0x1000u

typedef enum ab_case { AB_CASE_UPPER, AB_CASE_LOWER, AB_CASE_TITLE, AB_CASE_FOLD } ab_case;

typedef struct ab_unicode_record {
    unsigned flags;
    int delta[3]; /* to the upper, lower, title form where that is one character */
} ab_unicode_record;
typedef struct ab_unicode_range {
    unsigned start;
    unsigned record;
} ab_unicode_range;
typedef struct ab_unicode_special {
    unsigned code_point;
    unsigned forms[4][3]; /* by ab_case */
} ab_unicode_special;

extern const ab_unicode_record ab_unicode_records[];
extern const ab_unicode_range ab_unicode_ranges[];
extern const unsigned ab_unicode_range_count;
extern const ab_unicode_special ab_unicode_specials[];
extern const unsigned ab_unicode_special_count;

/* The flags of a code point. */
unsigned ab_unicode_flags(unsigned code_point);
/* The value of a decimal digit, or -1. */
int ab_unicode_decimal(unsigned code_point);

/* Decodes the code point at s.p (s.n > 0); lone surrogates that three bytes encode are kept. */
unsigned ab_text_decode(ab_str s, size_t *length);
/* The number of code points. */
size_t ab_text_length(ab_str s);
/* The byte offset of the code point `index` (clipped to the end). */
size_t ab_text_offset(ab_str s, size_t index);
bool ab_buf_add_code_point(ab_buf *out, unsigned code_point);
/* str.upper(), lower() (with the final sigma), casefold() of a whole text. */
bool ab_text_convert(ab_buf *out, ab_str s, ab_case form);
/* The same for one character at byte `at` of `s`, looking around for a final sigma. */
bool ab_text_convert_at(ab_buf *out, ab_str s, size_t at, ab_case form);

#endif

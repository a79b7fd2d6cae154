/* The words that dateutil's parser knows; within this module only. All without regard to case. */
#ifndef AB_DATETIME_DATEUTIL_WORDS_H
#define AB_DATETIME_DATEUTIL_WORDS_H

#include "base/str.h"

/* Each gives -1 for a word that is none. */
int ab_date_weekday_word(ab_str word); /* 0 Monday */
int ab_date_month_word(ab_str word);   /* 1 January */
int ab_date_hms_word(ab_str word);     /* 0 hour, 1 minute, 2 second */
int ab_date_ampm_word(ab_str word);    /* 0 am, 1 pm */
/* Words and characters that may stand between the others. */
bool ab_date_is_jump(ab_str word);
bool ab_date_is_utc(ab_str word); /* utc, gmt, z */

#endif

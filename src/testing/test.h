/* The struct behind ab_test. Private to src/testing. */
#ifndef AB_TESTING_TEST_H
#define AB_TESTING_TEST_H

#include "base/clock.h"
#include "testing/script.h"

struct ab_test {
    const ab_source *source; /* NULL: that of the manifest */
    char *manifest_path;
    ab_script script;
    ab_passing_clock clock;
    int64_t waited_us;
    ab_arena *arena;   /* of the last command's results */
    ab_value messages; /* an array */
};

#endif

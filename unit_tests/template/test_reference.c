/* docs/templates.md is what the tables say. */
#include "check.h"

#include "template/reference.h"

#include <stdio.h>

static void committed_file_is_generated(void **state)
{
    (void)state;
    ab_buf want;
    ab_buf got;
    char chunk[4096];
    size_t n;
    ab_buf_init(&want, 1 << 20);
    ab_buf_init(&got, 1 << 20);
    assert_true(ab_template_reference(&want));
    FILE *file = fopen(AB_DOCS "/templates.md", "rb");
    assert_non_null(file);
    while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0) {
        ab_buf_add(&got, chunk, n);
    }
    fclose(file);
    if (!ab_str_eq(ab_buf_str(&got), ab_buf_str(&want))) {
        print_error("write docs/templates.md anew: main eval --reference > docs/templates.md\n");
        fail();
    }
    ab_buf_free(&want);
    ab_buf_free(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(committed_file_is_generated)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "json/bytes.h"
#include "json/rows.h"

enum { ROOM = 200 };

typedef struct search_row {
    const char *name;
    const char *(*search)(const char *p, const char *end);
    char filler;       /* passes */
    const char *stops; /* each of these stops the search */
    size_t stop_count;
    const char *passes; /* none of these does */
    size_t pass_count;
} search_row;

static const char *plain_end(const char *p, const char *end)
{
    return ab_bytes_plain_end(p, end);
}

#define BYTES(literal) (literal), sizeof(literal) - 1

static const search_row search_rows[] = {
    {"plain_end", plain_end, 'a', BYTES("\"\\\0\n\x1f\x80\xed\xff"), BYTES(" !/[]\x7f")},
    {"copyable_end", ab_bytes_copyable_end, 'a', BYTES("\"\\\0\n\x1f\xed"),
     BYTES(" !/[]\x7f\x80\xec\xee\xff")},
    {"blank_end", ab_bytes_blank_end, ' ', BYTES("\n\r\ta\0\xff"), BYTES(" ")},
};

static void check_stop(const search_row *row, char *bytes, size_t from, size_t at, char c)
{
    bytes[at] = c;
    const char *got = row->search(bytes + from, bytes + ROOM);
    if (got != bytes + at) {
        fail_msg("%s from %zu: byte %02x at %zu, stopped at %td", row->name, from,
                 (unsigned)(unsigned char)c, at, got - bytes);
    }
    /* and not beyond an end that lies before */
    assert_ptr_equal(row->search(bytes + from, bytes + at), bytes + at);
    bytes[at] = row->filler;
}

/* Whatever the step of the search, each byte is judged alike at each place. */
static void test_every_place(void **state)
{
    (void)state;
    static char bytes[ROOM];
    for (size_t i = 0; i < ROWS(search_rows); i++) {
        const search_row *row = &search_rows[i];
        memset(bytes, row->filler, sizeof(bytes));
        for (size_t from = 0; from < 3; from++) {
            for (size_t at = from; at < ROOM; at++) {
                for (size_t k = 0; k < row->stop_count; k++) {
                    check_stop(row, bytes, from, at, row->stops[k]);
                }
            }
        }
        for (size_t k = 0; k < row->pass_count; k++) {
            memset(bytes, row->passes[k], sizeof(bytes));
            assert_ptr_equal(row->search(bytes, bytes + ROOM), bytes + ROOM);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

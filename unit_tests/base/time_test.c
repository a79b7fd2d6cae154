/* Clocks and timed waits. */
#include "check.h"

#include "base/clock.h"

#include <errno.h>

static void a_fake_clock_moves_when_told(void **state)
{
    (void)state;
    ab_fake_clock fake;
    ab_fake_clock_init(&fake, 1700000000000000);
    assert_int_equal(ab_clock_real_us(&fake.clock), 1700000000000000);
    assert_int_equal(ab_clock_monotonic_us(&fake.clock), 0);
    fake.monotonic_us += 5;
    assert_int_equal(ab_clock_monotonic_us(&fake.clock), 5);
    ab_clock_set_process(&fake.clock);
    assert_ptr_equal(ab_clock_process(), &fake.clock);
    ab_clock_set_process(NULL);
    assert_ptr_equal(ab_clock_process(), ab_clock_system());
}

static void the_system_clock_goes_on(void **state)
{
    (void)state;
    int64_t before = ab_clock_monotonic_us(ab_clock_system());
    assert_true(ab_clock_real_us(ab_clock_system()) > 0);
    assert_true(ab_clock_monotonic_us(ab_clock_system()) >= before);
}

static void a_wait_ends_at_its_time(void **state)
{
    (void)state;
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t cond;
    ab_cond_init(&cond);
    pthread_mutex_lock(&mutex);
    int64_t before = ab_clock_monotonic_us(ab_clock_system());
    int result = 0;
    while (result == 0) {
        result = ab_cond_wait_us(&cond, &mutex, 2000);
    }
    assert_int_equal(result, ETIMEDOUT);
    assert_true(ab_clock_monotonic_us(ab_clock_system()) - before >= 2000);
    pthread_mutex_unlock(&mutex);
    pthread_cond_destroy(&cond);
}

static void waits_of_a_passing_clock_only_move_it(void **state)
{
    (void)state;
    ab_passing_clock passing;
    ab_passing_clock_init(&passing);
    const ab_clock *clock = &passing.clock;
    int64_t real = ab_clock_real_us(clock), monotonic = ab_clock_monotonic_us(clock);
    ab_clock_pause_us(clock, INT64_C(3600000000));
    assert_true(ab_clock_real_us(clock) - real >= INT64_C(3600000000));
    assert_true(ab_clock_monotonic_us(clock) - monotonic >= INT64_C(3600000000));
    ab_passing_clock_init(&passing);
    ab_passing_clock_stop(&passing, 17);
    assert_int_equal(ab_clock_real_us(clock), 17); /* stands still */
    ab_clock_pause_us(clock, 5);
    assert_int_equal(ab_clock_real_us(clock), 22);
    ab_clock_pause_us(clock, -5);
    assert_int_equal(ab_clock_real_us(clock), 22);
}

static void a_pause_takes_its_time(void **state)
{
    (void)state;
    const ab_clock *clock = ab_clock_system();
    int64_t before = ab_clock_monotonic_us(clock);
    ab_clock_pause_us(clock, 2000);
    assert_true(ab_clock_monotonic_us(clock) - before >= 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_of_a_passing_clock_only_move_it),
        cmocka_unit_test(a_pause_takes_its_time),
        cmocka_unit_test(a_fake_clock_moves_when_told),
        cmocka_unit_test(the_system_clock_goes_on),
        cmocka_unit_test(a_wait_ends_at_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

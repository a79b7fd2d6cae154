/* The time of one evaluation, averaged over templates: template_bench FILE, where FILE holds the
 * requests of `main eval --batch` one a line (bench/template_requests makes one from manifests).
 * Prints compilation, evaluation and the slowest templates. */
#include "base/clock.h"
#include "template/template.h"
#include "json/json.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 200, MAX_LINE = 64 << 20 };

static double now_us(void)
{
    return (double)ab_clock_monotonic_us(ab_clock_system());
}

typedef struct totals {
    size_t templates;
    size_t failed;
    double compile_us;
    double eval_us;
    double slowest_us;
    char slowest[120];
} totals;

static void measure(ab_str line, totals *sum)
{
    ab_arena *arena = ab_arena_new();
    ab_arena *scratch = ab_arena_new();
    ab_value request;
    ab_value value;
    ab_template_context context = {0};
    static const char *const names[] = {"config", "parameters", "record", "response", "headers"};
    if (ab_json_parse(arena, line, NULL, &request, NULL) && ab_get(&request, "template")) {
        const ab_value *given = ab_get(&request, "context");
        ab_value slice =
            ab_template_slice(arena, ab_get(ab_get(given, "stream_slice"), "partition"),
                              ab_get(ab_get(given, "stream_slice"), "cursor_slice"), NULL);
        for (int i = 0; i < 5; i++) {
            context.vars[i] = ab_get(given, names[i]);
        }
        context.vars[AB_VAR_NEXT_PAGE_TOKEN] = ab_get(given, "next_page_token");
        context.vars[AB_VAR_STREAM_SLICE] = &slice;
        double start = now_us();
        ab_template *t = ab_template_compile(arena, ab_get_text(&request, "template"),
                                             AB_TEMPLATE_STRING, 0, NULL);
        sum->compile_us += now_us() - start;
        start = now_us();
        bool ok = t != NULL;
        for (int i = 0; ok && i < ROUNDS; i++) {
            ok = ab_template_eval(t, &context, scratch, &value, NULL);
            ab_arena_reset(scratch);
        }
        double spent = (now_us() - start) / ROUNDS;
        sum->templates += ok;
        sum->failed += !ok;
        sum->eval_us += ok ? spent : 0;
        if (ok && spent > sum->slowest_us) {
            sum->slowest_us = spent;
            snprintf(sum->slowest, sizeof(sum->slowest), "%.*s",
                     AB_STR_ARG(ab_get_text(&request, "template")));
        }
    }
    ab_arena_free(scratch);
    ab_arena_free(arena);
}

int main(int argc, char **argv)
{
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    totals sum = {0};
    if (!file) {
        fputs("usage: template_bench REQUESTS\n", stderr);
        return 2;
    }
    while ((n = getline(&line, &room, file)) > 0) {
        measure((ab_str){line, (size_t)n}, &sum);
    }
    free(line);
    fclose(file);
    double count = sum.templates ? (double)sum.templates : 1;
    printf("templates %zu (and %zu that fail), compile %.2f us, evaluate %.3f us\n", sum.templates,
           sum.failed, sum.compile_us / (count + (double)sum.failed), sum.eval_us / count);
    printf("slowest %.1f us: %s\n", sum.slowest_us, sum.slowest);
    return 0;
}

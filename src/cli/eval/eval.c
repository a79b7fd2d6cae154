#include "cli/eval/eval.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "datetime/iso.h"
#include "template/reference.h"
#include "template/template.h"
#include "json/json.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_LINE = 64 << 20 };

/* ---- the frozen clock of EVAL_NOW, which only `eval` honours ---- */

static void freeze_clock(void)
{
    static ab_fake_clock fake;
    const char *now = getenv("EVAL_NOW");
    ab_datetime t;
    if (now && ab_datetime_from_isoformat(ab_str_of(now), &t, NULL)) {
        ab_fake_clock_init(&fake, ab_datetime_epoch_us(&t));
        ab_clock_set_process(&fake.clock);
    }
}

/* ---- batch ---- */

static void answer(ab_arena *arena, ab_str line, ab_buf *out)
{
    ab_value request;
    ab_value value;
    ab_error error = {0};
    if (ab_json_parse(arena, line, NULL, &request, &error) &&
        ab_eval_request(arena, &request, &value, &error)) {
        ab_buf_add_text(out, "{\"value\": ");
        ab_eval_encode(out, arena, &value);
        ab_buf_printf(out, ", \"type\": \"%s\"}\n", ab_eval_type_name(&value));
    } else {
        ab_buf_add_text(out, "{\"error\": ");
        ab_json_write_string(out, ab_str_of(error.message ? error.message : "failed"),
                             AB_JSON_ASCII);
        ab_buf_add_text(out, "}\n");
    }
    ab_error_clear(&error);
}

static int run_batch(void)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    ab_arena *arena = ab_arena_new();
    ab_buf out;
    ab_buf_init(&out, MAX_LINE);
    while ((n = getline(&line, &room, stdin)) > 0) {
        ab_str text = ab_str_trim((ab_str){line, (size_t)n});
        if (!text.n) {
            continue;
        }
        ab_buf_clear(&out);
        answer(arena, text, &out);
        if (out.overflow) {
            fputs("{\"error\": \"the answer is too long\"}\n", stdout);
            ab_buf_free(&out);
            ab_buf_init(&out, MAX_LINE);
        } else {
            fwrite(out.p, 1, out.n, stdout);
        }
        fflush(stdout);
        ab_arena_reset(arena);
    }
    ab_buf_free(&out);
    ab_arena_free(arena);
    free(line);
    return ferror(stdout) ? 1 : 0;
}

/* ---- for people ---- */

static bool read_file(ab_arena *arena, const char *path, ab_value *out, ab_error *error)
{
    FILE *file = fopen(path, "rb");
    ab_buf text;
    char chunk[65536];
    size_t n;
    if (!file) {
        return ab_error_set(error, AB_ERROR_CONFIG, "cannot read %s", path);
    }
    ab_buf_init(&text, MAX_LINE);
    while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0) {
        ab_buf_add(&text, chunk, n);
    }
    fclose(file);
    ab_json_options json = {.copy = true, .source = path};
    bool ok = ab_json_parse(arena, ab_buf_str(&text), &json, out, error);
    ab_buf_free(&text);
    return ok;
}

/* The template's line with a caret under the error's place. */
static void show_error(const char *template, const ab_error *error)
{
    ab_str rest = ab_str_of(template);
    fprintf(stderr, "error: %s\n", error->message ? error->message : "failed");
    for (unsigned line = 1; error->line && line <= error->line; line++) {
        ptrdiff_t end = ab_str_find(rest, AB_STR("\n"), 0);
        ab_str text = ab_str_sub(rest, 0, end < 0 ? rest.n : (size_t)end);
        if (line == error->line) {
            fprintf(stderr, "  %.*s\n  ", AB_STR_ARG(text));
            for (unsigned i = 1; i < error->column; i++) {
                bool continuation = i <= text.n && ((unsigned char)text.p[i - 1] & 0xc0) == 0x80;
                fputs(continuation                           ? ""
                      : i <= text.n && text.p[i - 1] == '\t' ? "\t"
                                                             : " ",
                      stderr);
            }
            fprintf(stderr, "^\n");
        }
        rest = ab_str_sub(rest, end < 0 ? rest.n : (size_t)end + 1, rest.n);
    }
}

static bool build_request(ab_arena *arena, const ab_eval_options *o, ab_value *request,
                          ab_error *error)
{
    ab_value context = ab_value_object();
    ab_value config;
    if (o->context && !read_file(arena, o->context, &context, error)) {
        return false;
    }
    if (o->config) {
        if (!read_file(arena, o->config, &config, error)) {
            return false;
        }
        ab_set(arena, &context, "config", config);
    }
    *request = ab_value_object();
    ab_set(arena, request, "template", ab_value_cstr(o->template));
    ab_set(arena, request, "kind", ab_value_cstr(o->kind ? o->kind : "string"));
    ab_set(arena, request, "context", context);
    return true;
}

static int run_one(const ab_eval_options *o)
{
    ab_arena *arena = ab_arena_new();
    ab_value request;
    ab_value value;
    ab_error error = {0};
    bool ok = build_request(arena, o, &request, &error) &&
              ab_eval_request(arena, &request, &value, &error);
    if (ok) {
        ab_str text = ab_python_repr(arena, &value);
        printf("%.*s (%s)\n", AB_STR_ARG(text), ab_eval_type_name(&value));
    } else {
        show_error(o->template, &error);
    }
    ab_error_clear(&error);
    ab_arena_free(arena);
    return ok ? 0 : 1;
}

static int print_reference(void)
{
    ab_buf out;
    ab_buf_init(&out, MAX_LINE);
    ab_template_reference(&out);
    fwrite(out.p, 1, out.n, stdout);
    ab_buf_free(&out);
    return 0;
}

int ab_eval_run(const ab_eval_options *o)
{
    freeze_clock();
    return o->batch ? run_batch() : o->reference ? print_reference() : run_one(o);
}

/* The codes of a manifest's problems. */
#ifndef AB_DECLARATIVE_MANIFEST_CODES_H
#define AB_DECLARATIVE_MANIFEST_CODES_H

typedef struct ab_problem_code {
    const char *code;
    const char *what; /* a sentence */
} ab_problem_code;

/* All of them, ended by NULL. */
extern const ab_problem_code ab_problem_codes[];

#endif

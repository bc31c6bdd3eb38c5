/* lockstep trials: many free runs, counted by how they end. */
#include <getopt.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/cli/command.h"
#include "app/cli/run_options.h"
#include "app/cli/target.h"

typedef struct trials_arguments {
    const char *word, *variant;
    double timeout_s, speed;
    long long runs;
    bool json;
} trials_arguments_t;

static int set_option(trials_arguments_t *arguments, int option, const char *text)
{
    switch (option) {
    case 'v':
        arguments->variant = text;
        return 0;
    case 'n':
        return cli_number(text, 1, 1000000, &arguments->runs)
                   ? 0
                   : cli_fail("trials: -n takes 1 to 1000000 runs");
    case 't':
        return run_seconds(text, &arguments->timeout_s) ? 0 : cli_fail("trials: --timeout takes seconds");
    case 'x':
        return run_seconds(text, &arguments->speed) && arguments->speed > 0
                   ? 0
                   : cli_fail("trials: --speed takes a factor such as 2 or 0.5");
    default:
        arguments->json = true;
        return 0;
    }
}

static int parse(int argc, char **argv, trials_arguments_t *arguments)
{
    static const struct option options[] = {
        {"variant", required_argument, NULL, 'v'}, {"timeout", required_argument, NULL, 't'},
        {"speed", required_argument, NULL, 'x'},   {"runs", required_argument, NULL, 'n'},
        {"json", no_argument, NULL, 'j'},          {NULL, 0, NULL, 0},
    };
    int option;
    while ((option = getopt_long(argc, argv, ":n:", options, NULL)) != -1) {
        int failed = option == '?' || option == ':' ? cli_bad_option(argc, argv, "trials")
                                                    : set_option(arguments, option, optarg);
        if (failed)
            return failed;
    }
    if (argc - optind != 1)
        return cli_fail("trials: one program or lesson. See lockstep trials --help");
    arguments->word = argv[optind];
    return 0;
}

static void print_text(const runner_trials_t *trials)
{
    for (size_t i = 0; i < trials->count; i++) {
        const runner_outcome_t *outcome = &trials->outcomes[i];
        size_t size = strlen(outcome->output);
        printf("%" PRIu64 " of %" PRIu64 ":\n", outcome->count, trials->runs);
        for (size_t from = 0; from < size;) {
            size_t line = strcspn(outcome->output + from, "\n");
            printf("    %.*s\n", (int)line, outcome->output + from);
            from += line + 1;
        }
    }
}

static void print_json(const runner_trials_t *trials)
{
    json_t *outcomes = json_array();
    for (size_t i = 0; i < trials->count; i++)
        json_array_append_new(outcomes, json_pack("{s:s#, s:I}", "output", trials->outcomes[i].output,
                                                  strlen(trials->outcomes[i].output), "count",
                                                  (json_int_t)trials->outcomes[i].count));
    json_t *whole = json_pack("{s:I, s:o}", "runs", (json_int_t)trials->runs, "outcomes", outcomes);
    json_dumpf(whole, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(whole);
}

static int try_target(const trials_arguments_t *arguments, const target_t *target)
{
    runner_trials_t trials;
    char *message = NULL;
    int code = 0;
    const runner_options_t options = {.file = target->file,
                                      .timeout_s = arguments->timeout_s,
                                      .speed = arguments->speed,
                                      .on_missing = run_tell_line,
                                      .stop = run_watch_signals()};
    bool good = runner_trials(target->text, target->size, &options, (uint64_t)arguments->runs, &trials,
                              &message, &code);
    if (good && arguments->json)
        print_json(&trials);
    else if (good)
        print_text(&trials);
    else
        fprintf(stderr, code == RUNNER_EXIT_LIMIT ? "lockstep: %s\n" : "%s\n",
                message ? message : "out of memory");
    free(message);
    runner_trials_destroy(&trials);
    return good ? cli_finish(*options.stop ? RUNNER_EXIT_SIGNAL + *options.stop : 0) : code;
}

static int trials(int argc, char **argv)
{
    trials_arguments_t arguments = {.runs = 20, .timeout_s = 10};
    target_t target;
    int code = parse(argc, argv, &arguments);
    if (!code)
        code = target_open(&target, arguments.word, arguments.variant, TARGET_FREE);
    if (code)
        return code;
    code = try_target(&arguments, &target);
    target_close(&target);
    return code;
}

const command_t cmd_trials = {
    .name = "trials",
    .arguments = "FILE|LESSON [-n N] [OPTION]…",
    .summary = "run a program many times and count how it ends",
    .help = "  -n N, --runs N      how many runs; 20 without\n"
            "  --variant ID        a lesson's variant; the first without\n"
            "  --timeout S         a run that takes longer counts as hanging; 10 without, 0 for none\n"
            "  --speed X           how fast sleeps pass; 1 is real time\n"
            "  --json              one object: runs, outcomes (output, count)\n"
            "\n"
            "Exit code: 0; 1 a syntax error; 2 bad input; 125 a limit of the sandbox.\n",
    .run = trials,
};

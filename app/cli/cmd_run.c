/* lockstep run: a program without a screen, as python3 runs it on a terminal. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/command.h"
#include "app/cli/run_options.h"
#include "app/cli/target.h"

typedef struct run_arguments {
    const char *word, *variant, *schedule, *record;
    double timeout_s, speed;
    long long seed;
    bool seeded, detect_deadlock;
} run_arguments_t;

static int set_option(run_arguments_t *arguments, int option, const char *text)
{
    switch (option) {
    case 'v':
        arguments->variant = text;
        return 0;
    case 's':
        arguments->schedule = text;
        return 0;
    case 'r':
        arguments->record = text;
        return 0;
    case 'n':
        arguments->seeded = true;
        return cli_number(text, 0, INT64_MAX, &arguments->seed)
                   ? 0
                   : cli_fail("run: --seed takes a whole number");
    case 't':
        return run_seconds(text, &arguments->timeout_s) ? 0 : cli_fail("run: --timeout takes seconds");
    case 'x':
        return run_seconds(text, &arguments->speed) && arguments->speed > 0
                   ? 0
                   : cli_fail("run: --speed takes a factor such as 2 or 0.5");
    default:
        arguments->detect_deadlock = true;
        return 0;
    }
}

static int parse(int argc, char **argv, run_arguments_t *arguments)
{
    static const struct option options[] = {
        {"variant", required_argument, NULL, 'v'},   {"schedule", required_argument, NULL, 's'},
        {"seed", required_argument, NULL, 'n'},      {"record", required_argument, NULL, 'r'},
        {"timeout", required_argument, NULL, 't'},   {"speed", required_argument, NULL, 'x'},
        {"detect-deadlock", no_argument, NULL, 'd'}, {NULL, 0, NULL, 0},
    };
    int option;
    while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        int failed = option == '?' || option == ':' ? cli_bad_option(argc, argv, "run")
                                                    : set_option(arguments, option, optarg);
        if (failed)
            return failed;
    }
    if (optind == argc)
        return cli_fail("run: which program or lesson? See lockstep run --help");
    if (optind + 1 < argc)
        return cli_fail("run: one program or lesson at a time, not also '%s'", argv[optind + 1]);
    arguments->word = argv[optind];
    return 0;
}

static int write_record(const char *path, schedule_t *record, const target_t *target, uint64_t seed)
{
    schedule_digest(target->text, target->size, record->digest);
    record->has_header = true;
    record->seed = seed;
    record->file = strdup(target->file);
    char *text = schedule_format(record);
    FILE *file = text ? fopen(path, "w") : NULL;
    bool written = file && fputs(text, file) >= 0;
    if (file && fclose(file) != 0)
        written = false;
    free(text);
    return written ? 0 : cli_fail("%s: the schedule could not be written", path);
}

static int run_target(const run_arguments_t *arguments, const target_t *target, schedule_t *follow)
{
    schedule_t record;
    runner_result_t result;
    schedule_init(&record);
    uint64_t seed = arguments->seeded && arguments->seed > 0 ? (uint64_t)arguments->seed : 1;
    if (follow && follow->seed && !arguments->seeded)
        seed = follow->seed;
    bool held = arguments->seeded || arguments->record || follow;
    runner_options_t options = {.file = target->file,
                                .timeout_s = arguments->timeout_s,
                                .speed = arguments->speed,
                                .held = held,
                                .seed = held ? seed : 0,
                                .follow = follow,
                                .record = arguments->record ? &record : NULL,
                                .detect_deadlock = arguments->detect_deadlock,
                                .on_deadlock = run_tell_line,
                                .on_missing = run_tell_line,
                                .stop = run_watch_signals()};
    runner_run(target->text, target->size, &options, &result);
    bool told = result.end == RUNNER_TIMEOUT || (result.end == RUNNER_DEADLOCK && !held);
    int code = told && result.message && strncmp(result.message, "deadlock", 8) == 0 ? result.exit_code
                                                                                     : run_tell(&result);
    if (arguments->record && result.end != RUNNER_REFUSED && result.end != RUNNER_FAILED) {
        int failed = write_record(arguments->record, &record, target, seed);
        code = failed ? failed : code;
    }
    runner_result_destroy(&result);
    schedule_destroy(&record);
    return code;
}

static int run(int argc, char **argv)
{
    run_arguments_t arguments = {0};
    target_t target;
    schedule_t follow;
    int code = parse(argc, argv, &arguments);
    if (code)
        return code;
    bool held = arguments.seeded || arguments.record || arguments.schedule;
    code = target_open(&target, arguments.word, arguments.variant, held ? TARGET_HELD : TARGET_FREE);
    if (code)
        return code;
    schedule_init(&follow);
    if (arguments.schedule)
        code = run_read_schedule(arguments.schedule, &follow);
    if (!code && arguments.schedule)
        code = run_check_digest(&follow, arguments.schedule, target.text, target.size);
    if (!code)
        code = run_target(&arguments, &target, arguments.schedule ? &follow : NULL);
    schedule_destroy(&follow);
    target_close(&target);
    return code;
}

const command_t cmd_run = {
    .name = "run",
    .arguments = "FILE|LESSON [OPTION]…",
    .summary = "run a program without a screen, as python3 does",
    .help =
        "  --variant ID        a lesson's variant; the first without\n"
        "  --timeout S         stop after S seconds (exit code 124)\n"
        "  --detect-deadlock   end at once when nobody can go on (exit code 124)\n"
        "  --speed X           how fast sleeps pass; 1 is real time\n"
        "  --seed N            held, one step at a time, in the order of this seed: the same every time\n"
        "  --record FILE       held; write the schedule\n"
        "  --schedule FILE     held; follow a schedule, then go on by the seed\n"
        "\n"
        "Without --seed, --record and --schedule the processes run free on the cores.\n"
        "Exit code: the program's; 128 + n when signal n killed it; 1 a syntax error; 2 a construct outside\n"
        "the sandbox's Python; 4 a schedule that does not fit; 124 time is up; 125 a limit of the sandbox.\n",
    .run = run,
};

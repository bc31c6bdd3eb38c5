/* lockstep replay: a recorded schedule on real processes. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/command.h"
#include "app/cli/run_options.h"
#include "app/cli/target.h"

typedef struct replay_arguments {
    const char *word, *schedule, *variant;
    double timeout_s;
} replay_arguments_t;

static int parse(int argc, char **argv, replay_arguments_t *arguments)
{
    static const struct option options[] = {{"variant", required_argument, NULL, 'v'},
                                            {"timeout", required_argument, NULL, 't'},
                                            {NULL, 0, NULL, 0}};
    int option;
    while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        if (option == '?' || option == ':')
            return cli_bad_option(argc, argv, "replay");
        if (option == 'v')
            arguments->variant = optarg;
        else if (!run_seconds(optarg, &arguments->timeout_s))
            return cli_fail("replay: --timeout takes seconds");
    }
    if (argc - optind != 2)
        return cli_fail("replay: a program or lesson, and a schedule's file. See lockstep replay --help");
    arguments->word = argv[optind];
    arguments->schedule = argv[optind + 1];
    return 0;
}

static int replay_target(const replay_arguments_t *arguments, const target_t *target,
                         const schedule_t *schedule)
{
    runner_result_t result;
    const runner_options_t options = {.file = target->file,
                                      .timeout_s = arguments->timeout_s,
                                      .held = true,
                                      .seed = schedule->seed ? schedule->seed : 1,
                                      .follow = schedule,
                                      .on_missing = run_tell_line,
                                      .stop = run_watch_signals()};
    runner_run(target->text, target->size, &options, &result);
    int code = run_tell(&result);
    runner_result_destroy(&result);
    return code;
}

/* A schedule of a lesson's search belongs to the numbers that the search took, where the lesson gives it its
 * own. */
static bool wants_the_searched_program(const target_t *target, const schedule_t *schedule)
{
    char digest[33];
    schedule_digest(target->text, target->size, digest);
    return target->variant && target->variant->search.set_count > 0 && schedule->digest[0] &&
           strcmp(digest, schedule->digest) != 0;
}

static int replay(int argc, char **argv)
{
    replay_arguments_t arguments = {0};
    target_t target;
    schedule_t schedule;
    int code = parse(argc, argv, &arguments);
    if (code)
        return code;
    code = target_open(&target, arguments.word, arguments.variant, TARGET_HELD);
    if (code)
        return code;
    schedule_init(&schedule);
    code = run_read_schedule(arguments.schedule, &schedule);
    if (!code && wants_the_searched_program(&target, &schedule)) {
        target_close(&target);
        code = target_open(&target, arguments.word, arguments.variant, TARGET_SEARCH);
        if (code) {
            schedule_destroy(&schedule);
            return code;
        }
    }
    if (!code)
        code = run_check_digest(&schedule, arguments.schedule, target.text, target.size);
    if (!code)
        code = replay_target(&arguments, &target, &schedule);
    schedule_destroy(&schedule);
    target_close(&target);
    return code;
}

const command_t cmd_replay = {
    .name = "replay",
    .arguments = "FILE|LESSON SCHEDULE [OPTION]…",
    .summary = "follow a recorded schedule on real processes",
    .help = "  --variant ID        a lesson's variant; the first without\n"
            "  --timeout S         stop after S seconds (exit code 124)\n"
            "\n"
            "A schedule without a header is a piece: starts, exits and joins that nobody can tell apart are "
            "taken\n"
            "by themselves. Where a schedule is over, the scheduler goes on by its seed.\n"
            "Exit code: as lockstep run; 4 where the schedule does not fit, with the step and the reason.\n",
    .run = replay,
};

#include "app/cli/command.h"
#include "app/cli/explore_print.h"
#include "app/cli/target.h"
#include "lessons/explore/explore.h"
#include "lessons/load/claims.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct settings {
    explore_options_t options;
    const char *variant, *save, *word;
    bool see_given, timing_given, json;
} settings_t;

/* The second search of a program that sleeps is for one line of the report: it may not take long. */
enum { OTHER_TIMING_STATES = 500000 };

static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

static int read_option(int option, char *value, settings_t *settings)
{
    long long number;
    char *end;
    switch (option) {
    case 'v':
        settings->variant = value;
        return 0;
    case 's':
        settings->see_given = true;
        return explore_see_parse(value, &settings->options.see)
                   ? 0
                   : cli_fail(
                         "explore: --see takes last-line, lines, lines-any-order, each-process or values, "
                         "not `%s`",
                         value);
    case 'e':
        settings->options.expect = value;
        return 0;
    case 'o':
        settings->options.one_end = true;
        return 0;
    case 'i':
        settings->options.invariant = value;
        return 0;
    case 'm':
        if (!cli_number(value, 1, 4000000000LL, &number)) {
            return cli_fail("explore: --max-states takes a number from 1 on, not `%s`", value);
        }
        settings->options.max_states = (uint64_t)number;
        return 0;
    case 't':
        settings->options.timeout_s = strtod(value, &end);
        return *value && !*end && settings->options.timeout_s > 0
                   ? 0
                   : cli_fail("explore: --timeout takes seconds, not `%s`", value);
    case 'T':
        settings->timing_given = true;
        settings->options.timing = strcmp(value, "ideal") == 0 ? EXPLORE_TIMING_IDEAL : EXPLORE_TIMING_ANY;
        return strcmp(value, "ideal") == 0 || strcmp(value, "any") == 0
                   ? 0
                   : cli_fail("explore: --timing takes any or ideal, not `%s`", value);
    case 'd':
        settings->save = value;
        return 0;
    default:
        settings->json = true;
        return 0;
    }
}

static int parse(int argc, char **argv, settings_t *settings)
{
    static const struct option options[] = {
        {"variant", required_argument, NULL, 'v'},
        {"see", required_argument, NULL, 's'},
        {"expect", required_argument, NULL, 'e'},
        {"one-end", no_argument, NULL, 'o'},
        {"invariant", required_argument, NULL, 'i'},
        {"max-states", required_argument, NULL, 'm'},
        {"timeout", required_argument, NULL, 't'},
        {"timing", required_argument, NULL, 'T'},
        {"save", required_argument, NULL, 'd'},
        {"json", no_argument, NULL, 'j'},
        {0},
    };
    for (int option; (option = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
        if (option == '?' || option == ':') {
            return cli_bad_option(argc, argv, "explore");
        }
        int code = read_option(option, optarg, settings);
        if (code != 0) {
            return code;
        }
    }
    if (optind + 1 != argc) {
        return cli_fail("explore: name one program or lesson (`lockstep explore --help`)");
    }
    settings->word = argv[optind];
    return 0;
}

/* ---- saving witnesses ---- */

static int save_one(const char *folder, size_t number, const explore_outcome_t *outcome)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%02zu-%s.schedule", folder, number, explore_kind_name(outcome->kind));
    FILE *file = fopen(path, "w");
    bool ok = file && fputs(outcome->schedule, file) >= 0;
    ok = file && fclose(file) == 0 && ok;
    return ok ? 0 : cli_fail("explore: %s: %s", path, strerror(errno));
}

static int save_all(const char *folder, const explore_report_t *report)
{
    int code = 0;
    for (size_t i = 0; i < report->outcome_count && code == 0; i++) {
        if (report->outcomes[i].schedule) {
            code = save_one(folder, i + 1, &report->outcomes[i]);
        }
    }
    return code;
}

/* Before the search, so that nothing is lost for a folder that cannot be written. */
static int prepare_folder(const char *folder)
{
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        return cli_fail("explore: --save %s: %s", folder, strerror(errno));
    }
    struct stat about;
    if (stat(folder, &about) != 0 || !S_ISDIR(about.st_mode)) {
        return cli_fail("explore: --save %s: it is no folder", folder);
    }
    if (access(folder, W_OK | X_OK) != 0) {
        return cli_fail("explore: --save %s: %s", folder, strerror(errno));
    }
    return 0;
}

/* ---- the whole ---- */

static int exit_code_of(const explore_report_t *report)
{
    for (size_t i = 0; i < report->outcome_count; i++) {
        if (report->outcomes[i].wrong) {
            return 1;
        }
    }
    return report->exhausted ? 0 : 3;
}

/* A program that sleeps is searched both ways, so that the report can say what the promise of exact sleeps
 * hides. NULL: it could not be. */
static explore_report_t *search_other_timing(const target_t *target, const explore_options_t *options,
                                             double spent_s)
{
    char message[200];
    explore_report_t *report;
    explore_options_t other = *options;
    other.timing = options->timing == EXPLORE_TIMING_ANY ? EXPLORE_TIMING_IDEAL : EXPLORE_TIMING_ANY;
    other.progress = NULL;
    other.max_states = options->max_states ? options->max_states : OTHER_TIMING_STATES;
    other.timeout_s = options->timeout_s > 0 ? options->timeout_s - spent_s : 0;
    explore_status_t status =
        explore_run(target->text, target->size, target->file, &other, &report, message, sizeof message);
    return status == EXPLORE_OK ? report : NULL;
}

static int search(settings_t *settings, const target_t *target)
{
    char message[1024];
    explore_report_t *report;
    explore_options_t options = settings->options;
    if (target->variant) {
        explore_options_t lesson = settings->options;
        claims_options(target->variant, &lesson);
        options.see = settings->see_given ? options.see : lesson.see;
        options.timing = settings->timing_given ? options.timing : lesson.timing;
        options.max_states = options.max_states ? options.max_states : lesson.max_states;
    }
    options.stop = &interrupted;
    explore_print_progress_start(&options, settings->json);
    explore_status_t status =
        explore_run(target->text, target->size, target->file, &options, &report, message, sizeof message);
    explore_print_progress_end(&options);
    if (status != EXPLORE_OK) {
        return cli_fail("%s", message);
    }
    bool own_terms = options.expect || options.one_end || settings->see_given || settings->timing_given;
    if (target->variant && !own_terms) {
        claims_judge(target->variant, report);
    }
    bool time_is_up = options.timeout_s > 0 && report->elapsed_s >= options.timeout_s;
    explore_report_t *other = report->sleeps && !time_is_up && !interrupted
                                  ? search_other_timing(target, &options, report->elapsed_s)
                                  : NULL;
    if (settings->json) {
        explore_print_json(report, other, target->file);
    } else {
        explore_print_text(report, other, &options);
    }
    explore_report_free(other);
    int code = settings->save ? save_all(settings->save, report) : 0;
    code = code ? code : exit_code_of(report);
    if (code == 0 && !target->variant && report->processes <= 1) {
        code = cli_fail("%s: it starts no process, so there is only one order", target->file);
    }
    explore_report_free(report);
    return code;
}

static int run(int argc, char **argv)
{
    settings_t settings = {0};
    explore_options_init(&settings.options);
    int code = parse(argc, argv, &settings);
    if (code == 0 && settings.save) {
        code = prepare_folder(settings.save);
    }
    target_t target;
    if (code == 0) {
        code = target_open(&target, settings.word, settings.variant, TARGET_SEARCH);
    }
    if (code != 0) {
        return code;
    }
    struct sigaction action = {.sa_handler = interrupt};
    sigaction(SIGINT, &action, NULL);
    code = search(&settings, &target);
    target_close(&target);
    return cli_finish(code);
}

const command_t cmd_explore = {
    .name = "explore",
    .arguments = "FILE|LESSON [OPTION]…",
    .summary = "every interleaving: all ends, the shortest way to each, and why",
    .help =
        "  --variant ID       of the lesson, otherwise its first\n"
        "  --see ENDS         what counts as an end: last-line, lines, lines-any-order, each-process, "
        "values\n"
        "  --expect TEXT      the only right end; any other is wrong\n"
        "  --one-end          a second end is wrong\n"
        "  --invariant EXPR   must hold after every step: 'balance >= 0'\n"
        "  --max-states N     bound of the search (default 50000000)\n"
        "  --timeout S        bound of the search in seconds\n"
        "  --timing any|ideal a sleep may take any time (default), or takes what it says\n"
        "  --save DIR         writes the schedule of each witness into DIR\n"
        "  --json             one object instead of text\n\n"
        "Ctrl-C ends the search with what was found so far.\n"
        "Exit codes: 0 exhausted and nothing wrong; 1 something wrong was found; 3 bounded; 2 bad input.\n",
    .run = run,
};

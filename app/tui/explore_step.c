#include "app/tui/explore_inner.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/folders.h"
#include "app/tui/dialog.h"
#include "lessons/run/schedule.h"

enum { FOLLOW_MS = 1500 };

/* ---- step through it ---- */

/* What runs must be what was searched: the lesson's own numbers for the search, or the reader's lock. */
static bool run_what_was_searched(app_t *app, const char *text)
{
    char *now = app_program_text(app, false);
    bool same = now && strcmp(now, text) == 0;
    free(now);
    if (same) {
        app_drop_session(app);
    } else {
        app_set_override(app, text);
    }
    return same || app->text_override;
}

static bool follow(app_t *app, const char *text)
{
    schedule_t schedule;
    schedule_error_t error;
    schedule_init(&schedule);
    if (!schedule_parse(&schedule, text, strlen(text), &error)) {
        app_refuse(app, "This way cannot be followed: %s", error.message);
        return false;
    }
    session_t *session = app_session(app);
    bool good = session != NULL;
    if (good) {
        session_settle(session, FOLLOW_MS);
        good =
            session_follow(session, &schedule) && session_settle(session, FOLLOW_MS) && session_home(session);
        if (!good) {
            app_refuse(app, "%s", session_view(session)->sentence);
        }
    }
    schedule_destroy(&schedule);
    return good;
}

void explore_follow_in_run(app_t *app, const char *text, const char *schedule, const char *to)
{
    if (!run_what_was_searched(app, text)) {
        app_refuse(app, "There is not enough memory for another program.");
        return;
    }
    bool good = follow(app, schedule);
    app->led = true;
    char refusal[APP_SENTENCE];
    memcpy(refusal, app->sentence, sizeof refusal);
    app_show(app, VIEW_RUN);
    if (good) {
        app_say(app, "→ takes the steps to %s, one by one, on real processes. End jumps there.", to);
    } else {
        app_refuse(app, "%s", refusal);
    }
}

void explore_step_through(app_t *app)
{
    explore_state_t *state = explore_state(app);
    const explore_outcome_t *outcome = explore_chosen(state);
    char label[200];
    if (!outcome || !outcome->schedule || !outcome->schedule[0]) {
        app_refuse(app, "There is no end to step to yet.");
        return;
    }
    explore_label(outcome, label, sizeof label);
    explore_follow_in_run(app, state->text, outcome->schedule, label);
}

/* ---- saving ---- */

static const char *file_kind(const explore_outcome_t *outcome)
{
    static const char *const names[] = {[EXPLORE_END_NORMAL] = "end",
                                        [EXPLORE_END_DEADLOCK] = "deadlock",
                                        [EXPLORE_END_EXCEPTION] = "exception",
                                        [EXPLORE_END_INVARIANT] = "invariant",
                                        [EXPLORE_END_LIVELOCK] = "endless"};
    return names[outcome->kind];
}

static bool make_folders(char *path)
{
    for (char *at = path + 1; *at; at++) {
        if (*at == '/') {
            *at = '\0';
            bool made = mkdir(path, 0777) == 0 || errno == EEXIST;
            *at = '/';
            if (!made) {
                return false;
            }
        }
    }
    return mkdir(path, 0777) == 0 || errno == EEXIST;
}

static bool save_one(const char *folder, size_t number, const explore_outcome_t *outcome)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%02zu-%s.schedule", folder, number, file_kind(outcome));
    FILE *file = fopen(path, "w");
    bool good = file && fputs(outcome->schedule, file) >= 0;
    return file && fclose(file) == 0 && good;
}

static void save_all(app_t *app, const char *text)
{
    const explore_state_t *state = explore_state(app);
    char *folder = strdup(text);
    bool good = folder && folder[0] && state->report && make_folders(folder);
    size_t saved = 0;
    for (size_t i = 0; good && i < state->report->outcome_count; i++) {
        if (state->report->outcomes[i].schedule) {
            good = save_one(folder, i + 1, &state->report->outcomes[i]);
            saved += good;
        }
    }
    if (good) {
        app_say(app, "%zu schedules were saved in %s. `lockstep replay` follows them, and O in Run.", saved,
                folder);
    } else {
        app_refuse(app, "%s: %s", folder && folder[0] ? folder : "A folder must be named", strerror(errno));
    }
    free(folder);
}

void explore_ask_where_to_save(app_t *app)
{
    char text[240], *data = folders_data();
    if (!explore_state(app)->report) {
        app_refuse(app, "There is nothing to save yet.");
    } else {
        snprintf(text, sizeof text, "%s/%s/witnesses", data ? data : ".", app->lesson->id);
        dialog_line(app, "save every way into the folder", text, save_all);
    }
    free(data);
}

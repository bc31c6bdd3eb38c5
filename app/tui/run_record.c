/* R: the moment on the screen becomes a stop of a tour, for those who write a lesson. All stops recorded since the
 * lesson was opened are written to one file, as a block `tour:` that a lesson file takes as it is. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/tui/dialog.h"
#include "app/tui/run_inner.h"
#include "app/tui/run_tour.h"
#include "app/tui/tour_record.h"
#include "lessons/load/place.h"

struct run_recording {
    tour_record_t stops;
    char *lesson, *variant;
};

void run_recording_free(struct run_recording *recording)
{
    if (recording) {
        tour_record_destroy(&recording->stops);
        free(recording->lesson);
        free(recording->variant);
        free(recording);
    }
}

/* What was stepped since Run opened, without what goes by itself. Caller frees; NULL: no memory. */
static char *way_here(const session_view_t *view)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    const char *glue = "";
    if (!out) {
        return NULL;
    }
    for (size_t i = 0; i < view->cell_count; i++) {
        const session_cell_t *cell = &view->cells[i];
        if (!cell->undone && !cell->automatic && cell->number > view->step_begin) {
            fprintf(out, "%s%s", glue, cell->entry);
            glue = " ";
        }
    }
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* The line of the selected process, if its text stands in no other line: that is what a place is. */
static char *place_here(const run_state_t *state)
{
    const session_view_t *view = state->view;
    uint32_t line = state->selected < view->process_count ? view->processes[state->selected].line : 0;
    const char *start = NULL;
    size_t size = line > 0 ? place_text_of_line(state->text, line, &start) : 0;
    while (size > 0 && *start == ' ') {
        start++;
        size--;
    }
    char *text = start ? strndup(start, size) : strdup("");
    if (text && (size == 0 || place_line(state->text, text, NULL) != line)) {
        text[0] = '\0';
    }
    return text;
}

/* Beside the lesson's file that is being written, else in the folder in which Lockstep was started. */
static char *path_of(const app_t *app)
{
    char *path = NULL;
    const char *own = app->preview ? app->own_path : NULL;
    size_t stem = own && strlen(own) > 5 && strcmp(own + strlen(own) - 5, ".yaml") == 0 ? strlen(own) - 5 : 0;
    int size =
        stem ? asprintf(&path, "%.*s.tour", (int)stem, own) : asprintf(&path, "%s.tour", app->lesson->id);
    return size < 0 ? NULL : path;
}

static bool write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    bool good = file && fputs(text, file) >= 0;
    return file && fclose(file) == 0 && good;
}

/* The recording goes on when the lesson's file is saved and read again, but not in another lesson or variant. */
static tour_record_t *recording_of(app_t *app)
{
    struct run_recording *recording = app->recording;
    const char *variant = app_variant(app)->id;
    if (recording &&
        (strcmp(recording->lesson, app->lesson->id) != 0 || strcmp(recording->variant, variant) != 0)) {
        run_recording_free(recording);
        app->recording = recording = NULL;
    }
    if (!recording && (recording = calloc(1, sizeof *recording))) {
        tour_record_init(&recording->stops);
        recording->lesson = strdup(app->lesson->id);
        recording->variant = strdup(variant);
        if (!recording->lesson || !recording->variant) {
            run_recording_free(recording);
            recording = NULL;
        }
        app->recording = recording;
    }
    return recording ? &recording->stops : NULL;
}

static void record(app_t *app, const char *say)
{
    const run_state_t *state = run_state(app);
    if (!say[0]) {
        app_refuse(app, "A stop says what is to be noticed there.");
        return;
    }
    tour_record_t *stops = recording_of(app);
    char *way = way_here(state->view), *place = place_here(state), *path = path_of(app), *yaml = NULL;
    if (stops && way && place && path && tour_record_add(stops, way, place, say)) {
        yaml = tour_record_yaml(stops, app_variant(app)->id);
    }
    if (!yaml) {
        app_refuse(app, "There is not enough memory for another stop.");
    } else if (!write_file(path, yaml)) {
        app_refuse(app, "%s could not be written: %s.", path, strerror(errno));
    } else {
        app_say(app, "Stop %zu is in %s: a block for the lesson's file. Step on, R records the next.",
                stops->count, path);
    }
    free(way);
    free(place);
    free(path);
    free(yaml);
}

void run_ask_record(app_t *app)
{
    const session_view_t *view = session_view(app->session);
    if (app_is_program(app)) {
        app_refuse(app, "A tour belongs to a lesson; `lockstep new` makes one around a program.");
    } else if (app->text_override || !app_knobs_as_stated(app)) {
        app_refuse(app, "A tour runs the lesson's program with its own numbers; v and c bring them back.");
    } else if (run_is_free(view) || view->busy || view->cells_left_out > 0) {
        app_refuse(app, "A stop is a moment of a held run, which every reader reaches by the same steps.");
    } else {
        dialog_line(app, "a stop of the tour: what is to be noticed here", "", record);
    }
}

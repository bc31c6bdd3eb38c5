/*
 * Stops of a tour, recorded while its author steps: pure, as text in and YAML out.
 *
 *     tour_record_init → tour_record_add (once a stop) → tour_record_yaml … → tour_record_destroy
 *
 * A stop is known by the whole way to it, "P1 P2 P2" from where the lesson begins. Whoever goes back and takes
 * another way has left the stops that lie on the old one: adding a stop drops those that do not lie on its way.
 */
#ifndef APP_TUI_TOUR_RECORD_H
#define APP_TUI_TOUR_RECORD_H

#include <stdbool.h>
#include <stddef.h>

typedef struct tour_record_stop {
    char *way, *point, *say;
} tour_record_stop_t;

typedef struct tour_record {
    tour_record_stop_t *stops;
    size_t count, room;
} tour_record_t;

void tour_record_init(tour_record_t *record);
void tour_record_destroy(tour_record_t *record);

/* Texts are copied. `way`: entries of a schedule with one blank between them; `point`: a place or "". false: no
 * memory, and the record is as it was. */
bool tour_record_add(tour_record_t *record, const char *way, const char *point, const char *say);

/* "P1 P1 P2" as "P1*2 P2". Caller frees; NULL: no memory. */
char *tour_record_piece(const char *way);

/* The block `tour:` of a lesson. Caller frees; NULL: no memory. */
char *tour_record_yaml(const tour_record_t *record, const char *variant);

#endif

#include "lessons/explore/graph.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Two processes with `n` steps each: state (i, j) has number i * (n + 1) + j; the only end is (n, n). */
enum { GRID = 40 };

static void make_grid(graph_t *graph, uint32_t n)
{
    assert_true(graph_init(graph));
    for (uint32_t i = 0; i <= n; i++) {
        for (uint32_t j = 0; j <= n; j++) {
            if (i < n) {
                assert_true(graph_add_edge(graph, (i + 1) * (n + 1) + j, 1));
            }
            if (j < n) {
                assert_true(graph_add_edge(graph, i * (n + 1) + j + 1, 2));
            }
            assert_true(graph_close_state(graph, false));
        }
    }
}

static size_t group_of_last(void *context, uint32_t state)
{
    const graph_t *graph = context;
    return graph->starts[state] == graph->starts[state + 1] ? 0 : SIZE_MAX;
}

static uint16_t process_is_move(void *context, uint16_t move)
{
    (void)context;
    return move;
}

static void orders_of_two_independent_processes_are_a_binomial(void **state)
{
    (void)state;
    graph_t graph;
    make_grid(&graph, GRID);
    char *orders[1], *all;
    assert_true(graph_count_orders(&graph, group_of_last, &graph, 1, orders, &all));
    assert_string_equal(orders[0], "107507208733336176461620"); /* 80 over 40 */
    assert_string_equal(all, orders[0]);
    free(orders[0]);
    free(all);
    graph_destroy(&graph);
}

static void counts_beyond_two_limbs_are_exact(void **state)
{
    (void)state;
    graph_t graph;
    make_grid(&graph, 100);
    char *orders[1], *all;
    assert_true(graph_count_orders(&graph, group_of_last, &graph, 1, orders, &all));
    assert_string_equal(orders[0], "90548514656103281165404177077484163874504589675413336841320");
    free(orders[0]);
    free(all);
    graph_destroy(&graph);
}

static void the_shortest_way_switches_once(void **state)
{
    (void)state;
    graph_t graph;
    make_grid(&graph, GRID);
    graph_path_t path;
    assert_true(graph_shortest(&graph, process_is_move, group_of_last, &graph, 1, &path));
    assert_int_equal(path.switches, 1);
    assert_int_equal(path.count, 2 * GRID);
    for (size_t i = 1; i < path.count; i++) {
        assert_true(i == GRID || path.moves[i] == path.moves[i - 1]);
    }
    free(path.moves);
    graph_destroy(&graph);
}

/* 0 ─▸ 1 ⇄ 2, 0 ─▸ 3 */
static void make_trap(graph_t *graph)
{
    assert_true(graph_init(graph));
    assert_true(graph_add_edge(graph, 1, 1));
    assert_true(graph_add_edge(graph, 3, 300));
    assert_true(graph_close_state(graph, false));
    assert_true(graph_add_edge(graph, 2, 1));
    assert_true(graph_close_state(graph, false));
    assert_true(graph_add_edge(graph, 1, 1));
    assert_true(graph_close_state(graph, false));
    assert_true(graph_close_state(graph, false));
}

static void a_trap_without_an_end_is_a_bottom_component(void **state)
{
    (void)state;
    graph_t graph;
    make_trap(&graph);
    uint32_t *component, count;
    assert_true(graph_bottom_components(&graph, &component, &count));
    assert_int_equal(count, 1);
    assert_int_equal(component[0], 0);
    assert_int_equal(component[1], 1);
    assert_int_equal(component[2], 1);
    assert_int_equal(component[3], 0);
    free(component);
    graph_destroy(&graph);
}

static size_t group_trap(void *context, uint32_t state)
{
    (void)context;
    return state == 3 ? 0 : state == 2 ? 1 : SIZE_MAX;
}

static void a_count_is_missing_only_where_a_cycle_leads(void **state)
{
    (void)state;
    graph_t graph;
    make_trap(&graph);
    assert_int_equal(graph_move(&graph, 1), 300);
    assert_int_equal(graph_move(&graph, 0), 1);
    char *orders[2], *all;
    assert_true(graph_count_orders(&graph, group_trap, NULL, 2, orders, &all));
    assert_string_equal(orders[0], "1");
    assert_null(orders[1]);
    assert_null(all);
    free(orders[0]);
    graph_destroy(&graph);
}

/* 0 ⇄ 1 by process 1; process 2 can go to the end, state 2, from 0 and, if `always`, from 1 as well. */
static void make_round(graph_t *graph, bool always)
{
    assert_true(graph_init(graph));
    assert_true(graph_add_edge(graph, 1, 1));
    assert_true(graph_add_edge(graph, 2, 2));
    assert_true(graph_close_state(graph, false));
    assert_true(graph_add_edge(graph, 0, 1));
    if (always) {
        assert_true(graph_add_edge(graph, 2, 2));
    }
    assert_true(graph_close_state(graph, false));
    assert_true(graph_close_state(graph, true));
}

static bool note_starving(void *context, uint16_t process, uint32_t found, const uint32_t *states,
                          uint32_t count)
{
    uint32_t *waits_in = context;
    (void)states;
    assert_int_equal(process, 2);
    assert_int_equal(count, 2);
    *waits_in = found;
    return true;
}

static void who_cannot_go_now_and_then_can_wait_for_ever(void **state)
{
    (void)state;
    static const uint16_t movers[] = {0, 1, 2};
    uint32_t waits_in = UINT32_MAX;
    graph_t graph;
    make_round(&graph, false);
    assert_true(graph_find_starving(&graph, movers, 2, note_starving, &waits_in));
    assert_int_equal(waits_in, 1);
    graph_destroy(&graph);
}

static void who_could_go_all_the_time_does_not_starve(void **state)
{
    (void)state;
    static const uint16_t movers[] = {0, 1, 2};
    uint32_t waits_in = UINT32_MAX;
    graph_t graph;
    make_round(&graph, true);
    assert_true(graph_find_starving(&graph, movers, 2, note_starving, &waits_in));
    assert_int_equal(waits_in, UINT32_MAX);
    graph_destroy(&graph);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_of_two_independent_processes_are_a_binomial),
        cmocka_unit_test(counts_beyond_two_limbs_are_exact),
        cmocka_unit_test(the_shortest_way_switches_once),
        cmocka_unit_test(a_trap_without_an_end_is_a_bottom_component),
        cmocka_unit_test(who_cannot_go_now_and_then_can_wait_for_ever),
        cmocka_unit_test(who_could_go_all_the_time_does_not_starve),
        cmocka_unit_test(a_count_is_missing_only_where_a_cycle_leads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What the screens say is whole and plain in 80 columns: nothing that matters is cut off, no code
 * name shows, and nothing is offered that would come to nothing. */
#include "support/network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, NOTICE = 22, HINT = 23 };

static void cuts_the_name_and_keeps_the_year(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Hosseini", "Kwame");
    struct terminal *t = network_queue(n, "maria");
    terminal_wait_row(t, 3, "Hosseini, ~ 1951 nursing visits", SOON);
    network_leave(t);
}

static void cuts_a_title_before_its_aside(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *t = network_queue(n, "maria");
    terminal_wait_row(t, 0, "QUEUE  Bright Home Care intake    ", SOON);
    terminal_resize(t, 24, 100);
    terminal_wait_row(t, 0, "QUEUE  Bright Home Care intake (my role)", SOON);
    network_leave(t);
}

static void says_whole_what_is_waited_for(void **state)
{
    struct network *n = *state;
    const char *ref = network_case(n, "Rivera", "Ana");
    network_act(n, "maria", ref, "accept", "{}");
    network_act(n, "maria", ref, "hold", "{\"waiting_on\": \"doctor\", \"until\": \"2026-11-24\"}");
    struct terminal *t = network_queue(n, "maria");
    terminal_wait_row(t, 3, "nursing visits for doctor's ", SOON);
    terminal_resize(t, 24, 190);
    terminal_wait_row(t, 3, "waits: doctor's order", SOON);
    network_leave(t);
}

static void tells_who_asks_as_whole_as_it_fits(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Rivera-Castellanos", "Maria Fernanda");
    struct terminal *t = network_queue(n, "maria");
    terminal_wait_row(t, 20, "born 14 Mar 1951", SOON);
    terminal_wait_row(t, 20, "from St. Mary's Hospital", SOON);
    assert_null(strchr(terminal_row(t, 20), '~'));
    network_leave(t);
}

/* The acted row stays where it was, and says what is true now. */
static void says_who_has_it_after_an_act(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Rivera", "Ana");
    (void)network_case(n, "Abdi", "Hodan");
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Rivera, Ana");
    terminal_type(t, "d");
    terminal_wait_row(t, 3, "DECLINED  Rivera, Ana 1951 nursing visits -> Lena      0m   Lena",
                      SOON);
    terminal_type(t, "j");
    network_wait_selected(t, "Abdi, Hodan");
    terminal_type(t, "a");
    terminal_wait_row(t, 4, "ACCEPTED  Abdi, Hodan 1951 nursing visits not started  0m   you",
                      SOON);
    terminal_wait_row(t, 3, "DECLINED  Rivera, Ana 1951 nursing visits -> Lena      0m   Lena",
                      SOON);
    terminal_type(t, "h");
    terminal_wait(t, "family", SOON);
    terminal_type(t, "f");
    terminal_wait_row(t, HINT, "Until when", SOON);
    terminal_send(t, "Tue");
    terminal_wait_row(t, HINT, "Tue", SOON);
    terminal_type(t, "\r");
    terminal_wait_row(t, 4, "WAITS     Abdi, Hodan 1951 nursing visits for family", SOON);
    terminal_type(t, "u");
    terminal_wait_row(t, 4, "nursing visits not started", SOON);
    network_leave(t);
}

/* What is said of a step follows when its reason is given afterwards. */
static void says_the_reason_that_was_chosen(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Rivera, Ana");
    terminal_type(t, "d");
    terminal_wait_row(t, 21, "You declined: no staff (default).", SOON);
    terminal_type(t, "r");
    terminal_wait(t, "outside our area", SOON);
    terminal_type(t, "o");
    terminal_wait_row(t, NOTICE, "Rivera, Ana: outside our area.  u undo 17:15", SOON);
    terminal_wait_row(t, 21, "You declined: outside our area.", SOON);
    network_leave(t);
}

static void says_the_filter_in_plain_words(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *t = network_queue(n, "maria");
    terminal_type(t, "F");
    terminal_wait_row(t, HINT, "Only (", SOON);
    terminal_send(t, "later type=home_care Riv");
    terminal_wait_row(t, HINT, "Riv", SOON);
    terminal_type(t, "\r");
    terminal_wait_row(t, 1, "only: later, servic", SOON);
    terminal_resize(t, 24, 120);
    terminal_wait_row(t, 1, "only: later, service home care, name Riv", SOON);
    network_leave(t);
}

static void shows_service_types_whole(void **state)
{
    struct network *n = *state;
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    terminal_type(t, "8");
    terminal_wait_row(t, 0, "DIRECTORY", SOON);
    terminal_wait(t, "OFFICES CLOSED", SOON);
    terminal_type(t, "/");
    terminal_wait_row(t, HINT, "/", SOON);
    terminal_send(t, "offers Substance");
    terminal_wait_row(t, HINT, "offers Substance", SOON);
    terminal_type(t, "\r");
    terminal_wait(t, "offers Substance-use treatment takes referrals", SOON);
    network_leave(t);
}

static void shows_all_of_today_at_once(void **state)
{
    struct network *n = *state;
    (void)network_case(n, "Rivera", "Ana");
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    terminal_wait(t, "under 1 day      1", SOON);
    int row = terminal_find(t, "under 1 day");
    terminal_wait_row(t, row, "8-14 days        0", SOON);
    terminal_wait_row(t, row + 1, "over 14 days     0", SOON);
    terminal_wait_row(t, row + 2, "3-7 days         0", SOON);
    assert_true(row + 2 < NOTICE);
    terminal_wait_row(t, row + 2, "Thu 26 Nov: 20 of 27 offices shut", SOON);
    /* A group in which nothing is has no line. */
    assert_false(terminal_shows(t, "Owner away, nobody covers"));
    network_leave(t);
}

static void says_what_a_key_is_for_that_does_nothing(void **state)
{
    struct network *n = *state;
    network_at(n, "2026-11-23 08:30-05");
    struct terminal *t = network_console(n, "lena", NULL, NULL);
    terminal_wait(t, "Nothing is open.", SOON);
    /* Two days of closed offices fit into the half line that is left. */
    terminal_wait(t, "Shut Thu: 20 of 27 offices, Fri 12", SOON);
    terminal_type(t, "w");
    terminal_wait_row(t, NOTICE, "Nothing here for w; ? shows what works. Elsewhere: Find another",
                      SOON);
    network_leave(t);
    /* The one line that leads anywhere names where. */
    t = network_console(n, "casey", NULL, NULL);
    terminal_wait_row(t, HINT, "Enter who is open", SOON);
    network_leave(t);
}

static void tells_administrators_what_is_theirs(void **state)
{
    struct network *n = *state;
    struct terminal *t = network_console(n, "adm", NULL, NULL);
    terminal_wait(t, "holdfast apply FILE", SOON);
    terminal_wait_row(t, HINT, "8 directory", SOON);
    assert_null(strstr(terminal_row(t, HINT), "find somebody"));
    assert_false(terminal_shows(t, "DO FIRST"));
    terminal_type(t, "2");
    terminal_wait(t, "Referrals are not shown to administrators.", SOON);
    terminal_type(t, "5");
    terminal_wait(t, "People are not shown to administrators.", SOON);
    assert_false(terminal_shows(t, "Name, birth date"));
    terminal_type(t, "9");
    terminal_wait_row(t, HINT, "Record of (a login, a service's code, or network):", SOON);
    terminal_send(t, "network");
    terminal_type(t, "\r");
    terminal_wait(t, "access basis added", SOON);
    /* However long: some hundred things are one publication. */
    terminal_type(t, "G");
    terminal_wait_gone(t, "access basis added", SOON);
    terminal_type(t, "5");
    terminal_type(t, "P");
    terminal_wait_row(t, NOTICE, "Entering people is not among your duties.", SOON);
    /* Enter goes where a line says. */
    terminal_type(t, "1");
    network_go_to(t, "Directory: who holds");
    terminal_type(t, "\r");
    terminal_wait_row(t, 0, "DIRECTORY", SOON);
    network_leave(t);
}

/* What runs does not wait, and a sentence somebody typed gets no second stop. */
static void tells_a_running_service_as_running(void **state)
{
    struct network *n = *state;
    const char *ref = network_case(n, "Rivera", "Ana");
    network_act(n, "maria", ref, "accept", "{}");
    network_at(n, "2026-11-30 17:05-05");
    network_act(n, "maria", ref, "start",
                "{\"date\": \"2026-11-30\", \"note\": \"First visit done.\"}");
    network_at(n, "2026-12-02 09:00-05");
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Rivera, Ana");
    terminal_type(t, "\r");
    terminal_wait(t, "Needed   Running since 30 Nov 17:05.", SOON);
    terminal_wait(t, "Waited 10d since 20 Nov 17:05", SOON);
    terminal_wait(t, "First visit done, LATE", SOON);
    network_leave(t);
}

/* Under a question stands what it is about, and nothing of somebody else. */
static void a_question_names_its_own_item_alone(void **state)
{
    struct network *n = *state;
    const char *ref = network_case(n, "Rivera", "Ana");
    network_act(n, "maria", ref, "accept", "{}");
    (void)network_nursing(n, network_person(n, "Chu", "Walter"), "urgent", "2026-11-21 12:00-05");
    struct terminal *t = network_queue(n, "maria");
    network_wait_selected(t, "Chu, Walter");
    terminal_type(t, "a");
    terminal_wait_row(t, NOTICE, "Accepted", SOON);
    network_go_to(t, "Rivera, Ana");
    network_pause(t);
    terminal_type(t, "s");
    terminal_wait_row(t, HINT, "When it started", SOON);
    terminal_wait_row(t, NOTICE, "Rivera, Ana: service started", SOON);
    assert_null(strstr(terminal_row(t, NOTICE), "Chu"));
    terminal_type(t, "\033");
    terminal_wait_row(t, NOTICE, "Nothing was done.", SOON);
    network_pause(t);
    terminal_type(t, "y");
    terminal_wait(t, "Rivera, Ana: log a call", SOON);
    terminal_type(t, "\033");
    terminal_wait_gone(t, "log a call", SOON);
    network_leave(t);
}

/* What is sent back names what and to whom; in lean mode on the row of the cursor. */
static void sending_back_says_to_whom(void **state)
{
    struct network *n = *state;
    const char *ref = network_case(n, "Rivera", "Ana");
    network_act(n, "maria", ref, "accept", "{}");
    network_act(n, "maria", ref, "escalate", "{}");
    for (int lean = 0; lean < 2; lean++) {
        struct terminal *t = network_console(n, "sam", NULL, lean ? "--lean" : NULL);
        terminal_type(t, "2");
        terminal_wait(t, "Rivera, Ana", SOON);
        network_pause(t);
        terminal_type(t, "b");
        terminal_wait_row(t, HINT, "What to do:", SOON);
        terminal_wait_row(t, lean ? HINT : NOTICE, "Rivera, Ana: send back to Maria", SOON);
        terminal_type(t, "\033");
        terminal_wait_row(t, NOTICE, "Nothing was done.", SOON);
        network_pause(t);
        /* A date is not a supervisor's to change: the list says whose it is. */
        terminal_type(t, "=");
        terminal_wait(t, "for whoever asked: ask them to", SOON);
        if (lean) /* the row of the cursor has the question itself, and the choice whole */
            terminal_wait(t, "what is to be changed  l change how urgent", SOON);
        terminal_type(t, "\033");
        terminal_wait_gone(t, "for whoever asked: ask them to", SOON);
        network_leave(t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(cuts_the_name_and_keeps_the_year),
        NETWORK_TEST(cuts_a_title_before_its_aside),
        NETWORK_TEST(says_whole_what_is_waited_for),
        NETWORK_TEST(tells_who_asks_as_whole_as_it_fits),
        NETWORK_TEST(says_who_has_it_after_an_act),
        NETWORK_TEST(says_the_reason_that_was_chosen),
        NETWORK_TEST(says_the_filter_in_plain_words),
        NETWORK_TEST(shows_service_types_whole),
        NETWORK_TEST(tells_a_running_service_as_running),
        NETWORK_TEST(shows_all_of_today_at_once),
        NETWORK_TEST(says_what_a_key_is_for_that_does_nothing),
        NETWORK_TEST(tells_administrators_what_is_theirs),
        NETWORK_TEST(a_question_names_its_own_item_alone),
        NETWORK_TEST(sending_back_says_to_whom),
    };
    return cmocka_run_group_tests(tests, network_open, network_close);
}

/* Who there is, and who may still sign in. */
#include "holdfast/screen/staff.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picker.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/caseload.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/leaver.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/record.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { NAME_CELLS = 22, STATE_CELLS = 15 };

struct staff {
    struct page page;
    char *login; /* whom a question under way is about */
};

static struct staff *staff_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- the page ---- */

static const char *state_words(const json_t *person)
{
    static const struct {
        const char *state, *words;
    } table[] = {
        {"here", "here"}, {"away", "away"}, {"disabled", "DISABLED"}, {"left", "not in policy"}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strcmp(table[i].state, answer_text(person, "state")) == 0)
            return say(table[i].words);
    return "";
}

static void add_roles(struct buffer *text, const json_t *person)
{
    size_t i;
    const json_t *role;
    json_array_foreach (json_object_get(person, "roles"), i, role)
        buffer_print(text, "%s%s%s", i > 0 ? ", " : "", answer_text(role, "name"),
                     answer_bool(role, "alone") ? say(" (alone)") : "");
}

static void add_sign_in(struct buffer *text, const json_t *person, int64_t now)
{
    char when[32];
    if (answer_time(person, "last_seen") != 0)
        buffer_print(text, say("; signed in %s"),
                     words_moment(when, sizeof when, now, answer_time(person, "last_seen")));
    if (answer_bool(person, "must_choose"))
        buffer_text(text, say("; has a first password"));
}

static void write_person(struct sheet *sheet, const json_t *person, int64_t now)
{
    struct buffer text = {0};
    char head[128];
    bool gone = answer_text(person, "state")[0] == 'd' || answer_text(person, "state")[0] == 'l';
    (void)snprintf(head, sizeof head, "%-*.*s %-*.*s", NAME_CELLS, NAME_CELLS,
                   answer_text(person, "name"), STATE_CELLS, STATE_CELLS, state_words(person));
    buffer_print(&text, say("%lld open; "), (long long)answer_int(person, "open"));
    add_roles(&text, person);
    add_sign_in(&text, person, now);
    sheet_wrapped_to(sheet, gone ? STYLE_PAUSED : STYLE_TEXT, answer_text(person, "login"),
                     NAME_CELLS + STATE_CELLS + 2, head, text.data);
    buffer_free(&text);
}

static void write(struct page *page, int64_t now)
{
    const char *last = "";
    size_t i;
    const json_t *person;
    json_array_foreach (json_object_get(page->json, "people"), i, person) {
        const char *organization = answer_text(person, "organization_name");
        if (strcmp(organization, last) != 0)
            sheet_heading(&page->sheet, organization);
        last = organization;
        write_person(&page->sheet, person, now);
    }
}

static const struct page_ops staff_page = {
    .what = "reading the list of people", .sql = "SELECT api.staff_list(true)", .write = write};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    static const char *const duties[] = {"administer", "supervise", NULL};
    (void)argument;
    if (desk_lacks_duties(desk_of(screen), duties))
        return failure_set(f, EX_NOPERM, say("staff"),
                           say("the directory (8) shows who holds which role"), "%s",
                           say("who may sign in is not yours to see"));
    page_open(screen, &staff_page, NULL);
    return true;
}

static void close_staff(struct screen *screen)
{
    page_close(screen);
    free(staff_of(screen)->login);
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)snprintf(out, size, say("STAFF  %s"), desk_me(desk_of(screen), "network"));
}

static const json_t *selected(const struct screen *screen)
{
    const struct sheet_line *line = page_selected(screen);
    size_t i;
    const json_t *person;
    if (line != NULL && line->target[0] != '\0')
        json_array_foreach (json_object_get(staff_of(screen)->page.json, "people"), i, person)
            if (strcmp(answer_text(person, "login"), line->target) == 0)
                return person;
    return NULL;
}

static bool is_disabled(const json_t *person)
{
    return strcmp(answer_text(person, "state"), "disabled") == 0;
}

/* ---- keys ---- */

static void hint(struct screen *screen, struct hints *hints)
{
    const json_t *person = selected(screen);
    if (person != NULL)
        hint_add(hints, ACTION_OPEN, say("what is theirs"));
    if (answer_bool(person, "may")) {
        hint_add(hints, ACTION_CHANGE, is_disabled(person) ? say("let in again") : say("disable"));
        hint_add(hints, ACTION_ASSIGN, say("pass their work on"));
        hint_add(hints, ACTION_LEDGER, NULL);
    } else if (person != NULL) {
        hint_add(hints, ACTION_ASSIGN, say("pass their work on"));
    }
    hint_add(hints, ACTION_SEARCH, NULL);
    hint_add(hints, ACTION_BACK, NULL);
}

static unsigned view(struct screen *screen, enum leaver_kind kind, const char *login,
                     const char *to)
{
    (void)console_push(screen->console, &leaver_screen, &(struct leaver_view){kind, login, to});
    return DRAW_ALL;
}

static unsigned heir_of_leaver(struct screen *screen, void *context, const char *text)
{
    (void)context;
    return text == NULL ? (unsigned)DRAW_ALL
                        : view(screen, LEAVER_DISABLE, staff_of(screen)->login, text);
}

static unsigned heir_named(struct screen *screen, void *context, const char *text)
{
    (void)context;
    return text == NULL || text[0] == '\0'
               ? (unsigned)DRAW_ALL
               : view(screen, LEAVER_MOVE, staff_of(screen)->login, text);
}

static void enabled(struct screen *screen, void *data, const struct reply *reply,
                    const struct failure *failure)
{
    struct desk *desk = data;
    json_t *answer = failure == NULL ? desk_json(reply) : NULL;
    if (failure != NULL)
        console_refuse_failure(desk->console, failure);
    else
        console_say(desk->console,
                    say("%s can sign in again. What had passed on stays where it is."),
                    answer_text(answer, "name"));
    json_decref(answer);
    if (screen != NULL)
        page_load(screen);
}

static unsigned enable_chosen(struct screen *screen, void *context, int choice)
{
    (void)context;
    char request[37];
    if (choice != 0)
        return DRAW_ALL;
    gateway_request_id(request);
    desk_ask_kept(screen, say("letting them in"), "SELECT api.staff_enable($1::uuid, $2)",
                  GATEWAY_VALUES(request, staff_of(screen)->login), enabled, desk_of(screen));
    return DRAW_ALL;
}

static void keep_login(struct screen *screen, const json_t *person)
{
    free(staff_of(screen)->login);
    staff_of(screen)->login = memory_text(answer_text(person, "login"));
}

static unsigned change(struct screen *screen, const json_t *person)
{
    const struct choice choices[] = {{"yes", say("Yes"), 'y'}, {"no", say("No"), 'n'}};
    char question[160];
    keep_login(screen, person);
    if (!is_disabled(person)) {
        console_ask(screen->console, screen,
                    say("Who takes over (login or role; empty: the role of each): "), "",
                    heir_of_leaver, NULL);
        return DRAW_ALL;
    }
    (void)snprintf(question, sizeof question, say("Let %s sign in again?"),
                   answer_text(person, "name"));
    console_pick(screen->console, screen, question, choices, 2, enable_chosen, NULL);
    return DRAW_ALL;
}

static unsigned pass_on(struct screen *screen, const json_t *person)
{
    /* Whoever supervises and does not manage people moves the items, and nothing else. */
    if (!answer_bool(person, "may")) {
        (void)console_push(screen->console, &caseload_screen, answer_text(person, "login"));
        return DRAW_ALL;
    }
    keep_login(screen, person);
    console_ask(screen->console, screen, say("Who takes their work over (login or role): "), "",
                heir_named, NULL);
    return DRAW_ALL;
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    const json_t *person = selected(screen);
    if (person == NULL)
        return SCREEN_PASS;
    switch (invocation->action) {
    case ACTION_OPEN:
        return view(screen, LEAVER_REPORT, answer_text(person, "login"), "");
    case ACTION_CHANGE:
        return answer_bool(person, "may") ? change(screen, person) : (unsigned)SCREEN_PASS;
    case ACTION_ASSIGN:
        return pass_on(screen, person);
    case ACTION_LEDGER:
        if (answer_bool(person, "may"))
            (void)console_push(screen->console, &record_screen, answer_text(person, "login"));
        return SCREEN_NOTHING;
    default:
        return SCREEN_PASS;
    }
}

const struct screen_ops staff_screen = {
    .name = "staff",
    .state_size = sizeof(struct staff),
    .open = open,
    .load = page_load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = page_event,
    .close = close_staff,
};

/* The pathways of a person. */
#include "holdfast/screen/pathways.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picker.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/pathway_preview.h"
#include "holdfast/screen/reference.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

struct pathways {
    struct page page;
    json_t *offered;    /* api.pathways() while one is chosen */
    const char *chosen; /* of offered */
    char request[37];
    bool sending;
};

static struct pathways *state_of(const struct screen *screen)
{
    return screen->state;
}

static bool may_begin(const struct screen *screen)
{
    const struct desk *desk = desk_of(screen);
    return desk_has_duty(desk, "refer") || desk_has_duty(desk, "plan") ||
           desk_has_duty(desk, "coordinate");
}

/* ---- the page ---- */

static const char *const active = "active";

static void write_step(struct sheet *sheet, const char *pathway, const json_t *step, int64_t now)
{
    char line[512], when[32];
    int64_t due = answer_time(step, "due_by");
    bool settled = answer_time(step, "settled_at") != 0;
    (void)snprintf(line, sizeof line, "  %-22.22s %-9s %-13s %s%s", answer_text(step, "name"),
                   answer_text(step, "ref"),
                   !settled && due != 0 ? words_moment(when, sizeof when, now, due) : "",
                   answer_bool(step, "late") ? say("LATE, ") : "", answer_text(step, "words"));
    sheet_line(sheet,
               answer_bool(step, "late") ? STYLE_ALARM
               : settled                 ? STYLE_PAUSED
                                         : STYLE_TEXT,
               answer_text(step, "ref"), pathway, line);
}

static void write_run(struct sheet *sheet, const json_t *run, int64_t now)
{
    char head[256], until[32], since[32];
    size_t i;
    json_t *step;
    const char *status = answer_text(run, "status");
    bool runs = strcmp(status, active) == 0;
    words_moment(since, sizeof since, now, answer_time(run, "started_at"));
    words_moment(until, sizeof until, now, answer_time(run, runs ? "deadline" : "ended_at"));
    (void)snprintf(head, sizeof head,
                   runs                               ? say("%s, deadline %s   since %s, %s")
                   : strcmp(status, "completed") == 0 ? say("%s, done %s   since %s, %s")
                                                      : say("%s, STOPPED %s   since %s, %s"),
                   answer_text(run, "name"), until, since, answer_text(run, "started_by"));
    sheet_line(sheet, runs ? STYLE_HEADING : STYLE_PAUSED, NULL,
               runs ? answer_text(run, "pathway") : NULL, head);
    json_array_foreach (json_object_get(run, "steps"), i, step)
        write_step(sheet, runs ? answer_text(run, "pathway") : NULL, step, now);
}

static void write(struct page *page, int64_t now)
{
    size_t i;
    json_t *run;
    json_array_foreach (page->json, i, run)
        write_run(&page->sheet, run, now);
    if (i == 0)
        sheet_line(
            &page->sheet, STYLE_TEXT, NULL, NULL,
            say("No pathway is under way. A chooses one; nothing starts before you saw it."));
}

static const struct page_ops pathways_page = {.what = "reading the pathways",
                                              .sql = "SELECT api.pathway_runs($1)",
                                              .polled = true,
                                              .write = write};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    gateway_request_id(state_of(screen)->request);
    return page_open_about(screen, &pathways_page, argument, f);
}

static void close_pathways(struct screen *screen)
{
    page_close(screen);
    json_decref(state_of(screen)->offered);
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)snprintf(out, size, say("PATHWAYS of %s"), state_of(screen)->page.ref);
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct sheet_line *line = page_selected(screen);
    if (page_hint_gone(&state_of(screen)->page, hints))
        return;
    if (line != NULL && line->target[0] != '\0')
        hint_add(hints, ACTION_OPEN, NULL);
    if (may_begin(screen)) {
        hint_add(hints, ACTION_ADD, say("start one"));
        if (line != NULL && line->detail[0] != '\0')
            hint_add(hints, ACTION_FAIL, say("stop this one"));
    }
    hint_add(hints, ACTION_PLAN, NULL);
    hint_add(hints, ACTION_BACK, NULL);
}

/* ---- starting one ---- */

static const json_t *chosen_pathway(const struct pathways *state)
{
    size_t i;
    json_t *row;
    json_array_foreach (state->offered, i, row)
        if (state->chosen != NULL && strcmp(answer_text(row, "code"), state->chosen) == 0)
            return row;
    return NULL;
}

static unsigned ask_deadline(struct screen *screen, const char *typed);

static unsigned deadline_given(struct screen *screen, void *context, const char *text)
{
    (void)context;
    const struct pathways *state = state_of(screen);
    const json_t *pathway = chosen_pathway(state);
    int64_t now = desk_now(desk_of(screen)), deadline = 0;
    bool usual = answer_text(pathway, "within")[0] != '\0';
    if (text == NULL || pathway == NULL)
        return DRAW_ALL;
    if ((text[0] == '\0' && !usual) ||
        (text[0] != '\0' && (!words_read_moment(text, now, false, &deadline) || deadline <= now))) {
        console_refuse(screen->console, "%s",
                       say("Write a day to come: 2 Dec 09:00, Fri 12:00 or +9d."));
        return ask_deadline(screen, text) | DRAW_NOTICE;
    }
    const struct pathway_view view = {state->page.ref, state->chosen, deadline};
    (void)console_push(screen->console, &pathway_preview_screen, &view);
    return DRAW_ALL;
}

static unsigned ask_deadline(struct screen *screen, const char *typed)
{
    const json_t *pathway = chosen_pathway(state_of(screen));
    const char *within = answer_text(pathway, "within");
    char question[80];
    (void)snprintf(question, sizeof question,
                   within[0] != '\0' ? say("By when (empty: in %s): ")
                                     : say("By when (2 Dec 09:00): "),
                   within);
    console_ask(screen->console, screen, question, typed, deadline_given, NULL);
    return DRAW_ALL;
}

/* The hearing that a risk names, to be taken or changed: nobody enters it twice. */
static const char *known_deadline(const json_t *pathway, char *out, size_t size)
{
    time_t at = (time_t)(answer_time(pathway, "deadline") / MICROSECONDS);
    struct tm local;
    out[0] = '\0';
    if (at != 0 && localtime_r(&at, &local) != NULL)
        (void)strftime(out, size, "%Y-%m-%d %H:%M", &local);
    return out;
}

static unsigned pathway_chosen(struct screen *screen, void *context, int choice)
{
    (void)context;
    struct pathways *state = state_of(screen);
    char known[32];
    if (choice < 0)
        return DRAW_ALL;
    const json_t *pathway = json_array_get(state->offered, (size_t)choice);
    state->chosen = answer_text(pathway, "code");
    return ask_deadline(screen, known_deadline(pathway, known, sizeof known));
}

static void offered_came(struct screen *screen, void *data, const struct reply *reply,
                         const struct failure *failure)
{
    (void)data;
    struct pathways *state = state_of(screen);
    if (failure != NULL) {
        console_refuse_failure(screen->console, failure);
        return;
    }
    json_decref(state->offered);
    state->offered = desk_json(reply);
    state->chosen = NULL;
    size_t count = json_array_size(state->offered);
    struct choice *choices = arena_take(&screen->arena, count, sizeof *choices);
    for (size_t i = 0; i < count; i++) {
        const json_t *row = json_array_get(state->offered, i);
        choices[i] = (struct choice){answer_text(row, "code"), answer_text(row, "name"), 0};
    }
    if (count > 0)
        console_pick(screen->console, screen, say("Which pathway?"), choices, count, pathway_chosen,
                     NULL);
    else
        console_refuse(screen->console, "%s", say("The network's policy has no pathways."));
    screen_dirty(screen, DRAW_ALL);
}

static unsigned begin(struct screen *screen)
{
    if (!may_begin(screen))
        return SCREEN_PASS;
    desk_ask(screen, say("reading which pathways there are"), "SELECT api.pathways($1)",
             GATEWAY_VALUES(state_of(screen)->page.ref), offered_came, NULL);
    return SCREEN_NOTHING;
}

/* ---- stopping one ---- */

static void stopped(struct screen *screen, void *data, const struct reply *reply,
                    const struct failure *failure)
{
    struct desk *desk = data;
    json_t *answer = failure == NULL ? desk_json(reply) : NULL;
    if (failure != NULL)
        console_refuse_failure(desk->console, failure);
    else
        console_say(desk->console,
                    say("Stopped. Cancelled: %zu. Kept, and going on by itself: %zu."),
                    json_array_size(json_object_get(answer, "closed")),
                    json_array_size(json_object_get(answer, "kept")));
    if (screen != NULL) {
        state_of(screen)->sending = false;
        page_load(screen);
    }
    json_decref(answer);
}

static unsigned reason_given(struct screen *screen, void *context, const char *text)
{
    struct pathways *state = state_of(screen);
    if (text == NULL || text[0] == '\0' || state->sending)
        return DRAW_ALL;
    state->sending = true;
    gateway_request_id(state->request);
    desk_ask_kept(screen, say("stopping the pathway"),
                  "SELECT api.pathway_stop($1::uuid, $2, $3, $4)",
                  GATEWAY_VALUES(state->request, state->page.ref, (const char *)context, text),
                  stopped, desk_of(screen));
    return DRAW_ALL;
}

static unsigned stop(struct screen *screen)
{
    const struct sheet_line *line = page_selected(screen);
    if (!may_begin(screen) || line == NULL || line->detail[0] == '\0')
        return SCREEN_PASS;
    console_ask(screen->console, screen, say("Why does it stop: "), "", reason_given,
                (void *)(uintptr_t)arena_text(&screen->arena, line->detail));
    return DRAW_ALL;
}

/* ---- keys ---- */

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    const struct sheet_line *line = page_selected(screen);
    switch (invocation->action) {
    case ACTION_OPEN:
        return line != NULL && line->target[0] != '\0' ? reference_open(screen, line->target)
                                                       : (unsigned)SCREEN_NOTHING;
    case ACTION_ADD:
        return begin(screen);
    case ACTION_FAIL:
        return stop(screen);
    case ACTION_PATHWAYS:
        return SCREEN_NOTHING;
    default:
        return SCREEN_PASS;
    }
}

const struct screen_ops pathways_screen = {
    .name = "pathways",
    .state_size = sizeof(struct pathways),
    .open = open,
    .load = page_load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = page_event,
    .about = page_about,
    .close = close_pathways,
};

/* The list that is acknowledged as one. */
#include "holdfast/screen/review_list.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/text.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/item.h"
#include "holdfast/screen/record.h"
#include "holdfast/screen/review_items.h"
#include "holdfast/screen/review_summary.h"
#include "holdfast/screen/review_words.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"
#include "screen/line.h"
#include "screen/review_rest.h"
#include "screen/review_sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NEAR_END = 30 }; /* the cursor is so near the last row that was read: more are asked for */

struct review_list {
    struct sheet sheet;
    char *ref;
    json_t *review; /* {review}, NULL: not read yet */
    json_t *rows;
    char *next;    /* where the next page begins; NULL: no more */
    int64_t count; /* of the whole list, to 10000 */
    char request[37], end_request[37];
    struct review_rest rest;
    bool asked, sending;
};

static struct review_list *list_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- the page ---- */

static int64_t still_to_decide(const struct review_list *list)
{
    return answer_int(list->review, "still");
}

static int64_t listed(const struct review_list *list)
{
    return list->count;
}

/* One has been acknowledged, and only the end is left. */
static bool is_done(const struct review_list *list)
{
    return listed(list) == 0 || answer_bool(list->review, "list_done");
}

/* "128 acknowledged as a list by Lena Ortiz, 09:12. …": what remains to be seen of it. */
static void write_done(struct review_list *list)
{
    char text[512], at[32];
    const struct desk *desk = desk_of(list->sheet.screen);
    (void)snprintf(
        text, sizeof text,
        say("%ld acknowledged as a list by %s, %s. The record says that they were read; "
            "that stays, and no item changed by it."),
        (long)answer_int(list->review, "acknowledged"), answer_text(list->review, "list_by"),
        words_moment(at, sizeof at, desk_now(desk), answer_time(list->review, "list_at")));
    sheet_wrapped(&list->sheet, STYLE_TEXT, 0, "", text);
}

static void write_head(struct review_list *list)
{
    struct sheet *sheet = &list->sheet;
    char text[512], count[16];
    if (list->review == NULL) {
        sheet_line(sheet, STYLE_TEXT, NULL, NULL, say("Reading…"));
        return;
    }
    (void)snprintf(text, sizeof text,
                   say("%s need no decision: on time, or waiting. They are acknowledged as a "
                       "list, and the record says so."),
                   review_count(count, sizeof count, list->count));
    if (answer_bool(list->review, "list_done"))
        write_done(list);
    else if (listed(list) > 0)
        sheet_wrapped(sheet, STYLE_TEXT, 0, "", text);
    else
        sheet_line(sheet, STYLE_TEXT, NULL, NULL, say("Nothing is left to acknowledge as a list."));
    int len = snprintf(text, sizeof text, say("%ld are still to decide one by one"),
                       (long)still_to_decide(list));
    (void)review_put_off(text + len, sizeof text - (size_t)len, list->review);
    len = (int)strlen(text);
    (void)snprintf(text + len, sizeof text - (size_t)len, "%s", say("; then the review can end."));
    if (still_to_decide(list) > 0)
        sheet_wrapped(sheet, STYLE_WARN, 0, "", text);
    sheet_rule(sheet);
}

static void write(struct screen *screen)
{
    struct review_list *list = list_of(screen);
    size_t i;
    json_t *row;
    sheet_begin(&list->sheet);
    write_head(list);
    json_array_foreach (list->rows, i, row)
        review_row_write(&list->sheet, row, NULL, true, desk_now(desk_of(screen)));
    sheet_end(&list->sheet);
    screen_dirty(screen, DRAW_ALL);
}

/* ---- reading ---- */

static void came(struct screen *screen, void *data, const struct reply *reply,
                 const struct failure *failure)
{
    struct review_list *list = list_of(screen);
    bool more = data != NULL;
    list->asked = false;
    if (failure != NULL) {
        console_refuse_failure(screen->console, failure);
        screen_dirty(screen, DRAW_ALL);
        return;
    }
    json_t *answer = desk_json(reply);
    if (!more)
        (void)json_array_clear(list->rows);
    (void)json_array_extend(list->rows, json_object_get(answer, "items"));
    json_decref(list->review);
    free(list->next);
    list->review = json_incref(json_object_get(answer, "review"));
    list->count = answer_int(answer, "count");
    const char *next = answer_text(answer, "next");
    list->next = next[0] != '\0' ? memory_text(next) : NULL;
    json_decref(answer);
    review_rest_show(&list->rest, list->ref);
    write(screen);
}

static void load(struct screen *screen)
{
    struct review_list *list = list_of(screen);
    if (list->asked)
        return;
    list->asked = true;
    desk_ask(screen, say("reading the list"), "SELECT api.review_list($1)",
             GATEWAY_VALUES(list->ref), came, NULL);
}

static void load_more(struct screen *screen)
{
    struct review_list *list = list_of(screen);
    if (list->asked || list->next == NULL)
        return;
    list->asked = true;
    desk_ask(screen, say("reading the list"), "SELECT api.review_list($1, $2)",
             GATEWAY_VALUES(list->ref, list->next), came, list);
}

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    struct review_list *list = list_of(screen);
    list->ref = memory_text(argument != NULL ? argument : "");
    list->rows = json_array();
    gateway_request_id(list->request);
    gateway_request_id(list->end_request);
    sheet_open(&list->sheet, screen);
    return true;
}

static void close_list(struct screen *screen)
{
    struct review_list *list = list_of(screen);
    desk_forget(screen);
    sheet_close(&list->sheet);
    json_decref(list->review);
    json_decref(list->rows);
    free(list->next);
    free(list->ref);
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct review_list *list = list_of(screen);
    (void)snprintf(out, size, say("REVIEW %s  the list"), list->ref);
}

static void draw(struct screen *screen, struct area area)
{
    sheet_draw(&list_of(screen)->sheet, area);
}

/* ---- acknowledging, and the end ---- */

static void ended(struct screen *screen, void *data, const struct reply *reply,
                  const struct failure *failure)
{
    (void)data;
    (void)reply;
    struct review_list *list = list_of(screen);
    list->sending = false;
    if (failure != NULL) {
        gateway_request_id(list->end_request);
        console_refuse_failure(screen->console, failure);
        load(screen);
        return;
    }
    console_say(screen->console, say("The review is held. Its summary is stored as %s."),
                list->ref);
    if (console_top(screen->console) == screen)
        (void)console_replace(screen->console, &review_summary_screen, list->ref);
}

static void end_review(struct screen *screen, const char *unfinished)
{
    struct review_list *list = list_of(screen);
    list->sending = true;
    json_t *detail =
        unfinished != NULL ? json_pack("{s:s}", "unfinished", unfinished) : json_object();
    char *text = json_dumps(detail, JSON_COMPACT);
    desk_ask(screen, say("ending the review"), "SELECT api.review_close($1::uuid, $2, $3::jsonb)",
             GATEWAY_VALUES(list->end_request, list->ref, text), ended, NULL);
    free(text);
    json_decref(detail);
}

static void acknowledged(struct screen *screen, void *data, const struct reply *reply,
                         const struct failure *failure)
{
    (void)data;
    struct review_list *list = list_of(screen);
    list->sending = false;
    if (failure != NULL) {
        console_refuse_failure(screen->console, failure);
        load(screen);
        return;
    }
    json_t *answer = desk_json(reply);
    console_say(screen->console,
                say("%ld items were acknowledged as a list, and are recorded as that."),
                (long)answer_int(answer, "acknowledged"));
    json_decref(list->review);
    list->review = answer;
    gateway_request_id(list->request);
    if (still_to_decide(list) == 0)
        end_review(screen, NULL);
    else
        load(screen);
}

static unsigned agreed(struct screen *screen, void *context, int choice)
{
    struct review_list *list = list_of(screen);
    (void)context;
    if (choice != 0) {
        console_say(screen->console, "%s", say("Nothing was done."));
        return DRAW_ALL;
    }
    list->sending = true;
    desk_ask(screen, say("acknowledging the list"), "SELECT api.review_acknowledge($1::uuid, $2)",
             GATEWAY_VALUES(list->request, list->ref), acknowledged, NULL);
    return DRAW_ALL;
}

/* It cannot be taken back, and is of many: asked once. */
static void ask(struct screen *screen)
{
    const struct review_list *list = list_of(screen);
    const struct choice choices[] = {{"yes", say("Yes, they were read"), 'y'},
                                     {"no", say("No, do nothing"), 'n'}};
    char text[400], question[80];
    (void)snprintf(
        text, sizeof text, "%s? %s%s", review_list_question(question, sizeof question, list->count),
        review_list_meaning(), still_to_decide(list) == 0 ? say(" Then the review ends.") : "");
    console_pick(screen->console, screen, text, choices, 2, agreed, NULL);
}

static unsigned acknowledge(struct screen *screen, const struct key *key)
{
    struct review_list *list = list_of(screen);
    if (list->review == NULL || list->sending)
        return SCREEN_NOTHING;
    if (review_rest_breaks(&list->rest, list->ref, key)) {
        console_refuse(screen->console, "%s",
                       say("The list has only just come, so nothing was done. Look, then press the "
                           "key."));
        return DRAW_NOTICE;
    }
    if (is_done(list) && still_to_decide(list) == 0) {
        end_review(screen, NULL);
        return DRAW_ALL;
    }
    if (is_done(list)) {
        console_refuse(screen->console, "%s",
                       say("The list is acknowledged. What is still to decide comes one by one."));
        return DRAW_NOTICE;
    }
    ask(screen);
    return DRAW_ALL;
}

/* Before that, u takes back the last decision, as everywhere. */
static unsigned refuse_undo(struct screen *screen)
{
    if (!answer_bool(list_of(screen)->review, "list_done"))
        return SCREEN_PASS;
    console_refuse(screen->console, "%s",
                   say("That a list was read is on the record and stays. An item can be opened "
                       "and acted on all the same."));
    return DRAW_NOTICE;
}

static unsigned reason_given(struct screen *screen, void *context, const char *text)
{
    (void)context;
    if (text != NULL && text[0] != '\0')
        end_review(screen, text);
    else
        console_say(screen->console, "%s", say("Nothing was done. The review goes on."));
    return DRAW_ALL;
}

static unsigned ask_unfinished(struct screen *screen)
{
    const struct review_list *list = list_of(screen);
    if (list->review == NULL || list->sending)
        return SCREEN_NOTHING;
    console_ask(screen->console, screen, say("Why it ends with something left: "), "", reason_given,
                NULL);
    return DRAW_ALL;
}

/* ---- keys ---- */

static void hint_end(const struct review_list *list, struct hints *hints)
{
    char text[120], count[16];
    bool last = still_to_decide(list) == 0;
    (void)snprintf(text, sizeof text,
                   last ? say("acknowledge all %s as a list, and end the review")
                        : say("acknowledge all %s as a list"),
                   review_count(count, sizeof count, list->count));
    if (is_done(list) && last)
        hint_add(hints, ACTION_COMPLETE, say("end the review"));
    else if (!is_done(list))
        hint_add(hints, ACTION_COMPLETE, text);
    if (!last)
        hint_add(hints, ACTION_NEXT_PANE, say("one by one"));
    if (!last || !is_done(list))
        hint_add(hints, ACTION_FAIL, say("end it unfinished"));
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct review_list *list = list_of(screen);
    if (list->review != NULL && !list->sending)
        hint_end(list, hints);
    hint_add(hints, ACTION_OPEN, NULL);
    hint_add(hints, ACTION_BACK, say("interrupt"));
}

static unsigned open_selected(struct screen *screen, const struct screen_ops *ops)
{
    const struct sheet_line *line = sheet_selected(&list_of(screen)->sheet);
    if (line != NULL && line->target[0] != '\0')
        (void)console_push(screen->console, ops, line->target);
    return SCREEN_NOTHING;
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    switch (invocation->action) {
    case ACTION_COMPLETE:
        return acknowledge(screen, invocation->key);
    case ACTION_UNDO:
        return refuse_undo(screen);
    case ACTION_FAIL:
        return ask_unfinished(screen);
    case ACTION_NEXT_PANE:
        (void)console_replace(screen->console, &review_items_screen, list_of(screen)->ref);
        return SCREEN_NOTHING;
    case ACTION_OPEN:
        return open_selected(screen, &item_screen);
    case ACTION_LEDGER:
        return open_selected(screen, &record_screen);
    default:
        return SCREEN_PASS;
    }
}

static void look_ahead(struct screen *screen)
{
    const struct review_list *list = list_of(screen);
    if (list->sheet.list.selected + NEAR_END >= list->sheet.lines)
        load_more(screen);
}

static unsigned event(struct screen *screen, const struct screen_event *event)
{
    struct review_list *list = list_of(screen);
    if (event->kind == EVENT_SELECTED)
        look_ahead(screen);
    if (event->kind == EVENT_RESIZED)
        write(screen);
    if (event->kind == EVENT_RETURNED)
        review_rest_again(&list->rest);
    if (desk_withdrew(event))
        load(screen);
    return event->kind == EVENT_RESIZED ? DRAW_ALL : SCREEN_NOTHING;
}

static const char *about(const struct screen *screen)
{
    const struct review_list *list = list_of(screen);
    const struct sheet_line *line = sheet_selected(&list->sheet);
    size_t i;
    json_t *row;
    json_array_foreach (list->rows, i, row)
        if (line != NULL && strcmp(line->target, answer_text(row, "ref")) == 0)
            return answer_text(row, "individual_ref");
    return NULL;
}

const char *review_list_ref(const struct screen *screen)
{
    return list_of(screen)->ref;
}

const struct screen_ops review_list_screen = {
    .name = "review_list",
    .state_size = sizeof(struct review_list),
    .open = open,
    .load = load,
    .title = title,
    .draw = draw,
    .hint = hint,
    .act = act,
    .event = event,
    .about = about,
    .close = close_list,
};

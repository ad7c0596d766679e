/* Where a review begins: which there are, and those that were held. */
#include "holdfast/screen/review.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picker.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/review_items.h"
#include "holdfast/screen/review_summary.h"
#include "holdfast/screen/review_words.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

struct start {
    struct page page;
    bool sending;
    char request[37]; /* of the next review that is begun */
};

static struct start *start_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- writing ---- */

static void add_due(struct buffer *line, const json_t *kind, int64_t now)
{
    char at[32], due[32];
    int64_t instant = answer_time(kind, "due");
    if (instant == 0)
        return;
    words_moment(at, sizeof at, now, instant);
    if (answer_bool(kind, "overdue"))
        buffer_print(line, say("  LATE: was due %s"), at);
    else
        buffer_print(line,
                     words_repeats(words_due(due, sizeof due, "later", now, instant), at)
                         ? say("  due %s")
                         : say("  due %s, %s"),
                     at, due);
}

static void write_state(struct sheet *sheet, const json_t *kind, int64_t now)
{
    struct buffer line = {0};
    const json_t *open = json_object_get(kind, "open");
    char at[32], who[200], decide[16], list[16];
    if (json_is_object(open)) {
        buffer_print(&line, say("  under way since %s: "),
                     words_moment(at, sizeof at, now, answer_time(open, "began")));
        review_pace_words(&line, open);
        if (review_people(who, sizeof who, open)[0] != '\0')
            buffer_print(&line, "; %s", who);
    } else if (strcmp(answer_text(kind, "status"), "held") == 0 || !answer_bool(kind, "may")) {
        buffer_text(&line, strcmp(answer_text(kind, "status"), "held") == 0
                               ? answer_bool(kind, "may") ? say("  held; it can be held once more")
                                                          : say("  held")
                               : say("  not held yet"));
    } else if (!json_is_integer(json_object_get(kind, "to_decide"))) {
        buffer_text(&line, say("  not started: what it is about is counted when it begins"));
    } else if (answer_int(kind, "to_decide") + answer_int(kind, "to_list") == 0) {
        buffer_text(&line, say("  nothing to look at now"));
    } else {
        buffer_print(&line, say("  not started: %s to decide one by one, %s as a list"),
                     review_count(decide, sizeof decide, answer_int(kind, "to_decide")),
                     review_count(list, sizeof list, answer_int(kind, "to_list")));
    }
    sheet_under(sheet, STYLE_TEXT, line.data);
    buffer_free(&line);
}

static void write_last(struct sheet *sheet, const json_t *kind, int64_t now)
{
    struct buffer line = {0};
    const json_t *last = json_object_get(kind, "last");
    if (!json_is_object(last))
        return;
    buffer_text(&line, say("  last time "));
    review_held_words(&line, last, now);
    sheet_under(sheet, STYLE_TEXT, line.data);
    buffer_free(&line);
}

static void write_kind(struct sheet *sheet, const json_t *kind, int64_t now)
{
    struct buffer line = {0};
    bool late = answer_bool(kind, "overdue");
    buffer_text(&line, answer_text(kind, "name"));
    if (!json_is_object(json_object_get(kind, "open")))
        add_due(&line, kind, now);
    if (!answer_bool(kind, "may"))
        buffer_text(&line, say("  (others hold it)"));
    sheet_line(sheet, late ? STYLE_ALARM : STYLE_TEXT, answer_text(kind, "kind"), NULL, line.data);
    write_state(sheet, kind, now);
    write_last(sheet, kind, now);
    buffer_free(&line);
}

static void write_past(struct sheet *sheet, const json_t *past, int64_t now)
{
    size_t i;
    json_t *review;
    bool first = true;
    json_array_foreach ((json_t *)past, i, review) {
        struct buffer line = {0};
        if (strcmp(answer_text(review, "status"), "held") != 0)
            continue;
        if (first) {
            sheet_rule(sheet);
            sheet_heading(sheet, say("HELD"));
        }
        first = false;
        buffer_print(&line, "%-10s %s, ", answer_text(review, "ref"), answer_text(review, "name"));
        review_held_words(&line, review, now);
        sheet_line(sheet, STYLE_TEXT, answer_text(review, "ref"), NULL, line.data);
        buffer_free(&line);
    }
}

static void write(struct page *page, int64_t now)
{
    const json_t *kinds = json_object_get(page->json, "kinds");
    const json_t *past = json_object_get(page->json, "past");
    size_t i;
    json_t *kind;
    json_array_foreach ((json_t *)kinds, i, kind)
        write_kind(&page->sheet, kind, now);
    if (json_array_size(kinds) == 0 && json_array_size(past) == 0)
        sheet_wrapped(&page->sheet, STYLE_TEXT, 0, "",
                      say("None of your roles holds a review. Which there are, and who holds them, "
                          "is in the network's policy (reviews). Your own work is in the Queue "
                          "(2)."));
    write_past(&page->sheet, past, now);
}

static const struct page_ops start_page = {
    .what = "reading the reviews", .sql = "SELECT api.reviews()", .polled = true, .write = write};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)argument;
    (void)f;
    gateway_request_id(start_of(screen)->request);
    page_open(screen, &start_page, NULL);
    return true;
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)screen;
    (void)snprintf(out, size, "%s", say("REVIEW"));
}

/* ---- what the cursor is on ---- */

static const json_t *selected_kind(const struct screen *screen)
{
    const struct page *page = &start_of(screen)->page;
    const struct sheet_line *line = page_selected(screen);
    size_t i;
    json_t *kind;
    json_array_foreach (json_object_get(page->json, "kinds"), i, kind)
        if (line != NULL && strcmp(line->target, answer_text(kind, "kind")) == 0)
            return kind;
    return NULL;
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct sheet_line *line = page_selected(screen);
    const json_t *kind = selected_kind(screen);
    if (kind != NULL && answer_bool(kind, "may"))
        hint_add(hints, ACTION_OPEN,
                 json_is_object(json_object_get(kind, "open")) ? say("go on with it")
                                                               : say("begin"));
    else if (kind == NULL && line != NULL && line->target[0] != '\0')
        hint_add(hints, ACTION_OPEN, say("its summary"));
    hint_add(hints, ACTION_TODAY, NULL);
    hint_add(hints, ACTION_QUEUE, NULL);
    hint_add(hints, ACTION_BACK, NULL);
}

/* ---- beginning ---- */

static void began(struct screen *screen, void *data, const struct reply *reply,
                  const struct failure *failure)
{
    (void)data;
    struct start *start = start_of(screen);
    start->sending = false;
    if (failure != NULL) {
        console_refuse_failure(screen->console, failure);
        return;
    }
    json_t *review = desk_json(reply);
    gateway_request_id(start->request);
    if (console_top(screen->console) == screen)
        (void)console_push(screen->console, &review_items_screen, answer_text(review, "ref"));
    json_decref(review);
}

static unsigned send_begin(struct screen *screen, const char *kind)
{
    struct start *start = start_of(screen);
    start->sending = true;
    desk_ask(screen, say("beginning the review"), "SELECT api.review_begin($1::uuid, $2)",
             GATEWAY_VALUES(start->request, kind), began, NULL);
    return SCREEN_NOTHING;
}

static unsigned once_more(struct screen *screen, void *context, int choice)
{
    (void)context;
    const json_t *kind = selected_kind(screen);
    if (choice == 0 && kind != NULL && !start_of(screen)->sending)
        return send_begin(screen, answer_text(kind, "kind"));
    console_say(screen->console, "%s", say("Nothing was done."));
    return DRAW_NOTICE | DRAW_HINT;
}

/* What was held today is begun again on purpose only: a begun review stands on the record. */
static bool ask_again(struct screen *screen, const json_t *kind)
{
    const struct choice choices[] = {{"y", say("Yes, hold it once more"), 'y'},
                                     {"n", say("No, do nothing"), 'n'}};
    const json_t *last = json_object_get(kind, "last");
    int64_t ended = answer_time(last, "ended"), now = desk_now(desk_of(screen));
    char at[32], title[200];
    if (ended == 0 || strcmp(answer_text(kind, "status"), "held") != 0 ||
        strchr(words_moment(at, sizeof at, now, ended), ' ') != NULL)
        return false;
    (void)snprintf(title, sizeof title, say("%s: it was held today, until %s. Once more?"),
                   answer_text(kind, "name"), at);
    console_pick(screen->console, screen, title, choices, 2, once_more, NULL);
    return true;
}

static unsigned begin(struct screen *screen, const json_t *kind)
{
    struct start *start = start_of(screen);
    const json_t *review = json_object_get(kind, "open");
    if (!answer_bool(kind, "may")) {
        console_refuse(screen->console,
                       say("None of your roles holds the %s. Its summary is here "
                           "once it was held."),
                       answer_text(kind, "name"));
        return DRAW_NOTICE;
    }
    if (start->sending)
        return SCREEN_NOTHING;
    if (json_is_object(review)) {
        (void)console_push(screen->console, &review_items_screen, answer_text(review, "ref"));
        return SCREEN_NOTHING;
    }
    return ask_again(screen, kind) ? (unsigned)DRAW_ALL
                                   : send_begin(screen, answer_text(kind, "kind"));
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    const struct sheet_line *line = page_selected(screen);
    const json_t *kind = selected_kind(screen);
    if (invocation->action != ACTION_OPEN)
        return SCREEN_PASS;
    if (kind != NULL)
        return begin(screen, kind);
    if (line != NULL && line->target[0] != '\0')
        (void)console_push(screen->console, &review_summary_screen, line->target);
    return SCREEN_NOTHING;
}

const struct screen_ops review_screen = {
    .name = "review",
    .state_size = sizeof(struct start),
    .open = open,
    .load = page_load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = page_event,
    .close = page_close,
};

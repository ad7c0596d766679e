/* A pathway before it starts. */
#include "holdfast/screen/pathway_preview.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"
#include "screen/line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is previewed, and then started, is one object: {individual, pathway, deadline, skip,
 * provided}. */
#define FROM_ASKED                                                                                 \
    "a ->> 'individual', a ->> 'pathway', (a ->> 'deadline')::timestamptz,"                        \
    " array(SELECT jsonb_array_elements_text(a -> 'skip'))"

struct preview {
    struct page page;
    json_t *asked;
    size_t asking; /* which of what is missing is being asked for */
    char request[37];
    bool sending;
};

static struct preview *preview_of(const struct screen *screen)
{
    return screen->state;
}

static size_t count_unfit(const json_t *json)
{
    size_t count = 0, i;
    json_t *step;
    json_array_foreach (json_object_get(json, "steps"), i, step)
        count += !answer_bool(step, "skipped") && !answer_bool(step, "fits");
    return count;
}

static bool under_way(const struct screen *screen)
{
    return answer_bool(preview_of(screen)->page.json, "under_way");
}

/* ---- the page ---- */

static void write_step(struct sheet *sheet, const json_t *step, int64_t now)
{
    char line[512], from[32], by[32];
    bool skipped = answer_bool(step, "skipped"), fits = answer_bool(step, "fits");
    (void)line_when(from, sizeof from, now, step, "starts_by");
    (void)line_when(by, sizeof by, now, step, "due_by");
    (void)snprintf(line, sizeof line, "%-13s %-13s %-22.22s %s", skipped ? "" : from,
                   skipped ? "" : by, answer_text(step, "name"),
                   skipped ? say("left out") : answer_text(step, "owner_role_name"));
    sheet_line(sheet,
               skipped ? STYLE_PAUSED
               : fits  ? STYLE_TEXT
                       : STYLE_ALARM,
               answer_text(step, "code"), NULL, line);
    if (!skipped && answer_text(step, "problem")[0] != '\0')
        sheet_wrapped_to(sheet, STYLE_ALARM, answer_text(step, "code"), 28, "",
                         answer_text(step, "problem"));
}

static void write_missing(struct sheet *sheet, const json_t *json)
{
    struct buffer line = {0};
    size_t i;
    json_t *thing;
    json_array_foreach (json_object_get(json, "missing"), i, thing)
        buffer_print(&line, "%s%s", i > 0 ? ", " : "", answer_text(thing, "label"));
    if (i > 0) {
        buffer_text(&line, say(": asked for before it starts"));
        sheet_labelled(sheet, STYLE_TEXT, say("To give"), line.data);
    }
    buffer_free(&line);
}

static void write(struct page *page, int64_t now)
{
    const json_t *json = page->json;
    char text[160], when[32];
    size_t i, unfit = count_unfit(json);
    json_t *step;
    sheet_labelled(&page->sheet, STYLE_TEXT, say("Deadline"),
                   words_clock(when, sizeof when, answer_time(json, "deadline")));
    if (unfit > 0) {
        (void)snprintf(text, sizeof text,
                       say("%zu of %zu steps do not fit before the deadline. Nothing has started."),
                       unfit, json_array_size(json_object_get(json, "steps")));
        sheet_labelled(&page->sheet, STYLE_ALARM, say("Fits"), text);
    } else {
        sheet_labelled(&page->sheet, STYLE_TEXT, say("Fits"),
                       say("Yes, all of it. Nothing has started."));
    }
    if (answer_bool(json, "under_way"))
        sheet_labelled(&page->sheet, STYLE_WARN, say("Mind"),
                       say("It is under way for this person already."));
    write_missing(&page->sheet, json);
    sheet_rule(&page->sheet);
    (void)snprintf(text, sizeof text, "%-13s %-13s %-22s %s", say("BEGINS BY"), say("DONE BY"),
                   say("STEP"), say("WHO"));
    sheet_heading(&page->sheet, text);
    json_array_foreach (json_object_get(json, "steps"), i, step)
        write_step(&page->sheet, step, now);
}

static const struct page_ops preview_page = {.what = "laying out the pathway",
                                             .sql = "SELECT api.pathway_preview(" FROM_ASKED
                                                    ") FROM (SELECT $1::jsonb) x (a)",
                                             .write = write};

/* ---- opening ---- */

static char *asked_text(const struct preview *preview)
{
    return json_dumps(preview->asked, JSON_COMPACT);
}

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    const struct pathway_view *view = argument;
    struct preview *preview = preview_of(screen);
    char iso[32];
    (void)f;
    preview->asked = json_pack("{s:s, s:s, s:[], s:{}}", "individual", view->individual, "pathway",
                               view->pathway, "skip", "provided");
    if (view->deadline != 0)
        (void)json_object_set_new(preview->asked, "deadline",
                                  json_string(words_iso(iso, sizeof iso, view->deadline)));
    gateway_request_id(preview->request);
    char *text = asked_text(preview);
    page_open(screen, &preview_page, text);
    free(text);
    return true;
}

static void close_preview(struct screen *screen)
{
    page_close(screen);
    json_decref(preview_of(screen)->asked);
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct preview *preview = preview_of(screen);
    (void)snprintf(out, size, say("BEFORE IT STARTS: %s"), answer_text(preview->page.json, "name"));
}

/* ---- leaving a step out ---- */

static const char *selected(const struct screen *screen)
{
    const struct sheet_line *line = page_selected(screen);
    return line != NULL ? line->target : "";
}

static unsigned flip(struct screen *screen)
{
    struct preview *preview = preview_of(screen);
    json_t *skip = json_object_get(preview->asked, "skip"), *code;
    const char *step = selected(screen);
    size_t i;
    if (step[0] == '\0' || preview->sending)
        return SCREEN_NOTHING;
    json_array_foreach (skip, i, code)
        if (strcmp(json_string_value(code), step) == 0)
            break;
    if (i < json_array_size(skip))
        (void)json_array_remove(skip, i);
    else
        (void)json_array_append_new(skip, json_string(step));
    gateway_request_id(preview->request);
    char *text = asked_text(preview);
    page_turn(screen, text);
    free(text);
    return SCREEN_NOTHING;
}

/* ---- starting ---- */

static void started(struct screen *screen, void *data, const struct reply *reply,
                    const struct failure *failure)
{
    struct desk *desk = data;
    json_t *answer = failure == NULL ? desk_json(reply) : NULL;
    if (screen != NULL)
        preview_of(screen)->sending = false;
    if (failure != NULL) {
        console_refuse_failure(desk->console, failure);
    } else {
        console_say(desk->console, say("%s is under way: %zu opened, the others follow."),
                    answer_text(answer, "name"),
                    json_array_size(json_object_get(answer, "opened")));
        if (screen != NULL && console_top(desk->console) == screen)
            (void)console_pop(desk->console, 1, NULL);
    }
    json_decref(answer);
}

static unsigned send(struct screen *screen)
{
    struct preview *preview = preview_of(screen);
    preview->sending = true;
    char *text = asked_text(preview);
    desk_ask_kept(screen, say("starting the pathway"),
                  "SELECT api.pathway_start($1::uuid, " FROM_ASKED
                  ", a -> 'provided') FROM (SELECT $2::jsonb) x (a)",
                  GATEWAY_VALUES(preview->request, text), started, desk_of(screen));
    free(text);
    console_say(screen->console, "%s", say("Sending…"));
    return DRAW_NOTICE;
}

/* What its referrals must carry is asked for before they go, each thing once; what is left empty
 * is asked for afterwards. */
static unsigned ask_next(struct screen *screen);

static unsigned provided(struct screen *screen, void *context, const char *text)
{
    struct preview *preview = preview_of(screen);
    if (text == NULL)
        return DRAW_ALL;
    if (text[0] != '\0')
        (void)json_object_set_new(json_object_get(preview->asked, "provided"), context,
                                  json_string(text));
    preview->asking++;
    return ask_next(screen) | DRAW_ALL;
}

static unsigned ask_next(struct screen *screen)
{
    struct preview *preview = preview_of(screen);
    const json_t *thing =
        json_array_get(json_object_get(preview->page.json, "missing"), preview->asking);
    char question[80];
    if (thing == NULL)
        return send(screen);
    const char *key = answer_text(thing, "key");
    (void)snprintf(question, sizeof question, say("%.20s (empty: ask later): "),
                   answer_text(thing, "label"));
    console_ask(screen->console, screen, question,
                answer_text(json_object_get(preview->asked, "provided"), key), provided,
                (void *)(uintptr_t)arena_text(&screen->arena, key));
    return DRAW_ALL;
}

static unsigned start(struct screen *screen)
{
    struct preview *preview = preview_of(screen);
    if (preview->sending || preview->page.json == NULL || under_way(screen))
        return SCREEN_NOTHING;
    preview->asking = 0;
    gateway_request_id(preview->request);
    return ask_next(screen);
}

static void hint(struct screen *screen, struct hints *hints)
{
    if (preview_of(screen)->page.json != NULL && !under_way(screen))
        hint_add(hints, ACTION_START, say("start it so"));
    if (selected(screen)[0] != '\0')
        hint_add(hints, ACTION_SEEN, say("leave this step out, or not"));
    hint_add(hints, ACTION_BACK, say("start nothing"));
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    switch (invocation->action) {
    case ACTION_START:
        return start(screen);
    case ACTION_SEEN:
        return flip(screen);
    default:
        return SCREEN_PASS;
    }
}

static const char *about(const struct screen *screen)
{
    return answer_text(preview_of(screen)->asked, "individual");
}

const struct screen_ops pathway_preview_screen = {
    .name = "pathway_preview",
    .state_size = sizeof(struct preview),
    .open = open,
    .load = page_load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = page_event,
    .about = about,
    .close = close_preview,
};

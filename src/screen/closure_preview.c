#include "holdfast/screen/closure_preview.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/closure_form.h"
#include "holdfast/screen/closure_words.h"
#include "holdfast/screen/deed.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>

struct preview {
    struct deed deed;
    char *calendar, *day, *from, *to, *reason;
    bool undo;
};

static struct preview *preview_of(const struct screen *screen)
{
    return screen->state;
}

static void write_line(struct sheet *sheet, const char *label, struct buffer *text)
{
    if (text->len > 0)
        sheet_labelled(sheet, STYLE_TEXT, label, text->data);
    buffer_free(text);
}

static void write(struct page *page, int64_t now)
{
    (void)now;
    struct buffer offices = {0}, moved = {0};
    if (deed_write_refused(page, say("THIS CANNOT BE CLOSED")))
        return;
    sheet_labelled(&page->sheet, STYLE_TEXT,
                   answer_bool(page->json, "undone") ? say("Open") : say("Closed"),
                   answer_text(page->json, "words"));
    closure_add_offices(&offices, page->json);
    write_line(&page->sheet, say("Offices"), &offices);
    sheet_heading(&page->sheet, say("WHAT IT WOULD DO TO DEADLINES (each on its own record)"));
    closure_add_moved(&moved, page->json);
    write_line(&page->sheet, say("Move"), &moved);
    for (size_t i = 0; i < CLOSURE_STAYS; i++) {
        struct buffer stay = {0};
        (void)closure_add_stay(&stay, page->json, i);
        write_line(&page->sheet, say("Stay"), &stay);
    }
}

static const struct page_ops preview_page = {
    .what = "looking what that does",
    .sql = "SELECT api.close_calendar(gen_random_uuid(), x.j ->> 'calendar',"
           " (x.j ->> 'day')::date, x.j ->> 'from', x.j ->> 'to', x.j ->> 'reason', true,"
           " (x.j ->> 'undo')::boolean) FROM (SELECT $1::jsonb AS j) x",
    .write = write};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    const struct closure_said *said = argument;
    struct preview *preview = preview_of(screen);
    preview->calendar = memory_text(said->calendar);
    preview->day = memory_text(said->day);
    preview->from = memory_text(said->from);
    preview->to = memory_text(said->to);
    preview->reason = memory_text(said->reason);
    preview->undo = said->undo;
    deed_open(screen, &preview_page,
              json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "calendar", said->calendar, "day",
                        said->day, "from", said->from, "to", said->to, "reason", said->reason,
                        "undo", said->undo));
    return true;
}

static void close_preview(struct screen *screen)
{
    struct preview *preview = preview_of(screen);
    page_close(screen);
    free(preview->calendar);
    free(preview->day);
    free(preview->from);
    free(preview->to);
    free(preview->reason);
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct preview *preview = preview_of(screen);
    (void)snprintf(out, size,
                   preview->undo ? say("OPEN AFTER ALL  calendar %s") : say("CLOSE  calendar %s"),
                   preview->calendar);
}

static void say_done(struct desk *desk, const json_t *answer)
{
    console_say(desk->console,
                answer_bool(answer, "undone")
                    ? say("Calendar %s is open after all on %s. Deadlines "
                          "moved: %lld.")
                    : say("Calendar %s is closed on %s. Deadlines moved: "
                          "%lld."),
                answer_text(answer, "calendar"), answer_text(answer, "words"),
                (long long)answer_int(answer, "moved"));
}

static unsigned confirm(struct screen *screen)
{
    const struct preview *preview = preview_of(screen);
    char request[37];
    gateway_request_id(request);
    return deed_do(
        screen,
        &(struct deed_call){.what = say("closing it"),
                            .sql = "SELECT api.close_calendar($1::uuid, $2, $3::date, $4, $5, $6,"
                                   " false, $7::boolean)",
                            .values = GATEWAY_VALUES(request, preview->calendar, preview->day,
                                                     preview->from, preview->to, preview->reason,
                                                     preview->undo ? "t" : "f"),
                            .said = say_done,
                            .form = &closure_form_screen});
}

static void hint(struct screen *screen, struct hints *hints)
{
    if (deed_may(screen))
        hint_add(hints, ACTION_OPEN,
                 preview_of(screen)->undo ? say("open it after all") : say("close it"));
    hint_add(hints, ACTION_BACK, say("change it"));
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    if (invocation->action == ACTION_OPEN)
        return deed_may(screen) ? confirm(screen) : (unsigned)SCREEN_NOTHING;
    return SCREEN_PASS;
}

const struct screen_ops closure_preview_screen = {
    .name = "closure_preview",
    .state_size = sizeof(struct preview),
    .open = open,
    .load = page_load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = deed_event,
    .close = close_preview,
};

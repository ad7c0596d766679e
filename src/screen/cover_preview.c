#include "holdfast/screen/cover_preview.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/cover_form.h"
#include "holdfast/screen/deed.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct preview {
    struct deed deed;
    char *login, *by, starts[40], ends[40]; /* as the database takes them; "": none */
};

static struct preview *preview_of(const struct screen *screen)
{
    return screen->state;
}

static void write_span(struct buffer *text, const json_t *row, const char *from, const char *to,
                       int64_t now)
{
    char first[32], last[32];
    buffer_print(text, say("%s until %s"),
                 words_moment(first, sizeof first, now, answer_time(row, from)),
                 words_moment(last, sizeof last, now, answer_time(row, to)));
}

static void write_said(struct sheet *sheet, const json_t *json, int64_t now)
{
    struct buffer text = {0};
    char when[32];
    if (answer_text(json, "ends")[0] != '\0')
        write_span(&text, json, "starts", "ends", now);
    else
        buffer_print(&text, say("no longer, from %s on"),
                     words_moment(when, sizeof when, now, answer_time(json, "starts")));
    sheet_labelled(sheet, STYLE_TEXT, say("Away"), text.data);
    buffer_free(&text);
    if (answer_text(json, "ends")[0] != '\0')
        sheet_labelled(sheet, STYLE_TEXT, say("Covers"),
                       answer_text(json, "cover_name")[0] != '\0'
                           ? answer_text(json, "cover_name")
                           : say("nobody is named: whoever is on duty acts for them"));
}

static void write_moves(struct sheet *sheet, const json_t *json)
{
    const json_t *moves = json_object_get(json, "moves");
    size_t i;
    const json_t *row;
    sheet_heading(sheet, say("WHO ACTS ON WHAT IS THEIRS (it stays theirs; no deadline changes)"));
    if (json_array_size(moves) == 0)
        sheet_line(sheet, STYLE_TEXT, NULL, NULL, say("Nothing open is in their name."));
    json_array_foreach (moves, i, row) {
        char late[40] = "", of[96] = "";
        const char *who = answer_text(row, "who");
        if (answer_text(row, "of")[0] != '\0')
            (void)snprintf(of, sizeof of, say(" of %s"), answer_text(row, "of"));
        if (answer_int(row, "late") > 0)
            (void)snprintf(late, sizeof late, say(" (%lld late)"),
                           (long long)answer_int(row, "late"));
        sheet_print(sheet, who[0] != '\0' ? STYLE_TEXT : STYLE_ALARM, NULL, "%lld %s%s%s: %s",
                    (long long)answer_int(row, "count"), answer_text(row, "words"), of, late,
                    who[0] != '\0' ? who : say("NOBODY"));
    }
}

static void write_roles(struct sheet *sheet, const json_t *json)
{
    size_t i;
    const json_t *row;
    sheet_heading(sheet, say("WHO ANSWERS FOR THEIR ROLES"));
    json_array_foreach (json_object_get(json, "roles"), i, row) {
        const char *who = answer_text(row, "who");
        sheet_print(sheet, answer_bool(row, "nobody") ? STYLE_WARN : STYLE_TEXT, NULL, "%s: %s%s",
                    answer_text(row, "name"), who[0] != '\0' ? who : say("NOBODY"),
                    answer_bool(row, "nobody") ? say(", for no holder is there and nobody covers")
                                               : "");
    }
}

static void write_gaps(struct sheet *sheet, const json_t *json, int64_t now)
{
    const json_t *gaps = json_object_get(json, "gaps");
    size_t i, k;
    const json_t *role, *gap;
    if (json_array_size(gaps) == 0)
        return;
    sheet_heading(sheet, say("HOURS WITHOUT A HOLDER OR COVER"));
    json_array_foreach (gaps, i, role) {
        struct buffer text = {0};
        json_array_foreach (json_object_get(role, "gaps"), k, gap) {
            buffer_text(&text, k > 0 ? ", " : "");
            write_span(&text, gap, "from", "to", now);
        }
        const char *then = answer_text(role, "then");
        buffer_print(&text, say("; %s answers then"), then[0] != '\0' ? then : say("NOBODY"));
        sheet_print(sheet, STYLE_WARN, NULL, "%s: %s", answer_text(role, "name"), text.data);
        buffer_free(&text);
    }
}

static void write(struct page *page, int64_t now)
{
    if (deed_write_refused(page, say("THIS CANNOT BE SAID")))
        return;
    write_said(&page->sheet, page->json, now);
    write_moves(&page->sheet, page->json);
    write_roles(&page->sheet, page->json);
    write_gaps(&page->sheet, page->json, now);
}

static const struct page_ops preview_page = {
    .what = "looking what that means",
    .sql = "SELECT api.cover(gen_random_uuid(), x.j ->> 'login', nullif(x.j ->> 'by', ''),"
           " nullif(x.j ->> 'starts', '')::timestamptz, nullif(x.j ->> 'ends', '')::timestamptz,"
           " true) FROM (SELECT $1::jsonb AS j) x",
    .write = write};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    const struct cover_said *said = argument;
    struct preview *preview = preview_of(screen);
    preview->login = memory_text(said->login);
    preview->by = memory_text(said->by);
    if (said->starts > desk_now(desk_of(screen)))
        (void)words_iso(preview->starts, sizeof preview->starts, said->starts);
    if (said->ends != 0)
        (void)words_iso(preview->ends, sizeof preview->ends, said->ends);
    deed_open(screen, &preview_page,
              json_pack("{s:s, s:s, s:s, s:s}", "login", preview->login, "by", preview->by,
                        "starts", preview->starts, "ends", preview->ends));
    return true;
}

static void close_preview(struct screen *screen)
{
    page_close(screen);
    free(preview_of(screen)->login);
    free(preview_of(screen)->by);
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct preview *preview = preview_of(screen);
    const char *name = answer_text(preview->deed.page.json, "name");
    (void)snprintf(out, size, preview->ends[0] != '\0' ? say("AWAY  %s") : say("BACK  %s"),
                   name[0] != '\0' ? name : preview->login);
}

static void say_done(struct desk *desk, const json_t *answer)
{
    char when[32];
    int64_t ends = answer_time(answer, "ends");
    if (answer_text(answer, "ends")[0] == '\0')
        console_say(desk->console, say("%s is here. Came back to them: %lld."),
                    answer_text(answer, "name"), (long long)answer_int(answer, "came_back"));
    else
        console_say(desk->console, say("Said: %s is away until %s; %s acts for them."),
                    answer_text(answer, "name"),
                    words_moment(when, sizeof when, desk_now(desk), ends),
                    answer_text(answer, "cover_name")[0] != '\0' ? answer_text(answer, "cover_name")
                                                                 : say("whoever is on duty"));
}

static unsigned confirm(struct screen *screen)
{
    const struct preview *preview = preview_of(screen);
    char request[37];
    gateway_request_id(request);
    return deed_do(
        screen,
        &(struct deed_call){
            .what = say("saying so"),
            .sql = "SELECT api.cover($1::uuid, $2, nullif($3, ''), nullif($4, '')::timestamptz,"
                   " nullif($5, '')::timestamptz)",
            .values = GATEWAY_VALUES(request, preview->login, preview->by, preview->starts,
                                     preview->ends),
            .said = say_done,
            .form = &cover_form_screen});
}

static void hint(struct screen *screen, struct hints *hints)
{
    if (deed_may(screen))
        hint_add(hints, ACTION_OPEN, say("say so"));
    hint_add(hints, ACTION_BACK, say("change it"));
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    if (invocation->action == ACTION_OPEN)
        return deed_may(screen) ? confirm(screen) : (unsigned)SCREEN_NOTHING;
    return SCREEN_PASS;
}

const struct screen_ops cover_preview_screen = {
    .name = "cover_preview",
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

/* To whom what of one person's was disclosed: the account they may ask for. */
#include "holdfast/screen/disclosures.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/reference.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"
#include "screen/line.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

enum { WHEN_CELLS = 14 };

static void write_row(struct sheet *sheet, const json_t *row, int64_t now)
{
    char when[32];
    struct buffer line = {0};
    const char *who = answer_text(row, "who");
    bool sent = strcmp(answer_text(row, "how"), "referral") == 0;
    line_also(&line, ", ", "%s", who[0] != '\0' ? who : say("the program"));
    line_also(&line, ", ", "%s", answer_text(row, "organization"));
    line_also(&line, ": ", "%s", answer_text(row, "how_words"));
    line_also(&line, " ", "%s", answer_text(row, "ref"));
    if (sent)
        line_also(&line, ", ", say("to %s"), answer_text(row, "to_organization"));
    sheet_wrapped_to(sheet, STYLE_TEXT, answer_text(row, "ref"), WHEN_CELLS,
                     words_moment(when, sizeof when, now, answer_time(row, "at")), line.data);
    buffer_clear(&line);
    line_also(&line, "; ", say("of %s"), answer_text(row, "from_organization"));
    line_also(&line, "; ", "%s", answer_text(row, "category_words"));
    line_also(&line, "; ", "%s", answer_text(row, "basis_words"));
    line_also(&line, "; ", "%s", answer_text(row, "purpose"));
    sheet_wrapped(sheet, STYLE_TEXT, WHEN_CELLS, "", line.data);
    buffer_free(&line);
}

static void write(struct page *page, int64_t now)
{
    struct sheet *sheet = &page->sheet;
    const json_t *rows = json_object_get(page->json, "disclosures");
    size_t i;
    json_t *row;
    if (json_array_size(rows) == 0)
        sheet_line(sheet, STYLE_TEXT, NULL, NULL, say("Nothing was disclosed."));
    json_array_foreach ((json_t *)rows, i, row)
        write_row(sheet, row, now);
    sheet_rule(sheet);
    if (json_is_object(json_object_get(page->json, "next")))
        sheet_print(sheet, STYLE_TEXT, NULL,
                    say("The newest %zu. All of them: holdfast report disclosures --individual %s"),
                    json_array_size(rows), page->ref);
    if (answer_text(page->json, "notice")[0] != '\0')
        sheet_wrapped(sheet, STYLE_WARN, 0, "", answer_text(page->json, "notice"));
}

static const struct page_ops disclosures_page = {
    .what = "reading the account of disclosures",
    .sql = "SELECT api.disclosures(jsonb_build_object('individual', $1::text))",
    .write = write};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    static const char *const duties[] = {"coordinate", "audit", NULL};
    if (desk_lacks_duties(desk_of(screen), duties))
        return failure_set(f, EX_NOPERM, say("disclosures"),
                           say("ask them for it where the person wants to know"), "%s",
                           say("the account of disclosures is for coordinators and compliance"));
    page_open(screen, &disclosures_page, argument != NULL ? argument : "");
    return true;
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct page *page = screen->state;
    (void)snprintf(out, size, say("DISCLOSURES  %s"), answer_text(page->json, "name"));
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct sheet_line *line = page_selected(screen);
    if (page_hint_gone(screen->state, hints))
        return;
    if (line != NULL && line->target[0] != '\0')
        hint_add(hints, ACTION_OPEN, NULL);
    hint_add(hints, ACTION_SEARCH, NULL);
    hint_add(hints, ACTION_BACK, NULL);
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    const struct sheet_line *line = page_selected(screen);
    if (invocation->action != ACTION_OPEN || line == NULL || line->target[0] == '\0')
        return SCREEN_PASS;
    return reference_open(screen, line->target);
}

const struct screen_ops disclosures_screen = {
    .name = "disclosures",
    .state_size = sizeof(struct page),
    .open = open,
    .load = page_load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = page_event,
    .about = page_about,
    .close = page_close,
};

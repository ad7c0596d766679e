/* One person's card. */
#include "holdfast/screen/person.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/record.h"
#include "holdfast/screen/redisclosure.h"
#include "holdfast/screen/reference.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

static void write_self(struct sheet *sheet, const json_t *json)
{
    char text[512], born[24];
    size_t i;
    json_t *row;
    (void)snprintf(text, sizeof text, say("born %s  %s%s"),
                   words_date(born, sizeof born, answer_text(json, "birth_date")),
                   answer_text(json, "language"),
                   answer_bool(json, "interpreter") ? say(", interpreter needed") : "");
    sheet_labelled(sheet, STYLE_TEXT, say("Person"), text);
    json_array_foreach (json_object_get(json, "identifiers"), i, row) {
        (void)snprintf(text, sizeof text, "%s %s", answer_text(row, "kind"),
                       answer_text(row, "value"));
        sheet_labelled(sheet, STYLE_TEXT, say("Number"), text);
    }
    (void)snprintf(text, sizeof text, "%s %s %s", answer_text(json, "address"),
                   answer_text(json, "city"), answer_text(json, "postal_code"));
    sheet_labelled(sheet, STYLE_TEXT, say("Address"), text);
    sheet_labelled(sheet, STYLE_WARN, say("Mind"), answer_text(json, "safe_note"));
}

/* Pages that may be this person's too. */
static void write_same(struct sheet *sheet, const json_t *json)
{
    char text[256], born[24];
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(json, "same"), i, row) {
        const char *why = json_string_value(json_array_get(json_object_get(row, "why"), 0));
        (void)snprintf(text, sizeof text, say("Perhaps %s too: %s, born %s, %s (%s, D)"),
                       answer_text(row, "ref"), answer_text(row, "name"),
                       words_date(born, sizeof born, answer_text(row, "birth_date")),
                       answer_text(row, "city"), why != NULL ? why : "");
        sheet_wrapped_to(sheet, STYLE_WARN, answer_text(row, "ref"), SHEET_LABEL, say("Mind"),
                         text);
    }
}

static void write_contacts(struct sheet *sheet, const json_t *json, int64_t now)
{
    char text[512], when[32];
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(json, "contacts"), i, row) {
        bool safe = answer_bool(row, "safe");
        (void)snprintf(text, sizeof text, "%s%s%s  %s%s%s", answer_text(row, "name"),
                       answer_text(row, "name")[0] != '\0' ? ", " : "",
                       answer_text(row, "relation"), answer_text(row, "phone"),
                       answer_bool(row, "may_decide") ? say("  may decide") : "",
                       safe ? "" : say("  do NOT ring this number"));
        sheet_labelled(sheet, safe ? STYLE_TEXT : STYLE_WARN, say("Call"), text);
    }
    json_array_foreach (json_object_get(json, "calls"), i, row) {
        (void)snprintf(text, sizeof text, "%s  %s, %s  %s",
                       words_moment(when, sizeof when, now, answer_time(row, "at")),
                       answer_text(row, "who"),
                       answer_bool(row, "reached") ? say("reached") : say("not reached"),
                       answer_text(row, "text"));
        sheet_labelled(sheet, STYLE_TEXT, say("Called"), text);
    }
}

static void write_items(struct sheet *sheet, const json_t *json, int64_t now)
{
    char line[512], due[32], wait[16];
    size_t i;
    json_t *row;
    sheet_heading(sheet, say("OPEN NOW"));
    if (json_array_size(json_object_get(json, "items")) == 0)
        sheet_line(sheet, STYLE_TEXT, NULL, NULL, say("Nothing that you may see is open."));
    json_array_foreach (json_object_get(json, "items"), i, row) {
        const char *state = answer_text(row, "state");
        (void)snprintf(line, sizeof line, "%-10s %-22.22s %-13.13s %-4s %-12.12s %s",
                       words_due(due, sizeof due, state, now, answer_time(row, "due")),
                       answer_text(row, "label"), answer_text(row, "state_words"),
                       words_span(wait, sizeof wait, now - answer_time(row, "need_since")),
                       answer_text(row, "with_words"), answer_text(row, "ref"));
        sheet_line(sheet, strcmp(state, "late") == 0 ? STYLE_ALARM : STYLE_TEXT,
                   answer_text(row, "ref"), NULL, line);
    }
}

static void write_past(struct sheet *sheet, const json_t *json, int64_t now)
{
    char line[512], when[32];
    size_t i;
    json_t *row;
    if (json_array_size(json_object_get(json, "past")) == 0)
        return;
    sheet_heading(sheet, say("BEFORE"));
    json_array_foreach (json_object_get(json, "past"), i, row) {
        const char *outcome = answer_text(row, "outcome");
        (void)snprintf(line, sizeof line, "%-13s %-24.24s %-28.28s %s",
                       words_moment(when, sizeof when, now, answer_time(row, "closed_at")),
                       answer_text(row, "label"),
                       outcome[0] != '\0' ? outcome : say("closed without outcome"),
                       answer_text(row, "referral_ref"));
        sheet_line(sheet, STYLE_TEXT, answer_text(row, "referral_ref"), NULL, line);
    }
}

static void write(struct page *page, int64_t now)
{
    write_self(&page->sheet, page->json);
    write_same(&page->sheet, page->json);
    write_contacts(&page->sheet, page->json, now);
    redisclosure_short(&page->sheet, page->json);
    sheet_rule(&page->sheet);
    write_items(&page->sheet, page->json, now);
    write_past(&page->sheet, page->json, now);
    redisclosure_whole(&page->sheet, page->json);
}

static const struct page_ops person_page = {
    .what = "reading the person",
    .sql = "SELECT api.individual($1) || jsonb_build_object('same', api.duplicates($1))",
    .polled = true,
    .write = write};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    page_open(screen, &person_page, argument);
    return true;
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct page *page = screen->state;
    (void)snprintf(out, size, say("PERSON %s %s"), page->ref, answer_text(page->json, "name"));
}

static bool offers(const struct page *page, const char *action)
{
    size_t i;
    json_t *name;
    json_array_foreach (json_object_get(page->json, "actions"), i, name)
        if (strcmp(json_string_value(name), action) == 0)
            return true;
    return false;
}

/* Others like it, or others that were made one with it. */
static bool has_twins(const struct screen *screen)
{
    const json_t *json = ((const struct page *)screen->state)->json;
    return json_array_size(json_object_get(json, "same")) > 0 ||
           json_array_size(json_object_get(json, "merged")) > 0;
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct page *page = screen->state;
    const struct sheet_line *line = page_selected(screen);
    if (page_hint_gone(page, hints))
        return;
    if (line != NULL && line->target[0] != '\0')
        hint_add(hints, ACTION_OPEN, NULL);
    if (offers(page, "refer"))
        hint_add(hints, ACTION_REFERRAL, say("new referral"));
    hint_add(hints, ACTION_PLAN, NULL);
    if (has_twins(screen))
        hint_add(hints, ACTION_SAME, NULL);
    if (!page_only_looked(page)) {
        hint_add(hints, ACTION_CONSENTS, NULL);
        hint_add(hints, ACTION_PATHWAYS, NULL);
    }
    hint_add(hints, ACTION_LEDGER, NULL);
    hint_add(hints, ACTION_BACK, NULL);
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    const struct page *page = screen->state;
    const struct sheet_line *line = page_selected(screen);
    switch (invocation->action) {
    case ACTION_OPEN:
        if (line != NULL && line->target[0] != '\0')
            return reference_open(screen, line->target);
        return SCREEN_NOTHING;
    case ACTION_LEDGER:
        (void)console_push(screen->console, &record_screen, page->ref);
        return SCREEN_NOTHING;
    default:
        return SCREEN_PASS;
    }
}

const struct screen_ops person_screen = {
    .name = "person",
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

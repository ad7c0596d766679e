/* A person's consents, one below the other. */
#include "holdfast/screen/consents.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/consent_forms.h"
#include "holdfast/screen/consent_words.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/record.h"
#include "holdfast/screen/redisclosure.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

enum { CONSENT_LABEL = 13 };

static const json_t *json_of(const struct screen *screen)
{
    return ((const struct page *)screen->state)->json;
}

/* ---- the page ---- */

/* Ends the line: writes it, empties it. */
static void put(struct sheet *sheet, const json_t *consent, const char *label, struct buffer *line)
{
    buffer_text(line, "");
    sheet_wrapped_to(sheet, consent_stands(consent) ? STYLE_TEXT : STYLE_PAUSED,
                     answer_text(consent, "ref"), CONSENT_LABEL, label, line->data);
    buffer_clear(line);
}

static void write_consent(struct sheet *sheet, const json_t *consent, int64_t now)
{
    struct buffer line = {0};
    const char *ref = answer_text(consent, "ref");
    consent_add_state(&line, consent, now);
    put(sheet, consent, ref, &line);
    buffer_text(&line, answer_text(json_object_get(consent, "from"), "name"));
    put(sheet, consent, say("  May tell"), &line);
    consent_add_to(&line, consent);
    put(sheet, consent, say("  To"), &line);
    consent_add_what(&line, consent);
    put(sheet, consent, say("  What"), &line);
    buffer_print(&line, "%s (%s)", answer_text(consent, "purpose"), consent_kind_words(consent));
    put(sheet, consent, say("  For"), &line);
    buffer_text(&line, consent_passing_on(consent));
    put(sheet, consent, say("  Passing on"), &line);
    consent_add_signed(&line, consent);
    put(sheet, consent, say("  Signed"), &line);
    consent_add_recorded(&line, consent, now);
    put(sheet, consent, say("  Recorded"), &line);
    if (answer_text(consent, "limit")[0] != '\0') {
        buffer_text(&line, answer_text(consent, "limit"));
        put(sheet, consent, say("  But"), &line);
    }
    buffer_free(&line);
}

static void write_none(struct sheet *sheet, const json_t *json)
{
    sheet_wrapped(sheet, STYLE_TEXT, 0, "",
                  say("No consent of this person is recorded that you may know of. Without one, "
                      "substance-use content and whatever else the policy wants a signature for is "
                      "told to nobody outside the organization that holds it."));
    sheet_wrapped(sheet, STYLE_TEXT, 0, "",
                  answer_bool(json, "may_record")
                      ? say("A records one that was signed.")
                      : say("Whoever holds such content, or coordinates, records one."));
}

static void write(struct page *page, int64_t now)
{
    size_t i;
    json_t *consent;
    json_array_foreach (json_object_get(page->json, "consents"), i, consent)
        write_consent(&page->sheet, consent, now);
    if (i == 0)
        write_none(&page->sheet, page->json);
    else
        redisclosure_whole(&page->sheet, page->json);
}

static const struct page_ops consents_page = {.what = "reading the consents",
                                              .sql = "SELECT api.consents($1)",
                                              .polled = true,
                                              .write = write};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    return page_open_about(screen, &consents_page, argument, f);
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)snprintf(out, size, say("CONSENTS %s %s"), page_about(screen),
                   answer_text(json_of(screen), "name"));
}

/* ---- keys ---- */

static const json_t *selected(const struct screen *screen)
{
    const struct sheet_line *line = page_selected(screen);
    size_t i;
    json_t *consent;
    if (line != NULL && line->target[0] != '\0')
        json_array_foreach (json_object_get(json_of(screen), "consents"), i, consent)
            if (strcmp(answer_text(consent, "ref"), line->target) == 0)
                return consent;
    return NULL;
}

static bool may_record(const struct screen *screen)
{
    return answer_bool(json_of(screen), "may_record");
}

static void hint(struct screen *screen, struct hints *hints)
{
    const json_t *consent = selected(screen);
    if (page_hint_gone(screen->state, hints))
        return;
    if (may_record(screen)) {
        hint_add(hints, ACTION_ADD, say("record one"));
        if (consent != NULL && consent_offers(consent, "renew"))
            hint_add(hints, ACTION_CHANGE, say("renew it"));
        if (consent != NULL && consent_offers(consent, "revoke"))
            hint_add(hints, ACTION_FAIL, say("it is taken back"));
    }
    hint_add(hints, ACTION_LEDGER, NULL);
    hint_add(hints, ACTION_BACK, NULL);
}

static unsigned begin(struct screen *screen, const struct screen_ops *form, const json_t *consent)
{
    const struct consent_view view = {page_about(screen), answer_text(json_of(screen), "name"),
                                      consent};
    if (may_record(screen)) {
        (void)console_push(screen->console, form, &view);
        return SCREEN_NOTHING;
    }
    console_refuse(screen->console, "%s",
                   say("Recording consents is not among your duties here; whoever holds what it is "
                       "about does."));
    return DRAW_NOTICE;
}

static unsigned begin_on(struct screen *screen, const char *action, const struct screen_ops *form)
{
    const json_t *consent = selected(screen);
    if (consent == NULL)
        return SCREEN_PASS;
    if (!may_record(screen) || consent_offers(consent, action))
        return begin(screen, form, consent);
    console_refuse(screen->console,
                   say("%s does not stand any more. A records another one that was signed."),
                   answer_text(consent, "ref"));
    return DRAW_NOTICE;
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    const json_t *consent = selected(screen);
    switch (invocation->action) {
    case ACTION_ADD:
        return begin(screen, &consent_grant_screen, NULL);
    case ACTION_CHANGE:
        return begin_on(screen, "renew", &consent_renew_screen);
    case ACTION_FAIL:
        return begin_on(screen, "revoke", &consent_revoke_screen);
    case ACTION_LEDGER:
        (void)console_push(screen->console, &record_screen,
                           consent != NULL ? answer_text(consent, "ref") : page_about(screen));
        return SCREEN_NOTHING;
    case ACTION_CONSENTS:
        return SCREEN_NOTHING;
    default:
        return SCREEN_PASS;
    }
}

/* What was just recorded is what the next key is about. */
static unsigned event(struct screen *screen, const struct screen_event *event)
{
    if (event->kind == EVENT_RETURNED && event->data != NULL)
        page_seek(screen, event->data);
    return page_event(screen, event);
}

const struct screen_ops consents_screen = {
    .name = "consents",
    .state_size = sizeof(struct page),
    .open = open,
    .load = page_load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = event,
    .about = page_about,
    .close = page_close,
};

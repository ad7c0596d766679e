#include "item_care.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picker.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/care_form.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"
#include "screen/line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the lines ---- */

static const struct word {
    const char *code, *words;
} statuses[] = {
    {"booked", "booked"},        {"kept", "kept"},
    {"missed", "MISSED"},        {"moved", "moved"},
    {"cancelled", "called off"}, {"requested", "asked, no answer yet"},
    {"approved", "approved"},    {"denied", "DENIED"},
    {"expired", "EXPIRED"},
};

static const char *status_words(const json_t *row)
{
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        if (strcmp(statuses[i].code, answer_text(row, "status")) == 0)
            return say(statuses[i].words);
    return answer_text(row, "status");
}

static void write_appointments(struct sheet *sheet, const json_t *item, int64_t now)
{
    struct buffer line = {0};
    char at[32];
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(item, "appointments"), i, row) {
        line_also(&line, "", "%s", line_when(at, sizeof at, now, row, "starts_at"));
        line_also(&line, ", ", "%s", answer_text(row, "place"));
        if (answer_text(row, "ride")[0] != '\0')
            line_also(&line, ", ", say("ride: %s"), answer_text(row, "ride"));
        line_also(&line, ": ", "%s", status_words(row));
        line_also(&line, "  ", "%s", answer_text(row, "follow_up"));
        line_put(sheet, STYLE_TEXT, say("Visit"), &line);
    }
    buffer_free(&line);
}

static void write_authorizations(struct sheet *sheet, const json_t *item, int64_t now)
{
    struct buffer line = {0};
    char at[32];
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(item, "authorizations"), i, row) {
        line_also(&line, "", "%s", answer_text(row, "payer"));
        line_also(&line, " ", "%s", answer_text(row, "number"));
        line_also(&line, ": ", "%s", status_words(row));
        if (answer_time(row, "expires_at") != 0)
            line_also(&line, ", ", say("good until %s"),
                      line_when(at, sizeof at, now, row, "expires_at"));
        line_put(sheet, STYLE_TEXT, say("Payer"), &line);
    }
    buffer_free(&line);
}

static void write_results(struct sheet *sheet, const json_t *item, int64_t now)
{
    struct buffer line = {0};
    char at[32];
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(item, "results"), i, row) {
        bool reviewed = answer_time(row, "reviewed_at") != 0;
        buffer_print(&line, "%s %s: %s", line_when(at, sizeof at, now, row, "at"),
                     answer_text(row, "by"), answer_text(row, "text"));
        buffer_text(&line, "  (");
        if (reviewed)
            buffer_print(&line, say("reviewed by %s %s"), answer_text(row, "reviewed_by"),
                         line_when(at, sizeof at, now, row, "reviewed_at"));
        else
            buffer_print(&line, say("NOT reviewed yet, %s"), answer_text(row, "review_ref"));
        buffer_text(&line, ")");
        line_put(sheet, reviewed ? STYLE_TEXT : STYLE_WARN, say("Report"), &line);
    }
    buffer_free(&line);
}

void item_care_write(struct sheet *sheet, const json_t *item, int64_t now)
{
    write_appointments(sheet, item, now);
    write_authorizations(sheet, item, now);
    write_results(sheet, item, now);
}

bool item_care_fits(const json_t *item)
{
    return strcmp(answer_text(item, "kind"), "referral") == 0;
}

const char *item_care_due(const json_t *item, int64_t now)
{
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(item, "appointments"), i, row)
        if (strcmp(answer_text(row, "status"), "booked") == 0 &&
            answer_time(row, "starts_at") <= now)
            return say("was it kept?");
    json_array_foreach (json_object_get(item, "authorizations"), i, row)
        if (strcmp(answer_text(row, "status"), "requested") == 0)
            return say("the payer's answer");
    return NULL;
}

/* ---- what became of an appointment ---- */

static void told(struct screen *screen, void *data, const struct reply *reply,
                 const struct failure *failure)
{
    struct desk *desk = data;
    json_t *answer = failure == NULL ? desk_json(reply) : NULL;
    const char *status = answer_text(answer, "status");
    if (failure != NULL)
        console_refuse_failure(desk->console, failure);
    else if (strcmp(status, "missed") == 0)
        console_say(desk->console, say("Missed: %s asks after it on the next open day, %s."),
                    answer_text(answer, "event_ref"),
                    json_string_value(json_array_get(json_object_get(answer, "opened"), 0)));
    else
        console_say(desk->console, say("The appointment: %s."), status_words(answer));
    if (screen != NULL)
        page_load(screen);
    json_decref(answer);
}

static void tell(struct screen *screen, const char *ref, int64_t id, const char *status)
{
    char request[37];
    json_t *body = json_pack("{s:I, s:s}", "id", (json_int_t)id, "status", status);
    char *text = json_dumps(body, JSON_COMPACT);
    gateway_request_id(request);
    desk_ask_kept(screen, say("keeping what became of it"),
                  "SELECT api.appointment($1::uuid, $2, $3::jsonb)",
                  GATEWAY_VALUES(request, ref, text != NULL ? text : "{}"), told, desk_of(screen));
    free(text);
    json_decref(body);
}

/* ---- choosing ---- */

enum { OFFERED_MAX = 20 };

/* What the picker offers, in the screen's arena. */
struct care_offer {
    const char *ref;
    struct care_row {
        const char *what;
        int64_t appointment;
    } rows[OFFERED_MAX];
    size_t count;
};

static unsigned open_form(struct screen *screen, enum care_kind kind, const char *ref, int64_t id)
{
    const struct care_view view = {kind, ref, id};
    (void)console_push(screen->console, &care_form_screen, &view);
    return DRAW_ALL;
}

static unsigned chosen(struct screen *screen, void *context, int choice)
{
    static const struct {
        const char *what;
        enum care_kind kind;
    } forms[] = {{"book", CARE_BOOK},
                 {"moved", CARE_MOVE},
                 {"payer", CARE_AUTHORIZATION},
                 {"report", CARE_REPORT}};
    const struct care_offer *offer = context;
    if (choice < 0)
        return DRAW_ALL;
    const struct care_row *row = &offer->rows[choice];
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (strcmp(forms[i].what, row->what) == 0)
            return open_form(screen, forms[i].kind, offer->ref, row->appointment);
    tell(screen, offer->ref, row->appointment, row->what);
    return DRAW_ALL;
}

static void offer_row(struct care_offer *offer, struct choice *choices, const char *what,
                      int64_t appointment, const char *label)
{
    if (offer->count == OFFERED_MAX)
        return;
    offer->rows[offer->count] = (struct care_row){what, appointment};
    choices[offer->count++] = (struct choice){what, label, 0};
}

/* Of each appointment that is booked: what became of it. */
static void offer_fates(struct screen *screen, const json_t *item, struct care_offer *offer,
                        struct choice *choices)
{
    static const struct word fates[] = {{"kept", "%s was kept"},
                                        {"missed", "%s was missed"},
                                        {"moved", "%s moves to another time"},
                                        {"cancelled", "%s is called off"}};
    int64_t now = desk_now(desk_of(screen));
    char at[32];
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(item, "appointments"), i, row) {
        bool ahead = answer_time(row, "starts_at") > now;
        if (strcmp(answer_text(row, "status"), "booked") != 0)
            continue;
        line_when(at, sizeof at, now, row, "starts_at");
        for (size_t k = ahead ? 2 : 0; k < sizeof fates / sizeof fates[0]; k++)
            offer_row(offer, choices, fates[k].code, answer_int(row, "id"),
                      arena_print(&screen->arena, say(fates[k].words), at));
    }
}

static unsigned choose(struct screen *screen, const json_t *item)
{
    struct choice choices[OFFERED_MAX];
    struct care_offer *offer = arena_take(&screen->arena, 1, sizeof *offer);
    offer->ref = arena_text(&screen->arena, answer_text(item, "ref"));
    offer_row(offer, choices, "book", 0, say("book an appointment"));
    offer_row(offer, choices, "payer", 0, say("the payer was asked, or has answered"));
    offer_row(offer, choices, "report", 0, say("a report came back"));
    offer_fates(screen, item, offer, choices);
    console_pick(screen->console, screen, offer->ref, choices, offer->count, chosen, offer);
    return DRAW_ALL;
}

unsigned item_care_act(struct screen *screen, const json_t *item, int action)
{
    if (action != ACTION_CARE && action != ACTION_AUTHORIZATION && action != ACTION_REPORT)
        return SCREEN_PASS;
    if (!item_care_fits(item)) {
        console_refuse(screen->console, "%s", say("Only referrals have appointments and payers."));
        return DRAW_NOTICE;
    }
    const char *ref = answer_text(item, "ref");
    if (action == ACTION_AUTHORIZATION)
        return open_form(screen, CARE_AUTHORIZATION, ref, 0);
    return action == ACTION_REPORT ? open_form(screen, CARE_REPORT, ref, 0) : choose(screen, item);
}

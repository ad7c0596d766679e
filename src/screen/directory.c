/* Who holds which role, who is on duty, who covers, whose intake is open. */
#include "holdfast/screen/directory.h"

#include "directory_cover.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/caseload.h"
#include "holdfast/screen/closure_form.h"
#include "holdfast/screen/cover_form.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/record.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Service types by name: as many cells as the longest of the example takes, and more where it is
 * wide. */
enum { TYPE_CELLS = 23, TYPE_CELLS_WIDE = 40, WIDE_COLS = 110 };

struct directory {
    struct page page;
    char *service; /* whose intake is being closed */
    char *until;   /* as the database takes it; "" until it is opened by hand */
};

static struct directory *directory_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- writing the page ---- */

static void write_role(struct sheet *sheet, const json_t *role, int64_t now)
{
    struct buffer text = {0};
    char head[64], until[32], target[80];
    const char *duty = answer_text(role, "on_duty");
    bool away = strcmp(answer_text(role, "how"), "holder") != 0;
    size_t i;
    json_t *holder;
    (void)snprintf(head, sizeof head, "%-28.28s", answer_text(role, "name"));
    buffer_print(&text, "%s", duty[0] != '\0' ? duty : say("NOBODY"));
    if (away)
        buffer_print(&text, " (%s)", answer_text(role, "how_words"));
    json_array_foreach (json_object_get(role, "holders"), i, holder) {
        if (strcmp(answer_text(holder, "name"), duty) == 0)
            continue;
        buffer_print(&text, "; %s", answer_text(holder, "name"));
        if (answer_time(holder, "away_until") != 0)
            buffer_print(&text, say(" away until %s"),
                         words_moment(until, sizeof until, now, answer_time(holder, "away_until")));
    }
    if (answer_text(role, "supervisor")[0] != '\0')
        buffer_print(&text, say("; supervisor: %s"), answer_text(role, "supervisor"));
    holder = json_array_get(json_object_get(role, "holders"), 0);
    (void)snprintf(target, sizeof target, "@%s", answer_text(holder, "login"));
    sheet_wrapped_to(sheet, away ? STYLE_WARN : STYLE_TEXT, holder != NULL ? target : NULL, 29,
                     head, text.data);
    buffer_free(&text);
}

static void write_service(struct sheet *sheet, const json_t *service, int64_t now)
{
    struct buffer text = {0};
    char until[32];
    size_t i;
    json_t *area;
    int cells = sheet_cols(sheet) >= WIDE_COLS ? TYPE_CELLS_WIDE : TYPE_CELLS;
    buffer_print(&text, say("offers %-*.*s %s"), cells, cells, answer_text(service, "type_name"),
                 answer_text(service, "words"));
    if (answer_time(service, "closed_until") != 0)
        buffer_print(&text, say(" until %s"),
                     words_moment(until, sizeof until, now, answer_time(service, "closed_until")));
    buffer_text(&text, say("  in"));
    json_array_foreach (json_object_get(service, "areas"), i, area)
        buffer_print(&text, " %s",
                     strcmp(json_string_value(area), "*") == 0 ? say("every postal code")
                                                               : json_string_value(area));
    sheet_line(sheet, answer_bool(service, "open") ? STYLE_TEXT : STYLE_PAUSED, NULL,
               answer_text(service, "code"), text.data);
    buffer_free(&text);
}

static void write_organization(struct sheet *sheet, const json_t *organization, int64_t now)
{
    char line[256], opens[32], target[80];
    size_t i;
    json_t *row;
    bool open_now = answer_bool(organization, "open");
    (void)snprintf(
        line, sizeof line, "%s  %s  %s%s", answer_text(organization, "name"),
        answer_text(organization, "phone"), open_now ? say("open now") : say("closed, opens "),
        open_now ? ""
                 : words_moment(opens, sizeof opens, now, answer_time(organization, "opens_at")));
    (void)snprintf(target, sizeof target, "#%s", answer_text(organization, "code"));
    sheet_line(sheet, STYLE_HEADING, target, NULL, line);
    json_array_foreach (json_object_get(organization, "roles"), i, row) {
        write_role(sheet, row, now);
        directory_write_load(sheet, row);
    }
    json_array_foreach (json_object_get(organization, "services"), i, row)
        write_service(sheet, row, now);
}

static void write(struct page *page, int64_t now)
{
    size_t i;
    json_t *organization;
    directory_write_cover(&page->sheet, json_object_get(page->json, "coverage"), now);
    json_array_foreach (json_object_get(page->json, "organizations"), i, organization)
        write_organization(&page->sheet, organization, now);
}

static const struct page_ops directory_page = {
    .what = "reading the directory",
    .sql = "SELECT api.directory() || jsonb_build_object('coverage', api.gaps())",
    .write = write};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)argument;
    (void)f;
    page_open(screen, &directory_page, NULL);
    return true;
}

static void close_directory(struct screen *screen)
{
    struct directory *directory = directory_of(screen);
    page_close(screen);
    free(directory->service);
    free(directory->until);
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)snprintf(out, size, say("DIRECTORY  %s"), desk_me(desk_of(screen), "network"));
}

/* ---- intake ---- */

static const json_t *service_at(const struct directory *directory, const char *code)
{
    size_t i, k;
    json_t *organization, *service;
    json_array_foreach (json_object_get(directory->page.json, "organizations"), i, organization)
        json_array_foreach (json_object_get(organization, "services"), k, service)
            if (strcmp(answer_text(service, "code"), code) == 0)
                return service;
    return NULL;
}

static const json_t *selected_service(const struct screen *screen)
{
    const struct directory *directory = directory_of(screen);
    const struct sheet_line *line = page_selected(screen);
    return line != NULL && line->detail[0] != '\0' ? service_at(directory, line->detail) : NULL;
}

static bool may_pass_on(const struct screen *screen)
{
    return desk_has_duty(desk_of(screen), "supervise") ||
           desk_has_duty(desk_of(screen), "coordinate");
}

/* Whom the selected line is about; NULL: nobody. */
static const json_t *selected_holder(const struct screen *screen)
{
    const struct directory *directory = directory_of(screen);
    const struct sheet_line *line = page_selected(screen);
    size_t i, k, n;
    json_t *organization, *role, *holder;
    if (line == NULL || line->target[0] != '@')
        return NULL;
    json_array_foreach (json_object_get(directory->page.json, "organizations"), i, organization)
        json_array_foreach (json_object_get(organization, "roles"), k, role)
            json_array_foreach (json_object_get(role, "holders"), n, holder)
                if (strcmp(answer_text(holder, "login"), line->target + 1) == 0)
                    return holder;
    return NULL;
}

/* Whose office the selected line is about; NULL: nobody's. */
static const json_t *selected_office(const struct screen *screen)
{
    const struct directory *directory = directory_of(screen);
    const struct sheet_line *line = sheet_selected(&directory->page.sheet);
    size_t i;
    json_t *organization;
    if (line == NULL || line->target[0] != '#')
        return NULL;
    json_array_foreach (json_object_get(directory->page.json, "organizations"), i, organization)
        if (strcmp(answer_text(organization, "code"), line->target + 1) == 0)
            return organization;
    return NULL;
}

static unsigned close_office(struct screen *screen, const json_t *office)
{
    if (answer_bool(office, "may_close")) {
        (void)console_push(screen->console, &closure_form_screen, answer_text(office, "calendar"));
        return DRAW_ALL;
    }
    if (!desk_has_duty(desk_of(screen), "supervise"))
        return SCREEN_PASS;
    console_refuse(screen->console,
                   say("Others go by its calendar (%s) too: an administrator closes it."),
                   answer_text(office, "calendar"));
    return DRAW_NOTICE;
}

static unsigned say_away(struct screen *screen)
{
    const json_t *holder = selected_holder(screen);
    struct cover_view view = {.login = answer_text(holder, "login"),
                              .name = answer_text(holder, "name")};
    if (holder == NULL || !answer_bool(holder, "may"))
        return SCREEN_PASS;
    directory_absence(json_object_get(directory_of(screen)->page.json, "coverage"), view.login,
                      &view.starts, &view.ends);
    (void)console_push(screen->console, &cover_form_screen, &view);
    return DRAW_ALL;
}

static void hint(struct screen *screen, struct hints *hints)
{
    const json_t *service = selected_service(screen), *holder = selected_holder(screen);
    const json_t *office = selected_office(screen);
    char text[128];
    (void)snprintf(text, sizeof text, say("%s: away, who covers"), answer_text(holder, "name"));
    if (answer_bool(holder, "may"))
        hint_add(hints, ACTION_OPEN, text);
    if (answer_bool(office, "may_close"))
        hint_add(hints, ACTION_OPEN, say("close its office for a day"));
    if (service != NULL && answer_bool(service, "may_close"))
        hint_add(hints, ACTION_INTAKE,
                 answer_bool(service, "open") ? say("close its intake") : say("open its intake"));
    if (service != NULL)
        hint_add(hints, ACTION_LEDGER, NULL);
    if (desk_has_duty(desk_of(screen), "administer") || desk_has_duty(desk_of(screen), "supervise"))
        hint_add(hints, ACTION_STAFF, NULL);
    if (may_pass_on(screen))
        hint_add(hints, ACTION_ASSIGN, say("pass somebody's work on"));
    hint_add(hints, ACTION_SEARCH, NULL);
    hint_add(hints, ACTION_BACK, NULL);
}

static void intake_done(struct screen *screen, void *data, const struct reply *reply,
                        const struct failure *failure)
{
    (void)reply;
    struct desk *desk = data;
    if (failure != NULL)
        console_refuse_failure(desk->console, failure);
    else
        console_say(desk->console, "%s", say("Done. Referrals go by it from now on."));
    if (screen != NULL)
        page_load(screen);
}

static void send_intake(struct screen *screen, const char *service, bool open_it, const char *until,
                        const char *reason)
{
    char request[37];
    gateway_request_id(request);
    desk_ask_kept(screen, say("changing the intake"),
                  "SELECT api.intake($1::uuid, $2, $3::boolean, nullif($4, '')::timestamptz, "
                  "nullif($5, ''))",
                  GATEWAY_VALUES(request, service, open_it ? "t" : "f", until, reason), intake_done,
                  desk_of(screen));
}

static unsigned reason_given(struct screen *screen, void *context, const char *text)
{
    (void)context;
    struct directory *directory = directory_of(screen);
    if (text == NULL)
        return DRAW_ALL;
    send_intake(screen, directory->service, false, directory->until, text);
    return DRAW_ALL;
}

static unsigned until_given(struct screen *screen, void *context, const char *text)
{
    (void)context;
    struct directory *directory = directory_of(screen);
    int64_t instant;
    char iso[32] = "";
    if (text == NULL)
        return DRAW_ALL;
    if (text[0] != '\0' && !words_read_moment(text, desk_now(desk_of(screen)), false, &instant)) {
        console_refuse(screen->console,
                       say("\"%s\" is no date I can read: try Mon 08:00 or 4 Dec."), text);
        return DRAW_ALL;
    }
    free(directory->until);
    directory->until = memory_text(text[0] != '\0' ? words_iso(iso, sizeof iso, instant) : "");
    console_ask(screen->console, screen, say("Why is it closed (no beds, no staff): "), "",
                reason_given, NULL);
    return DRAW_ALL;
}

static unsigned change_intake(struct screen *screen)
{
    struct directory *directory = directory_of(screen);
    const json_t *service = selected_service(screen);
    if (service == NULL) {
        console_refuse(screen->console, "%s", say("Go to a line that says what is offered first."));
        return DRAW_NOTICE;
    }
    free(directory->service);
    directory->service = memory_text(answer_text(service, "code"));
    if (!answer_bool(service, "open")) {
        send_intake(screen, directory->service, true, "", "");
        return DRAW_NOTICE;
    }
    console_ask(screen->console, screen,
                say("Closed until (Mon 08:00, 4 Dec; empty: until opened): "), "", until_given,
                NULL);
    return DRAW_ALL;
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    const json_t *service = selected_service(screen), *office = selected_office(screen);
    if (invocation->action == ACTION_OPEN && office != NULL)
        return close_office(screen, office);
    if (invocation->action == ACTION_OPEN ||
        (invocation->action == ACTION_AWAY && selected_holder(screen) != NULL))
        return say_away(screen);
    if (invocation->action == ACTION_INTAKE)
        return change_intake(screen);
    if (invocation->action == ACTION_ASSIGN && may_pass_on(screen)) {
        (void)console_push(screen->console, &caseload_screen, "");
        return DRAW_ALL;
    }
    if (invocation->action == ACTION_LEDGER && service != NULL) {
        (void)console_push(screen->console, &record_screen, answer_text(service, "code"));
        return SCREEN_NOTHING;
    }
    return SCREEN_PASS;
}

const struct screen_ops directory_screen = {
    .name = "directory",
    .state_size = sizeof(struct directory),
    .open = open,
    .load = page_load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = page_event,
    .close = close_directory,
};

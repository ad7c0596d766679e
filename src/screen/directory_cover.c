#include "directory_cover.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picture.h"
#include "holdfast/console/text.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

enum { ROLE_CELLS = 22, DAY_CELLS = 4 };

/* ---- gaps ---- */

/* Above the columns: the day of the week, and below it of the month. */
static void write_days(struct sheet *sheet, const json_t *days, const char *format)
{
    struct buffer line = {0};
    size_t i;
    const json_t *day;
    buffer_print(&line, "%*s", ROLE_CELLS, "");
    json_array_foreach (days, i, day) {
        char text[16];
        buffer_print(&line, "%-*.3s", DAY_CELLS,
                     words_day(text, sizeof text, json_string_value(day), format));
    }
    sheet_under(sheet, STYLE_TEXT, line.data);
    buffer_free(&line);
}

static const char *target_of(char *out, size_t size, const json_t *person)
{
    (void)snprintf(out, size, "@%s", answer_text(person, "login"));
    return out;
}

/* Whoever of the role can be covered: the first who is away and has not left. */
static const json_t *coverable(const json_t *role)
{
    size_t i;
    const json_t *person;
    json_array_foreach (json_object_get(role, "who"), i, person)
        if (!answer_bool(person, "gone") && answer_bool(role, "may"))
            return person;
    return NULL;
}

static void add_who(struct buffer *text, const json_t *role)
{
    size_t i;
    const json_t *person;
    json_array_foreach (json_object_get(role, "who"), i, person)
        buffer_print(text, "%s%s%s", i > 0 ? ", " : "", answer_text(person, "name"),
                     answer_bool(person, "gone") ? say(" has left") : say(" away"));
    if (answer_text(role, "then")[0] != '\0')
        buffer_print(text, say("; %s answers in their stead"), answer_text(role, "then"));
    else
        buffer_text(text, say("; nobody answers at all"));
}

static void add_hours(struct buffer *text, const json_t *role, int64_t now)
{
    enum { SHOWN = 3 };
    char from[32], to[32];
    const json_t *gaps = json_object_get(role, "gaps");
    size_t i;
    const json_t *gap;
    json_array_foreach (gaps, i, gap)
        if (i < SHOWN)
            buffer_print(text, say("%s%s to %s"), i > 0 ? ", " : "",
                         words_moment(from, sizeof from, now, answer_time(gap, "from")),
                         words_moment(to, sizeof to, now, answer_time(gap, "to")));
    if (json_array_size(gaps) > SHOWN)
        buffer_print(text, say(" and %zu more"), json_array_size(gaps) - SHOWN);
    buffer_text(text, "; ");
}

static void write_marks(struct sheet *sheet, const json_t *role, const char *target)
{
    struct buffer line = {0};
    char name[128];
    size_t i;
    const json_t *part;
    int used = text_fit(name, sizeof name, answer_text(role, "name"), ROLE_CELLS - 1);
    buffer_print(&line, "%s%*s", name, ROLE_CELLS - used, "");
    json_array_foreach (json_object_get(role, "parts"), i, part)
        buffer_print(&line, "%-*s", DAY_CELLS, json_string_value(part));
    sheet_line(sheet, STYLE_WARN, target, NULL, line.data);
    buffer_free(&line);
}

/* A row of marks and what they mean in words; in lean the words alone. */
static void write_gap(struct sheet *sheet, const json_t *role, int64_t now)
{
    const json_t *person = coverable(role);
    struct buffer text = {0};
    char target[80] = "", head[200];
    bool lean = console_lean(sheet->screen->console);
    if (person != NULL)
        (void)target_of(target, sizeof target, person);
    if (!lean)
        write_marks(sheet, role, target);
    add_hours(&text, role, now);
    add_who(&text, role);
    (void)snprintf(head, sizeof head, lean ? "%s: " : "  ", answer_text(role, "name"));
    if (lean)
        sheet_wrapped_to(sheet, STYLE_WARN, target, 2, head, text.data);
    else
        sheet_wrapped(sheet, STYLE_TEXT, 2, head, text.data);
    buffer_free(&text);
}

static void write_gaps(struct sheet *sheet, const json_t *coverage, int64_t now)
{
    const json_t *roles = json_object_get(coverage, "roles"),
                 *days = json_object_get(coverage, "days");
    char head[160];
    size_t i;
    const json_t *role;
    bool lean = console_lean(sheet->screen->console);
    if (json_array_size(roles) == 0) {
        (void)snprintf(head, sizeof head,
                       say("Somebody answers for every role in the next %zu days."),
                       json_array_size(days));
        sheet_line(sheet, STYLE_TEXT, NULL, NULL, head);
        return;
    }
    (void)snprintf(head, sizeof head,
                   lean ? say("NOBODY ANSWERS, NEXT %zu DAYS")
                        : say("NOBODY ANSWERS, NEXT %zu DAYS  # all of it  + part  . somebody"),
                   json_array_size(days));
    sheet_heading(sheet, head);
    if (!lean) {
        write_days(sheet, days, "%a");
        write_days(sheet, days, "%d");
    }
    json_array_foreach (roles, i, role)
        write_gap(sheet, role, now);
}

/* ---- who is away, what is closed ---- */

static void write_away(struct sheet *sheet, const json_t *coverage, int64_t now)
{
    const json_t *away = json_object_get(coverage, "away");
    char target[80], from[32], to[32];
    size_t i;
    const json_t *row;
    if (json_array_size(away) > 0)
        sheet_heading(sheet, say("AWAY"));
    json_array_foreach (away, i, row) {
        struct buffer text = {0};
        const char *cover = answer_text(row, "cover_name");
        buffer_print(&text, "%s, %s: ", answer_text(row, "name"),
                     answer_text(row, "organization_name"));
        if (answer_time(row, "starts") > now)
            buffer_print(&text, say("from %s "),
                         words_edge(from, sizeof from, now, answer_time(row, "starts")));
        buffer_print(&text, say("until %s; "),
                     words_moment(to, sizeof to, now, answer_time(row, "ends")));
        buffer_print(&text, cover[0] != '\0' ? say("%s covers") : say("%snobody was named"), cover);
        sheet_line(sheet, STYLE_TEXT,
                   answer_bool(row, "may") ? target_of(target, sizeof target, row) : NULL, NULL,
                   text.data);
        buffer_free(&text);
    }
}

static void write_closures(struct sheet *sheet, const json_t *coverage)
{
    const json_t *closures = json_object_get(coverage, "closures");
    size_t i, k;
    const json_t *row, *name;
    if (json_array_size(closures) > 0)
        sheet_heading(sheet, say("OFFICES CLOSED"));
    json_array_foreach (closures, i, row) {
        struct buffer text = {0};
        const json_t *names = json_object_get(row, "names");
        char head[32];
        (void)words_day(head, sizeof head, answer_text(row, "day"), "%a %e %b");
        if (answer_int(row, "shut") > 0)
            buffer_print(&text, say("%lld of %lld shut"), (long long)answer_int(row, "shut"),
                         (long long)answer_int(row, "of"));
        if (answer_int(row, "early") > 0)
            buffer_print(&text, say("%s%lld of %lld for part of it"), text.len > 0 ? ", " : "",
                         (long long)answer_int(row, "early"), (long long)answer_int(row, "of"));
        json_array_foreach (names, k, name)
            buffer_print(&text, "%s%s", k > 0 ? ", " : ": ", json_string_value(name));
        sheet_wrapped(sheet, STYLE_TEXT, 12, head, text.data);
        buffer_free(&text);
    }
}

void directory_write_cover(struct sheet *sheet, const json_t *coverage, int64_t now)
{
    write_gaps(sheet, coverage, now);
    write_away(sheet, coverage, now);
    write_closures(sheet, coverage);
}

void directory_absence(const json_t *coverage, const char *login, int64_t *starts, int64_t *ends)
{
    size_t i;
    const json_t *row;
    *starts = *ends = 0;
    json_array_foreach (json_object_get(coverage, "away"), i, row)
        if (strcmp(answer_text(row, "login"), login) == 0) {
            *starts = answer_time(row, "starts");
            *ends = answer_time(row, "ends");
            return;
        }
}

/* ---- load ---- */

void directory_write_load(struct sheet *sheet, const json_t *role)
{
    enum { NAME_CELLS = 24, BAR_MOST = 24, FULL = 60 }; /* a bar is full at sixty items */
    size_t i;
    const json_t *holder;
    json_array_foreach (json_object_get(role, "holders"), i, holder) {
        char bar[128] = "", name[128], target[80];
        int64_t open = answer_int(holder, "open"), late = answer_int(holder, "late");
        if (!json_is_integer(json_object_get(holder, "open")))
            continue;
        if (!console_lean(sheet->screen->console))
            (void)picture_bar(bar, sizeof bar, (double)(open < FULL ? open : FULL), FULL, BAR_MOST,
                              console_blocks(sheet->screen->console));
        int used = text_fit(name, sizeof name, answer_text(holder, "name"), NAME_CELLS);
        sheet_print(sheet, late > 0 ? STYLE_WARN : STYLE_TEXT,
                    target_of(target, sizeof target, holder),
                    say("  %s%*s %4lld open, %3lld late  %s"), name, NAME_CELLS - used, "",
                    (long long)open, (long long)late, bar);
    }
}

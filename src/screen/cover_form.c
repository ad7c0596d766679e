#include "holdfast/screen/cover_form.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/cover_preview.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/entry.h"
#include "holdfast/util/arena.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <time.h>

enum place { STARTS, ENDS, COVER, FIELD_COUNT };

struct cover_form {
    struct entry entry;
    char *login, *name; /* in the screen's arena */
    int64_t starts, ends;
    bool begun;
};

static const struct field fields[FIELD_COUNT] = {
    [STARTS] = {"starts", "Away from", "empty: from now on; a day alone counts whole: Mon, 4 Dec",
                FIELD_TIME, false, 40, NULL, 0},
    [ENDS] = {"ends", "Until", "the last day, or a time: Wed, 4 Dec, Thu 13:00", FIELD_TIME, true,
              40, NULL, 0},
    [COVER] = {"cover", "Who covers", "empty: whoever is on duty acts for them", FIELD_CHOICE,
               false, 0, NULL, 0},
};

static struct cover_form *form_of(const struct screen *screen)
{
    return screen->state;
}

/* What is known already is in the fields when they open. */
static void fill(struct form *form, enum place field, int64_t instant)
{
    char text[40];
    struct tm day = {0};
    time_t t = (time_t)(instant / 1000000);
    if (instant == 0)
        return;
    (void)localtime_r(&t, &day);
    if (strftime(text, sizeof text, "%Y-%m-%d %H:%M", &day) > 0)
        form_set(form, (int)field, text, NULL);
}

/* Whoever covers in an absence that is said already goes on covering, unless somebody else is
 * chosen: to move its end takes nobody's cover away. */
static void fill_cover(struct form *form, const json_t *choices, int64_t ends)
{
    size_t i, k;
    json_t *choice, *absence;
    json_array_foreach ((json_t *)choices, i, choice)
        json_array_foreach (json_object_get(choice, "covers"), k, absence)
            if (ends != 0 && answer_time(absence, "ends") == ends)
                form_set(form, COVER, answer_text(choice, "code"), NULL);
}

static void follow(struct entry *entry, const json_t *answer)
{
    struct cover_form *cover = form_of(entry->screen);
    if (cover->begun)
        return;
    cover->begun = true;
    fill(&entry->form, STARTS, cover->starts);
    fill(&entry->form, ENDS, cover->ends);
    fill_cover(&entry->form, answer, cover->ends);
    form_saved(&entry->form);
}

static void done(struct screen *screen, struct console *console, const json_t *values)
{
    const struct cover_said said = {.login = form_of(screen)->login,
                                    .by = answer_text(values, "cover"),
                                    .starts = answer_time(values, "starts"),
                                    .ends = answer_time(values, "ends")};
    (void)console_push(console, &cover_preview_screen, &said);
}

static const struct entry_ops entry_ops = {
    .fields = fields,
    .count = FIELD_COUNT,
    .person = -1,
    .what = "reading who could cover",
    .button = "See what that means",
    .choices = "SELECT jsonb_agg(jsonb_build_object('code', c ->> 'login', 'name',"
               " concat(c ->> 'name', ', ', c ->> 'role', ', ', c ->> 'open', ' open',"
               " CASE WHEN (c ->> 'away')::boolean THEN ', away then too' END), 'covers',"
               " (SELECT jsonb_agg(a) FROM jsonb_array_elements(j -> 'absences') a"
               " WHERE a ->> 'cover' = c ->> 'login')))"
               " FROM api.cover_choices($1) j, jsonb_array_elements(j -> 'choices') c",
    .choice_field = COVER,
    .first = 1U << STARTS,
    .last = 1U << ENDS,
    .follow = follow,
    .done = done,
};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    const struct cover_view *view = argument;
    struct cover_form *cover = form_of(screen);
    cover->login = arena_text(&screen->arena, view->login);
    cover->name = arena_text(&screen->arena, view->name);
    /* What has begun goes on from now. */
    cover->starts = view->starts > desk_now(desk_of(screen)) ? view->starts : 0;
    cover->ends = view->ends;
    cover->entry.about = cover->login;
    entry_open(screen, &entry_ops, NULL);
    return true;
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)snprintf(out, size, say("AWAY  %s"), form_of(screen)->name);
}

const struct screen_ops cover_form_screen = {
    .name = "cover_form",
    .state_size = sizeof(struct cover_form),
    .open = open,
    .load = entry_load,
    .title = title,
    .draw = entry_draw,
    .key = entry_key,
    .close = entry_close,
};

/* Finding somebody: by name, birth date, number or reference. */
#include "holdfast/screen/people.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/item.h"
#include "holdfast/screen/new_person.h"
#include "holdfast/screen/person.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct people {
    struct list list;
    char *text; /* what is looked for; NULL: nothing yet */
    bool asked, more;
    bool quiet; /* nothing is asked until a key is pressed */
};

struct person_row {
    const char *ref, *name, *born, *identifier, *city;
    int open, late;
    bool is_item; /* a reference that was typed, not a person */
};

enum { COLUMN_NAME, COLUMN_BORN, COLUMN_NUMBER, COLUMN_CITY, COLUMN_OPEN, COLUMN_LATE, COLUMN_REF };

static const struct list_column columns[] = {
    {"NAME", 14, 26, 3, 0, LIST_LEFT},   {"BORN", 11, 11, 0, 0, LIST_LEFT},
    {"NUMBER", 10, 12, 1, 2, LIST_LEFT}, {"TOWN", 8, 12, 1, 3, LIST_LEFT},
    {"OPEN", 4, 4, 0, 0, LIST_RIGHT},    {"LATE", 4, 4, 0, 0, LIST_RIGHT},
    {"REF", 8, 9, 0, 1, LIST_LEFT},
};

static struct people *people_of(const struct screen *screen)
{
    return screen->state;
}

static enum style cell(void *context, const struct list_row *row, int column, int cells, char *out,
                       size_t size)
{
    (void)cells;
    (void)context;
    const struct person_row *person = row->data;
    char open_count[12], late_count[12];
    (void)snprintf(open_count, sizeof open_count, "%d", person->open);
    (void)snprintf(late_count, sizeof late_count, "%d", person->late);
    const char *const texts[] = {
        [COLUMN_NAME] = person->name,
        [COLUMN_BORN] = person->born,
        [COLUMN_NUMBER] = person->identifier,
        [COLUMN_CITY] = person->city,
        [COLUMN_OPEN] = person->is_item ? "" : open_count,
        [COLUMN_LATE] = person->is_item ? "" : late_count,
        [COLUMN_REF] = person->ref,
    };
    (void)snprintf(out, size, "%s", texts[column]);
    return column == COLUMN_LATE && person->late > 0 ? STYLE_ALARM : STYLE_TEXT;
}

static const struct list_source source = {.cell = cell};

/* The same for the same reference, whatever else was found (FNV-1a): the cursor stays on whom it is
 * on. */
static int64_t id_of(const char *ref)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *ref != '\0'; ref++)
        hash = (hash ^ (unsigned char)*ref) * UINT64_C(1099511628211);
    return (int64_t)(hash >> 1) + 1;
}

static void add_person(struct list_page *page, const json_t *json, int64_t place)
{
    struct arena *arena = list_page_arena(page);
    struct person_row *row = arena_take(arena, 1, sizeof *row);
    char born[24];
    row->ref = arena_text(arena, answer_text(json, "ref"));
    row->name = arena_text(arena, answer_text(json, "name"));
    row->born = arena_text(arena, words_date(born, sizeof born, answer_text(json, "birth_date")));
    row->identifier = arena_text(arena, answer_text(json, "identifier"));
    row->city = arena_text(arena, answer_text(json, "city"));
    row->open = (int)answer_int(json, "open");
    row->late = (int)answer_int(json, "late");
    list_page_add(page, place, id_of(row->ref), row, 0);
}

static void add_item(struct list_page *page, const json_t *json, int64_t place)
{
    struct arena *arena = list_page_arena(page);
    struct person_row *row = arena_take(arena, 1, sizeof *row);
    row->is_item = true;
    row->ref = arena_text(arena, answer_text(json, "ref"));
    row->name = arena_print(arena, "%s %s", answer_text(json, "label"), answer_text(json, "name"));
    row->born = arena_text(arena, answer_text(json, "state_words"));
    row->identifier = "";
    row->city = "";
    list_page_add(page, place, id_of(row->ref), row, 0);
}

/* Whoever the cursor is on and is not found any more: it moves to nobody else by itself. */
static void add_gone(struct list_page *page, const char *ref, int64_t place)
{
    struct arena *arena = list_page_arena(page);
    struct person_row *row = arena_take(arena, 1, sizeof *row);
    *row = (struct person_row){.ref = arena_text(arena, ref),
                               .name = say("not yours now"),
                               .born = "",
                               .identifier = "",
                               .city = "",
                               .is_item = true};
    list_page_add(page, place, id_of(ref), row, 0);
}

/* Nothing of what was there stays: who is not found any more may not be theirs to see. */
static void put(struct list *list, struct list_page *page, int64_t place)
{
    const struct list_row *was = list_selected(list);
    int64_t selected = was != NULL ? was->id : 0;
    struct list_page *gone = list_page_new();
    const char *ref = was != NULL ? ((const struct person_row *)was->data)->ref : "";
    add_gone(gone, ref, place); /* before the rows that it is read from go */
    list_reset(list);
    list_put_all(list, page);
    if (selected == 0 || list_select(list, selected)) {
        list_page_free(gone);
        return;
    }
    list_put(list, LIST_AFTER, gone, false);
    (void)list_select(list, selected);
}

static void found(struct screen *screen, void *data, const struct reply *reply,
                  const struct failure *failure)
{
    (void)data;
    struct people *people = people_of(screen);
    people->asked = false;
    if (failure != NULL) {
        console_refuse_failure(screen->console, failure);
        screen_dirty(screen, DRAW_ALL);
        return;
    }
    json_t *json = desk_json(reply);
    struct list_page *page = list_page_new();
    int64_t place = 0;
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(json, "items"), i, row)
        add_item(page, row, ++place);
    json_array_foreach (json_object_get(json, "individuals"), i, row)
        add_person(page, row, ++place);
    people->more = answer_bool(json, "more");
    json_decref(json);
    put(&people->list, page, ++place);
    screen_dirty(screen, DRAW_ALL);
}

static void look(struct screen *screen)
{
    struct people *people = people_of(screen);
    if (people->text == NULL || people->asked)
        return;
    people->asked = true;
    desk_ask(screen, say("finding people"), "SELECT api.find($1, 50)", GATEWAY_VALUES(people->text),
             found, NULL);
}

static unsigned text_given(struct screen *screen, void *context, const char *text)
{
    (void)context;
    struct people *people = people_of(screen);
    if (text == NULL || text[0] == '\0')
        return DRAW_ALL;
    free(people->text);
    people->text = memory_text(text);
    list_reset(&people->list);
    look(screen);
    return DRAW_ALL;
}

static unsigned ask_text(struct screen *screen)
{
    console_ask(screen->console, screen, say("Name, birth date or number: "), "", text_given, NULL);
    return DRAW_ALL;
}

static void load(struct screen *screen)
{
    if (!desk_sees_items(desk_of(screen)))
        return;
    struct people *people = people_of(screen);
    if (people->text != NULL)
        look(screen);
    else if (!people->quiet)
        (void)ask_text(screen);
    people->quiet = false;
}

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    const struct people_view *view = argument;
    (void)f;
    struct people *people = people_of(screen);
    people->quiet = view != NULL && view->quiet;
    list_open(&people->list, &source, screen, columns, sizeof columns / sizeof columns[0]);
    people->list.titles = true;
    screen_focus_list(screen, &people->list);
    return true;
}

static void close_people(struct screen *screen)
{
    struct people *people = people_of(screen);
    desk_forget(screen);
    list_close(&people->list);
    free(people->text);
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct people *people = people_of(screen);
    (void)snprintf(out, size, people->text != NULL ? say("PEOPLE  \"%s\"%s") : say("PEOPLE"),
                   people->text, people->more ? say("  first 50: type more letters") : "");
}

/* As api.enter_individual has it. */
static bool may_enter(const struct screen *screen)
{
    static const char *const duties[] = {"refer", "respond", "coordinate", "plan", "record"};
    for (size_t i = 0; i < sizeof duties / sizeof duties[0]; i++)
        if (desk_has_duty(desk_of(screen), duties[i]))
            return true;
    return false;
}

static const char *nobody_words(const struct screen *screen)
{
    const struct people *people = people_of(screen);
    bool enters = may_enter(screen);
    if (!desk_sees_items(desk_of(screen)))
        return say("People are not shown to administrators. 1 says what is yours to do.");
    if (people->asked)
        return say("Looking…");
    if (people->text != NULL)
        return enters ? say("Nobody of that name that is yours to see. / looks again, P enters a "
                            "new person.")
                      : say("Nobody of that name that is yours to see. / looks again.");
    return enters ? say("/ finds somebody, P enters a new person.") : say("/ finds somebody.");
}

static void draw(struct screen *screen, struct area area)
{
    struct people *people = people_of(screen);
    if (people->list.count > 0) {
        list_draw(&people->list, screen->console, area, true);
        return;
    }
    draw_text(screen->console, area.row, area.col, area.cols, STYLE_TEXT, nobody_words(screen));
    draw_cursor(screen->console, area.row, area.col);
}

static void hint(struct screen *screen, struct hints *hints)
{
    if (people_of(screen)->list.count > 0) {
        hint_add(hints, ACTION_OPEN, NULL);
        hint_add(hints, ACTION_PLAN, NULL);
    }
    if (desk_sees_items(desk_of(screen)))
        hint_add(hints, ACTION_SEARCH, say("find somebody else"));
    if (desk_has_duty(desk_of(screen), "refer"))
        hint_add(hints, ACTION_REFERRAL, say("new referral"));
    if (may_enter(screen))
        hint_add(hints, ACTION_NEW_PERSON, say("new person"));
    if (people_of(screen)->text != NULL && people_of(screen)->list.count == 0 && may_enter(screen))
        hint_add(hints, ACTION_LOOK, NULL);
}

static const struct person_row *selected(const struct screen *screen)
{
    const struct list_row *row = list_selected(&people_of(screen)->list);
    return row != NULL ? row->data : NULL;
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    const struct person_row *row = selected(screen);
    switch (invocation->action) {
    case ACTION_SEARCH:
        return desk_sees_items(desk_of(screen)) ? ask_text(screen) : (unsigned)SCREEN_NOTHING;
    case ACTION_NEW_PERSON:
        if (!may_enter(screen)) {
            console_refuse(screen->console, "%s", say("Entering people is not among your duties."));
            return DRAW_NOTICE;
        }
        (void)console_push(screen->console, &new_person_screen, NULL);
        return SCREEN_NOTHING;
    case ACTION_OPEN:
        if (row != NULL)
            (void)console_push(screen->console, row->is_item ? &item_screen : &person_screen,
                               row->ref);
        return SCREEN_NOTHING;
    default:
        return SCREEN_PASS;
    }
}

static unsigned event(struct screen *screen, const struct screen_event *event)
{
    if (event->kind == EVENT_RETURNED && event->data != NULL)
        (void)console_push(screen->console, &person_screen, event->data);
    if (desk_withdrew(event))
        look(screen);
    return SCREEN_NOTHING;
}

static const char *about(const struct screen *screen)
{
    const struct person_row *row = selected(screen);
    return row != NULL && !row->is_item ? row->ref : NULL;
}

const struct screen_ops people_screen = {
    .name = "people",
    .state_size = sizeof(struct people),
    .open = open,
    .load = load,
    .title = title,
    .draw = draw,
    .hint = hint,
    .act = act,
    .event = event,
    .about = about,
    .close = close_people,
};

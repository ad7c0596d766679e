#include "holdfast/screen/step_menu.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picker.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/message.h"
#include "holdfast/util/arena.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

/* The keys are fixed, so that fingers learn them. */
static const struct {
    const char *step;
    uint32_t key;
} rare[] = {{"relevel", 'l'}, {"redate", 'd'}, {"promise", 'p'}, {"correct", 'c'},
            {"cancel", 'x'},  {"reopen", 'o'}, {"void", 'v'}};

enum { RARE = sizeof rare / sizeof rare[0] };

/* In the place of a step: whose the date is, and the message that asks them for another. */
static const char *const ask_date = "ask";

/* What was offered, until one is chosen. */
struct menu {
    step_chosen *chosen;
    const char *place, *subject;
    const char *steps[RARE + 1];
};

static unsigned picked(struct screen *screen, void *context, int choice)
{
    const struct menu *menu = context;
    if (choice < 0)
        return DRAW_ALL;
    if (menu->steps[choice] == ask_date)
        return message_ask_date(screen, menu->place, menu->subject) | DRAW_ALL;
    return menu->chosen(screen, menu->steps[choice]) | DRAW_ALL;
}

/* Who answers for it but not for the date finds there whose it is. */
static bool asks_date(const void *item, const char *place, step_offered *offered)
{
    return place != NULL && offered(item, "redate") == NULL && offered(item, "relevel") != NULL &&
           offered(item, "note") != NULL;
}

unsigned step_menu(struct screen *screen, const char *subject, const char *place, const void *item,
                   step_offered *offered, step_chosen *chosen)
{
    struct menu *menu = arena_take(&screen->arena, 1, sizeof *menu);
    struct choice choices[RARE + 1];
    char title[240];
    size_t count = 0;
    menu->chosen = chosen;
    menu->subject = arena_text(&screen->arena, subject);
    menu->place = place != NULL ? arena_text(&screen->arena, place) : NULL;
    for (size_t i = 0; i < RARE; i++) {
        const char *effect = offered(item, rare[i].step);
        if (effect == NULL)
            continue;
        menu->steps[count] = rare[i].step;
        choices[count++] = (struct choice){rare[i].step, effect, rare[i].key};
    }
    if (asks_date(item, place, offered)) {
        menu->steps[count] = ask_date;
        choices[count++] = (struct choice){
            ask_date, say("the date needed is for whoever asked: ask them to change it"), 'd'};
    }
    if (count == 0) {
        console_refuse(screen->console, say("Nothing of %s is yours to change now."), subject);
        return DRAW_NOTICE;
    }
    (void)snprintf(title, sizeof title, say("%s: what is to be changed"), subject);
    console_pick(screen->console, screen, title, choices, count, picked, menu);
    return DRAW_ALL;
}

const char *step_menu_brief(const void *item, step_offered *offered)
{
    bool level = offered(item, "relevel") != NULL, date = offered(item, "redate") != NULL;
    date = date || offered(item, "promise") != NULL;
    return level && date ? say("level, date") : level ? say("level") : date ? say("date") : NULL;
}

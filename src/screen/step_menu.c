#include "holdfast/screen/step_menu.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picker.h"
#include "holdfast/screen/actions.h"
#include "holdfast/util/arena.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

/* The keys are fixed, so that fingers learn them. */
static const struct {
    const char *step;
    uint32_t key;
} rare[] = {{"relevel", 'l'}, {"redate", 'd'}, {"correct", 'c'},
            {"cancel", 'x'},  {"reopen", 'o'}, {"void", 'v'}};

enum { RARE = sizeof rare / sizeof rare[0] };

/* What was offered, until one is chosen. */
struct menu {
    step_chosen *chosen;
    const char *steps[RARE];
};

static unsigned picked(struct screen *screen, void *context, int choice)
{
    const struct menu *menu = context;
    return choice < 0 ? (unsigned)DRAW_ALL : menu->chosen(screen, menu->steps[choice]) | DRAW_ALL;
}

/* Who may change the level and looks for the date reads why it is not there, and what to do. */
static void add_whose_date(const struct screen *screen, char *title, size_t size)
{
    char key[24];
    size_t len = strlen(title);
    (void)snprintf(
        title + len, size - len,
        say(". The date it is needed by is for whoever asked for it, or the coordinator, "
            "to change: write to them (%s)."),
        keymap_label(console_keymap(screen->console), ACTION_NOTE, key, sizeof key));
}

unsigned step_menu(struct screen *screen, const char *subject, const void *item,
                   step_offered *offered, step_chosen *chosen)
{
    struct menu *menu = arena_take(&screen->arena, 1, sizeof *menu);
    struct choice choices[RARE];
    char title[400];
    size_t count = 0;
    menu->chosen = chosen;
    for (size_t i = 0; i < RARE; i++) {
        const char *effect = offered(item, rare[i].step);
        if (effect == NULL)
            continue;
        menu->steps[count] = rare[i].step;
        choices[count++] = (struct choice){rare[i].step, effect, rare[i].key};
    }
    if (count == 0) {
        console_refuse(screen->console, say("Nothing of %s is yours to change now."), subject);
        return DRAW_NOTICE;
    }
    (void)snprintf(title, sizeof title, say("%s: what is to be changed"), subject);
    if (offered(item, "relevel") != NULL && offered(item, "redate") == NULL)
        add_whose_date(screen, title, sizeof title);
    console_pick(screen->console, screen, title, choices, count, picked, menu);
    return DRAW_ALL;
}

const char *step_menu_brief(const void *item, step_offered *offered)
{
    bool level = offered(item, "relevel") != NULL, date = offered(item, "redate") != NULL;
    return level && date ? say("level, date") : level ? say("level") : date ? say("date") : NULL;
}

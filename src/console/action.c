#include "holdfast/console/action.h"

#include <string.h>

#define KIT_ACTION_ROW(id, name, keys, group, help, brief, flags)                                  \
    [id] = {name, keys, group, help, brief, flags},
const struct action kit_actions[ACTION_KIT_COUNT] = {KIT_ACTIONS(KIT_ACTION_ROW)};

const struct action *action_row(const struct action_table *own, int id)
{
    return id < ACTION_KIT_COUNT ? &kit_actions[id] : &own->rows[id - ACTION_KIT_COUNT];
}

int action_count(const struct action_table *own)
{
    return ACTION_KIT_COUNT + (int)own->count;
}

int action_find(const struct action_table *own, const char *name, size_t len)
{
    for (int id = 0; id < action_count(own); id++) {
        const char *candidate = action_row(own, id)->name;
        if (strlen(candidate) == len && memcmp(candidate, name, len) == 0)
            return id;
    }
    return ACTION_NONE;
}

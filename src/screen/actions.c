#include "holdfast/screen/actions.h"

#define CARE_ACTION_ROW(id, name, keys, group, help, brief, flags)                                 \
    {name, keys, group, help, brief, flags},
static const struct action rows[] = {CARE_ACTIONS(CARE_ACTION_ROW)};

const struct action_table care_actions = {rows, sizeof rows / sizeof rows[0]};

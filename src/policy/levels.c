#include "holdfast/policy/levels.h"

#include <stddef.h>
#include <string.h>

const char *const priority_names[PRIORITY_COUNT] = {"routine", "urgent", "asap", "stat"};
const char *const stage_names[STAGE_COUNT] = {"accept", "start", "complete"};

enum priority priority_read(const char *name)
{
    for (int priority = 0; name != NULL && priority < PRIORITY_COUNT; priority++) {
        if (strcmp(name, priority_names[priority]) == 0)
            return (enum priority)priority;
    }
    return PRIORITY_ROUTINE;
}

const struct yaml_node *level_written(const struct yaml_node *level, enum priority priority,
                                      enum stage stage)
{
    const struct yaml_node *stages =
        priority == PRIORITY_ROUTINE ? level : tree_find(level, priority_names[priority]);
    return tree_find(stages, stage_names[stage]);
}

const struct yaml_node *level_target(const struct yaml_node *level, enum priority priority,
                                     enum stage stage)
{
    for (int at = (int)priority; at >= PRIORITY_ROUTINE; at--) {
        const struct yaml_node *found = level_written(level, (enum priority)at, stage);
        if (found != NULL)
            return found;
    }
    return NULL;
}

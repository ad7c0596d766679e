#include "holdfast/policy/levels.h"

#include <stddef.h>

const char *const priority_names[PRIORITY_COUNT] = {"routine", "urgent", "asap", "stat"};
const char *const stage_names[STAGE_COUNT] = {"accept", "start", "complete"};

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

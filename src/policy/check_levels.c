#include "check.h"
#include "holdfast/util/say.h"

#include <string.h>

typedef void level_check(const struct check *c, const struct yaml_entry *level,
                         enum priority priority, enum stage stage);

static void each_target(const struct check *c, level_check *one)
{
    const struct yaml_node *levels = check_section(c, "service_levels");
    for (size_t i = 0; i < levels->count; i++) {
        for (int priority = 0; priority < PRIORITY_COUNT; priority++) {
            for (int stage = 0; stage < STAGE_COUNT; stage++) {
                if (level_written(levels->entries[i].value, (enum priority)priority,
                                  (enum stage)stage) != NULL)
                    one(c, &levels->entries[i], (enum priority)priority, (enum stage)stage);
            }
        }
    }
}

static struct duration within_of(const struct yaml_node *target)
{
    struct duration d = {0};
    (void)duration_read(tree_text(target, "within"), &d);
    return d;
}

static void urgent_is_elapsed(const struct check *c, const struct yaml_entry *level,
                              enum priority priority, enum stage stage)
{
    const struct yaml_node *target = level_written(level->value, priority, stage);
    if (priority == PRIORITY_ROUTINE || !duration_is_business(within_of(target)))
        return;
    CHECK_ERROR(c, tree_find(target, "within")->at, say("write hours that pass, like 4h"),
                say("\"%s\" of level \"%s\" waits for the office to open, though it is %s"),
                stage_names[stage], level->key, priority_names[priority]);
}

void check_urgent_elapsed(const struct check *c)
{
    each_target(c, urgent_is_elapsed);
}

static void urgency_shortens(const struct check *c, const struct yaml_entry *level,
                             enum priority priority, enum stage stage)
{
    if (priority == PRIORITY_ROUTINE)
        return;
    const struct yaml_node *calm = level_target(level->value, priority - 1, stage);
    const struct yaml_node *target = level_written(level->value, priority, stage);
    if (calm == NULL)
        return;
    struct duration slow = within_of(calm), fast = within_of(target);
    if (duration_is_business(slow) != duration_is_business(fast) ||
        duration_seconds(fast) <= duration_seconds(slow))
        return;
    CHECK_WARNING(c, tree_find(target, "within")->at, say("shorten it"),
                  say("%s takes longer than what is less urgent, in \"%s\" of level \"%s\""),
                  priority_names[priority], stage_names[stage], level->key);
}

void check_urgency_rises(const struct check *c)
{
    each_target(c, urgency_shortens);
}

/* Passing time that is shorter than the office is closed in a row, and nobody else to answer: the
 * time would often be up before anybody could have begun. */
void check_target_possible(const struct check *c)
{
    const struct yaml_node *told = NULL;
    for (size_t i = 0; i < c->uses->count; i++) {
        const struct use *use = &c->uses->items[i];
        if (duration_is_business(use->within) || use->urgent || use->target == told)
            continue;
        const char *calendar = check_role_calendar(c, use->owner);
        int closed = week_longest_gap(check_calendar_week(c, calendar));
        if ((long)closed * 60 < duration_seconds(use->within))
            continue;
        told = use->target;
        CHECK_ERROR(c, tree_find(use->target, "within")->at,
                    say("give more time, or use business time like 2bd"),
                    say("calendar \"%s\" of role \"%s\" cannot meet this: it is closed for %d "
                        "hours in a row"),
                    calendar, use->owner, closed / 60);
    }
}

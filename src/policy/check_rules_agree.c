/* Two rules that fire for one event, or one risk, leave nobody in doubt whose work it is. */
#include "check.h"
#include "holdfast/util/say.h"

#include <string.h>

/* ---- Events ---- */

/* One task of one rule. */
struct work {
    const struct yaml_entry *rule;
    const struct yaml_node *task;
    size_t no; /* from 0 */
};

/* Lists without a common word can never both hold; an empty list is every word. */
static bool may_both_hold(const struct yaml_node *a, const struct yaml_node *b)
{
    if (check_count(a) == 0 || check_count(b) == 0)
        return true;
    for (size_t i = 0; i < a->count; i++) {
        if (check_listed(b, check_item(a, i)))
            return true;
    }
    return false;
}

/* An admission soon after a discharge is a readmission too. */
static const char *family(const char *event)
{
    return strcmp(event, "readmission") == 0 ? "admission" : event;
}

static bool may_both_fire(const struct yaml_node *a, const struct yaml_node *b)
{
    const struct yaml_node *when_a = tree_find(a, "when"), *when_b = tree_find(b, "when");
    return strcmp(family(tree_text(a, "event")), family(tree_text(b, "event"))) == 0 &&
           may_both_hold(tree_find(when_a, "levels"), tree_find(when_b, "levels")) &&
           may_both_hold(tree_find(when_a, "sources"), tree_find(when_b, "sources"));
}

/* An area's owner is each person's own, and so never the same as a role that is named. */
static const char *owner_key(const struct check *c, const struct yaml_node *task)
{
    struct care_owner owner = care_owner(task);
    if (owner.kind != NULL && strcmp(owner.kind, "area") == 0)
        return arena_print(c->arena, "area %s", owner.id);
    return care_owner_role(c->root, task);
}

static struct place place_of_owner(const struct yaml_node *task)
{
    const struct yaml_node *owner = tree_find(task, "owner");
    return owner != NULL ? owner->at : tree_find(task, "area")->at;
}

static void compare(const struct check *c, const struct work *first, const struct work *again)
{
    const char *kind = tree_text(again->task, "kind");
    const char *a = owner_key(c, first->task), *b = owner_key(c, again->task);
    if (strcmp(kind, tree_text(first->task, "kind")) != 0 || a == NULL || b == NULL)
        return;
    const char *label_a = tree_text(first->task, "label"),
               *label_b = tree_text(again->task, "label");
    bool same_label = strcmp(label_a == NULL ? "" : label_a, label_b == NULL ? "" : label_b) == 0;
    if (first->rule == again->rule && strcmp(a, b) == 0 && same_label)
        CHECK_ERROR(c, again->task->at, say("keep one, or label them apart"),
                    say("tasks %zu and %zu of event rule \"%s\" are the same work"), first->no + 1,
                    again->no + 1, again->rule->key);
    else if (first->rule != again->rule && strcmp(a, b) != 0 &&
             may_both_fire(first->rule->value, again->rule->value))
        CHECK_ERROR(c, place_of_owner(again->task),
                    say("give both to one owner, or let their conditions differ"),
                    say("event rules \"%s\" and \"%s\" fire for one event: %s goes to two owners"),
                    first->rule->key, again->rule->key, kind);
}

static size_t count_work(const struct yaml_node *rules)
{
    size_t count = 0;
    for (size_t i = 0; i < rules->count; i++)
        count += check_count(tree_find(rules->entries[i].value, "tasks"));
    return count;
}

enum { WORK_LIMIT = 2000 }; /* compared pairwise: what is beyond is no policy that anybody wrote */

void check_events_agree(const struct check *c)
{
    const struct yaml_node *rules = check_section(c, "event_rules");
    struct work *work = arena_take(c->arena, count_work(rules) + 1, sizeof *work);
    size_t count = 0;
    for (size_t i = 0; i < rules->count; i++) {
        const struct yaml_node *tasks = tree_find(rules->entries[i].value, "tasks");
        for (size_t k = 0; k < check_count(tasks); k++)
            work[count++] = (struct work){&rules->entries[i], tasks->entries[k].value, k};
    }
    for (size_t i = 1; i < count && i < WORK_LIMIT; i++) {
        for (size_t k = 0; k < i; k++)
            compare(c, &work[k], &work[i]);
    }
}

/* ---- Risks ---- */

static const char *common(const struct yaml_node *a, const struct yaml_node *b)
{
    for (size_t i = 0; i < check_count(a); i++) {
        const char *word = check_item(a, i);
        if (check_listed(b, word))
            return word;
    }
    return NULL;
}

/* A category is one word or a list of them. */
static const char *common_category(const struct yaml_node *a, const struct yaml_node *b)
{
    const struct yaml_node *one = tree_find(a, "category"), *other = tree_find(b, "category");
    if (one->kind == YAML_NODE_LIST && other->kind == YAML_NODE_LIST)
        return common(one, other);
    if (one->kind == YAML_NODE_LIST)
        return check_listed(one, other->text) ? other->text : NULL;
    if (other->kind == YAML_NODE_LIST)
        return check_listed(other, one->text) ? one->text : NULL;
    return strcmp(one->text, other->text) == 0 ? one->text : NULL;
}

static void compare_risks(const struct check *c, const struct yaml_entry *first,
                          const struct yaml_entry *again)
{
    const char *category = common_category(first->value, again->value);
    const char *level =
        common(tree_find(first->value, "levels"), tree_find(again->value, "levels"));
    if (category == NULL || level == NULL)
        return;
    if (strcmp(tree_text(first->value, "owner"), tree_text(again->value, "owner")) != 0)
        CHECK_ERROR(c, check_place(again, "owner"), say("leave the level to one of them"),
                    say("risk rules \"%s\" and \"%s\" both take %s at %s: it goes to two owners"),
                    first->key, again->key, category, level);
    else
        CHECK_WARNING(c, check_place(again, "levels"), say("leave the level to one of them"),
                      say("risk rules \"%s\" and \"%s\" both take %s at %s: the first one counts"),
                      first->key, again->key, category, level);
}

void check_risks_agree(const struct check *c)
{
    const struct yaml_node *rules = check_section(c, "risk_rules");
    for (size_t i = 1; i < rules->count && i < WORK_LIMIT; i++) {
        for (size_t k = 0; k < i; k++)
            compare_risks(c, &rules->entries[k], &rules->entries[i]);
    }
}

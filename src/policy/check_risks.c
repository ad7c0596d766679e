/* Social risks: each category at each level is somebody's, in time. */
#include "check.h"
#include "holdfast/util/say.h"
#include "words.h"

#include <string.h>

void check_risk_owners(const struct check *c)
{
    const struct yaml_node *rules = check_section(c, "risk_rules");
    for (size_t i = 0; i < rules->count; i++)
        (void)check_acts_on_care(c, tree_text(rules->entries[i].value, "owner"),
                                 check_place(&rules->entries[i], "owner"));
}

/* Somebody in acute danger is looked for at night too. */
void check_risk_urgency(const struct check *c)
{
    const struct yaml_node *rules = check_section(c, "risk_rules");
    for (size_t i = 0; i < rules->count; i++) {
        const struct yaml_entry *rule = &rules->entries[i];
        if (!check_listed(tree_find(rule->value, "levels"), "critical"))
            continue;
        for (int step = RISK_VERIFY; step <= RISK_CONTACT; step++) {
            struct care_target target = care_risk_target(rule->value, (enum risk_step)step);
            struct duration within = {0};
            (void)duration_read(target.within, &within);
            if (duration_is_business(within))
                CHECK_ERROR(c, tree_find(target.written, "within")->at,
                            say("write hours that pass, like 4h"),
                            say("\"%s\" of risk rule \"%s\" waits for the office to open, though a "
                                "risk may be critical"),
                            risk_step_words[step], rule->key);
        }
    }
}

/* ---- What no rule takes ---- */

static bool takes_category(const struct yaml_node *rule, const char *category)
{
    const struct yaml_node *said = tree_find(rule, "category");
    return said->kind == YAML_NODE_LIST ? check_listed(said, category)
                                        : strcmp(said->text, category) == 0;
}

/* The levels that nobody takes, as "low, medium"; NULL when there are none. *at is left at the
 * last rule that takes others. */
static const char *levels_left(const struct check *c, const char *category, struct place *at)
{
    const struct yaml_node *rules = check_section(c, "risk_rules");
    const char *left = NULL;
    for (const char *const *level = risk_level_words; *level != NULL; level++) {
        bool taken = false;
        for (size_t i = 0; i < rules->count; i++) {
            const struct yaml_node *rule = rules->entries[i].value;
            if (!takes_category(rule, category))
                continue;
            *at = tree_find(rule, "levels")->at;
            taken = taken || check_listed(tree_find(rule, "levels"), *level);
        }
        if (!taken)
            left = left == NULL ? *level : arena_print(c->arena, "%s, %s", left, *level);
    }
    return left;
}

void check_risks_taken(const struct check *c)
{
    const struct yaml_entry *section = tree_entry(c->root, "risk_rules");
    const char *mend = say("add a rule to \"risk_rules\"");
    if (check_section(c, "risk_rules")->count == 0) {
        CHECK_WARNING(c, section == NULL ? ((struct place){0, 0}) : section->key_at, mend, "%s",
                      say("no risk has steps with a clock: there is no risk rule"));
        return;
    }
    for (const char *const *category = risk_category_words; *category != NULL; category++) {
        struct place at = section->key_at;
        const char *left = levels_left(c, *category, &at);
        if (left != NULL)
            CHECK_WARNING(c, at, mend, say("no risk rule takes %s at %s"), *category, left);
    }
}

#include "check.h"

#include "holdfast/util/say.h"

#include <stdlib.h>
#include <string.h>

/* In the order of the file, so that what is found first is read first. */
static check_function *const checks[] = {
    check_network_duties,     check_network_levels,    check_calendar_days,
    check_calendar_overlaps,  check_calendar_opens,    check_calendar_used,
    check_organizations_used, check_people_used,       check_one_holder,
    check_holders_home,       check_supervisor_circle, check_supervisors_may,
    check_somebody_refers,    check_renamed,           check_owner_duties,
    check_types_offered,      check_type_stages,       check_same_rank,
    check_names_differ,       check_codes_differ,      check_levels_used,
    check_urgent_elapsed,     check_urgency_rises,     check_target_possible,
    check_rung_order,         check_rung_sense,        check_ladder_end,
    check_ladder_loop,        check_last_rung,         check_same_person,
    check_ladder_hours,       check_ladder_channels,   check_channel_off,
    check_leaves_building,    check_ladders_used,      check_decline_list,
    check_reason_defaults,    check_reasons_by_role,   check_choices_differ,
    check_outcome_helps,      check_outcomes_differ,   check_basis_keys,
    check_basis_part2,        check_counseling,        check_service_reachable,
    check_medical_role,       check_commands,          check_domain_categories,
    check_event_ids,          check_events_heard,      check_event_when,
    check_event_work,         check_event_urgency,     check_events_agree,
    check_risk_owners,        check_risks_agree,       check_risk_urgency,
    check_risks_taken,        check_steps_known,       check_step_kinds,
    check_step_circles,       check_pathway_fits,      check_review_roles,
    check_review_company,     check_review_hours,      check_reviews_differ,
};

void check_system(struct arena *arena, const struct yaml_node *root, struct finding_list *found)
{
    struct check c = {.arena = arena, .found = found, .root = root};
    c.calendars = check_read_calendars(&c);
    c.uses = check_find_uses(&c);
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        checks[i](&c);
}

const struct yaml_node *check_section(const struct check *c, const char *name)
{
    static const struct yaml_node none = {.kind = YAML_NODE_MAP};
    const struct yaml_node *section = tree_find(c->root, name);
    return section == NULL ? &none : section;
}

const struct yaml_entry *check_entry(const struct check *c, const char *section, const char *id)
{
    return id == NULL ? NULL : tree_entry(tree_find(c->root, section), id);
}

const struct yaml_node *check_role(const struct check *c, const char *id)
{
    const struct yaml_entry *role = check_entry(c, "roles", id);
    return role == NULL ? NULL : role->value;
}

const char *check_network(const struct check *c, const char *key)
{
    return tree_text(tree_find(c->root, "network"), key);
}

struct place check_place(const struct yaml_entry *entry, const char *key)
{
    const struct yaml_node *value = tree_find(entry->value, key);
    return value == NULL ? entry->key_at : value->at;
}

size_t check_count(const struct yaml_node *list)
{
    return list == NULL ? 0 : list->count;
}

const char *check_item(const struct yaml_node *list, size_t i)
{
    if (list == NULL || i >= list->count)
        return NULL;
    return list->kind == YAML_NODE_MAP ? list->entries[i].key : list->entries[i].value->text;
}

bool check_listed(const struct yaml_node *list, const char *text)
{
    for (size_t i = 0; i < check_count(list); i++) {
        if (strcmp(check_item(list, i), text) == 0)
            return true;
    }
    return false;
}

bool check_has_duty(const struct check *c, const char *role, const char *duty)
{
    return check_listed(tree_find(check_role(c, role), "duties"), duty);
}

bool *check_flags(const struct check *c, const char *section)
{
    return arena_take(c->arena, check_section(c, section)->count + 1, sizeof(bool));
}

void check_flag(const struct check *c, const char *section, bool *flags, const char *id)
{
    const struct yaml_entry *entry = check_entry(c, section, id);
    if (entry != NULL)
        flags[entry - check_section(c, section)->entries] = true;
}

static int by_text(const void *left, const void *right)
{
    const struct label *a = left, *b = right;
    int order = strcmp(a->text, b->text);
    return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

void check_twins(const struct check *c, struct label *labels, size_t count,
                 void (*twin)(const struct check *c, const struct label *first,
                              const struct label *again))
{
    qsort(labels, count, sizeof *labels, by_text);
    for (size_t first = 0, i = 1; i < count; i++) {
        if (strcmp(labels[first].text, labels[i].text) == 0)
            twin(c, &labels[first], &labels[i]);
        else
            first = i;
    }
}

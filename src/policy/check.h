/* The policy as a system of responsibilities: each check is a small function, one row of the table
 * in check.c, and runs only on a policy whose shape is right. Private to the policy reader. */
#ifndef POLICY_CHECK_H
#define POLICY_CHECK_H

#include "care.h"
#include "holdfast/policy/calendar.h"
#include "holdfast/policy/duration.h"
#include "holdfast/policy/levels.h"
#include "holdfast/policy/tree.h"

#include <stdint.h>

struct check_calendars;
struct check_uses;

struct check {
    struct arena *arena;
    struct finding_list *found;
    const struct yaml_node *root;
    struct check_calendars *calendars; /* see check_week.c */
    const struct check_uses *uses;     /* see check_uses.c */
};

/* Everything. root passed schema_check without an error. */
void check_system(struct arena *arena, const struct yaml_node *root, struct finding_list *found);

/* ---- Small ways to look around ---- */

const struct yaml_node *check_section(const struct check *c, const char *name);
/* The whole entry called id of a section. */
const struct yaml_entry *check_entry(const struct check *c, const char *section, const char *id);
const struct yaml_node *check_role(const struct check *c, const char *id);
const char *check_network(const struct check *c, const char *key);
/* The place of the value under key; that of the entry itself when there is none. */
struct place check_place(const struct yaml_entry *entry, const char *key);
bool check_listed(const struct yaml_node *list, const char *text);
/* Every text of a list or every key of a map, until NULL. */
const char *check_item(const struct yaml_node *list, size_t i);
size_t check_count(const struct yaml_node *list);
/* One flag for each entry of a section, all false; check_flag sets that of id, if there is one. */
bool *check_flags(const struct check *c, const char *section);
void check_flag(const struct check *c, const char *section, bool *flags, const char *id);

/* Texts that should differ, each with what it belongs to. */
struct label {
    const char *text;
    const struct yaml_entry *entry;
    size_t order; /* in the file */
};

/* Calls twin for every label whose text stands earlier too, with the first that has it. Sorts. */
void check_twins(const struct check *c, struct label *labels, size_t count,
                 void (*twin)(const struct check *c, const struct label *first,
                              const struct label *again));
bool check_has_duty(const struct check *c, const char *role, const char *duty);

#define CHECK_ERROR(C, AT, MEND, ...)                                                              \
    finding_add((C)->found, SEVERITY_ERROR, (AT), (MEND), __VA_ARGS__)
#define CHECK_WARNING(C, AT, MEND, ...)                                                            \
    finding_add((C)->found, SEVERITY_WARNING, (AT), (MEND), __VA_ARGS__)

/* ---- When roles are on duty (check_week.c) ---- */

enum { WEEK_WORDS = (MINUTES_OF_WEEK + 63) / 64 };

/* The minutes of a week, Monday 00:00 first, in the network's time zone. */
struct week {
    uint64_t bits[WEEK_WORDS];
};

struct check_calendars *check_read_calendars(struct check *c);
/* Both stay as they are until the check ends; NULL when there is no such calendar or role. */
const struct week *check_calendar_week(const struct check *c, const char *calendar);
/* When somebody of the role is on duty: its hours, or its organisation's calendar. */
const struct week *check_role_week(const struct check *c, const char *role);
const char *check_role_calendar(const struct check *c, const char *role);
void week_add(struct week *w, const struct week *more);
void week_fill(struct week *w);
/* The first minute of need that is not in have; -1 when there is none. */
int week_gap(const struct week *need, const struct week *have);
bool week_is_empty(const struct week *w);
/* The longest time in a row, over the end of the week, that is not in w, in minutes. */
int week_longest_gap(const struct week *w);
/* "Monday 00:00" */
const char *week_minute_text(const struct check *c, int minute);

/* ---- Who climbs which ladder (check_uses.c, check_uses_care.c) ---- */

/* One stage of one level with one role that owns work on it. */
struct use {
    const char *level;              /* of service_levels, or where a rule writes its target */
    const char *stage;              /* "accept", "verify" … */
    const struct yaml_node *target; /* the {within, ladder} as written */
    const struct yaml_entry *ladder;
    const char *owner; /* role */
    enum priority priority;
    struct duration within;
    bool urgent; /* written for an urgent priority, or so short that it runs through the night */
};

struct check_uses {
    size_t count, room;
    struct use *items;
};

const struct check_uses *check_find_uses(struct check *c);
/* use has level, stage, owner and priority; the rest follows from target. Nothing is added for an
 * owner that is nobody. */
void check_add_use(struct check *c, struct check_uses *uses, struct use use,
                   struct care_target target);
/* What event rules, risk rules and pathways open. */
void check_add_care(struct check *c, struct check_uses *uses);
/* The role that a rung reaches when owner owns; NULL for requester and for nobody. */
const char *use_reached(const struct check *c, const struct yaml_node *rung, const char *owner);

/* ---- Rungs (check_ladders.c) ---- */

typedef void rung_check(const struct check *c, const struct yaml_entry *ladder, size_t i);
void check_each_rung(const struct check *c, rung_check *one);
const struct yaml_node *check_rung(const struct yaml_entry *ladder, size_t i);

/* ---- Events, risks and pathways (check_events.c) ---- */

/* Does somebody who acts on care hold the role? Reports at `at` where not. */
bool check_acts_on_care(const struct check *c, const char *role, struct place at);
/* Reports at `at` where node names nobody by `owner` or `area`, or two, or somebody who may not
 * act; what is the work in words: task 1 of event rule "x". */
void check_work_owner(const struct check *c, const struct yaml_node *node, struct place at,
                      const char *what);

/* ---- The checks ---- */

typedef void check_function(const struct check *c);

check_function check_calendar_days, check_calendar_overlaps, check_calendar_opens,
    check_calendar_used;
check_function check_people_used, check_organizations_used, check_one_holder, check_holders_home,
    check_supervisor_circle, check_supervisors_may, check_network_duties, check_owner_duties,
    check_somebody_refers, check_renamed;
check_function check_types_offered, check_type_stages, check_same_rank, check_network_levels,
    check_levels_used, check_names_differ, check_codes_differ;
check_function check_urgent_elapsed, check_urgency_rises, check_target_possible;
check_function check_rung_order, check_rung_sense, check_ladder_end, check_ladder_loop,
    check_last_rung, check_same_person, check_ladder_hours, check_ladder_channels,
    check_channel_off, check_leaves_building, check_ladders_used;
check_function check_decline_list, check_reason_defaults, check_reasons_by_role,
    check_choices_differ, check_outcome_helps, check_outcomes_differ;
check_function check_event_ids, check_events_heard, check_event_when, check_event_work,
    check_event_urgency, check_events_agree;
check_function check_risk_owners, check_risks_agree, check_risk_urgency, check_risks_taken;
check_function check_steps_known, check_step_kinds, check_step_circles, check_pathway_fits;
check_function check_review_roles, check_review_company, check_review_hours, check_reviews_differ;
check_function check_domain_categories;
check_function check_basis_keys, check_basis_part2, check_counseling, check_service_reachable,
    check_medical_role, check_commands;

#endif

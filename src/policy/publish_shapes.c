#include "publish_shapes.h"

#include "holdfast/policy/basis.h"
#include "holdfast/policy/calendar.h"
#include "holdfast/policy/levels.h"

#include <stdlib.h>
#include <string.h>

/* ---- Calendars ---- */

static json_t *clock_json(int minutes)
{
    return json_sprintf("%02d:%02d", minutes / 60, minutes % 60);
}

static json_t *hours_json(const struct day_hours *hours)
{
    json_t *list = json_array();
    for (size_t i = 0; i < hours->count; i++) {
        json_t *pair = json_array();
        json_array_append_new(pair, clock_json(hours->ranges[i].opens));
        json_array_append_new(pair, clock_json(hours->ranges[i].closes));
        json_array_append_new(list, pair);
    }
    return list;
}

static json_t *date_json(struct date d)
{
    if (d.year == 0)
        return json_sprintf("%02d-%02d", d.month, d.day);
    return json_sprintf("%04d-%02d-%02d", d.year, d.month, d.day);
}

json_t *publish_calendar(const struct yaml_node *root, const struct schema *s,
                         const struct yaml_node *node)
{
    (void)s;
    struct arena arena = {0};
    struct yaml_node copy = *node; /* an entry's value is not const, and is not changed here */
    const struct yaml_entry entry = {.key = "", .value = &copy};
    const struct calendar *c = calendar_read(&arena, root, &entry);
    json_t *week = json_object(), *holidays = json_array(), *dates = json_object();
    for (int day = 0; day < 7; day++)
        json_object_set_new(week, weekday_names[day], hours_json(&c->week[day]));
    for (size_t i = 0; i < c->holiday_count; i++)
        json_array_append_new(holidays, date_json(c->holidays[i].date));
    for (size_t i = 0; i < c->date_count; i++) {
        json_t *date = date_json(c->dates[i].date);
        json_object_set_new(dates, json_string_value(date), hours_json(&c->dates[i].hours));
        json_decref(date);
    }
    json_t *calendar = json_pack("{s:s, s:o, s:o, s:o}", "timezone", c->timezone, "week", week,
                                 "holidays", holidays, "dates", dates);
    arena_free(&arena);
    return calendar;
}

/* ---- Services and service levels ---- */

json_t *publish_service(const struct yaml_node *root, const struct schema *s,
                        const struct yaml_node *node)
{
    json_t *service = schema_plain_json(root, s, node);
    const struct yaml_node *owner = tree_find(tree_find(root, "roles"), tree_text(node, "owner"));
    json_object_set_new(service, "organization", json_string(tree_text(owner, "organization")));
    return service;
}

json_t *publish_level(const struct yaml_node *root, const struct schema *s,
                      const struct yaml_node *node)
{
    const struct schema *target = schema_find(s->of, "accept");
    json_t *level = json_object();
    for (int priority = 0; priority < PRIORITY_COUNT; priority++) {
        json_t *stages = json_object();
        for (int stage = 0; stage < STAGE_COUNT; stage++) {
            const struct yaml_node *found =
                level_target(node, (enum priority)priority, (enum stage)stage);
            if (found != NULL)
                json_object_set_new(stages, stage_names[stage], schema_json(root, target, found));
        }
        json_object_set_new(level, priority_names[priority], stages);
    }
    return level;
}

/* ---- What people choose from, in the order of the file ---- */

json_t *publish_reasons(const struct yaml_node *root, const struct schema *s,
                        const struct yaml_node *node)
{
    json_t *list = schema_plain_json(root, s, node), *order = json_array();
    const struct yaml_node *choices = tree_find(node, "choices");
    for (size_t i = 0; i < choices->count; i++)
        json_array_append_new(order, json_string(choices->entries[i].key));
    json_object_set_new(list, "order", order);
    return list;
}

json_t *publish_outcomes(const struct yaml_node *root, const struct schema *s,
                         const struct yaml_node *node)
{
    json_t *outcomes = schema_plain_json(root, s, node);
    for (size_t i = 0; i < node->count; i++)
        json_object_set_new(json_object_get(outcomes, node->entries[i].key), "position",
                            json_integer((json_int_t)i + 1));
    return outcomes;
}

/* ---- Reviews: each day by its name, Monday first ---- */

json_t *publish_review(const struct yaml_node *root, const struct schema *s,
                       const struct yaml_node *node)
{
    json_t *review = schema_plain_json(root, s, node), *days = json_array();
    unsigned wanted = calendar_weekdays(tree_find(node, "days"));
    for (int day = 0; day < 7; day++) {
        if ((wanted & (1u << day)) != 0)
            json_array_append_new(days, json_string(weekday_names[day]));
    }
    json_object_set_new(review, "days", days);
    return review;
}

/* ---- Access ---- */

struct basis_row {
    struct basis_key key;
    const char *basis;
};

/* First what decides before the others: see publish.h. */
static int by_weight(const void *left, const void *right)
{
    const struct basis_row *a = left, *b = right;
    if (a->key.from.kind != b->key.from.kind)
        return a->key.from.kind < b->key.from.kind ? -1 : 1;
    if (a->key.to.kind != b->key.to.kind)
        return a->key.to.kind < b->key.to.kind ? -1 : 1;
    bool any_a = strcmp(a->key.category, "*") == 0, any_b = strcmp(b->key.category, "*") == 0;
    if (any_a != any_b)
        return any_a ? 1 : -1;
    int order = strcmp(a->key.from.id, b->key.from.id);
    if (order == 0)
        order = strcmp(a->key.to.id, b->key.to.id);
    return order != 0 ? order : strcmp(a->key.category, b->key.category);
}

json_t *publish_basis(const struct yaml_node *root, const struct schema *s,
                      const struct yaml_node *node)
{
    (void)s;
    static const char *const kinds[] = {"organization", "sector", "any", "any"};
    struct arena arena = {0};
    struct basis_row *rows = arena_take(&arena, node->count + 1, sizeof *rows);
    size_t count = 0;
    for (size_t i = 0; i < node->count; i++) {
        if (basis_read(&arena, root, node->entries[i].key, &rows[count].key))
            rows[count++].basis = node->entries[i].value->text;
    }
    qsort(rows, count, sizeof *rows, by_weight);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        const struct basis_key *key = &rows[i].key;
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "from",
                                              key->from.id, "from_kind", kinds[key->from.kind],
                                              "to", key->to.id, "to_kind", kinds[key->to.kind],
                                              "category", key->category, "basis", rows[i].basis));
    }
    arena_free(&arena);
    return list;
}

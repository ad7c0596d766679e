#include "holdfast/policy/calendar.h"

#include <stdlib.h>
#include <string.h>

static int by_opening(const void *left, const void *right)
{
    const struct range *a = left, *b = right;
    return (a->opens > b->opens) - (a->opens < b->opens);
}

static void add_range(struct day_hours *hours, const struct yaml_node *node)
{
    if (node->kind == YAML_NODE_TEXT && range_read(node->text, &hours->ranges[hours->count]))
        hours->count++;
}

static struct day_hours read_hours(struct arena *arena, const struct yaml_node *node)
{
    struct day_hours hours = {0};
    hours.ranges = arena_take(arena, node->count + 1, sizeof *hours.ranges);
    if (node->kind == YAML_NODE_TEXT)
        add_range(&hours, node);
    for (size_t i = 0; node->kind == YAML_NODE_LIST && i < node->count; i++)
        add_range(&hours, node->entries[i].value);
    qsort(hours.ranges, hours.count, sizeof *hours.ranges, by_opening);
    return hours;
}

unsigned calendar_weekdays(const struct yaml_node *days)
{
    unsigned all = 0, some;
    if (days->kind == YAML_NODE_TEXT && weekdays_read(days->text, &some))
        all = some;
    for (size_t i = 0; days->kind == YAML_NODE_LIST && i < days->count; i++) {
        const struct yaml_node *item = days->entries[i].value;
        if (item->kind == YAML_NODE_TEXT && weekdays_read(item->text, &some))
            all |= some;
    }
    return all;
}

static void read_week(struct arena *arena, struct calendar *c, const struct yaml_node *week)
{
    for (size_t i = 0; week != NULL && i < week->count; i++) {
        unsigned days;
        if (!weekdays_read(week->entries[i].key, &days))
            continue;
        struct day_hours hours = read_hours(arena, week->entries[i].value);
        for (int day = 0; day < 7; day++) {
            if ((days & (1u << day)) != 0)
                c->week[day] = hours;
        }
    }
}

static int by_date(const void *left, const void *right)
{
    const struct date *a = &((const struct calendar_date *)left)->date;
    const struct date *b = &((const struct calendar_date *)right)->date;
    int x = (a->year * 100 + a->month) * 100 + a->day,
        y = (b->year * 100 + b->month) * 100 + b->day;
    return (x > y) - (x < y);
}

static void read_holidays(struct arena *arena, struct calendar *c, const struct yaml_node *list)
{
    if (list == NULL || list->kind != YAML_NODE_LIST)
        return;
    c->holidays = arena_take(arena, list->count + 1, sizeof *c->holidays);
    for (size_t i = 0; i < list->count; i++) {
        const struct yaml_node *item = list->entries[i].value;
        struct date *date = &c->holidays[c->holiday_count].date;
        if (item->kind == YAML_NODE_TEXT &&
            (date_read(item->text, date) || month_day_read(item->text, date)))
            c->holiday_count++;
    }
    qsort(c->holidays, c->holiday_count, sizeof *c->holidays, by_date);
}

static void read_dates(struct arena *arena, struct calendar *c, const struct yaml_node *map)
{
    if (map == NULL || map->kind != YAML_NODE_MAP)
        return;
    c->dates = arena_take(arena, map->count + 1, sizeof *c->dates);
    for (size_t i = 0; i < map->count; i++) {
        if (!date_read(map->entries[i].key, &c->dates[c->date_count].date))
            continue;
        c->dates[c->date_count].hours = read_hours(arena, map->entries[i].value);
        c->date_count++;
    }
    qsort(c->dates, c->date_count, sizeof *c->dates, by_date);
}

struct calendar *calendar_read(struct arena *arena, const struct yaml_node *root,
                               const struct yaml_entry *entry)
{
    struct calendar *c = arena_take(arena, 1, sizeof *c);
    c->id = entry->key;
    c->timezone = tree_text(entry->value, "timezone");
    if (c->timezone == NULL)
        c->timezone = tree_text(tree_find(root, "network"), "timezone");
    read_week(arena, c, tree_find(entry->value, "hours"));
    read_holidays(arena, c, tree_find(entry->value, "holidays"));
    read_dates(arena, c, tree_find(entry->value, "dates"));
    return c;
}

struct calendar *calendar_find(struct arena *arena, const struct yaml_node *root, const char *id)
{
    const struct yaml_entry *entry = tree_entry(tree_find(root, "calendars"), id);
    return entry == NULL ? NULL : calendar_read(arena, root, entry);
}

static bool same_day(struct date listed, struct date d)
{
    return (listed.year == 0 || listed.year == d.year) && listed.month == d.month &&
           listed.day == d.day;
}

static const struct calendar_date *find_day(const struct calendar_date *days, size_t count,
                                            struct date d)
{
    for (size_t i = 0; i < count; i++) {
        if (same_day(days[i].date, d))
            return &days[i];
    }
    return NULL;
}

const struct day_hours *calendar_day(const struct calendar *c, long day)
{
    const struct calendar_date *own = find_day(c->dates, c->date_count, date_of_number(day));
    return own != NULL ? &own->hours : &c->week[date_weekday(day)];
}

bool calendar_is_holiday(const struct calendar *c, long day)
{
    struct date d = date_of_number(day);
    return find_day(c->holidays, c->holiday_count, d) != NULL &&
           find_day(c->dates, c->date_count, d) == NULL;
}

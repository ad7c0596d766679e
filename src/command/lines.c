/* The line mode's dialogue: what was typed, and who answers it. */
#include "holdfast/command/lines.h"

#include "holdfast/command/show.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/filter.h"
#include "holdfast/util/say.h"
#include "lines_lock.h"
#include "lines_parts.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* ---- what people type ---- */

static void show_today(struct lines *l, const char *rest)
{
    (void)rest;
    lines_today(l);
}

static const char *own_scope(const struct lines *l)
{
    return answer_text(l->plain.me, "queue_scope");
}

static void show_queue(struct lines *l, const char *rest)
{
    bool again = rest[0] == '\0' && l->scope != NULL;
    json_t *filter = again ? json_incref(l->filter) : json_object();
    lines_list(l, rest[0] != '\0' ? rest : again ? l->scope : own_scope(l), filter);
}

static void show_alerts(struct lines *l, const char *rest)
{
    (void)rest;
    lines_list(l, "alerts", json_object());
}

static void show_escalations(struct lines *l, const char *rest)
{
    (void)rest;
    lines_list(l, "escalations", json_object());
}

static void show_more(struct lines *l, const char *rest)
{
    (void)rest;
    lines_next(l);
}

static void filter_list(struct lines *l, const char *rest)
{
    char why[256];
    json_t *filter = filter_read(rest, why, sizeof why);
    if (filter == NULL)
        lines_say(l, "%s", why);
    else
        lines_list(l, l->scope != NULL ? l->scope : own_scope(l), filter);
}

static void lock(struct lines *l, const char *rest)
{
    (void)rest;
    l->over = !lines_lock(l, false);
    line_input_rested(&l->input);
}

static void ask_again(struct lines *l, const char *rest)
{
    (void)rest;
    lines_again(l);
}

/* What has forms of its own elsewhere is named with the command that does it here, whom it is about
 * filled in where that is known. */
static void point_at(struct lines *l, const char *what, const char *before, const char *rest,
                     const char *after)
{
    const char *person = answer_text(json_object_get(l->item, "person"), "ref");
    const char *whom = rest[0] != '\0' ? rest : person[0] != '\0' ? person : "P-…";
    lines_say(l, "%s", what);
    lines_say(l, "holdfast %s%s%s", before, whom, after);
}

static void point_at_export(struct lines *l, const char *rest)
{
    point_at(l, say("For other systems:"), "export --individual ", rest, "");
}

static const struct lines_order orders[] = {
    {{"1", "t", "today"}, show_today},
    {{"2", "l", "queue"}, show_queue},
    {{"3", "alerts"}, show_alerts},
    {{"4", "escalations"}, show_escalations},
    {{"6", "review"}, lines_review},
    {{"n", "next"}, show_more},
    {{"f", "filter"}, filter_list},
    {{"again"}, ask_again},
    {{"lock", "Z"}, lock},
    {{"consents"}, lines_consents},
    {{"grant"}, lines_grant},
    {{"renew"}, lines_renew},
    {{"revoke"}, lines_revoke},
    {{"look"}, lines_look},
    {{"staff"}, lines_staff},
    {{"export"}, point_at_export},
    {{0}, NULL},
};

static const char *const help_lines[] = {
    "1 or t: Today",
    "2 or l: the queue; l org: another one",
    "3 or alerts: alerts",
    "4 or escalations: passed up to you",
    "6 or review: the reviews",
    "In a list numbers are its rows:",
    "3: opens row 3",
    "R-54911: opens that one; P-: a person",
    "n: more of the list",
    "f late: only those; f: all",
    "/rivera: finds somebody",
    "? 3: what the letters would do",
    "a 3: accepts row 3; other acts likewise",
    "consents P-8036: what was signed",
    "grant, renew, revoke: a consent",
    "look: an emergency look",
    "staff: who may sign in",
    "staff cover: somebody is away",
    "staff passwd: your password",
    "export: how",
    "lock: locks it now",
};

/* "Acts: a accept, d decline, …" */
static void say_acts(struct lines *l)
{
    char key[32];
    struct buffer b = {0};
    int count = action_count(&care_actions);
    for (int action = ACTION_KIT_COUNT; action < count; action++) {
        const struct action *row = action_row(&care_actions, action);
        if ((row->flags & ACTION_ACTS) && row->brief != NULL && action != ACTION_INTAKE &&
            action != ACTION_LATER)
            buffer_print(&b, "%s %s %s", b.len == 0 ? say("Acts:") : ",",
                         lines_word(l, action, key, sizeof key), say(row->brief));
    }
    lines_say(l, "%s", b.data);
    buffer_free(&b);
}

static void show_help(struct lines *l)
{
    for (size_t i = 0; i < sizeof help_lines / sizeof help_lines[0]; i++)
        lines_say(l, "%s", say(help_lines[i]));
    say_acts(l);
    lines_say(l, "%s", say("u alone: takes the last step back"));
    lines_say(l, "%s", say("q: leaves"));
}

static void help(struct lines *l, const char *rest)
{
    if (rest[0] == '\0')
        show_help(l);
    else
        lines_effects(l, rest);
}

static void open_item(struct lines *l, const char *ref)
{
    struct failure f;
    json_t *item = show_print(&l->plain, ref, &f);
    if (item == NULL) {
        lines_tell(l, &f);
        return;
    }
    json_decref(l->item);
    l->item = item;
}

static void open_number(struct lines *l, unsigned long number)
{
    if (number >= 1 && number <= l->count)
        open_item(l, l->rows[number - 1].task->ref);
    else
        lines_say(l, say("There is no number %lu here."), number);
}

/* ---- understanding ---- */

static bool is_number(const char *text)
{
    return text[0] != '\0' && strspn(text, "0123456789") == strlen(text);
}

static bool is_reference(const char *text)
{
    return isalpha((unsigned char)text[0]) && text[1] == '-' && isdigit((unsigned char)text[2]) &&
           strspn(text + 2, "0123456789.") == strlen(text + 2);
}

/* A number is a row, where there are rows. */
static const struct lines_order *find_order(const struct lines *l, const char *word)
{
    return is_number(word) && l->count > 0 ? NULL : lines_order(l, word);
}

/* Behind the console's key for it, or its name. */
static int find_act(const struct lines *l, const char *word)
{
    char key[32];
    int count = action_count(&care_actions);
    for (int action = ACTION_KIT_COUNT; action < count; action++)
        if (strcmp(lines_word(l, action, key, sizeof key), word) == 0)
            return action;
    int action = action_find(&care_actions, word, strlen(word));
    return action >= ACTION_KIT_COUNT ? action : ACTION_NONE;
}

static void understand(struct lines *l, char *text)
{
    char whole[sizeof l->input.text];
    (void)snprintf(whole, sizeof whole, "%s", text);
    size_t len = strcspn(text, " ");
    char *rest = text + len + strspn(text + len, " ");
    if (text[0] == '/' || text[0] == '?') {
        const char *what = whole + 1 + strspn(whole + 1, " ");
        if (text[0] == '?' || what[0] == '\0')
            help(l, what);
        else
            lines_find(l, what);
        return;
    }
    text[len] = '\0';
    const struct lines_order *order = find_order(l, text);
    int action = find_act(l, text);
    bool one = strchr(rest, ' ') == NULL;
    if (order != NULL)
        order->does(l, rest);
    else if (rest[0] == '\0' && is_number(text))
        open_number(l, strtoul(text, NULL, 10));
    else if (rest[0] == '\0' && is_reference(text))
        open_item(l, text);
    else if (action != ACTION_NONE && one)
        lines_act(l, action, rest);
    else
        lines_say(l, say("\"%s\" is not understood. ? says what is."), whole);
}

/* ---- the dialogue ---- */

/* Once more, where something half-written would be lost. */
static bool may_leave(struct lines *l, bool *warned)
{
    if (l->options->kept == NULL || *warned)
        return true;
    lines_say(l, say("%s was not sent. q again leaves and loses it."), l->options->kept);
    *warned = true;
    return false;
}

static bool is_quit(const char *text)
{
    return strcasecmp(text, "q") == 0 || strcasecmp(text, "quit") == 0;
}

static bool sign_in(struct lines *l, struct failure *f)
{
    bool known = l->plain.me != NULL;
    if (known)
        plain_refresh(&l->plain);
    return known || plain_share(&l->plain, l->gateway, f);
}

static void answer(struct lines *l)
{
    struct failure f;
    if (l->input.text[0] == '\0')
        return;
    if (sign_in(l, &f))
        understand(l, l->input.text);
    else
        lines_tell(l, &f);
}

static enum lines_end talk(struct lines *l)
{
    bool warned = false;
    for (;;) {
        enum line_kind kind = lines_read(l);
        if (kind == LINE_LARGE)
            return LINES_LARGE;
        if (kind == LINE_UNLOCKED)
            continue;
        if (kind == LINE_LOCKED)
            return LINES_LOCKED;
        if (kind != LINE_TEXT)
            (void)putchar('\n');
        if (kind == LINE_DROPPED)
            lines_say(l, "%s", say("q leaves."));
        else if (kind == LINE_TEXT && !is_quit(l->input.text))
            answer(l);
        else if (kind == LINE_END || may_leave(l, &warned))
            return LINES_QUIT;
        if (l->over)
            return LINES_LOCKED;
    }
}

static void greet(struct lines *l)
{
    lines_say(l, "%s", l->options->stays ? say("Line mode.") : say("Narrow window: line mode."));
    if (l->options->behind)
        lines_say(l, "%s", say("A wider one brings the screen back."));
    if (l->options->kept != NULL)
        lines_say(l, say("%s is kept there."), l->options->kept);
    lines_say(l, "%s", say("? says what can be typed."));
}

static void begin(struct lines *l)
{
    struct failure f;
    if (!sign_in(l, &f))
        lines_tell(l, &f);
    greet(l);
    if (!l->options->behind)
        lines_today(l);
}

bool lines_wanted(void)
{
    return isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 && line_input_small();
}

enum lines_end lines_talk(struct gateway *gateway, const struct lines_options *options,
                          struct failure *f)
{
    struct lines l = {.orders = orders, .gateway = gateway, .options = options};
    if (!sign_in(&l, f) && !options->behind)
        return LINES_FAILED;
    line_input_open(&l.input, gateway, options->stays);
    begin(&l);
    enum lines_end end = talk(&l);
    (void)fflush(stdout);
    line_input_close(&l.input);
    lines_list_free(&l);
    lines_step_free(l.unsure);
    json_decref(l.item);
    json_decref(l.consents);
    plain_close(&l.plain);
    return end;
}

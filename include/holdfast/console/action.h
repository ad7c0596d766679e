/* What a person can do, as one table: enum, name, help line, default keys, group. The kit brings
 * the actions that every console has; the program adds its own behind them:
 *     enum { ACTION_ACCEPT = ACTION_KIT_COUNT, … };  const struct action my_actions[] = {…};
 * An action is the same whether a key, a ":command", a binding or a test runs it. */
#ifndef HOLDFAST_CONSOLE_ACTION_H
#define HOLDFAST_CONSOLE_ACTION_H

#include <stdbool.h>
#include <stddef.h>

enum action_flags {
    ACTION_ACTS = 1 << 0,   /* changes something for others: never from a burst, a held key, a
                               paste; behind the prefix key where display.safe_keys is set */
    ACTION_MOVES = 1 << 1,  /* only moves: may be held down */
    ACTION_HIDDEN = 1 << 2, /* not on the help screen */
    ACTION_ONCE = 1 << 3,   /* a held or doubled key does it once, and no word about it */
    ACTION_NAMED = 1 << 4 /* ":name" takes what stands behind it; behind any other that is refused:
                             it would be done to what the cursor is on, and not to what was named */
};

struct action {
    const char *name;  /* for ":name" and display.keys: lower case, underscores */
    const char *keys;  /* default keys, blank between; "" for by-name only */
    const char *group; /* heading on the help screen; untranslated here, say() is applied there */
    const char *help;  /* one sentence */
    const char *brief; /* a word or two for the hint line; NULL: never there by itself */
    unsigned flags;
};

struct action_table {
    const struct action *rows;
    size_t count;
};

/*      id             name            keys               group       help, brief, flags */
#define KIT_ACTIONS(X)                                                                             \
    X(ACTION_DOWN, "down", "j Down", "Move", "Go to the next row.", NULL, ACTION_MOVES)            \
    X(ACTION_UP, "up", "k Up", "Move", "Go to the row before.", NULL, ACTION_MOVES)                \
    X(ACTION_PAGE_DOWN, "page_down", "PgDn Ctrl-F", "Move", "Go one page down.", NULL,             \
      ACTION_MOVES)                                                                                \
    X(ACTION_PAGE_UP, "page_up", "PgUp Ctrl-B", "Move", "Go one page up.", NULL, ACTION_MOVES)     \
    X(ACTION_FIRST, "first", "g Home", "Move", "Go to the first row.", NULL, ACTION_MOVES)         \
    X(ACTION_LAST, "last", "G End", "Move", "Go to the last row.", NULL, ACTION_MOVES)             \
    X(ACTION_OPEN, "open", "Enter", "Move", "Open the selected row; by name, what is named.",      \
      "open", ACTION_ONCE | ACTION_NAMED)                                                          \
    X(ACTION_NEXT_PANE, "next_pane", "Tab", "Move", "Go to the next part of the screen.", NULL,    \
      ACTION_MOVES)                                                                                \
    X(ACTION_BEFORE_PANE, "pane_before", "S-Tab", "Move", "Go to the part before.", NULL,          \
      ACTION_MOVES)                                                                                \
    X(ACTION_BACK, "back", "q Esc", "Move", "Go back to the screen before.", "back", 0)            \
    X(ACTION_SEARCH, "search", "/", "Find", "Search in this list.", "find", 0)                     \
    X(ACTION_NEXT_MATCH, "next_match", "n", "Find", "Go to the next match.", NULL, ACTION_MOVES)   \
    X(ACTION_MATCH_BEFORE, "match_before", "N", "Find", "Go to the match before.", NULL,           \
      ACTION_MOVES)                                                                                \
    X(ACTION_TAG, "tag", "t", "Find", "Tag or untag the selected row.", NULL,                      \
      ACTION_ONCE | ACTION_NAMED)                                                                  \
    X(ACTION_COMMAND, "command", ":", "Program", "Type an action by its name.", NULL, 0)           \
    X(ACTION_HELP, "help", "?", "Program", "Show what every key does.", "more", 0)                 \
    X(ACTION_REPAINT, "repaint", "Ctrl-L", "Program", "Read again and draw the whole screen.",     \
      NULL, 0)                                                                                     \
    X(ACTION_SUSPEND, "suspend", "Ctrl-Z", "Program", "Go to the shell; fg comes back.", NULL, 0)  \
    X(ACTION_PREFIX, "prefix", ",", "Program", "Comes before an act where safe keys are set.",     \
      NULL, ACTION_HIDDEN)                                                                         \
    X(ACTION_QUIT, "quit", "Q", "Program", "Leave Holdfast.", "quit", 0)

#define KIT_ACTION_ID(id, ...) id,
enum kit_action { ACTION_NONE = -1, KIT_ACTIONS(KIT_ACTION_ID) ACTION_KIT_COUNT };
#undef KIT_ACTION_ID

extern const struct action kit_actions[ACTION_KIT_COUNT];

/* What the program adds. An id below ACTION_KIT_COUNT is the kit's, else row id - ACTION_KIT_COUNT.
 */
const struct action *action_row(const struct action_table *own, int id);
/* By exact name; ACTION_NONE when there is none. */
int action_find(const struct action_table *own, const char *name, size_t len);
/* How many actions there are, the kit's included. */
int action_count(const struct action_table *own);

#endif

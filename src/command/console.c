/* The console itself: what runs without a command; in a window too small for screens, lines. */
#include "holdfast/command/command.h"
#include "holdfast/command/config.h"
#include "holdfast/command/lines.h"
#include "holdfast/command/password.h"
#include "holdfast/command/session.h"
#include "holdfast/console/loop.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/place.h"
#include "holdfast/screen/room.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <locale.h>
#include <stdio.h>
#include <unistd.h>

struct setting {
    struct arena arena;
    struct keymap *keymap;
    struct config_display display;
    struct theme theme;
};

static bool read_setting(struct setting *s, const struct options *o, struct failure *f)
{
    s->keymap = keymap_new(&care_actions, f);
    if (s->keymap == NULL || !config_display(o, &s->arena, &s->display, s->keymap, f))
        return false;
    return theme_load(&s->theme, o->theme != NULL ? o->theme : s->display.theme, f);
}

static void link_changed(void *data, const struct gateway_link *link)
{
    (void)link;
    desk_link_changed(data);
}

static void tell_time(void *context, char *out, size_t size)
{
    const struct desk *desk = context;
    if (desk->me != NULL)
        (void)words_clock(out, size, desk_now(desk));
    else
        out[0] = '\0';
}

/* The window became too small for screens; they wait. */
static bool stand_in(void *context, struct console *console)
{
    struct desk *desk = context;
    const struct lines_options options = {.keymap = console_keymap(console),
                                          .behind = true,
                                          .unlock = &desk->unlock,
                                          .kept = console_unsent(console) ? say("What you typed")
                                                                          : NULL};
    enum lines_end end = lines_talk(desk->gateway, &options, NULL);
    if (end == LINES_LOCKED)
        console_quit(console, EX_OK);
    return end != LINES_QUIT;
}

static void leave_desk(void *context)
{
    place_leave(context);
}

static void end_desk(void *context)
{
    desk_finish(context);
}

static int run(struct setting *setting, const struct options *o, struct desk *desk,
               struct failure *f)
{
    const struct console_options options = {.keymap = setting->keymap,
                                            .theme = &setting->theme,
                                            .no_color = o->no_color || !setting->display.color,
                                            .lean = o->lean || setting->display.lean,
                                            .stays = o->kiosk || getsid(0) == getpid(),
                                            .clock = tell_time,
                                            .act = room_act,
                                            .aside = stand_in,
                                            .leaving = leave_desk,
                                            .ending = end_desk,
                                            .context = desk};
    struct console *console = console_open(&options, f);
    if (console == NULL)
        return f->status;
    gateway_on_change(desk->gateway, link_changed, desk);
    desk_start(desk, console);
    int status = console_run(console, room_first, NULL, f);
    console_close(console);
    if (desk->farewell != NULL)
        printf("%s\n", desk->farewell);
    desk_stop(desk);
    return status;
}

/* In lines first, while the window is too small for screens. */
static int talk(struct setting *setting, const struct options *o, struct session *session,
                bool lines, struct failure *f)
{
    struct unlock unlock = {0};
    const struct lines_options options = {
        .keymap = setting->keymap, .unlock = &unlock, .stays = lines};
    enum lines_end end = LINES_LARGE;
    if (lines || lines_wanted())
        end = lines_talk(session->gateway, &options, f);
    if (end == LINES_FAILED)
        return f->status;
    struct desk desk = {.gateway = session->gateway, .unlock = unlock, .first_failure = f};
    return end == LINES_LARGE ? run(setting, o, &desk, f) : EX_OK;
}

/* A password that was given is replaced by an own one first; then all goes on. */
static int begin(struct setting *setting, const struct options *o, struct session *session,
                 bool lines, struct failure *f)
{
    int status = talk(setting, o, session, lines, f);
    if (!password_was_given(session->gateway, f))
        return status;
    *f = (struct failure){0};
    return password_replace(session->gateway, f) ? talk(setting, o, session, lines, f) : f->status;
}

static int open_console(const struct options *o, int argc, char **argv, bool lines)
{
    struct setting setting = {0};
    struct session session = {0};
    struct failure f = {0};
    if (argc > 1)
        return command_misused(argv[0], say("%s is one word too many"), argv[1]);
    (void)setlocale(LC_ALL, "");
    int status = EX_OK;
    if (!read_setting(&setting, o, &f) || !session_open(&session, o, SESSION_PERSON, &f))
        status = f.status;
    else
        status = begin(&setting, o, &session, lines, &f);
    session_close(&session);
    keymap_free(setting.keymap);
    arena_free(&setting.arena);
    return f.status != 0 ? command_fail(&f) : status;
}

int command_console(const struct options *o, int argc, char **argv)
{
    return open_console(o, argc, argv, false);
}

int command_lines(const struct options *o, int argc, char **argv)
{
    struct failure f;
    if (isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1)
        return open_console(o, argc, argv, true);
    (void)failure_set(&f, EX_USAGE, "lines",
                      say("start it from a terminal; into pipes go queue, show and act"), "%s",
                      say("standard input or output is not a terminal"));
    return command_fail(&f);
}

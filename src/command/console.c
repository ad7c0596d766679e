/* The console itself: what runs without a command. */
#include "holdfast/command/command.h"
#include "holdfast/command/config.h"
#include "holdfast/command/session.h"
#include "holdfast/console/loop.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/room.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <locale.h>

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

static int run(struct setting *setting, const struct options *o, struct desk *desk,
               struct failure *f)
{
    const struct console_options options = {.keymap = setting->keymap,
                                            .theme = &setting->theme,
                                            .no_color = o->no_color || !setting->display.color,
                                            .lean = o->lean || setting->display.lean,
                                            .clock = tell_time,
                                            .act = room_act,
                                            .context = desk};
    struct console *console = console_open(&options, f);
    if (console == NULL)
        return f->status;
    gateway_on_change(desk->gateway, link_changed, desk);
    desk_start(desk, console);
    int status = console_run(console, room_first, NULL, f);
    console_close(console);
    desk_stop(desk);
    return status;
}

int command_console(const struct options *o, int argc, char **argv)
{
    struct setting setting = {0};
    struct session session = {0};
    struct failure f = {0};
    if (argc > 1)
        return command_misused(argv[0], say("%s is one word too many"), argv[1]);
    (void)setlocale(LC_ALL, "");
    int status = EX_OK;
    if (!read_setting(&setting, o, &f) || !session_open(&session, o, SESSION_PERSON, &f)) {
        status = f.status;
    } else {
        struct desk desk = {.gateway = session.gateway, .first_failure = &f};
        status = run(&setting, o, &desk, &f);
    }
    session_close(&session);
    keymap_free(setting.keymap);
    arena_free(&setting.arena);
    return f.status != 0 ? command_fail(&f) : status;
}

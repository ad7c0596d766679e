/* Who may sign in, in the line mode: what would become of somebody's work is said before it is
 * done, as on the screen. */
#include "lines_form.h"
#include "staff.h"

#include "holdfast/gateway/gateway.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

/* A word that is asked for; false: left. */
static bool ask_word(struct lines *l, const char *question, char *out, size_t size)
{
    const char *typed = lines_answer(l, question);
    (void)snprintf(out, size, "%s", typed != NULL ? typed : "");
    if (typed == NULL && !l->over)
        lines_say(l, "%s", say("Nothing was done."));
    return typed != NULL;
}

/* First what it would do, then, agreed, the same for good. */
static void weigh_and_do(struct lines *l, staff_action *action, struct staff_call *call,
                         const char *question)
{
    char request[37];
    gateway_request_id(request);
    l->plain.request_id = request;
    call->dry = true;
    bool sound = action(&l->plain, call) == EX_OK;
    call->dry = false;
    gateway_request_id(request);
    if (sound && lines_agree(l, question))
        (void)action(&l->plain, call);
    else if (sound && !l->over)
        lines_say(l, "%s", say("Nothing was done."));
    l->plain.request_id = NULL;
}

static void pass(struct lines *l, const char *login, staff_action *action, const char *who,
                 const char *question)
{
    char to[64], reason[512];
    struct staff_call call = {.login = login};
    if (!ask_word(l, who, to, sizeof to) ||
        !ask_word(l, say("Why, for the record? (empty: no reason)"), reason, sizeof reason))
        return;
    call.to = to[0] != '\0' ? to : NULL;
    call.reason = reason[0] != '\0' ? reason : NULL;
    weigh_and_do(l, action, &call, question);
}

static void disable(struct lines *l, const char *login)
{
    pass(l, login, staff_disable, say("Who takes over: login or role? (empty: the role of each)"),
         say("Disable them"));
}

static void move(struct lines *l, const char *login)
{
    pass(l, login, staff_move, say("Who takes their work over: login or role?"), say("Pass it on"));
}

/* How it stands, who could cover, then since when and until when. */
static void cover(struct lines *l, const char *login)
{
    char from[64], to[64], by[64] = "";
    struct staff_call call = {.login = login};
    if (staff_cover(&l->plain, &call) != EX_OK ||
        !ask_word(l, say("Away from? (empty: from now; a day alone counts whole: Mon, 4 Dec)"),
                  from, sizeof from) ||
        !ask_word(l, say("Until? The last day, or a time; or: back, when they are here again"), to,
                  sizeof to))
        return;
    call.back = strcasecmp(to, say("back")) == 0;
    if (to[0] == '\0') {
        lines_say(l, "%s", say("Nothing was done: it needs to be known until when."));
        return;
    }
    if (!call.back && !ask_word(l, say("Who covers: login? (empty: whoever is on duty)"), by, 64))
        return;
    call.from = from[0] != '\0' ? from : NULL;
    call.to = call.back ? NULL : to;
    call.by = by[0] != '\0' ? by : NULL;
    weigh_and_do(l, staff_cover, &call,
                 call.back ? say("Say that they are here") : say("Say that they are away"));
}

static bool ask_secret(void *context, const char *prompt, char secret[static SECRET_SIZE])
{
    return lines_secret(context, prompt, secret, SECRET_SIZE);
}

/* One's own without a login. */
static void passwd(struct lines *l, const char *login)
{
    const struct secret_asker asker = {ask_secret, l};
    const struct staff_call call = {.login = login[0] != '\0' ? login : NULL, .asker = &asker};
    lines_say(l, "%s", say("What is typed now is not shown."));
    (void)staff_passwd(&l->plain, &call);
}

static void enable(struct lines *l, const char *login)
{
    char request[37];
    const struct staff_call call = {.login = login};
    if (!lines_agree(l, say("Let them sign in again")))
        return;
    gateway_request_id(request);
    l->plain.request_id = request;
    (void)staff_enable(&l->plain, &call);
    l->plain.request_id = NULL;
}

static void list(struct lines *l)
{
    const struct staff_call call = {0};
    if (staff_list(&l->plain, &call) == EX_OK)
        lines_say(l, "%s",
                  say("staff disable sam, enable, move, cover: what would happen is said first. "
                      "staff passwd sam: a first password; staff passwd: your own."));
}

void lines_staff(struct lines *l, const char *rest)
{
    static const struct {
        const char *word;
        void (*does)(struct lines *l, const char *login);
        bool alone; /* also without a login */
    } deeds[] = {{"disable", disable, false},
                 {"enable", enable, false},
                 {"move", move, false},
                 {"cover", cover, false},
                 {"passwd", passwd, true}};
    char login[64] = "";
    size_t len = strcspn(rest, " ");
    (void)snprintf(login, sizeof login, "%s", rest + len + strspn(rest + len, " "));
    if (rest[0] == '\0') {
        list(l);
        return;
    }
    for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++)
        if (strlen(deeds[i].word) == len && strncmp(rest, deeds[i].word, len) == 0 &&
            (deeds[i].alone || login[0] != '\0')) {
            deeds[i].does(l, login);
            return;
        }
    lines_say(l, "%s",
              say("Write staff disable, enable, move or cover, and a login; or staff passwd."));
}

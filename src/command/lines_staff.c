/* Who may sign in, in the line mode: what would become of somebody's work is said before it is
 * done, as on the screen. */
#include "lines_form.h"
#include "staff.h"

#include "holdfast/gateway/gateway.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>
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
                  say("staff disable sam, staff enable sam, staff move sam: what would happen is "
                      "said first."));
}

void lines_staff(struct lines *l, const char *rest)
{
    static const struct {
        const char *word;
        void (*does)(struct lines *l, const char *login);
    } deeds[] = {{"disable", disable}, {"enable", enable}, {"move", move}};
    char login[64] = "";
    size_t len = strcspn(rest, " ");
    (void)snprintf(login, sizeof login, "%s", rest + len + strspn(rest + len, " "));
    if (rest[0] == '\0') {
        list(l);
        return;
    }
    for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++)
        if (strlen(deeds[i].word) == len && strncmp(rest, deeds[i].word, len) == 0 &&
            login[0] != '\0') {
            deeds[i].does(l, login);
            return;
        }
    lines_say(l, "%s", say("Write staff disable, enable or move, and a login."));
}

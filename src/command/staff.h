/* What the files of `holdfast staff` share. */
#ifndef COMMAND_STAFF_H
#define COMMAND_STAFF_H

#include "holdfast/command/plain.h"
#include "holdfast/command/secret.h"

/* The words of the command line behind the action; what is not given is NULL or false. */
struct staff_call {
    const char *login, *to, *reason, *kind, *role, *type, *request_id, *by, *from;
    bool all, dry, back;
    const struct secret_asker *asker; /* who asks for a password; NULL: the terminal itself */
};

typedef int staff_action(struct plain *p, const struct staff_call *call);

staff_action staff_list, staff_disable, staff_enable, staff_move, staff_passwd, staff_cover;

/* `move` for supervisors and coordinators, who do not manage people: the items that somebody has by
 * name, each as they could give it to somebody by itself. */
int staff_pass_items(struct plain *p, const struct staff_call *call, const char *filter);

/* Reads times by the answer's own clock: the server's owner is nobody of whom api.me() knows. */
void staff_adopt(struct plain *p, const json_t *answer);
/* "12 referrals" with what stands behind, into b, ", " between; nothing for none. */
void staff_add_count(struct buffer *b, int64_t count, const char *one, const char *many);

#endif

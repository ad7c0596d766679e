/* Creates or upgrades the schema: roles, numbered migrations (forward only), and the replaceable
 * code of the schemas `engine` and `api`, all in one transaction under one table lock, so that any
 * number of processes may call it at once and a failure leaves everything as it was. */
#ifndef HOLDFAST_GATEWAY_MIGRATE_H
#define HOLDFAST_GATEWAY_MIGRATE_H

#include "holdfast/gateway/gateway.h"

#include <stdbool.h>

struct migrate_report {
    int before;         /* number of the newest migration that was there; 0 for an empty database */
    int after;          /* the same now */
    int newest;         /* the newest that this program carries */
    bool code_replaced; /* engine and api were, or with migrate_status would be, recreated */
    bool sandbox;       /* the database is one in which time can be moved */
};

/* g: opened with any_schema and one_link by a superuser, or by a login that may create roles and
 * owns the database. sandbox counts only when this call creates the schema. Failures name file and
 * line. */
bool migrate_run(struct gateway *g, bool sandbox, struct migrate_report *report, struct failure *f);
/* What migrate_run would find and do; changes nothing. */
bool migrate_status(struct gateway *g, struct migrate_report *report, struct failure *f);
/* The newest migration that this program carries. */
int migrate_newest(void);

#endif

/* A policy file published on a test's server, as the administrator's command would. */
#ifndef TESTS_SUPPORT_PUBLISH_H
#define TESTS_SUPPORT_PUBLISH_H

#include "support/server.h"

/* file NULL: the embedded config.example.yaml. The logins it makes have no password. Ends the
 * program with a sentence when the policy is refused. */
void test_server_publish(struct test_server *server, const char *file);

#endif

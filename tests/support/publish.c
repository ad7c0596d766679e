#include "support/publish.h"

#include "holdfast/policy/policy.h"
#include "holdfast/policy/publish.h"
#include "holdfast/util/embed.h"

#include <stdio.h>
#include <stdlib.h>

static void read_policy(struct policy *p, const char *file)
{
    struct failure f;
    const struct embedded_file *example = embedded_find("config.example.yaml");
    if (file == NULL) {
        policy_parse(p, example->path, example->text, example->len);
    } else if (!policy_open(p, file, &f)) {
        failure_print(&f, stderr);
        exit(f.status);
    }
    if (p->findings.errors == 0)
        return;
    finding_print(&p->findings, stderr);
    exit(EX_DATAERR);
}

void test_server_publish(struct test_server *server, const char *file)
{
    struct policy p = {0};
    read_policy(&p, file);
    json_t *tree = publish_json(&p);
    char *json = json_dumps(tree, JSON_COMPACT);
    const char *const values[] = {p.text, json};
    PGconn *link = test_server_connect(server, NULL);
    PGresult *result = PQexecParams(link, "SELECT api.publish($1::text, $2::jsonb, false)", 2, NULL,
                                    values, NULL, NULL, 0);
    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        fprintf(stderr, "test server: publish: %s", PQresultErrorMessage(result));
        exit(EX_SOFTWARE);
    }
    PQclear(result);
    PQfinish(link);
    free(json);
    json_decref(tree);
    policy_free(&p);
}

/* A mail or paging program that sends nothing: it keeps what it was given in a directory, and ends
 * as it is told there. */
#ifndef TESTS_SUPPORT_FAKE_SENDMAIL_H
#define TESTS_SUPPORT_FAKE_SENDMAIL_H

/* For the test program's main(): when it was started as that program, it is it, and this never
 * returns. */
void fake_sendmail_main(int argc, char **argv);

/* As the policy's value of a channel: ["/…/this test", "sendmail", "DIRECTORY", "-t"]. */
const char *fake_sendmail(const char *directory);
/* From now on it ends with that exit status; -1: it never ends. */
void fake_sendmail_says(const char *directory, int status);
/* How often it was run. */
int fake_sendmail_runs(const char *directory);
/* What it was given the last time: arguments, environment, descriptors above 2, and its standard
 * input. Good until the next call. */
const char *fake_sendmail_got(const char *directory);

#endif

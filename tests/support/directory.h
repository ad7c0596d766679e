/* A temporary directory with a guardian: a process of its own that waits for the test program to
 * end, in whatever way, and then stops every private server in there and removes everything. */
#ifndef TESTS_SUPPORT_DIRECTORY_H
#define TESTS_SUPPORT_DIRECTORY_H

/* An empty directory under TMPDIR that a server's account may enter. */
char *test_directory(void);
/* Ends it now, waits until all is gone, frees the path. */
void test_directory_remove(char *path);

#endif

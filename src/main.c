#include <stdio.h>

int main(void)
{
    puts("Holdfast " HOLDFAST_VERSION);
    return 0;
}

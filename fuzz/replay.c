/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/replay.c -- gives files to a fuzz target without a fuzzer: what the tests do with a corpus.
 *
 * usage: replay FILE... */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 1;
    }
    size_t size = 0, room = 1 << 16;
    uint8_t *bytes = NULL;
    do {
        room *= 2;
        uint8_t *more = realloc(bytes, room);
        if (!more)
            break;
        bytes = more;
        size += fread(bytes + size, 1, room - size, file);
    } while (size == room);
    fclose(file);
    if (bytes)
        LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
    return 0;
}

int
main(int argc, char **argv)
{
    int bad = 0;
    for (int i = 1; i < argc; i++)
        bad |= replay(argv[i]);
    printf("%d inputs\n", argc - 1);
    return bad;
}

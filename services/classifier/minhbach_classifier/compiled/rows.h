/* Rows that grow, and texts as the parser has them. */

#pragma once

#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef const unsigned char byte;

typedef struct {
    byte *at;
    size_t size;
} Text;

typedef struct {
    char *data;
    size_t used, room;
    jmp_buf *full; /* where to go when the machine has no more memory */
} Rows;

/* Room for so many more bytes. */
static inline void *more(Rows *rows, size_t size)
{
    if (rows->data == NULL || rows->used + size > rows->room) {
        size_t room = 2 * (rows->used + size) + 4096;
        char *data = realloc(rows->data, room);
        if (data == NULL)
            longjmp(*rows->full, 1);
        rows->data = data;
        rows->room = room;
    }
    rows->used += size;
    return rows->data + rows->used - size;
}

static inline void put(Rows *rows, Text text)
{
    char *to = more(rows, text.size);
    if (text.size)
        memcpy(to, text.at, text.size);
}

/* A text and the sign that ends it. */
static inline void put_ended(Rows *rows, Text text, char end)
{
    put(rows, text);
    *(char *)more(rows, 1) = end;
}

/* A page's rows stand first and side by side in it. */
static inline void begin_rows(void *first, size_t many, jmp_buf *full)
{
    for (size_t n = 0; n < many; n++)
        ((Rows *)first)[n].full = full;
}

static inline void free_rows(void *first, size_t many)
{
    for (size_t n = 0; n < many; n++)
        free(((Rows *)first)[n].data);
}

static inline void number(Rows *rows, int32_t number) { *(int32_t *)more(rows, 4) = number; }
static inline int32_t *numbers(Rows *rows) { return (int32_t *)rows->data; }
static inline int32_t count(Rows *rows) { return (int32_t)(rows->used / 4); }
static inline int32_t pop(Rows *rows)
{
    rows->used -= 4;
    return *(int32_t *)(rows->data + rows->used);
}

static inline bool is_space(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

/* Eight bytes in the machine's own order. */
static inline uint64_t eight(byte *at)
{
    uint64_t bytes;
    memcpy(&bytes, at, 8);
    return bytes;
}

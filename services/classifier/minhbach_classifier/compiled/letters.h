/* The words of a text: its letters, white space between them as one space. */

#include "rows.h"

/* What a letter is: one that stands by itself whatever is beside it, white space, or neither. */
enum { LETTER, SPACE, STRANGE };

static inline int far_letter(byte *at, byte *end, int *size)
{
    unsigned char c = *at;
    *size = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (c < 0xC2 || c > 0xF0 || end - at < *size)
        return STRANGE;
    int code = c & (0xFF >> (*size + 1));
    for (int n = 1; n < *size; n++) {
        if ((at[n] & 0xC0) != 0x80)
            return STRANGE;
        code = code << 6 | (at[n] & 63);
    }
    if (code < 0x300)
        return code == 0x85 || code == 0xA0 ? SPACE : code == 0xAD ? STRANGE : LETTER;
    bool alone = (code >= 0x1E00 && code < 0x1F00) || (code >= 0x2010 && code < 0x2028) ||
                 (code >= 0x2030 && code < 0x205F) || (code >= 0x20A0 && code < 0x20C0) ||
                 (code >= 0x2100 && code < 0x2126) || (code >= 0x2190 && code < 0x2300) ||
                 (code >= 0x2500 && code < 0x2780) || (code >= 0xE000 && code < 0xF900) ||
                 (code >= 0x1F000 && code < 0x20000);
    return alone ? LETTER : STRANGE;
}

static inline int letter(byte *at, byte *end, int *size)
{
    unsigned char c = *at;
    if (c >= 0x80)
        return far_letter(at, end, size);
    *size = 1;
    return c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31) ? SPACE : LETTER;
}

/* Words as they are put down. */
typedef struct {
    char *begin, *to;
    bool before, space; /* whether white space stood before them, and behind the last */
} Words;

static inline void put_word(Words *words, byte *at, size_t size)
{
    if (words->space && words->to > words->begin)
        *words->to++ = ' ';
    else if (words->space)
        words->before = true;
    words->space = false;
    memcpy(words->to, at, size);
    words->to += size;
}

/* Letter by letter; false where one is strange. */
static inline bool put_letters(Words *words, byte *at, byte *end)
{
    for (int size; at < end; at += size) {
        int what = letter(at, end, &size);
        if (what == STRANGE)
            return false;
        if (what == SPACE)
            words->space = true;
        else
            put_word(words, at, size);
    }
    return true;
}

/* -- Eight bytes at once ----------------------------------------------------------------------- */

#define EACH(c) (0x0101010101010101u * (c))

static inline byte *past_space(byte *at, byte *end)
{
    while (at < end && (*at == ' ' || (*at >= 9 && *at <= 13)))
        for (at++; end - at >= 8 && eight(at) == EACH(' ');)
            at += 8;
    return at;
}

/* Past what is neither white space nor a sign of control. */
static inline byte *past_word(byte *at, byte *end)
{
    for (uint64_t low; end - at >= 8; at += 8) {
        low = (eight(at) - EACH(0x21)) & ~eight(at) & EACH(0x80);
        if (low == 0)
            continue;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        return at + (__builtin_ctzll(low) >> 3);
#else
        break;
#endif
    }
    while (at < end && *at > ' ')
        at++;
    return at;
}

/* Whether all letters are Latin or Vietnamese and stand by themselves, or white space. Without a
 * branch, so that compilers take many bytes at once. */
static inline bool is_near(Text text)
{
    unsigned char far = text.at[text.size - 1] >= 0xC0;
    for (size_t n = 1; n < text.size; n++) {
        unsigned char c = text.at[n - 1], next = text.at[n];
        far |= (c >= 0xC0) & ((unsigned char)(c - 0xC3) > 8) &
               ((c != 0xE1) | ((unsigned char)(next - 0xB8) > 3));
    }
    return !far;
}

/* Bytes behind the first ones of letters. */
static inline size_t further(Text text)
{
    size_t found = 0;
    for (size_t n = 0; n < text.size; n++)
        found += (text.at[n] & 0xC0) == 0x80;
    return found;
}

/* The words of a text in whole UTF-8, for which there is room; false where a letter is strange. */
static inline bool put_words(Words *words, Text text)
{
    byte *end = text.at + text.size, *at = past_space(text.at, end);
    if (at < end && !is_near(text))
        return put_letters(words, text.at, end);
    words->space = at > text.at;
    while (at < end) {
        byte *from = at;
        if ((at = past_word(from, end)) > from)
            put_word(words, from, at - from);
        else if (!put_letters(words, from, ++at))
            return false;
        from = at;
        at = past_space(from, end);
        words->space |= at > from;
    }
    return true;
}

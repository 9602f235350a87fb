/* The look at a page's tags before the parser sees them: what domain/reading/guard.py asks of
 * _BOUNDED_TAGS, and what its _is_harmless counts. */

#include "letters.h"

static bool is_letter(unsigned char c) { return (unsigned char)((c | 32) - 'a') < 26; }
static bool ends_name(unsigned char c) { return is_space(c) || c == '/' || c == '>'; }

/* Past an attribute written as most are, with the space before it; NULL where it is none. */
static byte *plain_attribute(byte *at, byte *end)
{
    byte *from = at;
    while (at < end && (*at == ' ' || *at == '\n'))
        at++;
    if (at == from)
        return NULL;
    for (from = at; at < end && (is_letter(*at) || *at == '-');)
        at++;
    if (at == from || end - at < 3 || at[0] != '=' || at[1] != '"' || at[2] == '"')
        return NULL;
    at = memchr(at + 2, '"', end - at - 2);
    return at == NULL ? NULL : at + 1;
}

/* Past an attribute's value, from the end of its name; that end itself where it has none. */
static byte *value(byte *name_end, byte *end)
{
    byte *at = name_end, *closed;
    while (at < end && is_space(*at))
        at++;
    if (at == end || *at != '=')
        return name_end;
    for (at++; at < end && is_space(*at);)
        at++;
    if (at == end || *at == '>')
        return at;
    if (*at == '"' || *at == '\'') {
        closed = memchr(at + 1, *at, end - at - 1);
        return closed == NULL || closed == at + 1 ? at : closed + 1;
    }
    while (at < end && !is_space(*at) && *at != '>')
        at++;
    return at;
}

/* Past any attribute, or the space between two; NULL where there is neither. */
static byte *attribute(byte *at, byte *end)
{
    byte *from = at;
    while (at < end && (is_space(*at) || *at == '/'))
        at++;
    if (at > from || at == end)
        return at > from ? at : NULL;
    if (*at == '=' && at + 1 < end && (ends_name(at[1]) || at[1] == '='))
        return at + 1;
    at += *at == '=';
    for (from = at; at < end && !ends_name(*at) && *at != '=';)
        at++;
    return at == from ? NULL : value(at, end);
}

/* Past a tag, from its name; NULL where it has more attributes than that. */
static byte *tag(byte *at, byte *end, int64_t plain, int64_t any)
{
    byte *next;
    while (at < end && !ends_name(*at))
        at++;
    for (; plain > 0 && (next = plain_attribute(at, end)) != NULL; plain--)
        at = next;
    if (at < end && *at == '>')
        return at;
    for (; any > 0 && (next = attribute(at, end)) != NULL; any--)
        at = next;
    return at == end || *at == '>' ? at : NULL;
}

/* Whether a formatting element's name stands here, with an attribute or the like behind it. */
static bool is_formatting(byte *at, byte *end)
{
    static const char names[] = " b i s u big code em font small strike strong tt ";
    static const char firsts[] = "biusceftBIUSCEFT";
    char name[10] = " ";
    size_t size = 1;
    if (at == end || *at == 0 || strchr(firsts, *at) == NULL)
        return false;
    while (at < end && is_letter(*at) && size < 8)
        name[size++] = (char)(*at++ | 32);
    if (size == 1 || at == end || !(is_space(*at) || *at == '/'))
        return false;
    name[size] = ' ';
    return strstr(names, name) != NULL;
}

/* Counts a page's tags: all, closing, formatting; whether none has too many attributes. */
int mb_count_tags(byte *page, int64_t size, int64_t plain, int64_t any, int64_t counted[3])
{
    byte *end = page + size, *at, *behind = page; /* the last tag */
    for (at = page; (at = memchr(at, '<', end - at)) != NULL;) {
        at++;
        counted[0]++;
        counted[1] += at < end && *at == '/';
        counted[2] += is_formatting(at, end);
        /* What stands in an attribute's value is no tag of the page. */
        if (behind != NULL && at > behind && at < end && is_letter(*at))
            behind = tag(at, end, plain, any);
    }
    return behind != NULL;
}

/* Bytes of a letter that begins here, beyond the first 128; 0 where it is none, or U+FFFD, which
 * stands for one that could not be read. */
static int size_of_letter(byte *at, byte *end)
{
    unsigned char c = *at, next = end - at > 1 ? at[1] : 0;
    int size = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (c < 0xC2 || c > 0xF4 || end - at < size)
        return 0;
    for (int n = 1; n < size; n++)
        if ((at[n] & 0xC0) != 0x80)
            return 0;
    bool twice = (c == 0xE0 && next < 0xA0) || (c == 0xF0 && next < 0x90);
    bool none = (c == 0xED && next > 0x9F) || (c == 0xF4 && next > 0x8F);
    bool unread = c == 0xEF && next == 0xBF && at[2] == 0xBD;
    return twice || none || unread ? 0 : size;
}

/* Whether a page is whole UTF-8. */
int mb_is_whole(byte *page, int64_t size)
{
    byte *at = page, *end = page + size;
    while (at < end) {
        int letter = 1;
        if (end - at >= 8 && (eight(at) & EACH(0x80)) == 0)
            letter = 8;
        else if (*at >= 0x80 && (letter = size_of_letter(at, end)) == 0)
            return 0;
        at += letter;
    }
    return 1;
}

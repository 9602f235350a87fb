/* The sketch of a text: its syllables in their normal form, the hash of every run of five, and the
 * least of these, as domain/sources/syllables.py and winnowing.py have them.
 *
 * Which letters there are and what becomes of each Python says. A text with a letter that it does
 * not tell, a word longer than any of a language, or a run too long for the short hashes is odd:
 * then Python makes its sketch alone.
 */

#include "rows.h"

/* -- XXH3 of 9 to 240 bytes, without a seed (Yann Collet's xxHash, BSD 2-Clause) ---------------- */

static byte SECRET[] = {
    0xb8, 0xfe, 0x6c, 0x39, 0x23, 0xa4, 0x4b, 0xbe, 0x7c, 0x01, 0x81, 0x2c, 0xf7, 0x21, 0xad, 0x1c,
    0xde, 0xd4, 0x6d, 0xe9, 0x83, 0x90, 0x97, 0xdb, 0x72, 0x40, 0xa4, 0xa4, 0xb7, 0xb3, 0x67, 0x1f,
    0xcb, 0x79, 0xe6, 0x4e, 0xcc, 0xc0, 0xe5, 0x78, 0x82, 0x5a, 0xd0, 0x7d, 0xcc, 0xff, 0x72, 0x21,
    0xb8, 0x08, 0x46, 0x74, 0xf7, 0x43, 0x24, 0x8e, 0xe0, 0x35, 0x90, 0xe6, 0x81, 0x3a, 0x26, 0x4c,
    0x3c, 0x28, 0x52, 0xbb, 0x91, 0xc3, 0x00, 0xcb, 0x88, 0xd0, 0x65, 0x8b, 0x1b, 0x53, 0x2e, 0xa3,
    0x71, 0x64, 0x48, 0x97, 0xa2, 0x0d, 0xf9, 0x4e, 0x38, 0x19, 0xef, 0x46, 0xa9, 0xde, 0xac, 0xd8,
    0xa8, 0xfa, 0x76, 0x3f, 0xe3, 0x9c, 0x34, 0x3f, 0xf9, 0xdc, 0xbb, 0xc7, 0xc7, 0x0b, 0x4f, 0x1d,
    0x8a, 0x51, 0xe0, 0x4b, 0xcd, 0xb4, 0x59, 0x31, 0xc8, 0x9f, 0x7e, 0xc9, 0xd9, 0x78, 0x73, 0x64,
    0xea, 0xc5, 0xac, 0x83, 0x34, 0xd3, 0xeb, 0xc3, 0xc5, 0x81, 0xa0, 0xff, 0xfa, 0x13, 0x63, 0xeb};

enum { LEAST_HASHED = 9, MOST_HASHED = 240 };

/* Of eight bytes the lowest first: on machines that have it otherwise Python does not ask. */

/* Both halves of a product of 128 bits, one over the other. */
static uint64_t folded(uint64_t a, uint64_t b)
{
    uint64_t low = (a & UINT32_MAX) * (b & UINT32_MAX);
    uint64_t mid = (a >> 32) * (b & UINT32_MAX) + (low >> 32);
    uint64_t other = (a & UINT32_MAX) * (b >> 32) + (mid & UINT32_MAX);
    uint64_t high = (a >> 32) * (b >> 32) + (mid >> 32) + (other >> 32);
    return high ^ (other << 32 | (low & UINT32_MAX));
}

static uint64_t mixed(byte *at, byte *secret)
{
    return folded(eight(at) ^ eight(secret), eight(at + 8) ^ eight(secret + 8));
}

static uint64_t spread(uint64_t hash)
{
    hash = (hash ^ hash >> 37) * 0x165667919E3779F9u;
    return hash ^ hash >> 32;
}

static uint64_t hash_of_few(byte *at, size_t size)
{
    uint64_t low = eight(at) ^ eight(SECRET + 24) ^ eight(SECRET + 32);
    uint64_t high = eight(at + size - 8) ^ eight(SECRET + 40) ^ eight(SECRET + 48);
    return spread(size + __builtin_bswap64(low) + high + folded(low, high));
}

static uint64_t hash_of(byte *at, size_t size)
{
    uint64_t sum = size * 0x9E3779B185EBCA87u;
    if (size <= 16)
        return hash_of_few(at, size);
    if (size <= 128) {
        for (size_t n = 0; n <= (size - 1) / 32; n++) {
            sum += mixed(at + 16 * n, SECRET + 32 * n);
            sum += mixed(at + size - 16 * (n + 1), SECRET + 32 * n + 16);
        }
        return spread(sum);
    }
    for (size_t n = 0; n < 8; n++)
        sum += mixed(at + 16 * n, SECRET + 16 * n);
    sum = spread(sum);
    for (size_t n = 8; n < size / 16; n++)
        sum += mixed(at + 16 * n, SECRET + 16 * (n - 8) + 3);
    return spread(sum + mixed(at + size - 16, SECRET + 119));
}

/* -- Words ------------------------------------------------------------------------------------- */

enum { APART, LETTER, DIGIT, POINT, UNIT, ODD };
enum { SHINGLE = 5, ROWS_OF_SKETCH = 2 };

/* One letter's normal form in UTF-8, and its tones, which a word has at its end. */
typedef struct {
    unsigned char kind, size, tone_size, unused;
    char form[8], tones[4];
} Letter;

typedef struct {
    Rows text;   /* the words, a space between two */
    Rows hashes; /* eight bytes each */
    int32_t odd, words;
    /* Not for Python. */
    size_t starts[SHINGLE]; /* where the latest words begin in the text */
    const Letter *letters;
    uint32_t known;
} Sketch;

static int kind(const Sketch *sketch, const uint32_t *at, const uint32_t *end)
{
    if (at == end)
        return APART;
    return *at < sketch->known ? sketch->letters[*at].kind : ODD;
}

static const uint32_t *word_end(const Sketch *sketch, const uint32_t *at, const uint32_t *end)
{
    int first = kind(sketch, at, end);
    if (first == UNIT)
        return at + 1;
    while (kind(sketch, at, end) == first) {
        at++;
        // A figure goes on behind a dot or comma that stands between digits.
        if (first == DIGIT && kind(sketch, at, end) == POINT && kind(sketch, at + 1, end) == DIGIT)
            at++;
    }
    return at;
}

static void put_word(Sketch *sketch, const uint32_t *at, const uint32_t *end)
{
    // Room for each to be copied whole, which takes one step.
    size_t most = (size_t)(end - at) * sizeof(Letter) + 1, tones = 0;
    char *from = more(&sketch->text, most), *to = from;
    if (sketch->words > 0)
        *to++ = ' ';
    sketch->starts[sketch->words++ % SHINGLE] = (size_t)(to - sketch->text.data);
    for (const uint32_t *letter = at; letter < end; letter++) {
        const Letter *told = &sketch->letters[*letter];
        memcpy(to, told->form, sizeof(told->form));
        to += told->size;
        tones += told->tone_size;
    }
    for (; tones > 0 && at < end; at++) {
        const Letter *told = &sketch->letters[*at];
        memcpy(to, told->tones, sizeof(told->tones));
        to += told->tone_size;
    }
    sketch->text.used -= most - (size_t)(to - from);
}

/* The hash of the latest five words. */
static void put_hash(Sketch *sketch)
{
    size_t start = sketch->starts[sketch->words % SHINGLE], size = sketch->text.used - start;
    if (size < LEAST_HASHED || size > MOST_HASHED) {
        sketch->odd = 1;
        return;
    }
    uint64_t hash = hash_of((byte *)sketch->text.data + start, size) - (UINT64_C(1) << 63);
    memcpy(more(&sketch->hashes, 8), &hash, 8);
}

static bool sketched(Sketch *sketch, const uint32_t *at, const uint32_t *end, int64_t longest)
{
    jmp_buf full;
    begin_rows(sketch, ROWS_OF_SKETCH, &full);
    if (setjmp(full))
        return false;
    while (at < end && !sketch->odd) {
        int first = kind(sketch, at, end);
        const uint32_t *from = at;
        if (first == APART || first == POINT) {
            at++;
            continue;
        }
        at = word_end(sketch, at, end);
        sketch->odd = first == ODD || at - from > longest;
        if (!sketch->odd)
            put_word(sketch, from, at);
        if (!sketch->odd && sketch->words >= SHINGLE)
            put_hash(sketch);
    }
    return true;
}

void mb_free_sketch(Sketch *sketch)
{
    free_rows(sketch, ROWS_OF_SKETCH);
    free(sketch);
}

/* The sketch of a text in code points; NULL without memory. Python frees it.
 * Of letters with lower code points than ``known`` Python says what they are. */
Sketch *mb_sketch(const uint32_t *text, int64_t size, const Letter *letters, int64_t known,
                  int64_t longest)
{
    Sketch *sketch = calloc(1, sizeof(Sketch));
    if (sketch == NULL)
        return NULL;
    sketch->letters = letters;
    sketch->known = (uint32_t)known;
    if (sketched(sketch, text, text + size, longest))
        return sketch;
    mb_free_sketch(sketch);
    return NULL;
}

/* In time that no choice of numbers makes longer, as a table of them would have. */
static void sort(uint64_t *numbers, uint64_t *spare, size_t many)
{
    for (int shift = 0; shift < 64; shift += 8) {
        size_t starts[256] = {0}, at = 0;
        for (size_t n = 0; n < many; n++)
            starts[numbers[n] >> shift & 0xff]++;
        for (size_t digit = 0; digit < 256; digit++) {
            size_t count = starts[digit];
            starts[digit] = at;
            at += count;
        }
        for (size_t n = 0; n < many; n++)
            spare[starts[numbers[n] >> shift & 0xff]++] = numbers[n];
        uint64_t *turned = numbers;
        numbers = spare;
        spare = turned;
    }
}

/* The least number of every window, once for each stretch of windows that have the same. */
static size_t put_least(const int64_t *numbers, size_t many, size_t window, uint64_t *least)
{
    size_t found = 0, at = 0;
    for (size_t end = window; end <= many; end++) {
        size_t begin = end - window, before = at;
        if (at < begin || end == window) {
            at = begin;
            for (size_t n = begin + 1; n < end; n++)
                if (numbers[n] < numbers[at])
                    at = n;
        } else if (numbers[end - 1] < numbers[at]) {
            at = end - 1;
        }
        if (at != before || end == window)
            least[found++] = (uint64_t)numbers[at];
    }
    return found;
}

/* The least number of every window, each once, ascending; how many those are, -1 without memory.
 * There is room for as many as there are numbers. */
int64_t mb_keys(const int64_t *numbers, int64_t many, int64_t window, int64_t *keys)
{
    static const uint64_t SIGN = UINT64_C(1) << 63;
    uint64_t *least = malloc(2 * ((size_t)many + 1) * sizeof(uint64_t));
    if (least == NULL)
        return -1;
    size_t found = put_least(numbers, (size_t)many, (size_t)window, least), kept = 0;
    for (size_t n = 0; n < found; n++)
        least[n] ^= SIGN; // Unsigned numbers in the order of the signed ones.
    sort(least, least + many, found);
    for (size_t n = 0; n < found; n++)
        if (n == 0 || least[n] != least[n - 1])
            keys[kept++] = (int64_t)(least[n] ^ SIGN);
    free(least);
    return (int64_t)kept;
}

/* How many of the numbers are different, and of those how many the others have; 0 without memory. */
int mb_shared(const void *numbers, int64_t many, const void *others, int64_t more, int64_t told[2])
{
    size_t mine = (size_t)many, theirs = (size_t)more;
    uint64_t *one = malloc(2 * (mine + theirs + 1) * sizeof(uint64_t));
    if (one == NULL)
        return 0;
    uint64_t *other = one + 2 * mine;
    memcpy(one, numbers, mine * sizeof(uint64_t));
    memcpy(other, others, theirs * sizeof(uint64_t));
    sort(one, one + mine, mine);
    sort(other, other + theirs, theirs);
    told[0] = told[1] = 0;
    for (size_t n = 0, at = 0; n < mine; n++) {
        if (n > 0 && one[n] == one[n - 1])
            continue;
        while (at < theirs && other[at] < one[n])
            at++;
        told[0]++;
        told[1] += at < theirs && other[at] == one[n];
    }
    free(one);
    return 1;
}

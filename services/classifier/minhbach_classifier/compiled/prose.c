/* A first look at a page's columns: which lines are headings, which read like prose, and in which
 * element most of that stands, as domain/reading/outline.py has it.
 *
 * Numbers with fractions are added and multiplied in the same order as there, so both come to the
 * same to the last digit.
 */

#include "rows.h"

/* What elements are, as domain/reading/hints.py has it. */
enum { NEVER = 1, DOUBTED = 2, FOOTING = 4, TITLED = 8, NAMED = 16, HEADING = 32, PARAGRAPH = 64, TITLE = 128 };

enum { PROSE = 40, LONGEST_HEADLINE = 300 };

/* A page's columns: of its kinds of tags a byte each, of its text four bytes a letter. */
typedef struct {
    byte *kinds;
    const uint32_t *text;
    const int32_t *keys, *parents, *starts, *ends;
    const int32_t *line_starts, *line_ends, *owners, *inners, *linked, *seen;
    int32_t kind_count, letters, elements, lines;
} Page;

/* What was found: room for as many as there are lines or elements. */
typedef struct {
    int32_t *headings, *footings, *good;
    int32_t heading_count, footing_count, good_count, container;
} Outline;

/* Whether all that is counted by is there: parents before their children, all else within bounds. */
static bool is_sound(const Page *page)
{
    for (int32_t n = 0; n < page->elements; n++)
        if (page->keys[n] < 0 || page->keys[n] >= page->kind_count || page->parents[n] < -1 ||
            page->parents[n] >= n || page->ends[n] < page->starts[n])
            return false;
    for (int32_t n = 0; n < page->lines; n++)
        if (page->owners[n] < 0 || page->owners[n] >= page->elements || page->inners[n] < 0 ||
            page->inners[n] >= page->elements || page->line_starts[n] < 0 ||
            page->line_ends[n] < page->line_starts[n] || page->line_ends[n] > page->letters)
            return false;
    return true;
}

static int hints(const Page *page, int32_t element) { return page->kinds[page->keys[element]]; }

static bool is_heading(const Page *page, int32_t line)
{
    int inner = hints(page, page->inners[line]), owner = hints(page, page->owners[line]);
    bool named = owner & HEADING || (inner & NAMED ? inner : owner) & TITLED;
    return named && page->seen[line] && !(inner & TITLE) &&
           page->line_ends[line] - page->line_starts[line] <= LONGEST_HEADLINE;
}

/* -- What a line is worth as text -------------------------------------------------------------- */

static bool ends_sentence(const Page *page, int32_t line)
{
    static const uint32_t ends[] = {'.', '!', '?', ':', ';', '"', ')', ']', 0x2026, 0x201D, 0x2019};
    uint32_t last = page->text[page->line_ends[line] - 1];
    for (size_t n = 0; n < sizeof ends / sizeof *ends; n++)
        if (last == ends[n])
            return true;
    return false;
}

/* Whether a line full of links is a sentence all the same, as in a digest of the news. */
static bool tells(const Page *page, int32_t line, int32_t size)
{
    int32_t linked = page->linked[line];
    return size - linked >= PROSE && linked <= 0.75 * size && ends_sentence(page, line);
}

static double worth_of(const Page *page, int32_t line)
{
    int32_t size = page->line_ends[line] - page->line_starts[line], linked = page->linked[line];
    if (!page->seen[line] || (linked > 0.4 * size && !tells(page, line, size)))
        return 0;
    double weight = 0.1;
    if (size >= PROSE)
        weight = size >= 3 * PROSE || ends_sentence(page, line) ? 1.0 : 0.25;
    return (size - linked) * weight * (hints(page, page->owners[line]) & PARAGRAPH ? 1.2 : 1.0);
}

/* -- What elements hold ------------------------------------------------------------------------ */

/* The worth of all lines inside each element: from the last on, so that one is whole before its
 * parent takes it. */
static void sum(const Page *page, const double *worths, double *sums)
{
    memset(sums, 0, page->elements * sizeof *sums);
    for (int32_t n = 0; n < page->lines; n++)
        if (worths[n] > 0)
            sums[page->owners[n]] += worths[n];
    for (int32_t n = page->elements - 1; n > 0; n--)
        if (page->parents[n] >= 0)
            sums[page->parents[n]] += sums[n];
}

/* Leaves out the lines in boilerplate by tag or name that does not hold most of the prose. */
static void leave_out(const Page *page, double *worths, const double *sums, char *doubted)
{
    for (int32_t n = 0; n < page->elements; n++) {
        int what = hints(page, n);
        doubted[n] = (page->parents[n] >= 0 && doubted[page->parents[n]]) || what & NEVER ||
                     (what & DOUBTED && sums[n] < 0.5 * sums[0]);
    }
    for (int32_t n = 0; n < page->lines; n++)
        if (doubted[page->inners[n]])
            worths[n] = 0;
}

static int32_t container(const Page *page, const double *sums)
{
    int32_t best = -1;
    double most = 0;
    for (int32_t n = 0; n < page->elements; n++) {
        int32_t size = page->ends[n] - page->starts[n];
        if (sums[n] < PROSE || size == 0)
            continue;
        double share = sums[n] / size;
        double score = sums[n] * (share < 1.0 ? share : 1.0);
        if (score > most) {
            best = n;
            most = score;
        }
    }
    return best;
}

static void fill(const Page *page, Outline *to, double *worths, double *sums, char *doubted)
{
    for (int32_t n = 0; n < page->elements; n++)
        if (hints(page, n) & FOOTING)
            to->footings[to->footing_count++] = n;
    for (int32_t n = 0; n < page->lines; n++) {
        if (is_heading(page, n))
            to->headings[to->heading_count++] = n;
        worths[n] = worth_of(page, n);
    }
    sum(page, worths, sums);
    leave_out(page, worths, sums, doubted);
    sum(page, worths, sums);
    to->container = container(page, sums);
    for (int32_t n = 0; n < page->lines; n++)
        if (worths[n] > 0)
            to->good[to->good_count++] = n;
}

/* Finds a page's outline; 0 where its columns do not fit together, -1 without memory. */
int32_t mb_outline(const Page *page, Outline *to)
{
    if (page->elements == 0 || !is_sound(page))
        return 0;
    size_t elements = (size_t)page->elements, lines = (size_t)page->lines;
    double *sums = malloc((elements + lines) * sizeof *sums + elements);
    if (sums == NULL)
        return -1;
    fill(page, to, sums + elements, sums, (char *)(sums + elements + lines));
    free(sums);
    return 1;
}

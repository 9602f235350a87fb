/* The walk over the parser's tree: what domain/reading/markup.py, tags.py and walk.py do by writing
 * the tree out, cutting that at each tag and going from piece to piece.
 *
 * The first half, mb_walk, lists tags with the words behind them. Python then says of each tag
 * that is not like another one what it does, and composes the letters of strange texts. The second
 * half, mb_put_together, makes the text and tells where everything stands in it. What either half
 * cannot tell as Python does makes the page odd: then Python reads it alone.
 */

#include "nodes.h"
#include "letters.h"

static const Text NO_TEXT = {NULL, 0};

/* Whether all nodes of a tree are laid out as we have them, and the text of one is this; it is tried
 * on a page of ours before all else. */
int mb_knows_nodes(const Parser *parser, Node *root, byte *text, size_t size)
{
    Node *node = root, *next;
    bool found = false;
    while (node != NULL) {
        if (!is_laid_out(parser, node))
            return false;
        found |= parser->type(node) == TEXT && node->text.size == size &&
                 memcmp(node->text.at, text, size) == 0;
        if ((next = parser->first_child(node)) == NULL)
            while ((next = parser->next(node)) == NULL && (node = parser->parent(node)) != root)
                if (node == NULL)
                    return false;
        node = next;
    }
    return found;
}

/* -- Tags and words ---------------------------------------------------------------------------- */

enum { OPEN, CLOSE, VOID, VOID_END };

/* A tag and the words behind it. */
typedef struct {
    int32_t kind, key;
    int32_t from, bytes, letters; /* ``from`` is -1 - n for the n-th strange text */
    int32_t before, behind;       /* whether white space stood there */
} Event;

typedef struct {
    uint64_t hash;
    size_t from, size;
} Key;

typedef struct {
    byte *at;
    int which;
} Named;

enum { NAMES = 64 };

/* Which of a page's rows. */
enum { KEYS, STRANGE_TEXTS, ADDRESSES, METAS, TOLD, SHEETS, SCRIPTS, ROWS_FOR_PYTHON };

/* No attribute has this sign; where one does, Python finds too many keys, and reads the page. */
enum { KEY_END = 1 };

/* What elements are by name, and what more is told of them. */
enum { UNKNOWN, PLAIN, IS_VOID, UNSHOWN, RAW, FRAME, LINK, META, TIME, HTML, BASE, STYLE, SCRIPT };

typedef struct {
    /* For Python, as ``hand_over`` gives them. */
    Rows keys;      /* tags, each kind once: name, id, classes, style, hidden; ended by KEY_END */
    Rows strange;   /* texts whose letters Python composes */
    Rows addresses; /* of links */
    Rows metas;     /* name and content */
    Rows told;      /* of other tags: the name and a value */
    Rows sheets, scripts;
    /* Not for Python. */
    Rows events, words;
    Rows places, table; /* of keys */
    Rows run;           /* a text that a comment interrupts */
    Rows open;          /* keys of the elements that are open */
    int32_t counts[ROWS_FOR_PYTHON]; /* of keys and texts */
    int32_t odd;
    Text text;                /* what was met since the last tag */
    unsigned char sorts[256]; /* of elements, by the parser's numbers */
    Named names[NAMES];       /* of attributes, by where the parser has them */
    const Parser *parser;
} Page;

enum { ROWS_OF_PAGE = 13 };

static bool is(Text text, const char *other)
{
    return strlen(other) == text.size && memcmp(text.at, other, text.size) == 0;
}

static int sort_by_name(Text name)
{
    static const struct {
        const char *name;
        int sort;
    } names[] = {
        {"a", LINK}, {"meta", META}, {"time", TIME}, {"html", HTML}, {"base", BASE},
        {"script", SCRIPT}, {"style", STYLE}, {"template", UNSHOWN}, {"noembed", UNSHOWN},
        {"noframes", UNSHOWN}, {"xmp", RAW}, {"plaintext", RAW}, {"iframe", FRAME},
        {"area", IS_VOID}, {"basefont", IS_VOID}, {"bgsound", IS_VOID}, {"br", IS_VOID},
        {"col", IS_VOID}, {"embed", IS_VOID}, {"frame", IS_VOID}, {"hr", IS_VOID},
        {"img", IS_VOID}, {"input", IS_VOID}, {"keygen", IS_VOID}, {"link", IS_VOID},
        {"param", IS_VOID}, {"source", IS_VOID}, {"track", IS_VOID}, {"wbr", IS_VOID}};
    for (size_t n = 0; n < sizeof names / sizeof *names; n++)
        if (is(name, names[n].name))
            return names[n].sort;
    return PLAIN;
}

static int sort_of(Page *page, uintptr_t tag, Text name)
{
    if (tag >= sizeof page->sorts) {
        /* None of the parser's own: of any letters. */
        page->odd |= memchr(name.at, '<', name.size) != NULL;
        return sort_by_name(name);
    }
    if (page->sorts[tag] == UNKNOWN)
        page->sorts[tag] = (unsigned char)sort_by_name(name);
    return page->sorts[tag];
}

static void end_text(Page *page)
{
    if (page->text.size && page->events.used) {
        Event *event = (Event *)(page->events.data + page->events.used) - 1;
        char *begin = more(&page->words, page->text.size);
        Words words = {.begin = begin, .to = begin};
        event->from = (int32_t)(begin - page->words.data);
        page->words.used = event->from;
        if (put_words(&words, page->text)) {
            event->bytes = (int32_t)(words.to - begin);
            event->letters = event->bytes - (int32_t)further((Text){(byte *)begin, event->bytes});
            event->before = event->bytes ? words.before : words.space;
            event->behind = words.space;
            page->words.used += event->bytes;
        } else {
            event->from = -1 - page->counts[STRANGE_TEXTS]++;
            put_ended(&page->strange, page->text, 0);
        }
    }
    page->text = NO_TEXT;
    page->run.used = 0;
}

static void add_text(Page *page, Text text)
{
    if (page->text.size == 0) {
        page->text = text;
        return;
    }
    if (page->run.used == 0)
        put(&page->run, page->text);
    put(&page->run, text);
    page->text = (Text){(byte *)page->run.data, page->run.used};
}

static void add_event(Page *page, int32_t kind, int32_t key)
{
    end_text(page);
    Event *event = more(&page->events, sizeof(Event));
    *event = (Event){.kind = kind, .key = key};
}

/* -- Tags, each kind once ---------------------------------------------------------------------- */

/* What makes a tag's kind. */
enum { K_NAME, K_ID, K_CLASSES, K_STYLE, K_HIDDEN, KEY_PARTS };

typedef struct {
    const Text *parts;
    size_t size;
    uint64_t hash;
} Kind;

static uint64_t hashed(uint64_t hash, Text text)
{
    uint64_t part;
    for (; text.size >= 8; text.at += 8, text.size -= 8) {
        memcpy(&part, text.at, 8);
        hash = (hash ^ part) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 32;
    }
    for (part = text.size; text.size; text.at++, text.size--)
        part = part << 8 | *text.at;
    hash = (hash ^ part) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 32;
}

static Kind kind_of(const Text parts[KEY_PARTS])
{
    Kind kind = {.parts = parts, .size = KEY_PARTS};
    for (int n = 0; n < KEY_PARTS; n++) {
        kind.size += parts[n].size;
        kind.hash = hashed(kind.hash, parts[n]);
    }
    return kind;
}

static bool is_key_of(const char *key, const Kind *kind)
{
    for (int n = 0; n < KEY_PARTS; n++) {
        Text part = kind->parts[n];
        if (part.size && memcmp(key, part.at, part.size) != 0)
            return false;
        key += part.size;
        if (*key++ != (n < KEY_PARTS - 1 ? 0 : KEY_END))
            return false;
    }
    return true;
}

static int32_t *slot(Page *page, uint64_t hash)
{
    return numbers(&page->table) + (hash & (count(&page->table) - 1));
}

static int32_t *next_slot(Page *page, int32_t *at)
{
    int32_t *last = numbers(&page->table) + count(&page->table) - 1;
    return at == last ? numbers(&page->table) : at + 1;
}

static void grow_table(Page *page)
{
    size_t size = page->table.used ? 4 * page->table.used : 1024 * sizeof(int32_t);
    page->table.used = 0;
    memset(more(&page->table, size), -1, size);
    for (int32_t n = 0; n < page->counts[KEYS]; n++) {
        int32_t *at = slot(page, ((Key *)page->places.data)[n].hash);
        while (*at >= 0)
            at = next_slot(page, at);
        *at = n;
    }
}

static void add_key(Page *page, const Kind *kind)
{
    Key *key = more(&page->places, sizeof(Key));
    *key = (Key){kind->hash, page->keys.used, kind->size};
    for (int n = 0; n < KEY_PARTS; n++)
        put_ended(&page->keys, kind->parts[n], n < KEY_PARTS - 1 ? 0 : KEY_END);
}

/* The number of a kind's key. */
static int32_t numbered(Page *page, const Kind *kind)
{
    if (2 * page->counts[KEYS] >= count(&page->table))
        grow_table(page);
    int32_t *at = slot(page, kind->hash);
    for (; *at >= 0; at = next_slot(page, at)) {
        const Key *one = (const Key *)page->places.data + *at;
        if (one->hash == kind->hash && one->size == kind->size &&
            is_key_of(page->keys.data + one->from, kind))
            return *at;
    }
    add_key(page, kind);
    return *at = page->counts[KEYS]++;
}

/* -- Attributes -------------------------------------------------------------------------------- */

enum { A_ID, A_CLASS, A_STYLE, A_HIDDEN, A_HREF, A_LANG, A_PROPERTY, A_NAME, A_ITEMPROP, A_CONTENT,
       A_DATETIME, A_TYPE, ASKED };

typedef struct {
    Text values[ASKED];
    bool there[ASKED];
} Attributes;

/* Which of the asked attributes has this name; ASKED where none has. */
static int which(Page *page, Text name)
{
    static const char names[ASKED][12] = {"id", "class", "style", "hidden", "href", "lang",
                                          "property", "name", "itemprop", "content", "datetime",
                                          "type"};
    static const size_t sizes[ASKED] = {2, 5, 5, 6, 4, 4, 8, 4, 8, 7, 8, 4};
    int n = 0;
    while (n < ASKED && (name.size != sizes[n] || memcmp(name.at, names[n], name.size) != 0))
        n++;
    page->odd |= n == ASKED && memchr(name.at, '<', name.size) != NULL;
    return n;
}

static void look_up(Page *page, void *element, Attributes *found)
{
    const Parser *parser = page->parser;
    void *one = parser->first_attribute(element);
    for (; one != NULL; one = parser->next_attribute(one)) {
        Text name;
        name.at = parser->attribute_name(one, &name.size);
        /* The parser keeps each name once. */
        Named *known = &page->names[(uintptr_t)name.at >> 3 & (NAMES - 1)];
        if (known->at != name.at)
            *known = (Named){name.at, which(page, name)};
        int n = known->which;
        if (n < ASKED && !found->there[n]) {
            found->there[n] = true;
            found->values[n].at = parser->attribute_value(one, &found->values[n].size);
        }
    }
}

static int32_t key_of(Page *page, Text name, const Attributes *of)
{
    static const Text is_hidden = {(byte *)"1", 1};
    const Text parts[KEY_PARTS] = {name, of->values[A_ID], of->values[A_CLASS], of->values[A_STYLE],
                                   of->there[A_HIDDEN] ? is_hidden : NO_TEXT};
    const Kind kind = kind_of(parts);
    return numbered(page, &kind);
}

static void put_told(Page *page, Text name, Text value)
{
    page->counts[TOLD]++;
    put_ended(&page->told, name, 0);
    put_ended(&page->told, value, 0);
}

/* What a tag tells beside its key. */
static void tell(Page *page, int sort, Text name, const Attributes *of)
{
    static const int named[] = {A_PROPERTY, A_NAME, A_ITEMPROP};
    if (sort == LINK) {
        page->counts[ADDRESSES]++;
        put_ended(&page->addresses, of->values[A_HREF], 0);
    } else if (sort == META)
        for (int n = 0; n < 3; n++) {
            if (of->values[named[n]].size == 0)
                continue;
            page->counts[METAS]++;
            put_ended(&page->metas, of->values[named[n]], 0);
            put_ended(&page->metas, of->values[A_CONTENT], 0);
        }
    else if (sort == TIME)
        put_told(page, name, of->values[A_DATETIME]);
    else if (sort == HTML)
        put_told(page, name, of->values[A_LANG]);
    else if (sort == BASE)
        put_told(page, name, of->values[A_HREF]);
}

/* -- The walk ---------------------------------------------------------------------------------- */

static bool holds(Text in, const char *lower)
{
    size_t size = strlen(lower), n;
    for (; in.size >= size; in.at++, in.size--) {
        for (n = 0; n < size; n++)
            if (in.at[n] != lower[n] && !(lower[n] >= 'a' && (in.at[n] | 32) == lower[n]))
                break;
        if (n == size)
            return true;
    }
    return false;
}

/* Style sheets and scripts: the text of the first child, which is their only one. */
static void take_out(Page *page, Node *element, int sort)
{
    Attributes found = {0};
    Node *child = element->first_child;
    Text text = child == NULL ? NO_TEXT : child->text;
    page->odd |= child != NULL && (child->type != TEXT || child->next != NULL);
    if (page->odd)
        return;
    look_up(page, element, &found);
    if (sort == STYLE) {
        page->counts[SHEETS]++;
        put_ended(&page->sheets, text, 0);
    } else if (sort == SCRIPT && holds(found.values[A_TYPE], "ld+json")) {
        page->counts[SCRIPTS]++;
        put_ended(&page->scripts, text, 0);
    }
}

/* An element begins; whether its children follow. */
static bool begin(Page *page, Node *element)
{
    static const Text line = {(byte *)"hr", 2};
    static const Attributes none = {0};
    Attributes found = {0};
    Text name;
    name.at = page->parser->name(element, &name.size);
    int sort = sort_of(page, element->tag, name);
    bool is_void = sort == IS_VOID || sort == META || sort == BASE || sort == FRAME;
    Node *child = element->first_child;
    page->odd |= sort == RAW;
    if (sort == UNSHOWN || sort == STYLE || sort == SCRIPT) {
        take_out(page, element, sort);
        return false;
    }
    look_up(page, element, &found);
    tell(page, sort, name, &found);
    /* A frame becomes a line, and what is void has no attributes that count. */
    int32_t key = key_of(page, sort == FRAME ? line : name, is_void ? &none : &found);
    add_event(page, is_void ? VOID : OPEN, key);
    if (sort == FRAME) {
        page->odd |= child != NULL && child->type != TEXT;
        return false;
    }
    if (child != NULL)
        number(&page->open, is_void ? -1 - key : key);
    else if (!is_void)
        add_event(page, CLOSE, key);
    return child != NULL;
}

static void end(Page *page)
{
    int32_t key = pop(&page->open);
    add_event(page, key < 0 ? VOID_END : CLOSE, key < 0 ? -1 - key : key);
}

/* A node; whether its children follow. */
static bool visit(Page *page, Node *node)
{
    Text name;
    switch (node->type) {
    case ELEMENT:
        return begin(page, node);
    case TEXT:
        add_text(page, node->text);
        return false;
    case DOCTYPE:
        name.at = page->parser->doctype_name(node, &name.size);
        page->odd |= name.at != NULL && memchr(name.at, '<', name.size) != NULL;
        return false;
    case COMMENT:
        return false;
    default:
        page->odd = 1;
        return false;
    }
}

/* All below a node, without recursion: pages nest as deeply as they like. */
static void walk(Page *page, Node *top)
{
    Node *node = top->first_child, *next;
    while (node != NULL && !page->odd) {
        if (visit(page, node)) {
            node = node->first_child;
            continue;
        }
        while ((next = node->next) == NULL && (node = node->parent) != top)
            end(page);
        node = next;
    }
    end_text(page);
}

void mb_free_page(Page *page)
{
    free_rows(page, ROWS_OF_PAGE);
    free(page);
}

static bool walked(Page *page, Node *top)
{
    jmp_buf full;
    begin_rows(page, ROWS_OF_PAGE, &full);
    if (setjmp(full))
        return false;
    walk(page, top);
    return true;
}

/* Where the first rows stand, and their sizes. */
static int64_t *hand_over(const void *first, size_t many, int64_t *to)
{
    for (const Rows *rows = first; many; many--, rows++) {
        *to++ = (int64_t)(intptr_t)rows->data;
        *to++ = (int64_t)rows->used;
    }
    return to;
}

/* The tags and words of the tree with this root; NULL without memory. Python frees it.
 *
 * Told are its rows for Python, how many texts each of them holds, and whether the page is odd. */
Page *mb_walk(Node *root, const Parser *parser, int64_t told[3 * ROWS_FOR_PYTHON + 1])
{
    Page *page = calloc(1, sizeof(Page));
    if (page == NULL)
        return NULL;
    page->parser = parser;
    if (walked(page, root->parent)) {
        told = hand_over(page, ROWS_FOR_PYTHON, told);
        for (int n = 0; n < ROWS_FOR_PYTHON; n++)
            *told++ = page->counts[n];
        *told = page->odd;
        return page;
    }
    mb_free_page(page);
    return NULL;
}

/* -- The text ---------------------------------------------------------------------------------- */

/* What Python says of each key. */
enum { INLINE = 1, HIDES = 2, LINKS = 4, MUTES = 8 };

/* What Python made of a strange text. */
typedef struct {
    int32_t from, bytes, letters, before, behind;
} Composed;

typedef struct {
    int32_t start, end, hidden, link;
} Segment;

typedef struct {
    int32_t start, end, owner, inner, linked, seen;
} Line;

typedef struct {
    Rows text;
    Rows keys, parents, starts, ends; /* a number an element */
    Rows segments, lines;
    Rows links;   /* start, end, hidden */
    Rows unseen;  /* first element, and the one behind the last */
    Rows strange; /* where each strange text stands; -1 where it does not */
    /* Not for Python. */
    Rows open_links;
    byte *flags;
    int32_t length, inner, hidden_at, muted_at;
} Document;

enum { ROWS_OF_DOCUMENT = 11, DOCUMENT_FOR_PYTHON = 10 };

static void open_element(Document *to, int32_t key)
{
    int32_t index = count(&to->ends), flags = to->flags[key];
    number(&to->keys, key);
    number(&to->parents, to->inner);
    number(&to->starts, to->length);
    number(&to->ends, to->length);
    to->inner = index;
    if (flags & HIDES && to->hidden_at < 0)
        to->hidden_at = index;
    if (flags & LINKS) {
        number(&to->open_links, count(&to->links));
        number(&to->links, to->length);
        number(&to->links, to->length);
        number(&to->links, to->hidden_at >= 0);
    } else if (flags & MUTES && to->muted_at < 0)
        to->muted_at = index;
}

static void close_element(Document *to, int32_t key)
{
    numbers(&to->ends)[to->inner] = to->length;
    if (to->inner == to->hidden_at) {
        number(&to->unseen, to->inner);
        number(&to->unseen, count(&to->ends));
        to->hidden_at = -1;
    }
    if (to->flags[key] & LINKS)
        numbers(&to->links)[pop(&to->open_links) + 1] = to->length;
    else if (to->inner == to->muted_at)
        to->muted_at = -1;
    to->inner = numbers(&to->parents)[to->inner];
}

static void add_line(Document *to, Line line, int32_t end)
{
    line.end = end;
    line.owner = line.inner;
    while (line.owner > 0 && to->flags[numbers(&to->keys)[line.owner]] & INLINE)
        line.owner = numbers(&to->parents)[line.owner];
    *(Line *)more(&to->lines, sizeof(Line)) = line;
}

/* Links that opened before the white space just written begin behind it. */
static void skip_space(Document *to)
{
    for (int32_t n = count(&to->open_links) - 1; n >= 0; n--) {
        int32_t *start = numbers(&to->links) + numbers(&to->open_links)[n];
        if (*start != to->length - 1)
            return;
        ++*start;
    }
}

static void put_events(Document *to, const Page *page, byte *composed, const Composed *strange)
{
    const Event *event = (const Event *)page->events.data;
    const Event *last = event + page->events.used / sizeof(Event);
    bool broken = true, spaced = false;
    Line line = {0};
    for (; event < last; event++) {
        byte flags = to->flags[event->key];
        if (event->kind == OPEN)
            open_element(to, event->key);
        else if (event->kind == CLOSE) {
            close_element(to, event->key);
            spaced = spaced || flags & MUTES;
        }
        bool muted = to->muted_at >= 0;
        broken = broken || !(flags & INLINE || muted);
        Composed words = {event->from, event->bytes, event->letters, event->before, event->behind};
        byte *texts = (byte *)page->words.data;
        bool was_strange = event->from < 0;
        if (was_strange) {
            words = strange[-1 - event->from];
            texts = composed;
        }
        if (words.letters == 0 || muted) {
            spaced = spaced || words.before;
            if (was_strange)
                number(&to->strange, -1);
            continue;
        }
        int32_t from = to->length;
        if (broken ? to->length > 0 : spaced || words.before) {
            *(char *)more(&to->text, 1) = broken ? '\n' : ' ';
            to->length++;
            skip_space(to);
        }
        if (broken) {
            if (to->length)
                add_line(to, line, to->length - 1);
            from = to->length;
            line = (Line){.start = from, .inner = to->inner};
        }
        if (was_strange)
            number(&to->strange, to->length);
        put(&to->text, (Text){texts + words.from, words.bytes});
        to->length += words.letters;
        broken = false;
        spaced = words.behind;
        int32_t links = count(&to->open_links);
        Segment *segment = more(&to->segments, sizeof(Segment));
        *segment = (Segment){from, to->length, to->hidden_at >= 0,
                             links ? numbers(&to->open_links)[links - 1] / 3 : -1};
        line.seen += segment->hidden ? 0 : to->length - from;
        line.linked += links ? to->length - from : 0;
    }
    if (to->length)
        add_line(to, line, to->length);
}

void mb_free_document(Document *document)
{
    free_rows(document, ROWS_OF_DOCUMENT);
    free(document);
}

static bool put_all(Document *to, const Page *page, byte *composed, const Composed *strange)
{
    jmp_buf full;
    begin_rows(to, ROWS_OF_DOCUMENT, &full);
    if (setjmp(full))
        return false;
    put_events(to, page, composed, strange);
    return true;
}

/* The text of a page that was walked; NULL without memory. Python frees it.
 *
 * Told are its rows for Python. */
Document *mb_put_together(const Page *page, byte *flags, byte *composed, const Composed *strange,
                          int64_t told[2 * DOCUMENT_FOR_PYTHON])
{
    Document *document = calloc(1, sizeof(Document));
    if (document == NULL)
        return NULL;
    document->flags = flags;
    document->inner = document->hidden_at = document->muted_at = -1;
    if (put_all(document, page, composed, strange)) {
        hand_over(document, DOCUMENT_FOR_PYTHON, told);
        return document;
    }
    mb_free_document(document);
    return NULL;
}

/* The parser's nodes: read as they lie in memory where that was tried, else by its own functions. */

#include "rows.h"

/* Its functions, in the order in which library.py names them. */
typedef struct {
    void *(*first_child)(void *), *(*next)(void *), *(*parent)(void *);
    int (*type)(void *);
    uintptr_t (*tag)(void *);
    byte *(*name)(void *, size_t *);
    void *(*first_attribute)(void *), *(*next_attribute)(void *);
    byte *(*attribute_name)(void *, size_t *);
    byte *(*attribute_value)(void *, size_t *);
    byte *(*doctype_name)(void *, size_t *);
} Parser;

/* As lexbor/dom/interfaces/node.h and character_data.h have it. */
typedef struct Node {
    void *events;
    uintptr_t tag, prefix, ns;
    void *document;
    struct Node *next, *prev, *parent, *first_child, *last_child;
    void *user;
    int type;
    Text text; /* of text nodes alone */
} Node;

enum { ELEMENT = 1, TEXT = 3, COMMENT = 8, DOCTYPE = 10 };

static inline bool is_laid_out(const Parser *parser, Node *node)
{
    return node->type == parser->type(node) && node->next == parser->next(node) &&
           node->parent == parser->parent(node) && node->first_child == parser->first_child(node) &&
           (node->type != ELEMENT || node->tag == parser->tag(node));
}

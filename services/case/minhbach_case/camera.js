// Marks quotes where they stand on a page, and says of each how it stands there.
// Runs in a world of its own: no name that the page defines is met.
((quotes) => {
  const tidy = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();
  const walker = Document.prototype.createTreeWalker.call(document, document, NodeFilter.SHOW_TEXT);
  let text = "";
  const places = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement && node.parentElement.closest("head, script, style, noscript, template")) continue;
    for (let at = 0; at < node.data.length && text.length < 2000000; at++) {
      const letter = /\s/.test(node.data[at]) ? " " : node.data[at];
      if (letter === " " && text.endsWith(" ")) continue;
      text += letter;
      places.push([node, at]);
    }
    if (text && !text.endsWith(" ")) {
      text += " ";
      places.push([node, node.data.length - 1]);
    }
  }
  const hiding = (element, boxes) => {
    for (let e = element; e; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.display === "none") return "display";
      if (style.visibility !== "visible") return "visibility";
      if (Number(style.opacity) < 0.1) return "opacity";
      if (parseFloat(style.fontSize) < 2) return "size";
      const box = e.getBoundingClientRect();
      if (style.overflow !== "visible" && (box.width < 3 || box.height < 3)) return "size";
    }
    const right = Math.max(document.documentElement.scrollWidth, innerWidth);
    const seen = boxes.some((b) => b.right + scrollX > 0 && b.bottom + scrollY > 0 && b.left < right);
    if (!boxes.length) return "other";
    return seen ? null : "outside";
  };
  const marks = [];
  const placed = (at, length) => {
    const range = new Range();
    range.setStart(...places[at]);
    const [node, end] = places[at + length - 1];
    range.setEnd(node, end + 1);
    const boxes = [...range.getClientRects()].filter((b) => b.width > 0 && b.height > 0);
    return { boxes, how: hiding(range.startContainer.parentElement, boxes) };
  };
  const said = quotes.map((quote) => {
    const wanted = tidy(quote);
    let first = null;
    // Words that stand on the page more than once: where a reader sees them comes first.
    for (let at = text.indexOf(wanted), n = 0; wanted && at >= 0 && n < 20; n++) {
      const { boxes, how } = placed(at, wanted.length);
      if (!how) {
        marks.push(...boxes);
        return { standing: "shown", how: null };
      }
      first ??= how;
      at = text.indexOf(wanted, at + 1);
    }
    return first ? { standing: "hidden", how: first } : { standing: "absent", how: null };
  });
  for (const box of marks) {
    const mark = Document.prototype.createElement.call(document, "div");
    const place = { left: box.left + scrollX, top: box.top + scrollY, width: box.width, height: box.height };
    for (const [name, value] of Object.entries(place)) mark.style.setProperty(name, `${value}px`, "important");
    const look = "all:initial;position:absolute;z-index:2147483647;background:rgba(255,200,0,.38);" +
      "outline:2px solid #a35200;";
    mark.style.cssText = look + mark.style.cssText;
    document.documentElement.append(mark);
  }
  return said;
})

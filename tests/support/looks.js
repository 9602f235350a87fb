// What a page looks like to somebody without a mouse, or on a narrow screen. Run by tests only.
window.looks = {
  // What the keyboard must reach, in the order of the page; of a group of radio buttons one.
  reachable() {
    const groups = new Set();
    const first = (e) => {
      if (e.type !== "radio") return true;
      const key = `${[...document.forms].indexOf(e.form)} ${e.name}`;
      const chosen = e.form && e.form.querySelector(`[name="${e.name}"]:checked`);
      if (chosen && chosen !== e) return false;
      return !groups.has(key) && groups.add(key);
    };
    const wanted = "a[href], button, input, select, textarea, summary, [tabindex='0']";
    return [...document.querySelectorAll(wanted)].filter(
      (e) => e.type !== "hidden" && !e.disabled && e.checkVisibility() && first(e),
    );
  },
  name(e) {
    const words = (e.getAttribute("aria-label") || e.textContent || "").trim().slice(0, 40);
    const id = e.id ? `#${e.id}` : e.name ? `[name=${e.name}]` : "";
    return `${e.localName}${id} «${words.replace(/\s+/g, " ")}»`;
  },
  begin() {
    this.expected = this.reachable();
    this.at = 0;
    // From the top, also where the page was walked through before.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.blur();
    document.body.removeAttribute("tabindex");
    window.scrollTo(0, 0);
    return this.expected.length;
  },
  // What is wrong with the element that has the focus now; null where nothing is.
  async step() {
    const wanted = this.expected[this.at++];
    if (!this.fault(wanted)) return null;
    // A busy machine scrolls to what has the focus a frame later.
    for (let n = 0; n < 2; n++) await new Promise((done) => requestAnimationFrame(done));
    return this.fault(wanted);
  },
  fault(wanted) {
    const e = document.activeElement;
    if (e !== wanted) return `${this.name(e)} has the focus, not ${this.name(wanted)}`;
    const outline = getComputedStyle(e);
    if (outline.outlineStyle === "none" || parseFloat(outline.outlineWidth) < 2)
      return `${this.name(e)} shows no focus`;
    const box = [...e.getClientRects()].find((r) => r.width && r.height);
    if (!box) return `${this.name(e)} has no place`;
    const points = [0.1, 0.5, 0.9].map((x) => [box.x + box.width * x, box.y + box.height / 2]);
    const seen = points.some(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top && (e.contains(top) || top.contains(e) || e.labels?.[0]?.contains(top));
    });
    return seen ? null : `${this.name(e)} is out of sight or covered`;
  },
  // Whatever makes the page scroll sideways.
  wide() {
    const limit = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= limit) return [];
    const out = [...document.body.querySelectorAll("*")].filter(
      (e) => e.checkVisibility() && e.getBoundingClientRect().right > limit + 1,
    );
    return out.slice(0, 5).map((e) => `${this.name(e)}.${e.className} sticks out`);
  },
  // Words that are cut off (but for those that are meant for ears only).
  clipped() {
    return [...document.body.querySelectorAll("*")]
      .filter((e) => {
        const style = getComputedStyle(e);
        const hides = (x) => x === "hidden" || x === "clip";
        if (!e.checkVisibility() || e.closest(".hidden-words, thead")) return false;
        const high = hides(style.overflowY) && e.scrollHeight > e.clientHeight + 2;
        const wide = hides(style.overflowX) && e.scrollWidth > e.clientWidth + 2;
        return (high || wide) && e.clientHeight > 0 && !e.matches("input, textarea, select");
      })
      .map((e) => `${this.name(e)}.${e.className} cuts its words`);
  },
  // What moves by itself or glides.
  moving() {
    const glides = (e) => {
      const style = getComputedStyle(e);
      const times = `${style.transitionDuration}, ${style.animationDuration}`.split(", ");
      return style.scrollBehavior === "smooth" || times.some((t) => parseFloat(t) > 0.01);
    };
    return [...document.querySelectorAll("*")].filter(glides).map((e) => this.name(e));
  },
  // Of the ground that the page stands on, from 0 (black) to 1.
  lightness() {
    const parts = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g);
    return parts.slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 765;
  },
  // WCAG 1.4.12: the distances that a reader may set.
  space() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; " +
        "word-spacing: 0.16em !important } p { margin-bottom: 2em !important }",
    );
    document.adoptedStyleSheets = [sheet];
  },
};

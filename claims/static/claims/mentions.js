// Joins the table of mentions and the marked text: hovering, focusing or clicking one shows the other.
// The page says the same without it: the numbers in the text and in the table are links to each other.

"use strict";

(() => {
    const text = document.querySelector("[data-text]");
    const table = document.querySelector("[data-rows]");
    if (!text || !table) return;

    const segments = new Map();
    for (const segment of text.querySelectorAll("[data-mentions]")) {
        for (const id of segment.dataset.mentions.split(" ")) {
            if (!segments.has(id)) segments.set(id, []);
            segments.get(id).push(segment);
        }
    }

    let shown = null; // the mention under the pointer
    let chosen = null; // the mention that was clicked, or that the address names

    const rowOf = (id) => document.getElementById(`row-${id}`);
    const partsOf = (id) => [...(segments.get(id) || []), rowOf(id)].filter(Boolean);
    const innermost = (segment) => segment.dataset.mentions.split(" ").at(-1);

    function paint(id) {
        if (shown !== null) partsOf(shown).forEach((part) => part.classList.remove("on"));
        shown = id ?? chosen;
        if (shown !== null) partsOf(shown).forEach((part) => part.classList.add("on"));
    }

    function show(part) {
        const box = part.getBoundingClientRect();
        const frame = text.contains(part) ? text.getBoundingClientRect() : { top: 0, bottom: window.innerHeight };
        const isSeen = box.top >= Math.max(frame.top, 0) + 40 && box.bottom <= Math.min(frame.bottom, window.innerHeight) - 20;
        if (!isSeen) part.scrollIntoView({ block: "center" });
    }

    function choose(id, part) {
        chosen = id;
        paint(id);
        history.replaceState(null, "", `#mention-${id}`);
        if (part) show(part);
    }

    table.addEventListener("mouseover", (event) => paint(event.target.closest("tr[data-mention]")?.dataset.mention ?? null));
    table.addEventListener("focusin", (event) => paint(event.target.closest("tr[data-mention]")?.dataset.mention ?? null));
    table.addEventListener("mouseleave", () => paint(null));
    table.addEventListener("click", (event) => {
        const row = event.target.closest("tr[data-mention]");
        const link = event.target.closest("a");
        if (!row || (link && !link.classList.contains("desk-number")) || String(window.getSelection())) return;
        event.preventDefault();
        choose(row.dataset.mention, segments.get(row.dataset.mention)?.[0]);
    });

    text.addEventListener("mouseover", (event) => {
        const segment = event.target.closest("[data-mentions]");
        paint(segment ? innermost(segment) : null);
    });
    text.addEventListener("mouseleave", () => paint(null));
    text.addEventListener("click", (event) => {
        const place = event.target.closest(".desk-place");
        const segment = event.target.closest("[data-mentions]");
        if ((!place && !segment) || String(window.getSelection())) return;
        event.preventDefault();
        const id = place ? place.id.replace("mention-", "") : innermost(segment);
        choose(id, rowOf(id));
    });

    function followAddress() {
        const named = /^#(?:mention|row)-(\d+)$/.exec(location.hash);
        if (!named || !segments.has(named[1])) return;
        chosen = named[1];
        paint(chosen);
        show(segments.get(chosen)[0]);
    }

    window.addEventListener("hashchange", followAddress);
    followAddress();
})();

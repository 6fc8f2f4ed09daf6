// One photograph: keys to name people and turn the pages, and a link to copy.
import "./copy.js";

const people = document.querySelector("[data-people]");
const boxes = [...(people?.querySelectorAll("input[name=person]:not(:disabled)") ?? [])];

addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const on = event.target;
  const writes = on.matches?.("textarea, select, input:not([type=checkbox])");
  const turn = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (turn && !writes) {
    const to = document.querySelector(`.turn [rel=${turn}]`);
    if (to) {
      event.preventDefault();
      to.click();
    }
  }
  // Single characters only while the list has the focus: elsewhere they belong to
  // whoever speaks to their computer (WCAG 2.1.4).
  if (!people?.contains(on) || !on.matches("input[type=checkbox]")) return;
  if (/^[1-9]$/.test(event.key) && boxes[event.key - 1]) {
    boxes[event.key - 1].checked = !boxes[event.key - 1].checked;
    boxes[event.key - 1].focus();
    event.preventDefault();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const next = boxes[boxes.indexOf(on) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) {
      next.focus();
      event.preventDefault();
    }
  } else if (event.key === "Enter") {
    event.preventDefault();
    people.requestSubmit(people.querySelector("button[value=next]"));
  }
});

if (!document.querySelector("[data-copy]") && boxes.length && document.referrer === "" && location.search.includes("after=named")) {
  // On to the next one, hands still on the keys.
  boxes[0].focus({ preventScroll: true });
}

// The recipient's pages with script: the pad, a draft that survives a reload,
// sending that never loses anything. Without script the same forms work plainly.

import { Pad } from "./pad.js";
import { sendable } from "./send.js";

function start() {
  for (const form of document.querySelectorAll("form[data-send]")) {
    const answer = form.dataset.answer ? answering(form) : null;
    sendable(form, { check: answer?.check, arrived: start });
  }
  const resend = document.querySelector("form[data-resend]");
  if (resend) countdown(resend);
  const code = document.querySelector("input.code");
  code?.addEventListener("input", () => {
    // Pasted, it may bring its sentence along, or digits of another width.
    const plain = code.value.normalize("NFKC").replace(/[\u00ad\u200b-\u200f\u2060-\u2069\ufeff]/g, "");
    const found = /(?:^|[^0-9])([0-9](?:[\s.\u2010-\u2015-]*[0-9]){5})(?![0-9])/.exec(plain);
    const digits = (found ? found[1] : plain).replace(/[^0-9]/g, "").slice(0, 6);
    if (digits !== code.value) code.value = digits;
  });
  if (document.querySelector("[data-done]")) forget();
  if (document.querySelector("[data-pending]")) poll(1500);
}

// -- the answer form --

function answering(form) {
  const find = (selector) => form.querySelector(selector);
  const all = (selector) => [...form.querySelectorAll(selector)];
  const uses = all(".use").map((box) => ({
    box,
    name: box.querySelector(".wording").textContent.trim(),
    value: () => box.querySelector("input:checked")?.value,
  }));
  const canvas = find("#pad");
  const strokes = form.elements.strokes;
  const tally = find("[data-tally]");
  const draft = drafts(form);

  all("[data-needs-script]").forEach((element) => (element.hidden = false));
  find("[data-way=draw]").hidden = false;
  const pad = new Pad(canvas, () => {
    strokes.value = pad.empty ? "" : JSON.stringify(pad);
    canvas.setAttribute("aria-label", pad.empty ? canvas.dataset.sayEmpty : canvas.dataset.sayDrawn);
    draft.save();
  });

  draft.load();
  if (strokes.value) pad.load(strokes.value);
  if (!form.elements.signature.value) form.elements.signature.value = find("[value=kept]") ? "kept" : "draw";
  find("[data-undo]").addEventListener("click", () => pad.undo());
  find("[data-clear]").addEventListener("click", () => pad.clear());

  const settle = () => {
    const way = form.elements.signature.value;
    all("[data-way]").forEach((panel) => (panel.hidden = panel.dataset.way !== way));
    // Guardians are not offered it: they sign for several people.
    const keep = find("[data-keep]");
    if (keep) keep.hidden = way === "kept";
    const refused = uses.length > 0 && uses.every((use) => use.value() === "no");
    tally.textContent = refused ? tally.dataset.sayNone : "";
    all("[data-signature]").forEach((part) => (part.hidden = refused));
    const other = find("[data-other]");
    if (other) other.hidden = form.elements.other.value === "alone";
    for (const use of uses) if (use.value()) delete use.box.dataset.wrong;
  };
  form.addEventListener("input", () => {
    settle();
    draft.save();
  });
  settle();

  // What the server would say anyway, said without the journey.
  const check = (button) => {
    const place = find("[data-problems]");
    place.hidden = true;
    if (button?.value === "refuse") return true;
    const { dataset } = place;
    const problems = [];
    const open = uses.filter((use) => !use.value());
    for (const use of uses) use.box.toggleAttribute("data-wrong", !use.value());
    for (const use of open) problems.push([use.box.id, dataset.sayUse.replace("%", use.name)]);
    if (!open.length && uses.every((use) => use.value() === "no")) problems.push(["uses", dataset.sayNone]);
    const { other, otherFirstName, otherLastName, otherEmail, childAgrees } = form.elements;
    if (other && !other.value) problems.push(["other", dataset.sayOther]);
    if (other?.value === "named") {
      const empty = [otherFirstName, otherLastName].find((field) => !field.value.trim());
      if (empty) problems.push([empty.id, dataset.sayOtherName]);
      if (!otherEmail.value.trim() || !otherEmail.checkValidity()) problems.push([otherEmail.id, dataset.sayOtherEmail]);
    }
    if (childAgrees && !childAgrees.checked) problems.push([childAgrees.id, dataset.sayChild]);
    const way = form.elements.signature.value;
    if (way === "draw" && pad.empty) problems.push(["signature", dataset.sayDraw]);
    else if (way === "draw" && pad.tooSmall) problems.push(["signature", dataset.sayDot]);
    if (way === "type" && !form.elements.typedName.value.trim()) problems.push(["typed-name", dataset.sayType]);
    if (way === "type" && !form.elements.typedConfirm.checked) problems.push(["typed-confirm", dataset.sayTypedConfirm]);
    if (way === "kept" && !form.elements.keptConfirm.checked) problems.push(["kept-confirm", dataset.sayKept]);
    if (!problems.length) return true;
    list(place, problems);
    return false;
  };
  return { check };
}

function list(place, problems) {
  const title = document.createElement("h2");
  title.textContent = place.dataset.title;
  const items = document.createElement("ul");
  for (const [id, text] of problems) {
    const link = document.createElement("a");
    link.href = `#${id}`;
    link.textContent = text;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const target = document.getElementById(id);
      target.scrollIntoView({ block: "center" });
      (target.matches("input, textarea") ? target : target.querySelector("input"))?.focus({ preventScroll: true });
    });
    const item = document.createElement("li");
    item.append(link);
    items.append(item);
  }
  place.replaceChildren(title, items);
  place.hidden = false;
  place.focus();
}

// -- a draft for this tab only, bound to the very document shown --

const PLACE = `draft:${location.pathname}`;

function drafts(form) {
  const { answer } = form.dataset;
  const kept = () => [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "submit");
  return {
    save() {
      try {
        const values = kept()
          .filter((field) => !/radio|checkbox/.test(field.type) || field.checked)
          .map((field) => [field.name, field.value]);
        sessionStorage.setItem(PLACE, JSON.stringify({ answer, values, strokes: form.elements.strokes.value }));
      } catch {
        // no room or not allowed: there is just no draft
      }
    },
    load() {
      try {
        const found = JSON.parse(sessionStorage.getItem(PLACE));
        if (!found || found.answer !== answer || form.querySelector("input[name^='use.']:checked")) return;
        const values = new Map(found.values);
        for (const field of kept()) {
          if (/radio|checkbox/.test(field.type)) {
            // Consent to a signature is given each time afresh.
            if (!/Confirm$/.test(field.name)) field.checked = values.get(field.name) === field.value;
          } else if (values.has(field.name)) field.value = values.get(field.name);
        }
        form.elements.strokes.value ||= found.strokes;
      } catch {
        // no draft
      }
    },
  };
}

function forget() {
  try {
    sessionStorage.removeItem(PLACE);
  } catch {
    // nothing was kept
  }
}

// -- waiting --

function countdown(form) {
  const button = form.querySelector("button");
  const words = button.textContent;
  const until = performance.now() + Number(form.dataset.resend) * 1000;
  const tick = () => {
    if (!button.isConnected) return;
    const left = Math.ceil((until - performance.now()) / 1000);
    if (left > 0) {
      button.textContent = form.dataset.sayWait.replace("%", left);
      button.setAttribute("aria-disabled", "true");
      setTimeout(tick, 1000);
    } else {
      button.textContent = words;
      button.removeAttribute("aria-disabled");
    }
  };
  tick();
}

async function poll(pause) {
  await new Promise((done) => setTimeout(done, pause));
  const place = document.querySelector("[data-poll]");
  if (!place?.querySelector("[data-pending]")) return;
  if (document.visibilityState === "visible") {
    try {
      const reply = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
      const next = new DOMParser().parseFromString(await reply.text(), "text/html").querySelector("[data-poll]");
      if (reply.ok && next && !next.querySelector("[data-pending]")) {
        place.replaceChildren(...document.adoptNode(next).childNodes);
        return;
      }
    } catch {
      // offline: look again later
    }
  }
  if (pause < 60_000) poll(pause * 1.5);
}

start();

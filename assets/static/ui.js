// What the components of the console add where scripts run. Without them, every form and
// link does the same by loading a page.

/** Sends a form and returns the page that answers, or null if the connection was lost. */
async function send(form, button, extra = {}, signal) {
  const fields = new FormData(form);
  if (button?.name) fields.set(button.name, button.value);
  for (const [name, value] of Object.entries(extra)) fields.set(name, value);
  const action = button?.getAttribute("formaction") ?? form.getAttribute("action");
  const reply = await fetch(action, { method: "POST", body: new URLSearchParams(fields), signal });
  const kind = reply.headers.get("content-type") ?? "";
  return { reply, page: kind.includes("html") ? new DOMParser().parseFromString(await reply.text(), "text/html") : null };
}

/** Puts what a page says in place of what stands here, part by part. */
function swap(page, within) {
  for (const part of within.querySelectorAll("[data-swap]")) {
    const next = page.getElementById(part.id);
    if (!next || next.innerHTML === part.innerHTML) continue;
    const had = part.contains(document.activeElement) ? document.activeElement.value : null;
    part.replaceChildren(...document.adoptNode(next).childNodes);
    if (had !== null) part.querySelector(`[value="${CSS.escape(had)}"]`)?.focus({ preventScroll: true });
  }
}

// A form that is shown anew while it is filled in: who is found, and who would be written to.
for (const form of document.querySelectorAll("form[data-follow]")) {
  let asking = null;
  let pause = null;
  const follow = async () => {
    asking?.abort();
    asking = new AbortController();
    try {
      const { reply, page } = await send(form, null, { do: "find" }, asking.signal);
      if (page && !reply.redirected) swap(page, form);
    } catch {
      // Given up for a newer question, or offline: sending the form will say so.
    }
  };
  const soon = (after) => {
    clearTimeout(pause);
    pause = setTimeout(follow, after);
  };
  form.addEventListener("input", (event) => event.target.matches("[data-seek]") && soon(180));
  // Whoever is chosen was found: the next name is typed into an empty field.
  form.addEventListener("change", (event) => {
    const field = event.target.closest("#picker-found") && form.querySelector("#q");
    if (!field) return;
    field.value = "";
    if (matchMedia("(hover: hover)").matches) field.focus({ preventScroll: true });
  });
  form.addEventListener("change", (event) => event.target.matches("[type=checkbox], [type=date], [type=time]") && soon(0));
  form.addEventListener("restored", () => soon(0));
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input[data-seek]")) return;
    event.preventDefault();
    const all = form.querySelectorAll("#picker-found input");
    if (all.length === 1) {
      all[0].click();
      event.target.value = "";
    }
    soon(0);
  });
}

// Nothing is sent twice by pressing twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || form.matches("[data-many]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 8000);
});
addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent));

// What asks to be confirmed is asked in a dialog, over the page.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (event.defaultPrevented || !button?.matches("[data-confirm]") || !window.HTMLDialogElement) return;
  event.preventDefault();
  delete form.dataset.sent;
  let answer;
  try {
    answer = await send(form, button);
  } catch {
    HTMLFormElement.prototype.submit.call(form);
    return;
  }
  const asked = answer.page?.querySelector("[data-confirming]");
  if (!asked || answer.reply.redirected) {
    if (answer.reply.redirected) location.assign(answer.reply.url);
    else if (answer.page) document.querySelector("#content").replaceWith(document.adoptNode(answer.page.querySelector("#content")));
    return;
  }
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "confirm-title");
  dialog.append(document.adoptNode(asked));
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (click) => {
    if (click.target === dialog || click.target.closest("[data-cancel]")) {
      click.preventDefault();
      dialog.close();
    }
  });
  dialog.showModal();
});

/** Says what was just done, for a while. */
function toast(text) {
  document.querySelectorAll("[data-toast]:not(.in-place)").forEach((one) => one.remove());
  const box = document.createElement("div");
  box.className = "toast";
  box.dataset.toast = "";
  box.setAttribute("role", "status");
  document.body.append(box);
  box.append(Object.assign(document.createElement("p"), { textContent: text }));
  setTimeout(() => box.remove(), 9000);
}

// A link is copied by one click. Several, or where nothing may be copied, are shown on a page.
document.addEventListener("submit", async (event) => {
  const { target: form, submitter: button } = event;
  if (event.defaultPrevented || !button?.matches("[data-copy-link]") || !navigator.clipboard) return;
  event.preventDefault();
  try {
    const { page } = await send(form, button);
    const links = page.querySelectorAll("[data-copy] input");
    if (links.length !== 1) throw new Error("several");
    await navigator.clipboard.writeText(links[0].value);
    button.closest("details.menu").open = false;
    toast(form.dataset.sayCopied);
  } catch {
    delete button.dataset.copyLink;
    form.requestSubmit(button);
  }
});

// How many rows are chosen; all of them; a range with Shift.
for (const area of document.querySelectorAll(".choosing")) {
  const boxes = () => [...area.querySelectorAll("tbody .choose input")];
  // The part may be replaced by what the server has now: the head is looked up each time.
  const headOf = () => area.querySelector("thead .choose input");
  const whole = area.querySelector("input[name=all]");
  const said = area.querySelector(".picked");
  let last = null;
  const count = () => {
    const all = boxes();
    const chosen = all.filter((box) => box.checked).length;
    if (said) said.textContent = chosen && !whole?.checked ? said.dataset.say.replace("{count}", chosen) : "";
    const head = headOf();
    if (head) {
      head.closest("label").removeAttribute("hidden");
      head.checked = chosen > 0 && chosen === all.length;
      head.indeterminate = chosen > 0 && chosen < all.length;
    }
  };
  area.addEventListener("click", (event) => {
    const box = event.target;
    if (!box.matches("tbody .choose input")) return;
    const all = boxes();
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    if (event.shiftKey && last && from >= 0) all.slice(from, to + 1).forEach((one) => (one.checked = box.checked));
    last = box;
  });
  area.addEventListener("change", (event) => {
    if (event.target === headOf()) boxes().forEach((box) => (box.checked = event.target.checked));
    count();
  });
  document.addEventListener("refreshed", count, true);
  count();
}

// A menu closes when one looks elsewhere.
const menus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => menus().forEach((menu) => menu.contains(event.target) || (menu.open = false)));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    const within = menu.contains(document.activeElement);
    menu.open = false;
    if (within) menu.querySelector("summary").focus();
  }
});

// The way back leads to a list as it was: filtered, in its order, on its page. This tab remembers it
// until its user signs out.
const LIST = "be-right-list:";
const kept = (work) => {
  try {
    return work(sessionStorage);
  } catch {
    return null;
  }
};
const account = document.querySelector("[data-account]")?.dataset.account;
const forget = () => kept((store) => Object.keys(store).filter((name) => name.startsWith(LIST)).forEach((name) => store.removeItem(name)));
if (!account) forget();
document.querySelector("form[action='/console/logout']")?.addEventListener("submit", forget);
if (account && document.querySelector("form.filters")) {
  const chosen = new URLSearchParams(location.search);
  for (const name of ["lang", "after", "count", "ids", "at", "person"]) chosen.delete(name);
  kept((store) => store.setItem(`${LIST}${account}:${location.pathname}`, chosen.toString()));
}
for (const back of document.querySelectorAll(".crumb a")) {
  const chosen = kept((store) => store.getItem(`${LIST}${account}:${back.pathname}`));
  if (chosen && !back.search) back.search = chosen;
}

// A filter is applied when it is chosen.
for (const filter of document.querySelectorAll("form.filters")) {
  filter.addEventListener("change", (event) => event.target.matches("select, [type=date]") && filter.requestSubmit());
}

// A colour is picked as well as typed.
for (const swatch of document.querySelectorAll("[data-swatch]")) {
  const text = swatch.parentElement.querySelector("input[type=text]");
  const follow = () => {
    const now = text.value || getComputedStyle(document.documentElement).getPropertyValue("--brand").trim();
    if (/^#[0-9a-f]{6}$/i.test(now)) swatch.value = now;
  };
  follow();
  swatch.hidden = false;
  text.addEventListener("input", follow);
  swatch.addEventListener("input", () => (text.value = swatch.value));
}

// A toast is said once: loading the page again does not repeat it. It goes by itself,
// unless it offers to undo something.
for (const toast of document.querySelectorAll("[data-toast]:not(.in-place)")) {
  const url = new URL(location.href);
  for (const name of ["after", "count", "ids", "at"]) url.searchParams.delete(name);
  history.replaceState(history.state, "", url);
  const close = toast.querySelector("[data-close]");
  close.hidden = false;
  close.addEventListener("click", () => toast.remove());
  if (!toast.querySelector("form")) setTimeout(() => toast.remove(), 9000);
}

// Ctrl+K: pages and actions, then people and shoots, by typing.
const palette = document.querySelector("[data-palette]");
if (palette?.showModal) {
  const input = palette.querySelector("input");
  const list = palette.querySelector("ul");
  const fixed = [...document.importNode(palette.querySelector("template").content, true).children];
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  let at = 0;
  let asking = null;
  let pause = null;
  const rows = () => [...list.querySelectorAll("[role=option]")];
  const mark = (to) => {
    const all = rows();
    at = all.length ? (to + all.length) % all.length : 0;
    all.forEach((row, n) => row.setAttribute("aria-selected", String(n === at)));
    all.forEach((row, n) => (row.id = `palette-${n}`));
    if (all[at]) {
      input.setAttribute("aria-activedescendant", all[at].id);
      all[at].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const show = (found) => {
    const words = folded(input.value).split(/\s+/).filter(Boolean);
    const near = fixed.filter((row) => words.every((word) => folded(row.textContent).includes(word)));
    list.replaceChildren(...near, ...found);
    if (!list.children.length) {
      const nothing = document.createElement("li");
      nothing.className = "nothing";
      nothing.setAttribute("role", "presentation");
      nothing.textContent = palette.dataset.sayNothing;
      list.append(nothing);
    }
    mark(0);
  };
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const text = input.value.trim();
    if (!text) return show([]);
    try {
      const reply = await fetch(`/console/search?q=${encodeURIComponent(text)}`, { signal: asking.signal });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const found = [...page.querySelectorAll(".found")].flatMap((group) => {
        const kind = group.querySelector("h2")?.firstChild.textContent.trim() ?? "";
        return [...group.querySelectorAll("li .what a")].slice(0, 4).map((link) => {
          const row = document.createElement("li");
          row.setAttribute("role", "option");
          const to = document.createElement("a");
          to.href = link.getAttribute("href");
          to.tabIndex = -1;
          const small = document.createElement("small");
          small.textContent = kind;
          to.append(link.textContent, small);
          row.append(to);
          return row;
        });
      });
      show(found);
    } catch {
      // A newer question was asked, or there is no connection.
    }
  };
  const open = () => {
    input.value = "";
    show([]);
    palette.showModal();
    input.focus();
  };
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (palette.open) palette.close();
    else open();
  });
  input.addEventListener("input", () => {
    show([]);
    clearTimeout(pause);
    pause = setTimeout(ask, 150);
  });
  palette.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at - 1);
    else if (event.key === "Enter") rows()[at]?.querySelector("a").click();
    else return;
    event.preventDefault();
  });
  palette.addEventListener("click", (event) => event.target === palette && palette.close());
}

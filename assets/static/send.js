// Forms that are sent without leaving the page, so that a lost connection loses
// nothing: the reply, whatever it is, takes the page's place.

const PATIENCE = 60_000;
const SLOW = 6_000;
const say = (key) => document.body.dataset[key];

export function sendable(form, { check, arrived }) {
  if (!window.fetch || !window.URLSearchParams || !window.AbortController) return;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.busy) return;
    const button = event.submitter ?? form.querySelector("button:not([type=button])");
    if (button?.getAttribute("aria-disabled") === "true") return;
    if (check && !check(button)) return;
    const body = new URLSearchParams(new FormData(form));
    if (button?.name) body.set(button.name, button.value);

    const stop = busy(form, button);
    const abort = new AbortController();
    const limit = setTimeout(() => abort.abort(), PATIENCE);
    try {
      const reply = await fetch(form.action, {
        method: "POST",
        body,
        headers: { Accept: "text/html" },
        credentials: "same-origin",
        signal: abort.signal,
      });
      const html = await reply.text();
      if (reply.status >= 500 || !/html/.test(reply.headers.get("content-type") ?? "")) {
        stop();
        state(form, say("sayTrouble"), "alert");
        return;
      }
      show(html, reply.redirected ? reply.url : null, arrived);
    } catch {
      stop();
      state(form, say("sayOffline"), "alert");
    } finally {
      clearTimeout(limit);
    }
  });
}

function busy(form, button) {
  form.dataset.busy = "yes";
  const words = button?.textContent;
  if (button) {
    button.textContent = say("saySending");
    button.setAttribute("aria-disabled", "true");
    button.setAttribute("aria-busy", "true");
  }
  state(form, "");
  const slow = setTimeout(() => state(form, say("saySlow"), "note"), SLOW);
  return () => {
    clearTimeout(slow);
    delete form.dataset.busy;
    if (button) {
      button.textContent = words;
      button.removeAttribute("aria-disabled");
      button.removeAttribute("aria-busy");
    }
  };
}

/** Says something beside the form's button, aloud for those who listen. */
export function state(form, text, kind = "note") {
  const box = form.querySelector("[data-state]");
  if (!box) return;
  box.className = kind;
  box.hidden = !text;
  box.textContent = text;
  if (text) box.scrollIntoView({ block: "nearest" });
}

/** Puts a fetched document in place of this one. */
export function show(html, url, arrived) {
  const next = new DOMParser().parseFromString(html, "text/html");
  document.title = next.title;
  document.documentElement.lang = next.documentElement.lang;
  // The page may be of a studio, with its colour, where the one before was not.
  const sheets = (page) => [...page.head.querySelectorAll("link[rel=stylesheet], meta[name=theme-color]")];
  const key = (one) => one.getAttribute("href") ?? one.content;
  const had = sheets(document);
  const has = sheets(next);
  for (const one of has) if (!had.some((other) => key(other) === key(one))) document.head.append(document.adoptNode(one));
  const kept = has.map(key);
  for (const one of had) if (!kept.includes(key(one))) one.remove();
  document.body.replaceWith(document.adoptNode(next.body));
  if (url && url !== location.href) history.pushState(null, "", url);
  else history.replaceState(null, "");
  here = place();
  scrollTo(0, 0);
  arrived();
  const find = (selector) => document.querySelector(selector);
  const target = find("#problems") ?? find("[autofocus]") ?? find("h1");
  target?.focus({ preventScroll: target.tagName === "H1" });
}

// Going back shows what the server knows; a jump within the page is not going back.
const place = () => location.pathname + location.search;
let here = place();
addEventListener("popstate", () => place() === here || location.reload());

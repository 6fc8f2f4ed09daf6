// What is typed into a form that is not saved yet stays in this browser: going back, another
// language, a closed tab or a lost connection lose nothing. It goes when the form is saved or given
// up, when its user signs out, when somebody else signs in, and after a day.

const MARK = "be-right-draft:";
/** Where photographs that are on their way stand: see upload.js. The second is the name of before. */
const UPLOADS = ["be-right-upload:", "upload "];
/** The id of who is signed in, for the other tabs. */
const ACCOUNT = "be-right-account";
const DAY = 86_400_000;
/** What the form says anew each time. */
const OWN = ["lang", "do", "draft", "once"];

const user = document.querySelector("[data-account]")?.dataset.account;
const form = document.querySelector("form:has(> input[name=draft])");
const key = form && user ? `${MARK}${user}:${form.elements.draft.value}` : null;
const toast = document.querySelector("[data-toast]");
/** The page that the browser was sent on from. */
const from = document.referrer ? new URL(document.referrer).pathname : "";

// A browser may keep nothing, as in a private window: then there are no drafts.
const stored = (work) => {
  try {
    return work(localStorage);
  } catch {
    return null;
  }
};
const drafts = () => stored((store) => Object.keys(store).filter((name) => name.startsWith(MARK))) ?? [];
const forget = (name) => stored((store) => store.removeItem(name));
const read = (name) => stored((store) => JSON.parse(store.getItem(name)));

for (const name of drafts()) {
  const draft = read(name);
  // Whose form it is, how old, and whether this page says that it was saved.
  const theirs = user && name.startsWith(`${MARK}${user}:`);
  const saved = draft?.sent && toast && from === draft.page;
  if (!theirs || !(Date.now() - draft?.at < DAY) || saved) forget(name);
}

const uploads = () => stored((store) => Object.keys(store).filter((name) => UPLOADS.some((mark) => name.startsWith(mark)))) ?? [];
uploads().filter((name) => !user || !name.startsWith(`${UPLOADS[0]}${user}:`)).forEach(forget);

let gone = false;
// Somebody has signed out in another tab, or somebody else has signed in there.
let away = false;
if (user && stored((store) => store.getItem(ACCOUNT)) !== user) stored((store) => store.setItem(ACCOUNT, user));
addEventListener("storage", (event) => {
  if (event.key !== ACCOUNT && event.key !== null) return;
  away = event.newValue !== user;
});
for (const leave of document.querySelectorAll("form[action='/console/logout']")) {
  leave.addEventListener("submit", () => {
    gone = true;
    [...drafts(), ...uploads(), ACCOUNT].forEach(forget);
  });
}

if (key) {
  const once = form.elements.once;
  const fresh = once.value;
  const said = form.querySelector("[data-draft-said]");
  let pause = null;
  let typed = false;
  const pairs = () => [...new FormData(form)].filter(([name, value]) => !OWN.includes(name) && typeof value === "string");
  const save = (sent = false) => {
    clearTimeout(pause);
    if (gone || away) return;
    const draft = { at: Date.now(), page: location.pathname, once: once.value, sent, pairs: pairs() };
    stored((store) => store.setItem(key, JSON.stringify(draft)));
  };
  const drop = () => {
    gone = true;
    clearTimeout(pause);
    forget(key);
  };
  const draft = read(key);
  // The page that answers a form has what was typed into it, and its key.
  if (draft && draft.once !== once.value) restore(draft);
  if (draft?.once === fresh) typed = true;

  const changed = () => {
    typed = true;
    // Another text than the one that was sent is another request.
    if (once.value !== fresh && draft?.sent) once.value = fresh;
    clearTimeout(pause);
    pause = setTimeout(save, 250);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => event.defaultPrevented || save(true));
  // Going to another page, or the phone is locked.
  addEventListener("pagehide", () => typed && !form.dataset.sent && save());
  form.querySelector("[data-draft-drop]")?.addEventListener("click", drop);
  said?.querySelector("button").addEventListener("click", () => {
    drop();
    location.replace(location.href);
  });

  function restore({ pairs, sent, once: was }) {
    const kept = new Map();
    for (const [name, value] of pairs) kept.set(name, [...(kept.get(name) ?? []), value]);
    const ticked = new Set();
    for (const one of form.elements) {
      // What was looked for is not asked again.
      if (one.matches("[type=search]") && !sent) continue;
      const values = kept.get(one.name) ?? [];
      if (one.type === "checkbox" || one.type === "radio") {
        one.checked = values.includes(one.value);
        if (one.checked) ticked.add(`${one.name} ${one.value}`);
      } else if (values.length && one.matches("input:not([type=hidden]), select, textarea")) one.value = values.shift();
    }
    // Who was chosen but is not on the page yet is asked for.
    const picker = form.querySelector("#picker-chosen");
    for (const [name, values] of kept) {
      for (const value of picker && /^(person|group)$/.test(name) ? values : []) {
        if (ticked.has(`${name} ${value}`)) continue;
        const one = document.createElement("input");
        Object.assign(one, { type: "hidden", name, value });
        picker.append(one);
      }
    }
    if (sent) once.value = was;
    if (said) said.hidden = false;
    form.dispatchEvent(new Event("restored"));
  }
}

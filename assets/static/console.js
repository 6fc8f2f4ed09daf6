// What every page of the console has: it hears what happens, and shows it without
// being loaded again.

/** An access token of the API, kept in memory only; a new one when it ends. */
let token = null;
let until = 0;
export async function access(renew = false) {
  if (renew || Date.now() > until) {
    token = null;
    const reply = await fetch("/console/token", { method: "POST" });
    if (reply.status === 401) throw new SessionOver();
    if (!reply.ok) throw new Error(`token: ${reply.status}`);
    const given = await reply.json();
    token = given.accessToken;
    until = Date.now() + (given.expiresIn - 60) * 1000;
  }
  return token;
}
export class SessionOver extends Error {}

export const room = document.querySelector("[data-live]");

/** Says something to those who listen to the page. */
export function say(text) {
  const box = document.querySelector("[data-aloud]");
  if (box) box.textContent = text;
}

/** What a picture looks like from afar, or its colour, stands for it until it is there. */
export function paint(within = document) {
  for (const picture of within.querySelectorAll("img[data-colour]")) {
    const { colour, blur } = picture.dataset;
    const [width, height] = [Number(picture.getAttribute("width")), Number(picture.getAttribute("height"))];
    if (picture.closest(".whole-photo")) {
      // As large as it will be, so that nothing moves when it comes.
      picture.style.width = `min(100%, ${width}px, ${(82 * width) / height}vh)`;
      picture.style.aspectRatio = `${width} / ${height}`;
    }
    if (picture.complete && picture.naturalWidth && !picture.dataset.tries) continue;
    if (/^#[0-9a-f]{6}$/i.test(colour)) picture.style.backgroundColor = colour;
    if (/^data:image\/webp;base64,[\w+/=]+$/.test(blur ?? "")) {
      picture.style.background = `url("${blur}") center / ${picture.closest(".whole-photo") ? "100% 100%" : "cover"}`;
    }
    if (picture.dataset.tries) continue;
    picture.dataset.tries = 0;
    picture.addEventListener("load", () => {
      if (picture.src !== NOTHING) picture.style.background = "";
    });
    picture.addEventListener("error", () => later(picture));
    if (picture.complete && picture.getAttribute("src")) later(picture);
  }
}

/** A picture that is still being made is refused at first. What stands for it stays, and it is asked
 *  for again after one second, two, four, up to a minute. */
const NOTHING = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
function later(picture) {
  if (picture.src === NOTHING) return;
  const { src, srcset } = picture;
  const tries = Number(picture.dataset.tries);
  picture.dataset.tries = tries + 1;
  if (tries > 9) return;
  picture.srcset = "";
  picture.src = NOTHING;
  picture.setAttribute("aria-busy", "true");
  setTimeout(() => {
    picture.removeAttribute("aria-busy");
    picture.src = src;
    picture.srcset = srcset;
  }, Math.min(60, 2 ** tries) * (1000 + 250 * Math.random()));
}

/** What is marked as such, as the server has it now. What is ticked stays so. */
let asking = null;
export async function refresh() {
  asking?.abort();
  asking = new AbortController();
  let next;
  try {
    const reply = await fetch(location.href, { headers: { Accept: "text/html" }, signal: asking.signal });
    if (!reply.ok || reply.redirected) return;
    next = new DOMParser().parseFromString(await reply.text(), "text/html");
  } catch {
    return;
  }
  for (const part of document.querySelectorAll("[data-fresh]")) {
    const fresh = next.getElementById(part.id);
    if (!fresh || fresh.innerHTML === part.dataset.was || same(fresh, part)) continue;
    // What somebody is typing is not taken from them.
    if ([...part.querySelectorAll("input[type=email]")].some((box) => box.value !== box.defaultValue)) continue;
    const ticked = new Set([...part.querySelectorAll("input:checked")].map((box) => box.value));
    const had = document.activeElement && part.contains(document.activeElement) ? key(document.activeElement) : null;
    part.replaceChildren(...document.adoptNode(fresh).childNodes);
    for (const box of part.querySelectorAll("input[type=checkbox]")) box.checked = ticked.has(box.value);
    if (had) [...part.querySelectorAll("a, input, button")].find((one) => key(one) === had)?.focus({ preventScroll: true });
    part.classList.remove("fresh-in");
    void part.offsetWidth;
    part.classList.add("fresh-in");
    paint(part);
  }
  room?.dispatchEvent(new Event("refreshed"));
}
const key = (one) => one.getAttribute("href") ?? one.value ?? "";
const same = (one, other) => one.textContent === other.textContent && one.childElementCount === other.childElementCount
  && one.querySelectorAll("*").length === other.querySelectorAll("*").length;

let waiting = null;
export function soon(after = 400) {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, after);
}

paint();
document.querySelectorAll("[data-script]").forEach((one) => (one.hidden = false));
document.querySelector("#problems, #notice.alert")?.focus?.();

if (room) listen(room);
else if (document.querySelector("#bell")) follow();

// Other pages hear of notifications only, and only while they are looked at: a browser has few
// connections to one server.
function follow() {
  let stream = null;
  const open = (since) => {
    stream = new EventSource(`/sse${since ? `?after=${since}` : ""}`);
    stream.addEventListener("notification", () => soon(1200));
  };
  const look = () => {
    if (document.hidden) {
      stream?.close();
      stream = null;
    } else if (!stream) {
      soon(100);
      open();
    }
  };
  if (!document.hidden) open(document.querySelector("[data-since]")?.dataset.since);
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", () => stream?.close());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

// Whoever opens what a notification is about has read it.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-read]");
  if (!link) return;
  const body = new URLSearchParams({ do: "read", id: link.dataset.read });
  fetch("/console/notifications", { method: "POST", body, keepalive: true, redirect: "manual" });
});

function listen(room) {
  const shoot = Number(room.dataset.shoot) || null;
  const me = Number(room.dataset.user);
  // From where the page was made: nothing falls between it and the first event.
  const since = document.querySelector("[data-since]")?.dataset.since ?? "";
  const stream = new EventSource(`/sse?after=${since}`);
  const on = (name, then) => stream.addEventListener(name, (event) => then(JSON.parse(event.data)));
  const shoots = room.dataset.live !== "import";
  const ours = (news) => shoots && (shoot === null || (news.eventId ?? news.id) === shoot);
  on("answer", (news) => {
    if (!ours(news)) return;
    if (room.dataset.sayAnswer) say(room.dataset.sayAnswer);
    soon();
  });
  on("event", (news) => ours(news) && soon());
  on("import", (news) => news.id === Number(room.dataset.importId) && soon(100));
  // When it left, or that there is no such address, is said beside the name.
  on("mail", (news) => ours(news) && ["FAILED", "SENT"].includes(news.state) && soon(1200));
  on("notification", () => soon(1200));
  on("resync", () => soon());
  // Photographs that somebody else, or another window, brings.
  const theirs = new Map();
  on("upload", (news) => {
    if (news.eventId !== shoot || shoot === null) return;
    if (news.userId === me && document.querySelector("[data-upload][data-busy]")) return;
    const of = news.id ?? `file ${news.fileId}`;
    theirs.set(of, news);
    const all = [...theirs.values()];
    const open = all.some((one) => one.state === "ARRIVING");
    const box = document.querySelector("[data-colleague]");
    if (box && news.userId !== me) {
      box.hidden = false;
      const bytes = (field) => all.reduce((sum, one) => sum + (one.state === "STOPPED" ? 0 : one[field]), 0);
      const part = Math.round((100 * bytes("done")) / Math.max(1, bytes("total")));
      box.textContent = open ? `${room.dataset.sayColleague} ${part} %` : room.dataset.sayColleagueDone;
    }
    if (news.state === "DONE") soon(open ? 1500 : 400);
    if (!open) theirs.clear();
  });
  stream.addEventListener("error", () => {
    // Refused for good: the session is over. Else the browser comes back by itself.
    if (stream.readyState === EventSource.CLOSED) stream.close();
  });
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

// How many are chosen, where to say who is on them, and all or none of them.
const naming = document.querySelector("[data-naming]");
const panel = naming?.querySelector("[data-panel]");
if (panel) {
  const said = panel.querySelector("[data-picked]");
  const boxes = () => [...naming.querySelectorAll("input[name=photo]")];
  let last = null;
  const count = () => {
    panel.hidden = boxes().length === 0;
    const chosen = boxes().filter((box) => box.checked).length;
    said.textContent = chosen ? said.dataset.say.replace("{count}", chosen) : "";
    panel.classList.toggle("floating", chosen > 0);
    naming.dispatchEvent(new Event("chosen"));
    const people = naming.querySelector("input[name=person]:checked");
    panel.querySelectorAll("button[name=do]").forEach((one) => (one.disabled = one.value !== "find" && (chosen === 0 || (one.value === "add" && !people))));
  };
  // The bar covers nothing of the photograph that was just chosen.
  const uncover = (box) => {
    // The bar rises with the page until it has left the head of the list.
    for (let tries = 0; tries < 3 && panel.matches(".floating"); tries++) {
      const under = box.closest(".tile").getBoundingClientRect().bottom - panel.getBoundingClientRect().top;
      if (under <= 0) return;
      scrollBy(0, under + 8);
    }
  };
  // Names are saved without leaving: the page stays where it is, and the next photograph without
  // names has the focus. What is refused or must be confirmed comes as a page.
  let asWhole = false;
  naming.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (asWhole || !["add", "replace", "nobody"].includes(button?.value)) return;
    event.preventDefault();
    const form = new FormData(naming);
    form.set("do", button.value);
    const whole = () => {
      asWhole = true;
      delete naming.dataset.sent;
      naming.requestSubmit(button);
    };
    try {
      const reply = await fetch(naming.getAttribute("action"), { method: "POST", body: new URLSearchParams(form) });
      if (!reply.ok || !reply.redirected || !reply.url.includes("after=named")) return whole();
    } catch {
      return whole();
    }
    delete naming.dataset.sent;
    const done = boxes().filter((box) => box.checked).map((box) => box.value);
    naming.querySelectorAll("input[name=photo], input[name=person]").forEach((box) => (box.checked = false));
    const find = panel.querySelector("[data-find]");
    if (find?.value) {
      find.value = "";
      find.dispatchEvent(new Event("input"));
    }
    await refresh();
    count();
    say(naming.dataset.sayNamed);
    const all = boxes();
    const from = all.findIndex((box) => box.value === done.at(-1)) + 1;
    const isUnnamed = (box) => box.closest("[data-unnamed]");
    const next = all.slice(from).find(isUnnamed) ?? all.find(isUnnamed) ?? all[from - 1];
    next?.focus({ preventScroll: true });
    next?.closest(".tile").scrollIntoView({ block: "nearest" });
  });
  naming.addEventListener("click", (event) => {
    const box = event.target;
    if (box.name !== "photo") return;
    const all = boxes();
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    if (event.shiftKey && last && from >= 0) all.slice(from, to + 1).forEach((one) => (one.checked = box.checked));
    last = box;
  });
  naming.addEventListener("change", (event) => {
    count();
    if (event.target.name === "photo" && event.target.checked) uncover(event.target);
  });
  room.addEventListener("refreshed", count);
  // Keys, while a photograph has the focus: arrows go to the next one, Enter goes on to the names,
  // Escape chooses none.
  naming.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const tile = event.target.closest(".tile");
    if (event.key === "Escape" && boxes().some((box) => box.checked)) {
      boxes().forEach((box) => (box.checked = false));
      count();
    } else if (event.key === "Enter" && event.target.name === "photo") {
      event.target.checked = true;
      count();
      (panel.querySelector("[data-find]:not([hidden])") ?? panel.querySelector("input[name=person]"))?.focus();
    } else if (tile && event.key.startsWith("Arrow")) {
      const all = [...naming.querySelectorAll(".tile")];
      const row = all.filter((one) => one.offsetTop === all[0].offsetTop).length || 1;
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -row, ArrowDown: row }[event.key];
      const to = all[all.indexOf(tile) + step];
      if (!to) return;
      const box = to.querySelector("input[name=photo]");
      box.focus({ preventScroll: true });
      to.scrollIntoView({ block: "nearest" });
      // With Shift, both are chosen.
      if (event.shiftKey) box.checked = tile.querySelector("input[name=photo]").checked = true;
      count();
      uncover(box);
    } else return;
    event.preventDefault();
  });
  for (const [mark, checked] of [["[data-all]", true], ["[data-none]", false]]) {
    const button = panel.querySelector(mark);
    button.hidden = false;
    button.addEventListener("click", () => {
      boxes().forEach((box) => (box.checked = checked));
      count();
    });
  }
  count();
}

// Among many people, the one meant is found by typing; and whoever else the studio knows.
const MANY = 12;
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
for (const find of document.querySelectorAll("[data-find]")) {
  const list = document.getElementById(find.dataset.find);
  const others = find.form?.querySelector("#found");
  const are = () => [...list.children];
  if (!others && are().length <= MANY) continue;
  find.hidden = false;
  const narrow = () => {
    const words = folded(find.value).split(/\s+/).filter(Boolean);
    for (const one of are()) {
      const named = folded(one.textContent);
      const fits = words.length ? words.every((word) => named.includes(word)) : are().length <= MANY || !find.closest(".floating");
      one.hidden = !fits && !one.querySelector(":checked");
    }
  };
  // Beside photographs that are chosen there is room for those only who are looked for.
  find.form?.addEventListener("chosen", narrow);
  if (find.closest(".floating")) narrow();
  let asking = null;
  let pause = null;
  // The form as it stands is sent to be shown again: nothing is saved.
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const form = new FormData(find.form);
    form.set("do", "find");
    let next;
    try {
      const reply = await fetch(find.form.getAttribute("action"), { method: "POST", body: new URLSearchParams(form), signal: asking.signal });
      if (!reply.ok || reply.redirected) return;
      next = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("found");
    } catch {
      return;
    }
    // Who is ticked joins the others.
    for (const one of others.querySelectorAll("li:has(:checked)")) list.append(one);
    if (next) others.replaceChildren(...document.adoptNode(next).childNodes);
  };
  find.addEventListener("input", () => {
    narrow();
    clearTimeout(pause);
    if (others) pause = setTimeout(ask, 200);
  });
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const all = [...are(), ...(others?.querySelectorAll("li") ?? [])];
    const words = folded(find.value).split(/\s+/).filter(Boolean);
    const left = all.filter((one) => !one.hidden && !one.querySelector(":checked") && words.every((word) => folded(one.textContent).includes(word)));
    const add = find.closest(".floating")?.querySelector("button[value=add]");
    if (!words.length && add && find.form.querySelector("input[name=person]:checked")) {
      find.form.requestSubmit(add);
    } else if (words.length && left.length === 1) {
      left[0].querySelector("input").click();
      find.value = "";
      find.dispatchEvent(new Event("input"));
    } else if (others) {
      clearTimeout(pause);
      ask();
    }
  });
}

// Photographs dropped onto a shoot, a folder of them if one likes. Each goes by
// tus 1.0: what was lost on the way is not sent again, not even after a reload.

import { SessionOver, access, refresh, room, soon } from "./console.js";

const AT_ONCE = 3;
const RETRIES = 8;
const TAKEN = new Set(["image/jpeg", "image/png", "image/webp", "image/gif"]);
const form = document.querySelector("[data-upload]");
const words = form?.dataset ?? {};

if (form && window.XMLHttpRequest && window.DataTransferItem) begin();

function begin() {
  const [files, folder] = [form.querySelector("#files"), form.querySelector("#folder")];
  form.querySelector("[data-plain]").classList.add("unseen");
  form.querySelector("[data-plain] button").hidden = true;
  folder.hidden = false;
  files.required = false;
  for (const input of [files, folder]) {
    input.addEventListener("change", () => {
      take([...input.files]);
      input.value = "";
    });
  }
  let depth = 0;
  const over = (on) => form.classList.toggle("over", on);
  const brings = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  // Anywhere on the page: a folder that misses the box must not open instead of it.
  addEventListener("dragenter", (event) => brings(event) && over(++depth > 0));
  addEventListener("dragleave", (event) => brings(event) && over((depth = Math.max(0, depth - 1)) > 0));
  addEventListener("dragover", (event) => brings(event) && event.preventDefault());
  addEventListener("drop", async (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    over((depth = 0) > 0);
    take(await dropped(event.dataTransfer));
  });
  addEventListener("beforeunload", (event) => {
    if (form.dataset.busy) event.preventDefault();
  });
}

/** Every file of what was dropped, folders and their folders too. */
async function dropped(transfer) {
  // Asked for at once: after the first wait the list is empty.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files];
  const found = [];
  const walk = async (entry) => {
    if (entry.isFile) {
      found.push(await new Promise((yes, no) => entry.file(yes, no)).catch(() => null));
      return;
    }
    const reader = entry.createReader();
    // A hundred at a time, until there are none.
    for (;;) {
      const some = await new Promise((yes, no) => reader.readEntries(yes, no)).catch(() => []);
      if (!some.length) return;
      for (const one of some) await walk(one);
    }
  };
  for (const entry of entries) await walk(entry);
  return found.filter(Boolean);
}

const queue = [];
const all = [];
let under = 0;

/** What systems leave in folders: nobody's photograph. */
const isSystem = (file) => /^(\._.*|\.DS_Store|\.localized|\.nomedia|Thumbs\.db|ehthumbs\.db|desktop\.ini)$/i.test(file.name);

let looking = 0;
let leftOut = 0;

async function take(files) {
  const meant = files.filter((file) => !isSystem(file));
  meant.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  if (!files.length) return;
  if (!under && !queue.length && !looking) {
    all.length = 0;
    leftOut = 0;
    form.querySelector("[data-files]").replaceChildren();
  }
  leftOut += files.length - meant.length;
  const jobs = meant.map((file) => ({ file, sent: 0, state: "waiting", row: row(file) }));
  all.push(...jobs);
  form.querySelector("[data-queue]").hidden = false;
  form.querySelector("[data-file-list]").open = true;
  form.dataset.busy = "yes";
  looking += 1;
  for (const job of jobs) {
    const wrong = await refusal(job.file);
    if (wrong) end(job, "refused", wrong);
    else queue.push(job);
    more();
  }
  looking -= 1;
  whole();
}

/** What need not be sent to be refused. By its first bytes, as the server does: telephones
    hand out JPEG under the name IMG_1234.HEIC, and a name or a type may say anything. */
async function refusal(file) {
  if (file.size === 0) return words.sayEmpty;
  if (file.size > Number(words.most)) return words.sayLarge;
  let start;
  try {
    start = new Uint8Array(await file.slice(0, 32).arrayBuffer());
  } catch {
    return words.sayTrouble;
  }
  const type = sniffed(start);
  if (TAKEN.has(type)) return null;
  return type === "image/heic" ? words.sayHeic : words.sayType;
}

/** The media type of a picture, by its first bytes. */
function sniffed(bytes) {
  const text = String.fromCharCode(...bytes);
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (text.startsWith("\x89PNG\r\n")) return "image/png";
  if (/^GIF8[79]a/.test(text)) return "image/gif";
  if (text.startsWith("RIFF") && text.slice(8, 12) === "WEBP") return "image/webp";
  if (text.slice(4, 8) === "ftyp" && /heic|heix|heim|heis|hevc|hevx|mif1|msf1/.test(text.slice(8))) {
    return /avif|avis/.test(text.slice(8)) ? "image/avif" : "image/heic";
  }
  return null;
}

function row(file) {
  const item = document.createElement("li");
  const [name, bar, why] = ["span", "progress", "span"].map((tag) => document.createElement(tag));
  name.className = "file";
  name.dir = "auto";
  name.textContent = file.name;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  why.className = "why";
  why.textContent = words.sayWaiting;
  item.append(name, bar, why);
  form.querySelector("[data-files]").append(item);
  return { item, bar, why };
}

function more() {
  while (under < AT_ONCE && queue.length) {
    const job = queue.shift();
    under += 1;
    send(job).finally(() => {
      under -= 1;
      more();
    });
  }
  whole();
}

function tell(job, text) {
  if (job.row.why.textContent !== text) job.row.why.textContent = text;
}

function end(job, state, text) {
  job.state = state;
  job.sent = job.file.size;
  job.row.bar.value = state === "refused" ? 0 : 1;
  job.row.item.className = state === "refused" ? "refused" : "done";
  tell(job, text);
  whole();
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]?.toLocaleString(document.documentElement.lang) ?? "");
let spoken = 0;

function whole() {
  const bytes = all.reduce((sum, job) => sum + job.file.size, 0);
  const sent = all.reduce((sum, job) => sum + job.sent, 0);
  form.querySelector(".whole progress").value = bytes ? sent / bytes : 0;
  const count = (state) => all.filter((job) => job.state === state).length;
  const [added, known, refused] = [count("added"), count("known"), count("refused")];
  const done = added + known + refused;
  const state = form.querySelector("[data-whole]");
  if (done < all.length) {
    // Not every photograph is worth a word to those who listen.
    if (Date.now() - spoken > 3000 || !state.textContent) {
      spoken = Date.now();
      state.textContent = fill(words.sayAll, { done, all: all.length });
    }
    return;
  }
  const said = fill(refused ? words.sayAllSome : words.sayAllDone, { added, known, refused });
  const left = leftOut ? fill(words.sayLeftOut, { count: leftOut }) : "";
  state.textContent = all.length ? `${said} ${left}`.trim() : left;
  // What failed is read first; what went well need not be read at all.
  const list = form.querySelector("[data-files]");
  for (const job of all.filter((job) => job.state === "refused").reverse()) list.prepend(job.row.item);
  form.querySelector("[data-file-list]").open = refused > 0;
  delete form.dataset.busy;
  if (added) refresh();
}

/** A photograph, however often the line breaks. */
async function send(job) {
  job.state = "sending";
  tell(job, words.saySending);
  let failures = 0;
  for (;;) {
    try {
      const reply = await once(job);
      forget(job);
      end(job, reply.duplicate ? "known" : "added", reply.duplicate ? words.sayKnown : words.sayDone);
      if (!reply.duplicate) soon(2500);
      return;
    } catch (error) {
      if (error instanceof SessionOver) return again(job, words.sayOver);
      if (error instanceof Refused && error.wait === null) {
        forget(job);
        return end(job, "refused", error.message || words.sayTrouble);
      }
      failures = error.moved ? 1 : failures + 1;
      if (failures > RETRIES) return again(job, words.sayTrouble);
      tell(job, error instanceof Refused ? words.sayBusy : words.sayOffline);
      await pause(error.wait ?? Math.min(30, 2 ** (failures - 1)));
      tell(job, words.saySending);
    }
  }
}

/** Given up for now: a press of a button goes on where it stopped. */
function again(job, text) {
  end(job, "refused", text);
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words.sayAgain;
  button.addEventListener("click", () => {
    button.remove();
    job.row.item.className = "";
    job.state = "waiting";
    job.sent = 0;
    form.dataset.busy = "yes";
    queue.push(job);
    more();
  });
  job.row.item.append(button);
}

/** Seconds, or less if the line comes back. */
function pause(seconds) {
  return new Promise((on) => {
    const timer = setTimeout(done, seconds * 1000);
    function done() {
      clearTimeout(timer);
      removeEventListener("online", done);
      on();
    }
    addEventListener("online", done);
  });
}

class Refused extends Error {
  /** `wait`: the seconds after which it may go; null: it never will. */
  constructor(message, wait) {
    super(message);
    this.wait = wait;
  }
}

async function once(job) {
  let at = await known(job);
  let offset = 0;
  if (at) {
    const found = await ask("HEAD", at, {});
    if (found.status === 404 || found.status === 410) at = null;
    else offset = Number((await good(found)).getResponseHeader("upload-offset")) || 0;
    // All of it had arrived; only the reply was lost.
    if (at && offset === job.file.size) return { duplicate: false };
  }
  if (!at) {
    const named = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
    const said = { owner: "event", id: room.dataset.shoot, type: "EVENT_PHOTO", filename: job.file.name };
    const metadata = Object.entries(said).map(([name, value]) => `${name} ${named(value)}`).join(",");
    const made = await good(await ask("POST", "/tus", { "upload-length": job.file.size, "upload-metadata": metadata }));
    at = new URL(made.getResponseHeader("location"), location.href).pathname;
    remember(job, at);
  }
  const headers = { "upload-offset": offset, "content-type": "application/offset+octet-stream" };
  const before = job.sent;
  try {
    const part = offset ? job.file.slice(offset) : job.file;
    const reply = await ask("PATCH", at, headers, part, (sent) => {
      job.sent = Math.min(job.file.size, offset + sent);
      job.row.bar.value = job.sent / job.file.size;
      if (job.sent === job.file.size) tell(job, words.sayLooking);
      whole();
    });
    // Somebody else went on with it, or more arrived than we knew of.
    if (reply.status === 409) throw Object.assign(new Error("offset"), { wait: 0.2 });
    const done = await good(reply);
    return { duplicate: done.getResponseHeader("x-file-duplicate") === "true" };
  } catch (error) {
    error.moved = job.sent > before;
    throw error;
  }
}

/** The reply, if it is a yes; else why not. */
async function good(reply) {
  if (reply.status >= 200 && reply.status < 300) return reply;
  let told = {};
  try {
    told = JSON.parse(reply.responseText);
  } catch {
    // Not one of our own refusals.
  }
  const text = told.errors?.[0]?.message ?? told.detail ?? "";
  const later = [429, 502, 503, 504].includes(reply.status);
  const seconds = Number(reply.getResponseHeader("retry-after"));
  throw new Refused(text, later ? Math.min(120, seconds || 2) : null);
}

async function ask(method, path, headers, body = null, progress = null, renew = false) {
  const token = await access(renew);
  const reply = await new Promise((yes, no) => {
    const request = new XMLHttpRequest();
    // What is wrong with a file is said in the language of this page.
    request.open(method, `${path}?lang=${document.documentElement.lang}`);
    request.setRequestHeader("authorization", `Bearer ${token}`);
    request.setRequestHeader("tus-resumable", "1.0.0");
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (progress) request.upload.onprogress = (event) => progress(event.loaded);
    request.onload = () => yes(request);
    request.onerror = request.ontimeout = request.onabort = () => no(new Error("offline"));
    request.send(body);
  });
  return reply.status === 401 && !renew ? ask(method, path, headers, body, progress, true) : reply;
}

// Where a file's upload stands on the server, for when this page is loaded again. It goes when its
// user signs out, or somebody else signs in: see draft.js, which knows the names.
const user = document.querySelector("[data-account]")?.dataset.account;
let away = false;
addEventListener("storage", (event) => {
  if (event.key === "be-right-account" || event.key === null) away = event.newValue !== user;
});
const mark = (job) => `be-right-upload:${user}:${room.dataset.shoot} ${job.file.name} ${job.file.size} ${job.file.lastModified}`;
async function known(job) {
  try {
    return localStorage.getItem(mark(job)) ?? job.at ?? null;
  } catch {
    return job.at ?? null;
  }
}
function remember(job, at) {
  job.at = at;
  if (away) return;
  try {
    localStorage.setItem(mark(job), at);
  } catch {
    // It is only for the next visit.
  }
}
function forget(job) {
  job.at = null;
  try {
    localStorage.removeItem(mark(job));
  } catch {
    // Nothing was kept.
  }
}

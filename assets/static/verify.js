// Of a PDF, and of the PDF in an evidence bundle, the SHA-256 is computed here: only that is sent, and
// whether it is of a bundle, of which nothing else is read. A file leaves the device when its whole check is asked for by the button, and not otherwise.

import "./file.js";

const form = document.querySelector("[data-verify]");
const typed = document.querySelector("[data-typed]");
const { subtle } = globalThis.crypto ?? {};

if (form && typed && subtle) {
  const drop = form.querySelector("[data-drop]");
  const file = form.querySelector("#file");
  const hint = form.querySelector("#file-hint");
  const state = form.querySelector("[data-verify-state]");
  const say = (text) => {
    state.hidden = !text;
    state.textContent = text;
  };
  hint.textContent = hint.dataset.sayPrivate;

  const take = async (chosen) => {
    if (!chosen) return;
    say(form.dataset.sayReading);
    try {
      const bytes = new Uint8Array(await chosen.arrayBuffer());
      const pdf = await pdfIn(bytes);
      typed.elements.bundle.disabled = pdf === bytes;
      const hash = new Uint8Array(await subtle.digest("SHA-256", pdf));
      typed.elements.sha256.value = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      const found = reference(pdf);
      if (found) typed.elements.reference.value = found;
      if (typed.elements.reference.value) typed.submit();
      else {
        say(form.dataset.sayReference);
        typed.elements.reference.focus();
      }
    } catch {
      say(form.dataset.sayFail);
    }
  };

  // Whether the button asked for the file.
  let isWhole = false;
  file.addEventListener("change", () => (isWhole ? form.submit() : take(file.files[0])));
  const over = (on) => (event) => {
    event.preventDefault();
    drop.classList.toggle("over", on);
  };
  drop.addEventListener("dragover", over(true));
  drop.addEventListener("dragleave", over(false));
  drop.addEventListener("drop", (event) => {
    over(false)(event);
    take(event.dataTransfer.files[0]);
  });
  form.addEventListener("submit", (event) => {
    isWhole = true;
    if (file.files.length) return;
    event.preventDefault();
    file.click();
  });
}

/** The PDF itself, or the one in an evidence bundle. */
async function pdfIn(bytes) {
  const view = new DataView(bytes.buffer);
  if (view.getUint32(0, true) !== 0x04034b50) return bytes;
  // The end of the central directory, which has no comment in our bundles.
  const end = bytes.length - 22;
  if (view.getUint32(end, true) !== 0x06054b50) throw new Error("no directory");
  let at = view.getUint32(end + 16, true);
  let found;
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const [nameBytes, more, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes));
    if (name === "consent.pdf") {
      if (found) throw new Error("two PDFs of one name");
      const local = view.getUint32(at + 42, true);
      const begin = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const packed = bytes.subarray(begin, begin + view.getUint32(at + 20, true));
      found = { packed, isStored: view.getUint16(at + 10, true) === 0 };
    }
    at += 46 + nameBytes + more + comment;
  }
  if (!found) throw new Error("no PDF in it");
  if (found.isStored) return found.packed;
  const stream = new Blob([found.packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The reference, if the file names its verification page in the clear. */
function reference(bytes) {
  const text = new TextDecoder("latin1").decode(bytes);
  return text.match(/\/verify\/([A-Za-z0-9-]{16,64})/)?.[1];
}

(document.querySelector("#report") ?? document.querySelector("#verdict"))?.focus();

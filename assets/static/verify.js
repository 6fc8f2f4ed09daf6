// The PDF never leaves the device: its SHA-256 is computed here, and only that is sent.

import "./file.js";

const form = document.querySelector("[data-verify]");
const drop = form?.querySelector("[data-drop]");
const { subtle } = globalThis.crypto ?? {};

if (drop && subtle) {
  const file = form.querySelector("#file");
  const state = form.querySelector("[data-verify-state]");
  const say = (text) => {
    state.hidden = !text;
    state.textContent = text;
  };
  drop.hidden = false;

  const take = async (pdf) => {
    if (!pdf) return;
    say(form.dataset.sayReading);
    try {
      const bytes = await pdf.arrayBuffer();
      const hash = new Uint8Array(await subtle.digest("SHA-256", bytes));
      form.elements.sha256.value = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      form.elements.reference.value ||= reference(bytes) ?? "";
      if (form.elements.reference.value) form.submit();
      else {
        say(form.dataset.sayReference);
        form.elements.reference.focus();
      }
    } catch {
      say(form.dataset.sayFail);
    }
  };

  file.addEventListener("change", () => take(file.files[0]));
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
}

/** The reference, if the file names its verification page in the clear. */
function reference(bytes) {
  const text = new TextDecoder("latin1").decode(bytes);
  return text.match(/\/verify\/([A-Za-z0-9-]{16,64})/)?.[1];
}

document.querySelector("#verdict")?.focus();

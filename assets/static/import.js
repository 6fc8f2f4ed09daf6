// A file of people: dropped if one likes, measured before it is sent, and followed
// while it is read.
import "./file.js";
import { refresh, room, say } from "./console.js";

const form = document.querySelector("[data-import]");
if (form) {
  const field = form.querySelector("input[type=file]");
  const wrong = form.querySelector("[data-wrong]");
  const most = Number(form.dataset.most);
  const look = () => {
    const large = (field.files[0]?.size ?? 0) > most;
    wrong.hidden = !large;
    wrong.textContent = large ? form.dataset.sayLarge : "";
    field.setAttribute("aria-invalid", String(large));
    return !large;
  };
  field.addEventListener("change", look);
  form.addEventListener("submit", (event) => {
    if (!look()) event.preventDefault();
  });
  const brings = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    form.classList.add("over");
  });
  addEventListener("dragleave", (event) => event.relatedTarget || form.classList.remove("over"));
  addEventListener("drop", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    form.classList.remove("over");
    const one = new DataTransfer();
    if (!event.dataTransfer.files.length) return;
    one.items.add(event.dataTransfer.files[0]);
    field.files = one.files;
    field.dispatchEvent(new Event("change"));
    form.querySelector("button").focus();
  });
}

// Whoever sent it hears of it at once; a colleague, and who lost the connection, looks.
const EVERY = 2000;
const runs = () => document.querySelector("[data-running]");
if (room && runs()) {
  document.querySelectorAll("[data-plain]").forEach((one) => (one.hidden = true));
  const look = async () => {
    if (!document.hidden) await refresh();
    if (runs()) setTimeout(look, EVERY);
  };
  setTimeout(look, EVERY / 4);
  let isOver = false;
  room.addEventListener("refreshed", () => {
    // The columns that are groups are ticked from the first, when they appear with the result.
    if (!runs() && !isOver) {
      isOver = true;
      document.querySelectorAll("#report input[type=checkbox]").forEach((box) => (box.checked = box.defaultChecked));
    }
    document.querySelectorAll("[data-running] ~ form [data-plain]").forEach((one) => (one.hidden = true));
    if (!runs()) say(room.dataset.sayOver);
  });
}

// A field for a file speaks the language of its page: our own button, and the name of what was
// chosen. Without scripts it is the browser's own.

for (const field of document.querySelectorAll("[data-file-field]")) {
  const [input, pick, chosen] = ["input", "[data-pick]", "[data-chosen]"].map((css) => field.querySelector(css));
  const none = chosen.textContent;
  const look = () => {
    const files = [...input.files];
    chosen.textContent = files.length > 1 ? field.dataset.sayMany.replace("{count}", files.length) : (files[0]?.name ?? none);
  };
  input.classList.add("unseen");
  pick.hidden = false;
  chosen.hidden = false;
  input.addEventListener("change", look);
  // The browser may have kept the choice of an earlier visit.
  look();
}

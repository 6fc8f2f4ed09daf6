// Texts to copy: the first is chosen when it appears, each is copied by its button.

for (const [at, copy] of document.querySelectorAll("[data-copy]").entries()) {
  const [field, button] = [copy.querySelector("input"), copy.querySelector("button")];
  if (at === 0) {
    field.focus();
    field.select();
  }
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = copy.dataset.say;
  });
}

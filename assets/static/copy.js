// An address to copy: chosen when it appears, and copied by a button.

const copy = document.querySelector("[data-copy]");
if (copy) {
  const [field, button] = [copy.querySelector("input"), copy.querySelector("button")];
  field.focus();
  field.select();
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = copy.dataset.say;
  });
}

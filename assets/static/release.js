// The preview of the release follows what is typed: it scrolls to the part that has changed.

const text = document.querySelector("#preview-text");
const panel = text?.closest(".preview");
if (panel) {
  const parts = () => [...text.querySelectorAll("h2, h3, h4, p, li, dd")];
  let before = parts().map((part) => part.textContent);
  new MutationObserver(() => {
    const now = parts();
    const changed = now.find((part, nth) => part.textContent !== before[nth]) ?? (now.length < before.length ? now.at(-1) : null);
    before = now.map((part) => part.textContent);
    if (!changed || panel.scrollHeight <= panel.clientHeight) return;
    const [here, there] = [panel.getBoundingClientRect(), changed.getBoundingClientRect()];
    if (there.top >= here.top && there.bottom <= here.bottom) return;
    panel.scrollBy({ top: there.top - here.top - panel.clientHeight / 3 });
  }).observe(text, { childList: true });
}

// A mail of the outbox is as tall as what it says: its frame is of our own origin, without scripts.

for (const frame of document.querySelectorAll("iframe.letter")) {
  const fit = () => {
    const body = frame.contentDocument?.body;
    if (!body?.childElementCount) return;
    // From nothing, so that it also becomes shorter.
    frame.style.height = "0";
    frame.style.height = `${frame.contentDocument.documentElement.scrollHeight + 2}px`;
  };
  let width = 0;
  new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width === width) return;
    width = contentRect.width;
    fit();
  }).observe(frame);
  frame.addEventListener("load", fit);
  fit();
}

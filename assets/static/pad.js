// The signature pad. Strokes are kept as points in a frame of 1000 × 500, with
// the time since the first touch in milliseconds, and drawn again whenever the
// canvas, the screen's density or the theme changes.

export const WIDTH = 1000;
export const HEIGHT = 500;
const MOST_POINTS = 3000;
const STEP = 3; // points nearer than this to the last one add nothing

const length = (stroke) =>
  stroke.reduce((sum, [x, y], at) => (at ? sum + Math.hypot(x - stroke[at - 1][0], y - stroke[at - 1][1]) : 0), 0);

export class Pad {
  constructor(canvas, changed) {
    this.canvas = canvas;
    this.changed = changed;
    this.strokes = [];
    this.live = null; // the stroke being drawn
    this.pointer = null;
    this.pen = false; // once a pen was seen, a finger is a resting hand
    this.began = null;
    const on = (type, act) => canvas.addEventListener(type, act, { passive: false });
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.up(event));
    on("pointercancel", (event) => this.up(event));
    on("lostpointercapture", (event) => this.up(event));
    // Old WebKit scrolls on touch in spite of touch-action.
    on("touchstart", (event) => event.preventDefault());
    on("touchmove", (event) => event.preventDefault());
    new ResizeObserver(() => this.fit()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    this.watchDensity();
    this.fit();
  }

  watchDensity() {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      "change",
      () => {
        this.fit();
        this.watchDensity();
      },
      { once: true },
    );
  }

  fit() {
    const { width, height } = this.canvas.getBoundingClientRect();
    if (!width) return;
    const density = Math.min(devicePixelRatio || 1, 3);
    this.canvas.width = Math.round(width * density);
    this.canvas.height = Math.round(height * density);
    this.draw();
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect();
    const clamp = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
    this.began ??= event.timeStamp;
    return [
      clamp(((event.clientX - box.left) / box.width) * WIDTH, WIDTH),
      clamp(((event.clientY - box.top) / box.height) * HEIGHT, HEIGHT),
      Math.max(0, Math.round(event.timeStamp - this.began)),
    ];
  }

  down(event) {
    if (this.pointer !== null || (event.pointerType === "mouse" && event.button !== 0)) return;
    if (event.pointerType === "pen") this.pen = true;
    else if (event.pointerType === "touch" && this.pen) return;
    event.preventDefault();
    this.pointer = event.pointerId;
    try {
      this.canvas.setPointerCapture(event.pointerId);
    } catch {
      // the pointer is already gone: its up event will follow
    }
    this.live = [this.point(event)];
    this.strokes.push(this.live);
    this.draw();
  }

  move(event) {
    if (event.pointerId !== this.pointer) return;
    event.preventDefault();
    const all = event.getCoalescedEvents?.() ?? [];
    for (const one of all.length ? all : [event]) this.add(this.point(one));
    this.draw();
  }

  add(point) {
    const last = this.live.at(-1);
    const far = Math.hypot(point[0] - last[0], point[1] - last[1]) >= STEP;
    if (far && this.count() < MOST_POINTS) this.live.push(point);
  }

  up(event) {
    if (event.pointerId !== this.pointer) return;
    this.pointer = this.live = null;
    this.changed?.();
  }

  undo() {
    this.strokes.pop();
    this.draw();
    this.changed?.();
  }

  clear() {
    this.strokes = [];
    this.began = null;
    this.draw();
    this.changed?.();
  }

  count() {
    return this.strokes.reduce((sum, stroke) => sum + stroke.length, 0);
  }

  get empty() {
    return this.strokes.length === 0;
  }

  /** A dot, or a mark smaller than anyone's initials. */
  get tooSmall() {
    return this.strokes.reduce((sum, stroke) => sum + length(stroke), 0) < 60;
  }

  toJSON() {
    return { kind: "STROKES", width: WIDTH, height: HEIGHT, strokes: this.strokes };
  }

  /** Takes up a drawing written by toJSON; anything else is ignored. */
  load(text) {
    try {
      const { strokes } = JSON.parse(text);
      const sane = strokes.every((stroke) => stroke.length && stroke.every((point) => point.length === 3 && point.every(Number.isFinite)));
      if (!sane) return;
      this.strokes = strokes;
      const last = Math.max(...strokes.flat().map((point) => point[2]), 0);
      this.began = strokes.length ? performance.now() - last - 1000 : null;
      this.draw();
      this.changed?.();
    } catch {
      // nothing to take up
    }
  }

  draw() {
    const { canvas } = this;
    const pen = canvas.getContext("2d");
    const scale = canvas.width / WIDTH;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.setTransform(scale, 0, 0, canvas.height / HEIGHT, 0, 0);
    pen.strokeStyle = pen.fillStyle = getComputedStyle(canvas).color;
    pen.lineCap = pen.lineJoin = "round";
    pen.lineWidth = 6;
    for (const stroke of this.strokes) {
      pen.beginPath();
      pen.moveTo(stroke[0][0], stroke[0][1]);
      // Through the middles, with the points as handles: smooth without inventing.
      for (let at = 1; at < stroke.length - 1; at++) {
        const [x, y] = stroke[at];
        const [nextX, nextY] = stroke[at + 1];
        pen.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
      }
      const [endX, endY] = stroke.at(-1);
      pen.lineTo(endX, endY + (stroke.length === 1 ? 0.01 : 0));
      pen.stroke();
    }
    canvas.parentElement.classList.toggle("used", !this.empty);
  }
}

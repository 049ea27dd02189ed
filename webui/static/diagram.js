// Draws each [data-diagram] element: the BPMN file at that address, with what data-markers says is done and active.
// A picture beside the words: without script, or when the drawing can't be read, the element stays hidden.

const SMALLEST = 0.7; // below this the drawing's own text can't be read; then it scrolls
const MARGIN = 16;
const PAPER = 680; // width of an A4 page
const MARK = 40; // room for the mark of bpmn.io under the drawing

for (const frame of document.querySelectorAll("[data-diagram]")) {
  frame.hidden = false;
  // a folded diagram has no size yet: it is drawn when it is first seen
  new IntersectionObserver((entries, observer) => {
    if (entries.some((entry) => entry.isIntersecting)) {
      observer.disconnect();
      draw(frame).catch(() => { frame.hidden = true; });
    }
  }).observe(frame);
}

async function draw(frame) {
  const answer = await fetch(frame.dataset.diagram);
  if (!answer.ok) throw new Error(`diagram: ${answer.status}`);
  const viewer = new BpmnJS({ container: frame.querySelector(".diagram-canvas") });
  await viewer.importXML(await answer.text());

  const markers = JSON.parse(frame.dataset.markers || "{}");
  mark(viewer, markers);
  const view = new View(viewer, frame);
  view.fit(SMALLEST);
  view.show((markers.active || []).map(({ id }) => id));
  window.addEventListener("beforeprint", () => view.fit(0, PAPER));
  for (const button of frame.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => view[button.dataset.zoom]());
  }
}

// Every text is set as text, never as HTML: names and diagrams are other people's words.
function mark(viewer, { done = [], active = [], lanes = {} }) {
  const canvas = viewer.get("canvas");
  const overlays = viewer.get("overlays");
  const elements = viewer.get("elementRegistry");
  const drawn = (id) => elements.get(id) !== undefined;

  for (const [id, role] of Object.entries(lanes)) {
    if (drawn(id)) ["lane", `lane-${role}`].forEach((name) => canvas.addMarker(id, name));
  }
  for (const id of done.filter(drawn)) {
    canvas.addMarker(id, "is-done");
    if (!elements.get(id).waypoints) {
      overlays.add(id, { position: { top: 4, right: 18 }, html: text("span", "diagram-sign", "✓") });
    }
  }
  for (const { id, holder, waiting } of active) {
    if (!drawn(id)) continue;
    canvas.addMarker(id, "is-active");
    const label = text("div", "diagram-label", "");
    if (holder) label.append(text("strong", "", holder));
    if (waiting) label.append(waiting);
    if (label.firstChild) overlays.add(id, { position: { bottom: -4, left: 0 }, scale: { min: 1 }, html: label });
  }
}

function text(tag, name, words) {
  const node = document.createElement(tag);
  node.className = name;
  node.textContent = words;
  return node;
}

// The drawing at a scale, in a frame that scrolls as everything else on the page does: by finger, wheel, key or hand.
class View {
  constructor(viewer, frame) {
    this.canvas = viewer.get("canvas");
    this.elements = viewer.get("elementRegistry");
    this.frame = frame.querySelector(".diagram-canvas");
    this.scroller = this.canvas.getContainer();
    this.scroller.tabIndex = 0;
    this.scroller.setAttribute("role", "region");
    this.scroller.setAttribute("aria-label", frame.dataset.label);
    this.drawing = this.scroller.querySelector("svg");
    this.drawing.setAttribute("tabindex", "-1");
    this.drawing.setAttribute("aria-hidden", "true");
    this.box = this.canvas.viewbox().inner;
    this.scroller.addEventListener("pointerdown", (event) => this.drag(event));
  }

  fit(smallest = 0, width = this.frame.clientWidth) {
    this.zoom(Math.max(smallest, Math.min(1, (width - 2 * MARGIN) / this.box.width)));
  }

  larger() {
    this.zoom(Math.min(3, this.scale * 1.25));
  }

  smaller() {
    this.zoom(Math.max(0.1, this.scale / 1.25));
  }

  zoom(scale) {
    const { scroller, box } = this;
    const middle = (scroller.scrollLeft + scroller.clientWidth / 2) / (this.scale || scale);
    this.scale = scale;
    this.canvas.zoom(scale, { x: 0, y: 0 });
    const { x, y } = this.canvas.viewbox();
    this.canvas.scroll({ dx: (x - box.x) * scale + MARGIN, dy: (y - box.y) * scale + MARGIN });
    const height = box.height * scale + MARGIN + MARK;
    this.drawing.style.width = `${box.width * scale + 2 * MARGIN}px`;
    this.drawing.style.height = `${height}px`;
    this.frame.style.height = `min(${height + 2}px, 75vh)`;
    scroller.scrollLeft = middle * scale - scroller.clientWidth / 2;
  }

  show(ids) {
    const element = ids.map((id) => this.elements.get(id)).find(Boolean);
    if (!element) return;
    const { scroller, box, scale } = this;
    scroller.scrollLeft = (element.x + element.width / 2 - box.x) * scale + MARGIN - scroller.clientWidth / 2;
    scroller.scrollTop = (element.y + element.height / 2 - box.y) * scale + MARGIN - scroller.clientHeight / 2;
  }

  drag(event) {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    const pull = (move) => this.scroller.scrollBy(-move.movementX, -move.movementY);
    window.addEventListener("pointermove", pull);
    window.addEventListener("pointerup", () => window.removeEventListener("pointermove", pull), { once: true });
  }
}

/* The words of an answer appear as they are made: text nodes only, whatever a model writes. The stream's address stands on
   [data-ts-stream], the last event that the page already shows on data-ts-after. */
(() => {
  "use strict";

  const OVER = { done: "", stopped: "Stopped. The figures above are exact.", failed: "" };
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const open = new Map(); // turn -> its stream
  const heard = new Map(); // a turn's id -> its last event, where its card was loaded anew in mid-stream

  /* -- one piece of text after the other -------------------------------------------------------------------------------- */
  function say(turn, { block, pieces }) {
    const words = turn.querySelector("[data-ts-words]");
    let last = words.lastElementChild;
    if (block || !last) {
      last = document.createElement("p");
      if (block === "item") last.className = "item";
      words.append(last);
    }
    for (const [text, bold] of pieces) {
      const piece = document.createElement(bold ? "strong" : "span");
      piece.textContent = text;
      last.append(piece);
    }
  }

  const tell = (turn, words) => words && (turn.querySelector("[data-ts-engine]").textContent = words);

  function end(turn) {
    open.get(turn)?.close();
    open.delete(turn);
    turn.removeAttribute("aria-busy");
    turn.removeAttribute("data-ts-stream");
    all("[data-ts-stop]", turn).forEach((button) => {
      if (button === document.activeElement) document.querySelector("#ask-form input[name=question]")?.focus();
      button.remove();
    });
  }

  function listen(turn) {
    const after = Math.max(Number(turn.dataset.tsAfter), heard.get(turn.id) || 0);
    const source = new EventSource(`${turn.dataset.tsStream}?after=${after}`);
    const on = (name, act) => source.addEventListener(name, (event) => event.data !== undefined && act(JSON.parse(event.data), event));
    open.set(turn, source);
    turn.setAttribute("aria-busy", "true");
    tell(turn, "Putting it into words…");
    on("status", (data) => tell(turn, data.words));
    // The answer itself is another one now: the server has the card of it.
    on("figures", (data, event) => {
      heard.set(turn.id, Number(event.lastEventId));
      end(turn);
      htmx.ajax("GET", turn.dataset.tsTurn, { target: turn, swap: "outerHTML" });
    });
    on("token", (data) => say(turn, data));
    source.addEventListener("error", (event) => {
      if (event.data !== undefined) tell(turn, JSON.parse(event.data).words);
      else if (source.readyState === EventSource.CLOSED) end(turn);
    });
    on("done", (data) => {
      tell(turn, data.words || OVER[data.state]);
      end(turn);
    });
  }

  function wake() {
    [...open.keys()].forEach((turn) => turn.isConnected || end(turn));
    all("[data-ts-stream]").forEach((turn) => open.has(turn) || listen(turn));
  }

  async function stop(button) {
    const turn = button.closest(".turn");
    const headers = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
    end(turn);
    tell(turn, OVER.stopped);
    document.dispatchEvent(new CustomEvent("ts:say", { detail: "Stopped" }));
    await fetch(button.dataset.tsStop, { method: "POST", headers: { ...headers, "HX-Request": "true" } });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-ts-stop]");
    if (button) stop(button);
  });

  /* -- where one is: at the latest answer -------------------------------------------------------------------------------- */
  let shown = "";
  function settle() {
    wake();
    const last = all(".turn").at(-1);
    if (!last || last.id === shown) return;
    const isFirst = !shown && !location.hash;
    shown = last.id;
    if (!isFirst || all(".turn").length > 1) last.scrollIntoView({ block: "start" });
  }

  window.addEventListener("pagehide", () => [...open.keys()].forEach((turn) => open.get(turn).close()));
  window.addEventListener("pageshow", (event) => event.persisted && (open.clear(), wake()));
  document.addEventListener("htmx:afterSettle", settle);
  settle();
})();

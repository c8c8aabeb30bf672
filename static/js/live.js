/* An open page hears of its trip's changes and shows them, without touching what is being typed. The trip's address and the revision
   that the page shows stand on [data-ts-live]; the parts that follow the trip are marked [data-ts-region]. */
(() => {
  "use strict";

  const FIRST_WAIT = 2000; // milliseconds until a stream that was refused is asked for again, doubling
  const LONGEST_WAIT = 60_000;
  const AFTER_SENDING = 300; // what was sent leads to a page that shows it
  const LATER = 5000; // until a page that did not come is asked for again
  const QUIET = 10_000; // between two times that it is said aloud
  const MOST_PARTS = 6; // pages of an endless list that are brought up to date behind somebody's back
  const GLOW = 1500;
  const OPENED = "details[open] [hx-trigger^='toggle']"; // loaded when its details are opened

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const page = () => document.querySelector("[data-ts-live]");
  const shownRevision = () => Number(page()?.dataset.tsRevision);

  /* -- the stream: only while the page is looked at, since a browser has few connections to one server -------------------------- */
  let source = null;
  let address = "";
  let ending = "";
  let wait = FIRST_WAIT;
  let retry = 0;
  let latest = 0;

  function disconnect() {
    clearTimeout(retry);
    source?.close();
    source = null;
    address = "";
  }

  function connect() {
    const wanted = document.hidden || !navigator.onLine ? "" : page()?.dataset.tsLive || "";
    if (wanted === address) return;
    disconnect();
    if (!wanted) return;
    address = wanted;
    source = new EventSource(`${wanted}?since=${shownRevision()}`);
    source.addEventListener("open", () => {
      wait = FIRST_WAIT;
      showEnd((ending = ""));
    });
    source.addEventListener("change", (event) => hear(JSON.parse(event.data).revision));
    source.addEventListener("end", (event) => {
      ending = event.data;
      again(FIRST_WAIT / 2); // once more: the log-in may have been renewed
    });
    source.addEventListener("error", () => {
      if (source?.readyState !== EventSource.CLOSED) return; // it connects again by itself
      if (ending) {
        source = null;
        showEnd(ending);
        return;
      }
      again(wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    });
  }

  function again(milliseconds) {
    disconnect();
    retry = setTimeout(connect, milliseconds);
  }

  function showEnd(why) {
    all("[data-ts-live-end]").forEach((words) => (words.hidden = words.dataset.tsLiveEnd !== why));
    if (why) offer(false);
  }

  document.addEventListener("visibilitychange", connect);
  ["online", "offline", "pageshow"].forEach((name) => window.addEventListener(name, connect));
  window.addEventListener("pagehide", disconnect);

  /* -- one's own changes: what is being sent brings its page along -------------------------------------------------------------- */
  const sending = new Set();
  let pressed = false;
  const waits = () => sending.size > 0 || pressed;
  const isSending = ({ requestConfig, target }) => requestConfig.verb !== "get" || target === document.body;
  document.addEventListener("htmx:beforeSend", (event) => isSending(event.detail) && sending.add(event.detail.xhr));
  document.addEventListener("htmx:afterRequest", (event) => {
    if (sending.delete(event.detail.xhr)) setTimeout(catchUp, AFTER_SENDING);
  });
  // Nothing moves under a finger.
  document.addEventListener("pointerdown", () => (pressed = true));
  ["pointerup", "pointercancel"].forEach((name) =>
    document.addEventListener(name, () => {
      pressed = false;
      setTimeout(catchUp, AFTER_SENDING);
    }),
  );

  function hear(revision) {
    latest = revision;
    catchUp();
  }

  function catchUp() {
    if (page() && latest && latest !== shownRevision() && !waits()) refresh();
  }

  /* -- what was loaded after the page: the next pages of a list, all versions ---------------------------------------------------- */
  let parts = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, target, shouldSwap } = event.detail;
    if (!shouldSwap) return;
    if (target === document.body || requestConfig.elt.hasAttribute("hx-push-url")) parts = [];
    else if (requestConfig.verb === "get" && requestConfig.elt.closest(".more")) {
      parts.push({ id: target.id, path: requestConfig.path, isNext: target.matches(".more") });
    }
  });

  ["htmx:pushedIntoHistory", "htmx:replacedInHistory"].forEach((name) => document.addEventListener(name, () => (parts = [])));

  class Gone extends Error {} // the page leads nowhere now: there is nothing to bring it up to

  async function get(path, target = "") {
    const headers = target ? { "HX-Request": "true", "HX-Target": target } : {};
    const answer = await fetch(path, { headers, cache: "no-store", redirect: "manual" });
    if (answer.type === "opaqueredirect" || (answer.status >= 400 && answer.status < 500)) throw new Gone();
    if (!answer.ok) throw new TypeError(`The server answered ${answer.status}.`);
    return answer.text();
  }

  async function addParts(fresh) {
    for (const part of parts) await addPart(fresh, part);
    // What is new at the top of an endless list has pushed its last rows over the edge.
    const last = lastRow();
    const next = fresh.querySelector(".more[id]");
    if (!last || !next || fresh.querySelector(`a[href="${CSS.escape(last)}"]`)) return;
    parts.push({ id: next.id, isNext: true });
    await addPart(fresh, parts.at(-1));
  }

  /* Of the next page of a list the present address counts, which stands on the list that was just fetched. */
  async function addPart(fresh, part) {
    const place = fresh.getElementById(part.id);
    const next = place?.getAttribute("hx-get") || place?.querySelector("[hx-get]")?.getAttribute("hx-get");
    const path = part.isNext ? next : part.path;
    if (!place || !path) return;
    const holder = fresh.createElement("template");
    holder.innerHTML = await get(new URL(path, location.href), part.id);
    all("[hx-swap-oob^='beforeend:']", holder.content).forEach((more) => {
      fresh.querySelector(more.getAttribute("hx-swap-oob").slice("beforeend:".length))?.append(...more.children);
      more.remove();
    });
    place.replaceWith(holder.content);
  }

  function lastRow() {
    const edge = document.querySelector("[data-ts-region] .more[id]");
    const isBefore = (link) => !edge || edge.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_PRECEDING;
    return all("[data-ts-region=content] li a[href]").filter(isBefore).at(-1)?.getAttribute("href");
  }

  /* -- showing a change ---------------------------------------------------------------------------------------------------------- */
  let isBusy = false;
  let saidAt = -QUIET;

  async function refresh(force = false) {
    if (isBusy) return;
    isBusy = true;
    const live = page();
    const wanted = latest;
    try {
      all("[hx-trigger*='ts-changed']").forEach((element) => htmx.trigger(element, "ts-changed"));
      if (!document.querySelector("[data-ts-region]")) live.dataset.tsRevision = wanted;
      else if (parts.length > MOST_PARTS && !force) {
        live.dataset.tsRevision = wanted;
        offer(true);
      } else await bring(live, force);
    } catch (fault) {
      if (fault instanceof Gone) live.dataset.tsRevision = wanted;
      else setTimeout(catchUp, LATER);
    } finally {
      isBusy = false;
    }
    if (latest !== wanted) catchUp();
  }

  async function bring(live, force) {
    const fresh = new DOMParser().parseFromString(await get(location.pathname + location.search), "text/html");
    const now = fresh.querySelector("[data-ts-live]");
    if (force && parts.length > MOST_PARTS) parts = [];
    await addParts(fresh);
    if (!live.isConnected || !now || now.dataset.tsLive !== live.dataset.tsLive || waits()) return;
    const run = { force, deferred: false, changed: [] };
    const focus = document.activeElement;
    const back = focus?.id ? `#${CSS.escape(focus.id)}` : focus?.matches("a[href]") ? `a[href="${CSS.escape(focus.getAttribute("href"))}"]` : "";
    all("[data-ts-region]").forEach((region) => {
      const other = fresh.querySelector(`[data-ts-region="${region.dataset.tsRegion}"]`);
      if (other) window.tsPatch(region, other, run);
    });
    live.dataset.tsRevision = now.dataset.tsRevision;
    offer(run.deferred);
    if (!run.changed.length) return;
    all("[data-ts-region]").forEach((region) => htmx.process(region));
    // What was dropped while it is open comes again, as if it were opened now.
    run.changed.filter((part) => part.matches(OPENED)).forEach((part) => part.closest("details").dispatchEvent(new Event("toggle")));
    document.dispatchEvent(new CustomEvent("ts:fresh"));
    if (back && !focus.isConnected) document.querySelector(back)?.focus({ preventScroll: true });
    point(run.changed);
  }

  function point(changed) {
    const rows = new Set(changed.filter((node) => node.isConnected && node.closest("main")).map((node) => node.closest("li") || node));
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) {
      rows.forEach((row) => row.matches("li") && row.animate([{ backgroundColor: "var(--tint)" }, {}], { duration: GLOW, easing: "ease-out" }));
    }
    if (performance.now() - saidAt < QUIET) return;
    saidAt = performance.now();
    document.dispatchEvent(new CustomEvent("ts:say", { detail: "This page was brought up to date." }));
  }

  function offer(is) {
    all("[data-ts-live-show]").forEach((button) => (button.hidden = !is));
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-ts-live-show]")) refresh(true);
    event.target.closest("[data-ts-live-close]")?.parentElement.remove();
  });

  /* The page of two versions says it all. */
  document.addEventListener("htmx:afterSettle", ({ detail }) => detail.xhr?.status === 409 && all(".live-news").forEach((news) => news.replaceChildren()));
  document.addEventListener("htmx:afterSettle", connect);
  connect();
})();

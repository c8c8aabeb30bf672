/* What CSS and htmx cannot do. Every hook is a data-ts-* attribute; listeners stand on the document, so they outlive any swap. */
(() => {
  "use strict";

  const TOAST_STAYS = 8000; // milliseconds, while nobody looks at it or is on it
  const SECOND_TAP = 1000;
  const SAY_AFTER = 150; // a live region must be there before its words are

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* -- saying it aloud ---------------------------------------------------------------------------------------------- */
  let words = [];
  let speaking = 0;
  function announce(text) {
    if (!text) return;
    const region = document.querySelector("[data-ts-announcer]");
    if (region) region.textContent = ""; // so that the same words count as new ones
    words.push(text);
    clearTimeout(speaking);
    speaking = setTimeout(() => {
      const now = document.querySelector("[data-ts-announcer]");
      if (now) now.textContent = words.join(" ");
      words = [];
    }, SAY_AFTER);
  }

  /* -- toasts: they leave by themselves, but never while a pointer or the focus is on them ----------------------------- */
  function startToast(toast) {
    if (toast.dataset.tsStarted) return;
    toast.dataset.tsStarted = "yes";
    announce(toast.querySelector("[data-ts-say]")?.textContent.trim());
    all("[data-ts-dismiss]", toast).forEach((button) => (button.hidden = false));
    const tick = () => {
      if (!toast.isConnected) return;
      if (toast.matches(":hover, :focus-within") || document.hidden || toast.classList.contains("error")) setTimeout(tick, 2000);
      else toast.remove();
    };
    setTimeout(tick, TOAST_STAYS);
  }

  /* Once, however often it is so; `link` stands behind the words. */
  function showToast(text, link = "") {
    const model = document.querySelector("[data-ts-toast-model]");
    const region = document.getElementById("toasts");
    if (!model || !region || all("[data-ts-say]", region).some((said) => said.textContent.startsWith(text))) return;
    const toast = model.content.firstElementChild.cloneNode(true);
    toast.querySelector("[data-ts-say]").append(text, link, link && ".");
    region.append(toast);
    startToast(toast);
  }

  /* -- every time something new is on the page --------------------------------------------------------------------------- */
  function wake(root) {
    all("[data-ts-toast]", root).forEach(startToast);
    all("[data-ts-select], [data-ts-script]", root).forEach((element) => (element.hidden = false));
    all("[data-ts-zone]", root).forEach(guessZone);
  }

  /* A new trip's time zone is the browser's own, until somebody chooses another. */
  function guessZone(select) {
    if (select.value !== "UTC" || select.dataset.tsStarted) return;
    select.dataset.tsStarted = "yes";
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (all("option", select).some((option) => option.value === zone)) select.value = zone;
  }

  function focusFirstFault(root) {
    const fault = root.querySelector("[aria-invalid='true']") || root.querySelector("[data-ts-errors]");
    if (!fault) return;
    fault.focus();
    const names = (fault.getAttribute("aria-describedby") || "").split(" ");
    announce(names.map((id) => document.getElementById(id)?.textContent.trim() || "").join(" "));
  }

  /* -- what the form was unsure of is settled by whoever changes it there --------------------------------------------------- */
  document.addEventListener("input", ({ target }) => {
    if (!target.form || !target.name) return;
    all("[data-ts-doubt]", target.form).forEach((doubt) => {
      if (doubt.dataset.tsDoubt !== target.name && !doubt.closest("fieldset")?.contains(target)) return;
      all(`[aria-describedby~="${doubt.id}"]`).forEach((each) => {
        each.setAttribute("aria-describedby", each.getAttribute("aria-describedby").replace(doubt.id, "").trim());
      });
      doubt.remove();
    });
  });

  /* -- a suggestion that is under way comes too late for whoever has chosen a category meanwhile ----------------------------- */
  document.addEventListener("change", ({ target }) => {
    const suggested = target.name === "category" && document.getElementById("category-suggest");
    if (suggested) htmx.trigger(suggested, "htmx:abort");
  });

  /* -- clicks ------------------------------------------------------------------------------------------------------------ */
  async function copy(button) {
    const source = document.querySelector(button.dataset.tsCopy);
    const text = source.value ?? source.textContent.trim();
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      source.select?.();
      document.execCommand("copy"); // where the page is not on https, as on a home network
      button.focus(); // selecting took it away
    }
    const label = button.querySelector("span") || button;
    const before = (button.dataset.tsLabel ??= label.textContent);
    label.textContent = "Copied";
    announce("Copied");
    setTimeout(() => (label.textContent = before), 2500);
  }

  function select(button) {
    const wanted = button.dataset.tsSelect === "all";
    const boxes = all("input[type=checkbox]:not(:disabled)", document.querySelector(button.dataset.tsIn) || document);
    boxes.forEach((box) => (box.checked = wanted));
    boxes[0]?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /* A phone's keypad of digits has no signs: these buttons put one where the caret is, and leave the focus there. */
  function insert(button) {
    const field = document.activeElement;
    if (!field?.matches("input[inputmode=decimal]")) return;
    field.setRangeText(button.dataset.tsInsert, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.addEventListener("pointerdown", (event) => event.target.closest("[data-ts-insert]") && event.preventDefault());
  document.addEventListener("mousedown", (event) => event.target.closest("[data-ts-insert]") && event.preventDefault());

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    const copying = on("[data-ts-copy]");
    const selecting = on("[data-ts-select]");
    if (copying) copy(copying);
    if (selecting) select(selecting);
    if (on("[data-ts-print]")) print();
    if (on("[data-ts-insert]")) insert(on("[data-ts-insert]"));
    on("[data-ts-dismiss]")?.closest("[data-ts-toast]").remove();
    const menu = on("[data-ts-menu]");
    all("[data-ts-menu][open]").forEach((open) => open !== menu && (open.open = false));
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const inside = document.activeElement?.closest("[data-ts-menu][open]");
    all("[data-ts-menu][open]").forEach((menu) => (menu.open = false));
    inside?.querySelector("summary").focus();
    document.activeElement?.closest("[data-ts-toast]")?.remove();
  });

  document.addEventListener("focusin", (event) => {
    all("[data-ts-menu][open]").forEach((menu) => !menu.contains(event.target) && (menu.open = false));
  });

  /* -- who is busy says so ------------------------------------------------------------------------------------------------ */
  const busy = (form, submitter, is) => {
    const button = submitter || form.querySelector("button[type=submit], button:not([type])");
    if (!button) return;
    if (is) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  };
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) busy(event.target, event.submitter, true);
  });
  window.addEventListener("pageshow", () => all("[aria-busy='true']").forEach((button) => button.removeAttribute("aria-busy")));

  /* -- htmx ------------------------------------------------------------------------------------------------------------------ */
  /* The second tap of two is sent no more: it would lead on once more, and take away what the first one has to say. */
  const ledOn = new WeakMap();
  document.addEventListener("htmx:afterRequest", ({ detail: { elt, xhr } }) => {
    if (xhr.getResponseHeader("HX-Location")) ledOn.set(elt, performance.now());
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, requestConfig } = event.detail;
    if (performance.now() - ledOn.get(elt) < SECOND_TAP) return event.preventDefault();
    if (elt.matches("form, button")) busy(elt, elt.matches("button") ? elt : requestConfig.triggeringEvent?.submitter, true);
  });
  document.addEventListener("htmx:afterRequest", ({ target }) => [target, ...all("[aria-busy='true']", target)].forEach((b) => b.removeAttribute("aria-busy")));
  document.addEventListener("htmx:afterSettle", (event) => {
    const { target, xhr } = event.detail;
    wake(document);
    if (xhr?.status === 422 || xhr?.status === 409) focusFirstFault(target.isConnected ? target : document);
    else if (target === document.body && !document.activeElement?.matches("input, textarea, select")) arrive();
  });
  function arrive() {
    scrollTo({ top: 0, behavior: "instant" });
    announce(document.title);
    (document.querySelector("[autofocus]") || document.getElementById("content"))?.focus({ preventScroll: true });
  }
  function showLoggedOut(href) {
    const link = Object.assign(document.createElement("a"), { href, textContent: "log in again" });
    showToast("You are logged out. Copy what you still need, then ", link);
  }
  const isUnasked = (event) => /load|revealed|every|ts-changed/.test(event.detail.elt.getAttribute("hx-trigger"));
  document.addEventListener("htmx:sendError", (event) => isUnasked(event) || showToast("No connection. Nothing is lost: try again when you are back online."));
  document.addEventListener("htmx:timeout", () => showToast("That took too long. Please try again."));
  document.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    if (isUnasked(event)) return;
    if (status === 401) showLoggedOut(event.detail.xhr.getResponseHeader("X-Log-In"));
    else if (status === 403) showToast("You may not do that here. Load the page again, and try once more.");
    else if (status === 404) showToast("That is no longer there. Load the page again to see how things stand.");
    else if (status === 413) showToast("That is too much to send at once. Send fewer files, or smaller ones.");
    else if (![409, 422, 429, 503].includes(status)) showToast("Something broke on our side. Please try again in a moment.");
  });

  /* -- what other scripts bring to the page or have to say (live.js) --------------------------------------------------------- */
  document.addEventListener("ts:fresh", () => wake(document));
  document.addEventListener("ts:say", (event) => announce(event.detail));

  wake(document);
  focusFirstFault(document);
})();

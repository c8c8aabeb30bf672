/* Brings a part of the page to what the server says now, node by node, so that whatever did not change stays the very same element:
   its focus, its scroll, what is open in it, and above all what somebody is typing. */
window.tsPatch = (() => {
  "use strict";

  const FIELDS = "input:not([type=hidden]), textarea, select";
  const SHOWN_BY_SCRIPT = "[data-ts-script], [data-ts-select], [data-ts-dismiss]";
  const FRESH_EACH_TIME = "input[name=csrfmiddlewaretoken], input[name=submit_key]";
  const LOADS = "[hx-trigger~='load'], [hx-trigger^='load,'], [hx-trigger^='toggle']"; // filled by a request of its own
  const ANSWERED = ":has([data-ts-errors])";
  const NEVER = new Set(["open", "style", "aria-busy", "data-ts-started", "data-ts-label"]);

  const within = (selector, node) => (node.matches(selector) ? [node] : []).concat([...node.querySelectorAll(selector)]);
  const plainClass = (node) => [...node.classList].filter((name) => !name.startsWith("htmx-")).join(" ");

  /* -- what is the same ------------------------------------------------------------------------------------------------- */
  function signature(node) {
    const copy = node.cloneNode(true);
    within("*", copy).forEach((each) => {
      NEVER.forEach((name) => each.removeAttribute(name));
      if (each.hasAttribute("class")) each.setAttribute("class", plainClass(each));
    });
    within(SHOWN_BY_SCRIPT, copy).forEach((each) => each.removeAttribute("hidden"));
    within(FRESH_EACH_TIME, copy).forEach((each) => each.removeAttribute("value"));
    within(LOADS, copy).forEach((each) => each.replaceChildren());
    return copy.outerHTML.replace(/\s+/g, " ").replace(/> | </g, (gap) => gap.trim());
  }

  function keyOf(node) {
    const named = node.dataset.tsKey || node.id || node.querySelector("[id]")?.id;
    if (named) return named;
    const box = node.querySelector("input[type=checkbox]");
    if (box) return box.value.split(".")[0]; // a ref and its version
    return (node.matches("a[href]") ? node : node.querySelector("a[href]"))?.getAttribute("href") || "";
  }

  /* What was loaded stays, unless it is from another address than the page now names: the ways to pay another amount. */
  const isLoaded = (old, fresh) => old.matches(LOADS) && old.getAttribute("hx-get") === fresh.getAttribute("hx-get");

  /* -- what is held -------------------------------------------------------------------------------------------------------- */
  const isForm = (node) => node.matches("form") && node.querySelector(FIELDS) !== null;
  const isDirty = (field) =>
    field === document.activeElement ||
    (field.matches("[type=checkbox], [type=radio]") ? field.checked !== field.defaultChecked
      : field.matches("select") ? [...field.options].some((option) => option.selected !== option.defaultSelected)
      : field.value !== field.defaultValue);

  function isHeld(node) {
    const selection = getSelection();
    return (
      within(FIELDS, node).some(isDirty) ||
      within("details[open]", node).length > 0 ||
      (!selection.isCollapsed && (node.contains(selection.anchorNode) || node.contains(selection.focusNode)))
    );
  }

  /* Whether this element may go; if not because somebody is at it, the page offers the rest later. */
  function mayGo(node, run) {
    if (within("form", node).some(isForm) || node.matches(ANSWERED)) return false;
    if (run.force || !isHeld(node)) return true;
    run.deferred = true;
    return false;
  }

  /* -- the change itself ------------------------------------------------------------------------------------------------------ */
  const isFrame = (node) => [...node.childNodes].every((child) => child.nodeType !== Node.TEXT_NODE || !child.data.trim());

  function patch(old, fresh, run) {
    // A form, and what was answered to one, are nobody's but the writer's.
    if (isForm(old) || isLoaded(old, fresh) || old.matches(ANSWERED) || signature(old) === signature(fresh)) return;
    if (old.matches(LOADS) && fresh.matches(LOADS) && old.tagName === fresh.tagName) return dropLoaded(old, fresh, run);
    if (old.tagName !== fresh.tagName || !isFrame(old) || !isFrame(fresh)) return replace(old, fresh, run);
    if (old.matches(FIELDS) && isDirty(old) && !run.force) return void (run.deferred = true);
    takeAttributes(old, fresh);
    takeChildren(old, fresh, run);
  }

  function replace(old, fresh, run) {
    if (!mayGo(old, run)) return;
    const node = document.importNode(fresh, true);
    old.replaceWith(node);
    run.changed.push(node);
  }

  /* What was loaded from another address goes, whole; whoever patches loads it anew where it is open (see live.js). */
  function dropLoaded(old, fresh, run) {
    if (!mayGo(old, run)) return;
    takeAttributes(old, fresh);
    old.replaceChildren(...document.importNode(fresh, true).childNodes);
    run.changed.push(old);
  }

  function takeAttributes(old, fresh) {
    const kept = (name) =>
      NEVER.has(name) || (name === "hidden" && old.matches(SHOWN_BY_SCRIPT)) || (name === "value" && old.matches(FRESH_EACH_TIME)) ||
      (name === "class" && plainClass(old) === plainClass(fresh));
    [...old.attributes].forEach(({ name }) => fresh.hasAttribute(name) || kept(name) || old.removeAttribute(name));
    [...fresh.attributes].forEach(({ name, value }) => kept(name) || old.getAttribute(name) === value || old.setAttribute(name, value));
  }

  /* The element that stands for each of the fresh ones: the same, else the one of that name, else one of its kind in its place. */
  function takeChildren(old, fresh, run) {
    const left = new Set(old.children);
    const wanted = [...fresh.children];
    const partner = new Map();
    const match = (alike) =>
      wanted.filter((child) => !partner.has(child)).forEach((child) => {
        const found = [...left].find((candidate) => alike(candidate, child));
        if (found) partner.set(child, found), left.delete(found);
      });
    const seen = new Map([...left, ...wanted].map((child) => [child, { same: signature(child), key: keyOf(child) }]));
    match((a, b) => seen.get(a).same === seen.get(b).same);
    match((a, b) => seen.get(a).key && seen.get(a).key === seen.get(b).key);
    const isKin = (a, b) => a.tagName === b.tagName && plainClass(a) === plainClass(b);
    match((a, b) => !(seen.get(a).key && seen.get(b).key) && isKin(a, b));
    match((a, b) => a.tagName !== "LI" && isKin(a, b)); // a row is another row; a section may have got other contents
    left.forEach((child) => mayGo(child, run) && (child.remove(), run.changed.push(old)));
    let place = old.firstElementChild;
    for (const child of wanted) {
      while (place && left.has(place)) place = place.nextElementSibling; // held: it stays where it is
      let node = partner.get(child);
      if (!node) run.changed.push((node = document.importNode(child, true)));
      if (node === place) place = place.nextElementSibling;
      else old.insertBefore(node, place);
    }
    partner.forEach((node, child) => patch(node, child, run));
  }

  return patch;
})();

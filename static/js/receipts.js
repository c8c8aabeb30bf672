/* A receipt is read while the form goes on being filled in. The part that does it stands on [data-ts-reader], which names the field of files. */
(() => {
  "use strict";

  const reader = () => document.querySelector("[data-ts-reader]");
  const hear = (words) => document.dispatchEvent(new CustomEvent("ts:say", { detail: words }));

  /* There is something to read once a file is chosen. */
  function offer() {
    const at = reader();
    if (!at) return;
    const files = document.querySelector(at.dataset.tsReader)?.files;
    at.querySelector("[data-ts-read]").hidden = !files?.length;
    if (files?.length || at.querySelector(".htmx-request, #receipt-reading > *")) at.closest("details").open = true;
  }

  const empty = () => document.getElementById("receipt-reading")?.replaceChildren();
  const cancel = (at) => at && htmx.trigger(at, "htmx:abort"); // which closes the connection, and so ends the model's work

  let isForReading = false; // whether a photo is being chosen to be read at once

  document.addEventListener("change", (event) => {
    if (!reader() || !event.target.matches(reader().dataset.tsReader)) return;
    cancel(reader());
    empty(); // it was another photo's
    offer();
    if (isForReading && event.target.files.length) reader().querySelector("[data-ts-read]").click();
    isForReading = false;
  });
  document.addEventListener("click", (event) => {
    isForReading = Boolean(event.target.closest("[data-ts-photo]")) || (isForReading && event.target.matches(reader()?.dataset.tsReader));
    if (event.target.closest("[data-ts-photo]")) {
      document.querySelector(reader().dataset.tsReader).click();
    } else if (event.target.closest("[data-ts-cancel]")) {
      cancel(reader());
      hear("Cancelled");
      reader().querySelector("button:not([hidden])")?.focus();
    } else if (event.target.closest("[data-ts-put-away]")) {
      empty();
      reader()?.querySelector("button:not([hidden])")?.focus();
    }
  });
  /* One is read: the others need not travel with it. */
  document.addEventListener("htmx:configRequest", ({ detail: { formData, target } }) => {
    const files = target.id === "receipt-reading" ? formData.getAll("receipts") : [];
    if (files.length < 2) return;
    formData.set("receipts", files[0]);
    formData.set("chosen", files.length);
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target.id !== "receipt-reading") return;
    hear(document.getElementById("receipt-busy").querySelector("span").textContent);
  });
  /* The keyboard stays at what it has asked for: its button is hidden while it waits, and Cancel once there is an answer. */
  const isHere = () => document.activeElement === document.body || reader().contains(document.activeElement);
  document.addEventListener("htmx:beforeSend", ({ detail }) => {
    if (detail.target.id === "receipt-reading" && isHere()) reader().querySelector("[data-ts-cancel]").focus();
  });
  /* What was taken over stands in the form now. */
  document.addEventListener("htmx:afterRequest", ({ detail }) => detail.successful && detail.elt.matches("[name=receipt_with]") && empty());
  document.addEventListener("htmx:beforeCleanupElement", (event) => event.target.matches?.("[data-ts-reader]") && cancel(event.target));
  document.addEventListener("htmx:afterSettle", (event) => {
    offer();
    // What is to be looked at has the focus; where nothing is, it begins at the top.
    const isBusyWith = document.activeElement?.matches("input, select, textarea");
    if (event.detail.target.id === "expense-form" && !isBusyWith) document.querySelector("[data-ts-filled]")?.scrollIntoView({ block: "center" });
    if (event.detail.target.id !== "receipt-reading") return;
    const card = event.detail.target.querySelector("[data-ts-heard]");
    if (!card) return;
    if (isHere()) card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
    hear((card.querySelector(".banner") || card).textContent.replace(/\s+/g, " ").trim());
  });
  offer();
})();

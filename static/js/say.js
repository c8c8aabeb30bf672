/* An expense said in a sentence: Enter reads it again, and what a model reads otherwise goes into the fields that it names, where asked. */
(() => {
  "use strict";

  /* A long sentence has lines, and is still one sentence. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches("[data-ts-enter]")) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });

  /* What was made of the sentence is heard, too. */
  document.addEventListener("htmx:afterSettle", () => {
    const said = document.querySelector("[data-ts-spoken]:not([data-ts-started])");
    if (!said) return;
    said.dataset.tsStarted = "yes";
    document.dispatchEvent(new CustomEvent("ts:say", { detail: said.textContent.replace(/\s+/g, " ").trim() }));
  });

  function put(field, values) {
    if (field.type === "hidden") return; // says what an empty box means
    const was = field.checked;
    if (field.matches("[type=checkbox], [type=radio]")) field.checked = values.includes(field.value);
    else field.value = values[0];
    const fold = field.closest("details");
    if (fold && field.checked !== was) fold.open = true; // nothing changes unseen
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function use(offer) {
    const form = document.getElementById("expense-form");
    const wanted = {};
    offer.querySelectorAll("data").forEach(({ dataset, value }) => (wanted[dataset.tsField] ??= []).push(value));
    // A rate that was typed is that of the currency that the form is in.
    if (wanted.currency && wanted.currency[0] !== form.elements.currency.value) Object.assign(wanted, { rate_from: ["offer"], rate: [""], keep_rate: [] });
    [...form.elements].filter(({ name }) => wanted[name]).forEach((field) => put(field, wanted[field.name]));
    form.dispatchEvent(new Event("change"));
    leave(offer);
  }

  /* On to what is doubtful still, or to Save. */
  function leave(offer) {
    offer.remove();
    const form = document.getElementById("expense-form");
    const doubt = form.querySelector("[data-ts-doubt]");
    form.querySelector(doubt ? `[name="${doubt.dataset.tsDoubt}"]` : "button.primary").focus();
  }

  document.addEventListener("click", (event) => {
    const offer = event.target.closest("[data-ts-offer]");
    if (event.target.closest("[data-ts-use]")) use(offer);
    if (event.target.closest("[data-ts-leave]")) leave(offer);
  });
})();

// Comforts on top of pages that work without them: nothing here is needed to use the product.
"use strict";

document.documentElement.classList.add("js");

// After a refused form the reader starts at the list of what is wrong, unless the address names
// a place of the form: there the reader was when the button was pressed.
if (!location.hash) document.getElementById("error-summary")?.focus();

// data-copy="id": copies that element's text and says so in data-copied.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button || button.textContent === button.dataset.copied) return;
  button.setAttribute("aria-live", "polite");
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText((source.value ?? source.textContent).trim());
    const before = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = before; }, 3000);
  } catch {
    getSelection().selectAllChildren(source); // no permission: at least it is selected
  }
});

// form data-echo="url" data-echo-to="id": what the server understood, while it is being typed;
// only what stands in [data-echoes] (a field, or a fieldset or div around fields) is sent. What is
// ticked in the answer stays ticked, and a part of it with data-into="id" goes to that place.
for (const form of document.querySelectorAll("form[data-echo]")) {
  const target = document.getElementById(form.dataset.echoTo);
  let timer;
  let running;
  const echo = async () => {
    running?.abort();
    running = new AbortController();
    const body = new URLSearchParams();
    for (const part of form.querySelectorAll("[data-echoes]")) {
      for (const field of part.matches("fieldset, div") ? part.querySelectorAll("[name]") : [part]) {
        if (!["checkbox", "radio"].includes(field.type) || field.checked) body.append(field.name, field.value.slice(0, 200));
      }
    }
    try {
      const answer = await fetch(`${form.dataset.echo}?${body}`, { signal: running.signal });
      if (!answer.ok) return;
      const ticked = [...target.querySelectorAll(":checked")].map((box) => box.value);
      target.innerHTML = await answer.text();
      for (const box of target.querySelectorAll("[type=checkbox]")) box.checked = ticked.includes(box.value);
      for (const part of target.querySelectorAll("[data-into]")) document.getElementById(part.dataset.into)?.replaceChildren(...part.childNodes);
    } catch { /* the next change asks again */ }
  };
  form.addEventListener("input", (event) => {
    if (!event.target.closest("[data-echoes]")) return;
    clearTimeout(timer);
    timer = setTimeout(echo, 400);
  });
}

// The chip "missing English" follows what is typed, in its own language and in the others.
for (const texts of document.querySelectorAll("fieldset.both")) {
  const fields = [...texts.querySelectorAll("input, textarea")];
  const chips = [...texts.querySelectorAll("[data-missing-for]")];
  texts.addEventListener("input", () => {
    const filled = fields.filter((field) => field.value.trim() !== "").map((field) => field.id);
    for (const chip of chips) chip.hidden = !filled.length || filled.includes(chip.dataset.missingFor);
  });
}

// data-refresh="60" with an id: asks the server for this part again, so that clocks stay right.
for (const part of document.querySelectorAll("[data-refresh][id]")) {
  setInterval(async () => {
    if (document.hidden || part.contains(document.activeElement)) return;
    try {
      const answer = await fetch(location.href);
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(part.id);
      if (fresh) part.replaceChildren(...fresh.childNodes);
    } catch { /* offline: the next minute asks again */ }
  }, Number(part.dataset.refresh) * 1000);
}

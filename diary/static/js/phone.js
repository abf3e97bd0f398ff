// Keeps the simulated phone fresh without reloading; the page works without it.
"use strict";

const stage = document.getElementById("stage");
const EVERY_MS = 3000;

function isTyping() {
  const field = stage.querySelector(".write input[name=text]");
  return field && (field.value !== "" || field === document.activeElement);
}

async function refresh() {
  if (document.hidden || isTyping()) return;
  const answer = await fetch(stage.dataset.fresh, { cache: "no-store" });
  if (!answer.ok) return;
  const html = await answer.text();
  if (isTyping() || stage.contains(document.activeElement)) return;
  const next = document.createElement("template");
  next.innerHTML = html;
  // Only what changed is exchanged, so that nothing is announced twice.
  for (const part of [...next.content.children]) {
    const old = stage.querySelector(":scope > ." + part.classList[0]);
    if (old && withoutTokens(old) !== withoutTokens(part)) old.replaceWith(part);
  }
}

function withoutTokens(part) {
  const copy = part.cloneNode(true);
  copy.querySelectorAll("input[type=hidden]").forEach((field) => field.remove());
  return copy.outerHTML;
}

document.querySelector("[data-pick] select")?.addEventListener("change", (event) => {
  event.target.form.submit();
});
setInterval(() => refresh().catch(() => {}), EVERY_MS);

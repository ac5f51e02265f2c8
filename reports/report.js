// The page is complete without this script. It filters the list of checks, keeps the filter in the address, opens what
// a link leads to, and offers to copy commands.
"use strict";

(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const query = document.getElementById("query");
  const choices = all(".filter select"); // outcome, suite, level, client: an attribute of each row bears the same name
  const found = document.querySelector(".found");

  const rows = all(".group > ul > li").map((element) => {
    const group = element.closest(".group");
    const own = { outcome: group.dataset.outcome, suite: element.closest(".suite").dataset.suite };
    return { element, group, is: { ...own, ...element.dataset } };
  });
  const opened = new Map(all(".group").map((group) => [group, group.open]));

  const textOf = (row) => (row.text ??= row.element.textContent.toLowerCase());

  function filter() {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const active = words.length > 0 || choices.some((choice) => choice.value !== "");
    const groups = new Map();
    let number = 0;
    for (const row of rows) {
      const fits =
        choices.every((choice) => !choice.value || row.is[choice.id] === choice.value) &&
        words.every((word) => textOf(row).includes(word));
      row.element.hidden = !fits;
      number += fits;
      groups.set(row.group, groups.get(row.group) || fits);
    }
    for (const [group, any] of groups) {
      group.hidden = !any;
      group.open = active ? any : opened.get(group);
    }
    for (const section of all(".suite")) {
      section.hidden = all(".group", section).every((group) => group.hidden);
    }
    found.textContent = active ? `${number} of ${rows.length} checks` : "";
    remember();
  }

  function remember() {
    const state = new URLSearchParams();
    if (query.value) state.set("q", query.value);
    for (const choice of choices) if (choice.value) state.set(choice.id, choice.value);
    const search = state.toString();
    try {
      history.replaceState(null, "", (search ? `?${search}` : location.pathname) + location.hash);
    } catch {
      // A sandboxed viewer may forbid it; the filter works all the same.
    }
  }

  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest("li, .group, .suite")?.closest("[hidden]")) {
      query.value = "";
      for (const choice of choices) choice.value = "";
      filter();
    }
    for (let element = target; element; element = element.parentElement) {
      if (element instanceof HTMLDetailsElement) element.open = true;
    }
    target.scrollIntoView();
  }

  function offerCopy(command) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(command.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(command);
        button.textContent = "Selected";
      }
    });
    command.previousElementSibling?.append(button);
  }

  const state = new URLSearchParams(location.search);
  query.value = state.get("q") ?? "";
  for (const choice of choices) choice.value = state.get(choice.id) ?? "";
  document.querySelector(".filter").hidden = false;
  for (const field of [query, ...choices]) field.addEventListener("input", filter);
  if (location.search) filter();
  all(".again").forEach(offerCopy);
  addEventListener("hashchange", reveal);
  // A click on a link to where the page already is changes no hash, but the reader wants to see it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link && link.hash === location.hash) reveal();
  });
  const causes = all(".card[id^='cause-']");

  // j and k go from one thing to fix to the next and back, / goes to the search.
  function step(by) {
    const place = causes.findIndex((cause) => `#${cause.id}` === location.hash);
    const next = causes[place < 0 ? (by > 0 ? 0 : causes.length - 1) : place + by];
    if (next) location.hash = next.id;
  }

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      query.focus();
    }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  });
  reveal();
})();

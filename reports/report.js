// The page is complete without this script. It filters the list of checks, keeps the filter in the address, opens what
// a link leads to, offers to copy commands, and unpacks what was sent and received for checks that hold.
"use strict";

(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const query = document.getElementById("query");
  const choices = all(".filter select"); // outcome, suite, level, type, client: an attribute of each row bears the same name
  const found = document.querySelector(".found");

  const rows = all(".group > ul > li").map((element) => {
    const group = element.closest(".group");
    const own = { outcome: group.dataset.outcome, suite: element.closest(".suite").dataset.suite };
    return { element, group, is: { ...own, ...element.dataset } };
  });
  const opened = new Map(all(".group").map((group) => [group, group.open]));

  const textOf = (row) => (row.text ??= row.element.textContent.toLowerCase());

  // The story of a check may have to do with several resource types.
  const bears = (row, { id, value }) => (id === "type" ? row.is.type.split(" ").includes(value) : row.is[id] === value);

  function filter() {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const active = words.length > 0 || choices.some((choice) => choice.value !== "");
    const groups = new Map();
    let number = 0;
    for (const row of rows) {
      const fits =
        choices.every((choice) => !choice.value || bears(row, choice)) &&
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
    // Whoever comes to a cause wants to see the request.
    target.matches(".card") && target.querySelector(".exchange")?.setAttribute("open", "");
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

  // What a server sent becomes text here, and never markup.
  function made(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children.filter((child) => child !== ""));
    return element;
  }

  // White space is all that is changed, as in the rest of the page.
  const LEXEME = /"(?:[^"\\]|\\.)*"|"[^]*$|[{}[\],:]|[^\s{}[\],:"]+/g;

  function indented(raw) {
    const lexemes = raw.match(LEXEME) ?? [];
    let depth = 0;
    const line = () => "\n" + "  ".repeat(Math.min(depth, 20));
    return lexemes
      .map((lexeme, place) => {
        if (lexeme === "]" || lexeme === "}") {
          if ("[{".includes(lexemes[place - 1])) return lexeme; // an empty list or object stays on its line
          depth -= 1;
          return line() + lexeme;
        }
        if (lexeme === "{" || lexeme === "[") {
          if ("]}".includes(lexemes[place + 1])) return lexeme;
          depth += 1;
          return lexeme + line();
        }
        return lexeme === "," ? lexeme + line() : lexeme === ":" ? ": " : lexeme;
      })
      .join("");
  }

  const shownText = (text) => made("pre", { tabindex: "0" }, text);
  const note = (text) => made("p", { class: "note" }, text);

  function message(label, [head, body, json, cut]) {
    const parts = [made("p", { class: "label" }, label), shownText(head)];
    parts.push(body ? shownText(json ? indented(body) : body) : note("No body."));
    if (cut) parts.push(note(`The body is ${cut}, see results.json.`));
    return made("div", {}, ...parts);
  }

  function exchange(told) {
    const good = told.status.startsWith("2");
    const summary = made(
      "summary", {},
      made("span", { class: "number" }, `#${told.number}`), " ",
      made("span", { class: "method" }, told.method), " ",
      made("span", { class: "path" }, told.path), " ",
      made("span", { class: good ? "answer" : "answer bad" }, told.status ? `answered ${told.status}` : "no answer"), " ",
      made("span", { class: "aside" }, [told.step, told.elapsed].filter(Boolean).join(" · ")),
    );
    const received = told.received ? message("Received", told.received) : made("div", {}, made("p", { class: "label" }, "Received"));
    if (told.error) received.append(made("p", { class: "value" }, told.error));
    const wire = made("div", { class: "wire" }, message(told.client ? `Sent by ${told.client}` : "Sent", told.sent), received);
    const label = made("p", { class: "label" }, "Send it again");
    const again = told.again
      ? made("pre", { class: "again", tabindex: "0" }, told.again)
      : note(`The command would be too long to show: see #${told.number} in exchanges.har.`);
    const whole = made("details", { class: "exchange" }, summary, wire, label, again);
    if (told.again) offerCopy(again);
    return whole;
  }

  async function unpacked(base64) {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).json();
  }

  // A whole story, or one exchange that was left out of the page.
  async function told({ story, number }) {
    const packed = all("template[data-last]").find((some) => Number(some.dataset.last) >= Number(story));
    const elsewhere = packed.dataset.elsewhere;
    if (elsewhere) return [note(`Left out here to keep this page small: see ${elsewhere} in exchanges.har.`)];
    const exchanges = (await unpacked(packed.content.textContent))[story];
    if (!number) return exchanges.map(exchange);
    return all(":scope > :not(summary)", exchange(exchanges.find((one) => one.number === Number(number))));
  }

  async function tell(element) {
    element.dataset.told = "";
    let parts;
    try {
      parts = await told(element.dataset);
    } catch {
      parts = [note("This browser cannot unpack it: see exchanges.har.")];
    }
    element.replaceChildren(element.querySelector("summary"), ...parts);
    element.dataset.told = "yes";
  }

  document.documentElement.classList.add("scripted");
  // The event does not bubble, but it can be caught on its way down.
  document.addEventListener("toggle", ({ target }) => {
    if (target.matches?.("[data-story]:not([data-told])")) tell(target);
  }, true);

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

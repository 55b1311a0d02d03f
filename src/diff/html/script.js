/* SPDX-License-Identifier: Apache-2.0 */
"use strict";
(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const page = document.documentElement;
  const search = one("#search"), kind = one("#kind"), onlyDangers = one("#only-dangers");
  const objects = all(".object"), roots = all(".root");
  const links = new Map(all("nav a").map(a => [a.getAttribute("href").slice(1), a]));
  const chips = all(".chip[data-filter]");

  /* Light and dark: the system's choice until the button is pressed. */
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (page.dataset.theme || (prefersDark.matches ? "dark" : "light")) === "dark";
  const showShade = () => { page.dataset.shade = isDark() ? "dark" : "light"; };
  const switchTheme = () => {
    page.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("hkrender-theme", page.dataset.theme); } catch { /* a page from a file may not */ }
    showShade();
  };
  try {
    const kept = localStorage.getItem("hkrender-theme");
    if (kept === "light" || kept === "dark")
      page.dataset.theme = kept;
  } catch { /* as above */ }
  prefersDark.addEventListener("change", showShade);
  showShade();

  /* What an object is searched by, made when it is first asked for. */
  const texts = new Map();
  const textOf = object => {
    if (!texts.has(object)) {
      const section = object.closest(".root");
      const root = one("h2", section).textContent + "\n" + (one(".alike", section)?.textContent ?? "");
      texts.set(object, (root + "\n" + object.textContent).toLowerCase());
    }
    return texts.get(object);
  };

  const countPerChip = () => {
    for (const chip of chips) {
      const n = objects.filter(o => o.dataset.change === chip.dataset.filter).length;
      chip.textContent = `${chip.textContent} ${n}`;
      chip.hidden = !n;
    }
    const dangers = objects.filter(o => o.dataset.danger).length;
    onlyDangers.hidden = !dangers;
    const kinds = [...new Set(objects.map(o => o.dataset.kind))].sort();
    for (const name of kinds) {
      const option = document.createElement("option");
      option.value = option.textContent = name;
      kind.append(option);
    }
    kind.hidden = kinds.length < 2;
  };

  const pressed = button => button.getAttribute("aria-pressed") === "true";
  const press = (button, on) => button.setAttribute("aria-pressed", String(on));

  const showRoots = words => {
    for (const root of roots) {
      const own = all(".object", root);
      const failed = one(".failure", root);
      const shown = own.some(o => !o.hidden) ||
        (failed && words.every(w => root.textContent.toLowerCase().includes(w)));
      root.hidden = !shown;
      const link = links.get(root.id);
      if (link)
        link.parentElement.hidden = !shown;
    }
  };

  /* Marks what was searched for, without changing the page. */
  const highlight = words => {
    if (!CSS.highlights)
      return;
    CSS.highlights.delete("hits");
    const ranges = [];
    for (const object of words.length ? objects : []) {
      if (object.hidden || ranges.length > 2000)
        continue;
      const walker = document.createTreeWalker(object, NodeFilter.SHOW_TEXT);
      while (walker.nextNode() && ranges.length <= 2000) {
        const text = walker.currentNode.data.toLowerCase();
        if (text.length !== walker.currentNode.data.length)
          continue;
        for (const word of words)
          for (let at = text.indexOf(word); at >= 0 && ranges.length <= 2000; at = text.indexOf(word, at + word.length)) {
            const range = new Range();
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + word.length);
            ranges.push(range);
          }
      }
    }
    CSS.highlights.set("hits", new Highlight(...ranges));
  };

  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const changes = new Set(chips.filter(pressed).map(c => c.dataset.filter));
    let n = 0;
    for (const object of objects) {
      const shown = changes.has(object.dataset.change) &&
        (!kind.value || object.dataset.kind === kind.value) &&
        (!pressed(onlyDangers) || object.dataset.danger) &&
        (!words.length || words.every(w => textOf(object).includes(w)));
      object.hidden = !shown;
      n += shown;
      const link = links.get(object.id);
      if (link)
        link.parentElement.hidden = !shown;
    }
    showRoots(words);
    highlight(words);
    one("#nothing").hidden = !objects.length || roots.some(r => !r.hidden);
    one("#count").textContent = n === objects.length ? `${n} shown` : `${n} of ${objects.length} shown`;
  };

  const reset = () => {
    search.value = kind.value = "";
    chips.forEach(c => press(c, true));
    press(onlyDangers, false);
    apply();
  };

  const openAll = open => objects.forEach(o => { if (!open || !o.hidden) o.open = open; });

  /* Moves the focus to the next object (or the one before) of those that are shown. */
  const go = (step, wanted = () => true) => {
    const shown = objects.filter(o => !o.hidden);
    const at = shown.indexOf(document.activeElement?.closest(".object"));
    for (let i = at < 0 ? (step > 0 ? 0 : shown.length - 1) : at + step; i >= 0 && i < shown.length; i += step)
      if (wanted(shown[i])) {
        const summary = one("summary", shown[i]);
        summary.focus({ preventScroll: true });
        shown[i].scrollIntoView({ block: "nearest" });
        mark(shown[i].id);
        return;
      }
  };

  const mark = id => {
    one("nav a.here")?.classList.remove("here");
    const link = links.get(id);
    link?.classList.add("here");
    link?.scrollIntoView({ block: "nearest" });
  };

  /* A link to an object opens it, though it may be filtered out. */
  const follow = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target)
      return;
    if (target.hidden || target.closest(".root")?.hidden)
      reset();
    if (target.matches(".object"))
      target.open = true;
    target.scrollIntoView({ block: "start" });
    mark(target.id);
  };

  const keys = {
    "/": () => search.focus(),
    "j": () => go(1),
    "k": () => go(-1),
    "d": () => go(1, o => o.dataset.danger),
    "e": () => openAll(true),
    "c": () => openAll(false),
    "t": switchTheme,
    "?": () => one("#help").showModal(),
  };

  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey)
      return;
    if (event.key === "Escape" && event.target === search) {
      search.value = "";
      search.blur();
      apply();
      return;
    }
    if (event.target.matches("input, select, textarea") || one("#help").open || !keys[event.key])
      return;
    event.preventDefault();
    keys[event.key]();
  });
  let waiting;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 80); });
  one(".bar").addEventListener("submit", event => { event.preventDefault(); apply(); });
  kind.addEventListener("change", apply);
  for (const chip of [...chips, onlyDangers])
    chip.addEventListener("click", () => { press(chip, !pressed(chip)); apply(); });
  one("#theme").addEventListener("click", switchTheme);
  one("#help-open").addEventListener("click", () => one("#help").showModal());
  one("#expand").addEventListener("click", () => openAll(true));
  one("#collapse").addEventListener("click", () => openAll(false));
  one("#reset").addEventListener("click", reset);
  one("#changes").addEventListener("click", event => {
    const button = event.target.closest("tr.gap button");
    if (!button)
      return;
    const gap = button.closest("tbody");
    gap.nextElementSibling.hidden = false;
    gap.remove();
  });
  /* A second click on a link leaves the address as it is: no hashchange tells of it. */
  document.addEventListener("click", event => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash)
      follow();
  });
  addEventListener("hashchange", follow);
  /* Without this script there is nothing to press. */
  one(".tools").hidden = false;
  one(".bar").hidden = !roots.length;
  countPerChip();
  apply();
  follow();
})();

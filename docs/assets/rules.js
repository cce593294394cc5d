// The list of rules: a search box, and choices of category, severity, status and fix. Without scripts the list is as it is.
(function () {
  "use strict";

  const CHOICES = [
    ["severity", 2, ["error", "warning", "info", "style"]],
    ["status", 3, ["stable", "preview", "deprecated"]],
    ["fix", 4, ["safe", "unsafe", "none"]],
  ];

  function start() {
    const place = document.getElementById("rule-filter");
    if (!place || place.childElementCount) {
      return;
    }
    const groups = groupsBelow(place);
    const controls = document.createElement("form");
    controls.setAttribute("role", "search");
    controls.addEventListener("submit", (event) => event.preventDefault());

    const text = document.createElement("input");
    text.type = "search";
    text.name = "q";
    text.placeholder = "Name, code, alias or words: DL3008, apt, root";
    text.setAttribute("aria-label", "Search the rules");
    controls.append(text);

    const categories = choice("category", groups.map((group) => group.name));
    const choices = CHOICES.map(([name, column, values]) => [choice(name, values), column]);
    controls.append(categories, ...choices.map(([element]) => element));
    const count = document.createElement("output");
    count.setAttribute("aria-live", "polite");
    place.append(controls, count);

    function apply() {
      const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      let total = 0;
      for (const group of groups) {
        let inGroup = 0;
        for (const row of group.rows) {
          const fits =
            (!categories.value || categories.value === group.name) &&
            choices.every(([element, column]) => !element.value || element.value === row.cells[column]) &&
            words.every((word) => row.text.includes(word));
          row.element.hidden = !fits;
          inGroup += fits ? 1 : 0;
        }
        total += group.rows.length;
        shown += inGroup;
        for (const part of group.parts) {
          part.hidden = inGroup === 0;
        }
      }
      count.value = shown === total ? total + " rules" : shown + " of " + total + " rules";
    }

    const wanted = new URLSearchParams(location.search).get("q");
    if (wanted) {
      text.value = wanted;
    }
    controls.addEventListener("input", apply);
    apply();
  }

  function choice(name, values) {
    const element = document.createElement("select");
    element.name = name;
    element.setAttribute("aria-label", name);
    element.append(new Option("any " + name, ""));
    for (const value of values) {
      element.append(new Option(value, value));
    }
    return element;
  }

  // The categories: a heading and the table that follows it.
  function groupsBelow(place) {
    const groups = [];
    let heading = null;
    for (let at = place.nextElementSibling; at; at = at.nextElementSibling) {
      if (at.matches("h2")) {
        heading = at;
      }
      const table = at.matches("table") ? at : at.querySelector("table");
      if (!table || !heading) {
        continue;
      }
      groups.push({
        name: heading.firstChild.textContent.trim(),
        parts: [heading, at],
        rows: Array.from(table.tBodies[0].rows, (element) => ({
          element,
          cells: Array.from(element.cells, (cell) => cell.textContent.trim()),
          text: element.textContent.toLowerCase(),
        })),
      });
    }
    return groups;
  }

  if (window.document$ && typeof window.document$.subscribe === "function") {
    window.document$.subscribe(start);
  } else if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();

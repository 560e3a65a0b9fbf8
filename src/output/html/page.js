// Sorting, searching and following links into closed parts. The page is complete without it.
"use strict";
(() => {
  const make = (name, properties) => Object.assign(document.createElement(name), properties);

  // Figures sort by what they are worth, words as words; what is unknown stays last either way.
  const worth = (row, column) => {
    const cell = row.cells[column];
    if (cell.querySelector(".unknown")) return null;
    const figure = cell.querySelector("data");
    return figure ? Number(figure.value) : cell.textContent.trim();
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });

  const sort = (table, column) => {
    const heads = [...table.tHead.rows[0].cells];
    const body = table.tBodies[0];
    const first = heads[column].classList.contains("n") ? "descending" : "ascending";
    const other = first === "descending" ? "ascending" : "descending";
    const direction = heads[column].getAttribute("aria-sort") === first ? other : first;
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    heads[column].setAttribute("aria-sort", direction);
    const sign = direction === "ascending" ? 1 : -1;
    const rows = [...body.rows].map((row) => ({ row, worth: worth(row, column) }));
    rows.sort((a, b) => {
      if (a.worth === null || b.worth === null) return (a.worth === null) - (b.worth === null);
      return sign * compare(a.worth, b.worth);
    });
    body.append(...rows.map((entry) => entry.row));
  };

  document.querySelectorAll(".table table").forEach((table) => {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      if (!head.textContent.trim()) return;
      const button = make("button", { type: "button", textContent: head.textContent });
      button.addEventListener("click", () => sort(table, column));
      head.replaceChildren(button);
    });
  });

  const few = 10;
  document.querySelectorAll(".table.long").forEach((holder) => {
    const table = holder.querySelector("table");
    const rows = [...table.tBodies[0].rows];
    const tools = make("div", { className: "tools" });
    const label = make("label", { textContent: "Show rows with " });
    const input = make("input", { type: "search" });
    const count = make("span");
    count.setAttribute("role", "status");
    input.setAttribute("aria-label", "Show rows with, in: " + table.caption.textContent);
    label.append(input);
    tools.append(label, count);
    holder.prepend(tools);

    // Long tables begin short.
    let all = rows.length <= few + 2;
    let words = [];
    const cut = () => table.tBodies[0].classList.toggle("cut", !all && !words.length);
    if (!all) {
      const more = make("button", { type: "button", className: "more", textContent: "Show all " + rows.length + " rows" });
      more.setAttribute("aria-expanded", "false");
      more.addEventListener("click", () => {
        all = !all;
        more.setAttribute("aria-expanded", String(all));
        more.textContent = all ? "Show fewer rows" : "Show all " + rows.length + " rows";
        cut();
      });
      const printed = make("p", { className: "note printed", textContent: "Printed: the first " + few + " of " + rows.length + " rows." });
      holder.querySelector(".scroll").after(more, printed);
      cut();
    }
    input.addEventListener("input", () => {
      words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row) => {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      });
      cut();
      count.textContent = words.length ? shown + " of " + rows.length + " rows" : "";
    });
  });

  // A link into a closed part opens it.
  const open = () => {
    let place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const target = place;
    for (; place; place = place.parentElement) if (place.tagName === "DETAILS") place.open = true;
    if (target && target.tagName === "DETAILS") {
      target.querySelector("summary").focus({ preventScroll: true });
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", open);
  open();

  // Every short figure can be seen exactly.
  const figures = [...document.querySelectorAll("data[title]")];
  if (figures.length) {
    const button = make("button", { type: "button", className: "exact", textContent: "Show exact figures" });
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      const pressed = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(pressed));
      figures.forEach((figure) => ([figure.textContent, figure.title] = [figure.title, figure.textContent]));
    });
    document.querySelector(".rests, #summary:not(:has(.rests))").append(button);
  }
})();

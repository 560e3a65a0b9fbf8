// Sorting, searching, following links into closed parts and saving charts. The page is complete without it.
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

  document.querySelectorAll(".table > .scroll > table").forEach((table) => {
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
    // On paper such a table is whole, unless that would take pages.
    table.tBodies[0].classList.toggle("whole", rows.length <= 70);
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
    document.querySelector("#summary").append(button);
  }

  // Charts can be saved. A drawing takes its looks with it, as the page that holds it says them.
  const space = "http://www.w3.org/2000/svg";
  const draw = (name, attributes, text) => {
    const shape = document.createElementNS(space, name);
    Object.entries(attributes).forEach(([key, value]) => shape.setAttribute(key, value));
    if (text !== undefined) shape.textContent = text;
    return shape;
  };
  const looks = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "font-size", "font-weight", "font-family"];
  const dressed = (drawing) => {
    const copy = drawing.cloneNode(true);
    const from = [drawing, ...drawing.querySelectorAll("*")];
    [copy, ...copy.querySelectorAll("*")].forEach((shape, place) => {
      const style = getComputedStyle(from[place]);
      looks.forEach((look) => shape.setAttribute(look, style.getPropertyValue(look).replace(/url\("[^"#]*#/, 'url("#')));
      shape.removeAttribute("class");
    });
    return copy;
  };
  // Bars below each other become one drawing.
  const drawn = (bars) => {
    const rows = [...bars.children];
    const [label, width, line] = [290, 900, 26];
    const whole = draw("svg", { viewBox: "0 0 " + width + " " + rows.length * line });
    rows.forEach((row, place) => {
      const [top, middle] = [place * line, place * line + line / 2 + 4];
      const style = getComputedStyle(row);
      const look = { y: middle, fill: style.color, "font-size": 12, "font-weight": style.fontWeight, "font-family": "sans-serif" };
      whole.append(draw("text", { ...look, x: 0 }, row.querySelector(".label").textContent));
      whole.append(draw("text", { ...look, x: width, "text-anchor": "end" }, row.querySelector("data").textContent));
      const bar = row.querySelector("svg");
      if (!bar) return;
      const copy = dressed(bar);
      Object.entries({ x: label, y: top + 5, width: width - label - 80, height: line - 10 }).forEach(([key, value]) => copy.setAttribute(key, value));
      whole.append(copy);
    });
    return whole;
  };
  const whole = (chart) => {
    const bars = chart.querySelector(".bars");
    const plots = [...chart.querySelectorAll("svg.plot")];
    const shown = plots.find((plot) => plot.getClientRects().length) || plots[0];
    const copy = bars ? drawn(bars) : dressed(shown);
    const [, , width, height] = copy.getAttribute("viewBox").split(" ").map(Number);
    Object.entries({ xmlns: space, width, height }).forEach(([key, value]) => copy.setAttribute(key, value));
    const patterns = dressed(document.querySelector(".patterns")).querySelector("defs");
    copy.prepend(patterns, draw("rect", { width, height, fill: getComputedStyle(document.body).backgroundColor }));
    return { text: new XMLSerializer().serializeToString(copy), width, height };
  };
  const save = (name, blob) => {
    const link = make("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  document.querySelectorAll("figure.chart").forEach((chart) => {
    if (!chart.querySelector("svg.plot, .bars li")) return;
    const heading = chart.querySelector("h3") || chart.closest("section").querySelector("h2");
    const name = heading.textContent.trim().toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "chart";
    const tools = make("div", { className: "save" });
    const button = (kind, act) => {
      const one = make("button", { type: "button", textContent: "Save as " + kind });
      one.setAttribute("aria-label", "Save as " + kind + ": " + heading.textContent.trim());
      one.addEventListener("click", act);
      tools.append(one);
    };
    button("SVG", () => save(name + ".svg", new Blob([whole(chart).text], { type: "image/svg+xml" })));
    button("PNG", () => {
      const { text, width, height } = whole(chart);
      const picture = new Image();
      picture.onload = () => {
        const canvas = make("canvas", { width: width * 2, height: height * 2 });
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        canvas.toBlob((blob) => save(name + ".png", blob));
      };
      picture.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
    });
    chart.append(tools);
  });
})();

/* What Datasette's scripts leave out for keyboards and screen readers: a name for the field of its SQL editor (CodeMirror 5, or 6
   in Datasette 1.0), and menus of columns that open without a mouse. */
"use strict";
addEventListener("load", () => {
  for (const field of document.querySelectorAll(".CodeMirror textarea, .cm-content")) field.setAttribute("aria-label", "SQL query");
  const menu = document.querySelector("body > .dropdown-menu");
  if (!menu) return;
  let opener = null;
  menu.setAttribute("role", "region");
  menu.setAttribute("aria-label", "Menu of the column");
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.body.click();
    opener?.focus();
  });
  for (const icon of document.querySelectorAll("th svg.dropdown-menu-icon")) {
    icon.setAttribute("tabindex", "0");
    icon.setAttribute("role", "button");
    icon.setAttribute("aria-label", `Menu of the column ${icon.closest("th").dataset.column}`);
    icon.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      icon.dispatchEvent(new MouseEvent("click", {bubbles: true}));
      opener = icon;
      [...menu.querySelectorAll("a")].find((one) => one.offsetParent)?.focus();
    });
  }
});

/* Names the text field that Datasette's SQL editor (CodeMirror 5, or 6 in Datasette 1.0) makes, for screen readers. */
"use strict";
addEventListener("load", () => {
  for (const field of document.querySelectorAll(".CodeMirror textarea, .cm-content")) field.setAttribute("aria-label", "SQL query");
});

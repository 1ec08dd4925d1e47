// Added to pages by `wendaku serve` alone: reloads the page after a build and shows what went wrong with one.
(function () {
  "use strict";
  const own = document.currentScript;
  const folder = new URL(".", own.src);

  function showProblems(state) {
    const panel = document.createElement("section");
    panel.id = "wendaku-preview";
    panel.setAttribute("role", "alert");
    const title = document.createElement("p");
    title.textContent = state.summary;
    const list = document.createElement("ul");
    for (const problem of state.problems) {
      const item = document.createElement("li");
      item.textContent = problem;
      list.append(item);
    }
    panel.append(title, list);
    document.body.append(panel);
  }

  new EventSource(new URL("events", folder)).onmessage = (event) => {
    const state = JSON.parse(event.data);
    if (String(state.build) !== own.dataset.build) {
      location.reload();
    } else if (state.problems.length > 0 && !document.getElementById("wendaku-preview")) {
      showProblems(state);
    }
  };
})();

// Progressive enhancement only: every page works without this file.
import {
  Button, Checkboxes, ErrorSummary, NotificationBanner, Radios, ServiceNavigation, SkipLink,
  createAll,
} from "./govuk-frontend.min.js";

// The package asks for both classes before it starts; a browser that runs a module is supported.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

const components = [Button, Checkboxes, ErrorSummary, NotificationBanner, Radios, ServiceNavigation, SkipLink];

function enhance(scope) {
  for (const component of components) createAll(component, {}, { scope });
}

enhance(document);

// After htmx put new content on the page: enhance it, and move focus to what the reader needs next.
document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail?.ctx?.target ?? event.target;
  if (!(target instanceof Element)) return;
  enhance(target);
  const heading = target.querySelector("[data-kh-focus]");
  if (heading) {
    heading.setAttribute("tabindex", "-1");
    heading.focus();
  }
});

// A button that prints the page is of no use without a script, so it is hidden until one runs.
for (const button of document.querySelectorAll("[data-kh-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A file that is too large is refused when it is chosen, before minutes of uploading are spent on it.
for (const input of document.querySelectorAll("input[type=file][data-kh-largest]")) {
  input.addEventListener("change", () => {
    const id = `${input.id}-too-large`;
    document.getElementById(id)?.remove();
    const file = input.files[0];
    if (!file || file.size <= Number(input.dataset.khLargest)) return;
    const told = document.createElement("p");
    told.id = id;
    told.className = "govuk-error-message";
    told.setAttribute("role", "alert");
    told.textContent = input.dataset.khTooLarge.replace("#", Math.ceil(file.size / 1048576));
    input.before(told);
    input.value = "";
  });
}

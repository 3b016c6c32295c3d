// Checks a permit's signature on the reader's device. Nothing is sent until "Check the status".
const root = document.querySelector("[data-verify]");
const field = root.querySelector("textarea[name=token]");
const form = root.querySelector("form");
const keys = JSON.parse(root.dataset.keys);
const CONTEXT = "knowhold/permit/v1\n\0";
const KEY_ID = 4;
const SIGNATURE = 64;

// Days as the rest of the pages write them.
const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const day = (text) =>
  new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" })
    .format(new Date(`${text}T00:00:00Z`));

const codeIn = (typed) => typed.slice(typed.lastIndexOf("#") + 1).replace(/\s+/g, "");

function bytes(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

// Padding and the other alphabet are refused: one permit has one spelling.
function unpack(code) {
  if (!/^[A-Za-z0-9_-]{1,600}$/.test(code)) return null;
  const plain = code.replaceAll("-", "+").replaceAll("_", "/");
  try {
    const found = bytes(plain + "=".repeat((4 - (plain.length % 4)) % 4));
    const again = btoa(String.fromCharCode(...found)).replace(/=+$/, "");
    return again === plain && found.length > KEY_ID + SIGNATURE ? found : null;
  } catch {
    return null;
  }
}

// The claim of a code; null when no key of the firm signed it.
async function claimOf(code) {
  const packed = unpack(code);
  if (!packed) return null;
  const id = Array.from(packed.slice(0, KEY_ID), (one) => one.toString(16).padStart(2, "0")).join("");
  const known = keys.find((key) => key.id === id);
  if (!known) return null;
  const text = packed.slice(KEY_ID + SIGNATURE);
  const context = new TextEncoder().encode(CONTEXT);
  const signed = new Uint8Array([...context, ...text]);
  const key = await crypto.subtle.importKey("raw", bytes(known.key), "Ed25519", false, ["verify"]);
  const signature = packed.slice(KEY_ID, KEY_ID + SIGNATURE);
  if (!(await crypto.subtle.verify("Ed25519", key, signature, signed))) return null;
  const [reference, version, first, last] = new TextDecoder().decode(text).split("\n");
  return { reference, version, first, last };
}

function show(state, claim, more = {}) {
  for (const answer of root.querySelectorAll("[data-answer]")) {
    answer.hidden = answer.dataset.answer !== state;
    if (answer.hidden) continue;
    const said = claim
      ? { ...claim, first: day(claim.first), last: day(claim.last), until: day(claim.last), ...more }
      : more;
    for (const place of answer.querySelectorAll("[data-field]")) {
      place.textContent = said[place.dataset.field] ?? "";
    }
    answer.querySelector("h2").focus();
  }
}

let current = null;

async function checkHere(typed) {
  const code = codeIn(typed);
  if (!code) return;
  field.value = code;
  const claim = await claimOf(code);
  current = claim && { code, claim };
  for (const note of root.querySelectorAll("[data-offline]")) note.hidden = true;
  show(claim ? "unknown" : "invalid", claim);
}

async function askForStatus() {
  const { code, claim } = current;
  try {
    if (!navigator.onLine) throw new Error("offline");
    const answer = await fetch(root.dataset.status, {
      method: "POST",
      body: new URLSearchParams({ token: code }),
      credentials: "omit",
    });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const told = await answer.json();
    show(told.state, claim, { replaced_by: told.replaced_by });
  } catch {
    for (const note of root.querySelectorAll("[data-offline]")) note.hidden = false;
  }
}

async function canCheck() {
  try {
    await crypto.subtle.importKey("raw", bytes(keys[0].key), "Ed25519", false, ["verify"]);
    return true;
  } catch {
    return false;
  }
}

if (await canCheck()) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    checkHere(field.value);
  });
  for (const button of root.querySelectorAll("[data-ask]")) {
    button.hidden = false;
    button.addEventListener("click", askForStatus);
  }
  addEventListener("hashchange", () => checkHere(location.hash));
  await checkHere(location.hash);
  root.dataset.ready = "yes";
} else {
  root.querySelector("[data-unable]").hidden = false;
  field.value = codeIn(location.hash);
}

// Saves the page for later; without it (an old browser, plain HTTP) the page works while online.
navigator.serviceWorker?.register(root.dataset.worker).catch(() => {});
await navigator.serviceWorker?.ready;
root.dataset.saved = "yes";

// What waits, on the screen: a sign in the frame, the list on its page, a word at each field of a deal. The places and the
// words are rendered by the server (app/src/ui/pages/outbox/screen.rs); what waits is told by the worker. Registers it, too.

// While something waits the worker is asked this often; it tries to send whenever it is asked.
const AGAIN = 20_000;

const worker = navigator.serviceWorker;
let outbox;

// Makes an element: `h("a", { href }, "text", …)`.
function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(attribute, value);
    else if (value != null) element.setAttribute(attribute, value);
  }
  element.append(...children.filter((child) => child != null && child !== false));
  return element;
}

const fill = (text, value) => text.replace("{}", value);

// What a field says, in words.
function say(words, field, values) {
  const value = values[field] ?? null;
  const locale = document.documentElement.lang === "it" ? "it-IT" : "en-GB";
  if (value === null || value === "") return words.empty;
  if (words.values[field]?.[value]) return words.values[field][value];
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (field === "lines") {
    const currency = values.currency ?? words.currency ?? "EUR";
    const style = new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "code" });
    const digits = style.resolvedOptions().maximumFractionDigits;
    return style.format(value.reduce((sum, line) => sum + line.acv, 0) / 10 ** digits);
  }
  if (/^\d{4}-\d\d-\d\d$/.test(value)) {
    const day = new Date(`${value}T00:00:00Z`);
    return day.toLocaleDateString(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  }
  if (Array.isArray(value)) return fill(words.items, value.length);
  // An id says nothing to anybody.
  return typeof value === "object" || /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value) ? "…" : String(value);
}

const label = (words, field) => words.fields[field] ?? field.replaceAll("_", " ");

// The fields of a change that can be told: of what is new those that are filled in. What a form's button says says its kind.
const told = ({ method, body }) =>
  Object.keys(body).filter((field) => !["undo", "currency", "at"].includes(field) && (method === "PATCH" || (body[field] != null && body[field].length !== 0 && plain(body[field]))));

const plain = (value) => typeof value !== "boolean" && !(typeof value === "string" && /[0-9a-f]{8}-[0-9a-f-]{27}/.test(value));

const shape = (of) => {
  const found = document.createElement("span");
  found.className = "shape";
  found.setAttribute("aria-hidden", "true");
  found.textContent = of;
  return found;
};

const act = (id, what) => fetch(`/worker/outbox/${id}`, { method: "POST", body: JSON.stringify(what) });

function ago(words, at) {
  const minutes = Math.floor((Date.now() - at) / 60_000);
  if (minutes < 1) return words.now;
  if (minutes < 60) return fill(words.minutes, minutes);
  return minutes < 1440 ? fill(words.hours, Math.floor(minutes / 60)) : fill(words.days, Math.floor(minutes / 1440));
}

const waits = () => outbox.entries.filter((entry) => entry.state !== "dropped");

function sign({ words }) {
  const asks = outbox.entries.some((entry) => entry.state === "decide" || entry.state === "refused");
  const parts = [outbox.offline && words.offline, waits().length > 0 && fill(words.waiting, waits().length), asks && words.asks].filter(Boolean);
  return parts.length ? [h("a", { class: "banner sign", href: "/outbox", title: words.open }, parts.join(" · "))] : [];
}

// All that waits of one deal; and a word at each field's label.
function deal({ words, deal }) {
  document.querySelectorAll("label[data-waiting]").forEach((label) => label.removeAttribute("data-waiting"));
  const entries = waits().filter((entry) => entry.about === deal);
  const items = entries.flatMap((entry) =>
    told(entry).map((field) => {
      const text = say(words, field, entry.body);
      const input = field === "lines" ? "amount-1" : field.replaceAll("_", "-");
      document.querySelector(`label[for="${input}"]`)?.setAttribute("data-waiting", fill(words.field, text));
      return h("li", {}, `${label(words, field)}: `, h("b", {}, text));
    }),
  );
  if (!entries.length) return [];
  const link = h("a", { class: "link", href: "/outbox" }, words.open);
  return [h("section", { class: "card pad notice watch here" }, h("h2", {}, words.here), h("ul", {}, ...items), link)];
}

// What waits of the deals on a page of many: a word at each.
function cards({ words }) {
  document.querySelectorAll("[data-deal] [data-waiting]").forEach((at) => at.removeAttribute("data-waiting"));
  for (const entry of waits()) {
    const at = document.querySelector(`[data-deal="${entry.about}"]`)?.querySelector("h2, th, p");
    const text = told(entry).map((field) => `${label(words, field)}: ${say(words, field, entry.body)}`).join(", ");
    at?.setAttribute("data-waiting", at.dataset.waiting ? `${at.dataset.waiting}, ${text}` : fill(words.field, text));
  }
  return [];
}

function list({ words }) {
  const all = [];
  if (new URLSearchParams(location.search).has("leaving") && waits().length) {
    const leave = (value, text, look) => h("button", { class: `button ${look}`, name: "outbox", value }, text);
    all.push(
      h("section", { class: "card pad notice watch", role: "alert" }, h("h2", {}, words.leaving), h("p", {}, words.leaving_hint),
        h("form", { method: "post", action: "/sign-out", class: "actions" }, leave("keep", words.leave_keeping, "primary"),
          leave("drop", words.leave_dropping, "danger"), h("a", { class: "button", href: "/outbox" }, words.stay))),
    );
  }
  if (outbox.locked) {
    const link = h("a", { class: "button primary", href: "/sign-in?next=%2Foutbox", rel: "external" }, words.sign_in);
    all.push(h("section", { class: "card pad notice watch" }, h("p", {}, words.locked), h("div", { class: "actions" }, link)));
  }
  if (!outbox.kept) all.push(h("p", { class: "card pad notice" }, words.forbidden));
  else if (!outbox.entries.length) all.push(h("div", { class: "empty" }, h("h2", {}, words.nothing), h("p", {}, words.nothing_hint)));
  if (outbox.entries.some((entry) => entry.state === "waiting") && !outbox.locked) {
    all.push(h("div", { class: "actions" }, h("button", { type: "button", class: "button", click: look }, words.send)));
  }
  return [h("div", { class: "stack" }, ...all, h("ul", { class: "outbox" }, ...outbox.entries.map((entry) => item(words, entry))))];
}

function item(words, entry) {
  const made = entry.method === "POST" && ["/api/v1/opportunities", "/deals/new"].includes(entry.path);
  const name = entry.name ?? words.some_deal;
  const what = made ? words.new_deal : entry.method === "PATCH" ? "" : words.added;
  const button = (text, what) => h("button", { type: "button", class: "button", click: () => act(entry.id, what) }, text);
  const facts = told(entry).filter((field) => entry.state !== "decide" || !entry.clash.includes(field));
  return h("li", { class: "card pad", "data-state": entry.state },
    h("header", {}, h("h2", {}, made ? name : h("a", { class: "link", href: `/deals/${entry.about}` }, name)),
      h("p", { class: "note" }, [what, ago(words, entry.at)].filter(Boolean).join(" · "))),
    h("p", { class: "stands" }, shape(entry.state === "waiting" || entry.state === "dropped" ? "◆" : "▲"), words.state[entry.state]),
    entry.state === "refused" && entry.problem && h("p", { class: "wrong", lang: "en" }, entry.problem.detail ?? entry.problem.title ?? ""),
    ...(entry.state === "decide" ? three(words, entry) : []),
    h("dl", { class: "facts" }, ...facts.map((field) => h("div", {}, h("dt", {}, label(words, field)), h("dd", {}, say(words, field, entry.body))))),
    h("div", { class: "actions" },
      entry.state === "refused" && !made && h("a", { class: "button", href: `/deals/${entry.about}` }, words.mend),
      entry.state === "refused" && entry.path === "/deals/new" && h("a", { class: "button", href: `/deals/new?${new URLSearchParams(entry.body)}` }, words.fill_in),
      entry.state === "refused" && button(words.retry, { does: "retry" }),
      entry.state === "dropped" ? button(words.undo, { does: "restore" }) : button(words.drop, { does: "drop" })));
}

// Theirs, mine or what it was, for each field; with the last one chosen it is settled.
function three(words, entry) {
  const choices = {};
  const fields = entry.clash.map((field) => {
    const values = { theirs: entry.theirs, mine: entry.body, was: entry.was };
    const buttons = Object.entries(values).map(([choice, of]) => {
      const choose = () => {
        choices[field] = choice;
        buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
        if (Object.keys(choices).length === entry.clash.length) act(entry.id, { does: "decide", choices });
      };
      const currency = entry.body.currency;
      const text = say(words, field, { currency, ...of });
      const button = h("button", { type: "button", class: "button", "aria-pressed": "false", click: choose }, h("span", { class: "note" }, words.choice[choice]), h("b", {}, text));
      return button;
    });
    return h("fieldset", { class: "plain three" }, h("legend", {}, label(words, field)), ...buttons);
  });
  return [h("p", { class: "note" }, words.decide_hint), ...fields];
}

const PLACES = { sign, deal, cards, list };

// Draws in each place that has not got what waits now.
function draw() {
  if (!outbox) return;
  for (const place of document.querySelectorAll('motore-island[data-name="outbox"]')) {
    if (place.outbox === outbox) continue;
    place.outbox = outbox;
    const fields = JSON.parse(place.dataset.fields);
    const focused = [...place.querySelectorAll("button,a")].indexOf(document.activeElement);
    place.replaceChildren(...PLACES[fields.place](fields));
    if (focused >= 0) [...place.querySelectorAll("button,a")].at(focused)?.focus();
  }
}

// Asks the worker what waits. Whatever has been sent shows in the page, which is loaded again.
async function look() {
  if (!worker.controller) return;
  const answer = await fetch("/worker/outbox").catch(() => undefined);
  const now = answer?.ok && (await answer.json());
  if (!now || JSON.stringify(now) === JSON.stringify(outbox)) return;
  const sent = outbox && now.entries.length < outbox.entries.length;
  outbox = now;
  draw();
  if (sent) dispatchEvent(new Event("renew"));
}

if (worker) {
  worker.addEventListener("message", look);
  worker.addEventListener("controllerchange", look);
  for (const event of ["offline", "pageshow"]) addEventListener(event, look);
  // A network that has just come back often drops what is asked of it first.
  addEventListener("online", () => [0, 2_000, 6_000].forEach((wait) => setTimeout(look, wait)));
  addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  new MutationObserver(draw).observe(document.body, { childList: true, subtree: true });
  setInterval(() => outbox && (outbox.offline || outbox.entries.length) && look(), AGAIN);
  const register = () => worker.register("/worker.js").catch(() => {});
  if (document.readyState === "complete") register();
  else addEventListener("load", register);
  look();
}

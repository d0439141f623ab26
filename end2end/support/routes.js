// Every page of the product. Whoever adds one adds it here, and it is opened hard, looked at by axe in both themes, full,
// empty and in error, read without JavaScript, and weighed.

// `{deal}` stands for some deal of the demo company, `{asked}` for an import whose mapping is asked about, `{checked}` for one
// whose dry run has something to say.
//
// `full` and `empty`: what is opened with the demo company and with the empty one. `error`: an address of the page that
// must say what is wrong, with its status.
export const PAGES = [
  { name: "apm", full: "/apm", empty: "/apm", error: { path: "/apm?period=nonsense", status: 400 } },
  { name: "apm by region", full: "/apm?rows=region" },
  { name: "apm by segment", full: "/apm?rows=segment" },
  { name: "apm by source", full: "/apm?rows=source" },
  { name: "apm nested", full: "/apm?rows=region&nest=product" },
  { name: "apm filtered", full: "/apm?where=region:EMEA" },
  { name: "apm deals", full: "/apm/deals?column=open", empty: "/apm/deals?column=open", error: { path: "/apm/deals?column=nonsense", status: 400 } },
  { name: "pipeline", full: "/pipeline", empty: "/pipeline", error: { path: "/pipeline?weeks=many", status: 400 } },
  { name: "pipeline filtered", full: "/pipeline?weeks=26&where=region:EMEA" },
  { name: "deals", full: "/deals", empty: "/deals", error: { path: "/deals?nonsense=1", status: 400 } },
  { name: "deals filtered", full: "/deals?where=owner:me|category:commit&pick=stage~0&sort=-amount" },
  { name: "board", full: "/deals/board", empty: "/deals/board", error: { path: "/deals/board?by=colour", status: 400 } },
  { name: "board by category", full: "/deals/board?by=category" },
  { name: "my deals", full: "/mine", empty: "/mine", error: { path: "/mine?nonsense=1", status: 400 } },
  { name: "deck", full: "/mine/deck", empty: "/mine/deck", error: { path: "/mine/deck?skip=nobody", status: 400 } },
  { name: "many deals", error: { path: "/deals/bulk/00000000-0000-7000-8000-000000000000", status: 404 } },
  { name: "deal", full: "/deals/{deal}", error: { path: "/deals/00000000-0000-7000-8000-000000000000", status: 404 } },
  { name: "deal new", full: "/deals/new?account={account}", empty: "/deals/new" },
  { name: "accounts", full: "/accounts", empty: "/accounts", error: { path: "/accounts?nonsense=1", status: 400 } },
  { name: "accounts chosen", full: "/accounts?region=EMEA&search=a" },
  { name: "account", full: "/accounts/{account}", error: { path: "/accounts/00000000-0000-7000-8000-000000000000", status: 404 } },
  { name: "account new", full: "/accounts/new", empty: "/accounts/new" },
  { name: "contacts", full: "/contacts", empty: "/contacts", error: { path: "/contacts?nonsense=1", status: 400 } },
  { name: "contact", full: "/contacts/{contact}", error: { path: "/contacts/00000000-0000-7000-8000-000000000000", status: 404 } },
  { name: "contact new", full: "/contacts/new?account={account}" },
  { name: "products", full: "/products", empty: "/products", error: { path: "/products?nonsense=1", status: 400 } },
  { name: "duplicates", full: "/duplicates", error: { path: "/duplicates?nonsense=1", status: 400 } },
  { name: "duplicates of contacts", full: "/duplicates?kind=contact" },
  { name: "imports", full: "/imports", empty: "/imports", error: { path: "/imports?nonsense=1", status: 400 } },
  { name: "import asked", full: "/imports/{asked}", error: { path: "/imports/00000000-0000-7000-8000-000000000000", status: 404 } },
  { name: "import checked", full: "/imports/{checked}", error: { path: "/imports/{checked}?verdict=nonsense", status: 400 } },
  { name: "import rejected", full: "/imports/{checked}?verdict=reject" },
  { name: "inspection", full: "/inspect", empty: "/inspect", error: { path: "/inspect?class=nonsense", status: 400 } },
  { name: "inspection narrowed", full: "/inspect?since=2026-01-01&period=FY27&shift=forth" },
  { name: "inspection filtered", full: "/inspect?where=region:EMEA&pick=owner" },
  { name: "hygiene", full: "/hygiene", empty: "/hygiene", error: { path: "/hygiene?period=nonsense", status: 400 } },
  { name: "hygiene by team", full: "/hygiene?by=team" },
  { name: "hygiene rules", full: "/hygiene/rules", empty: "/hygiene/rules" },
  { name: "review", full: "/review", empty: "/review", error: { path: "/review?nonsense=1", status: 400 } },
  { name: "setup", full: "/setup", empty: "/setup" },
  { name: "targets", full: "/targets", empty: "/targets", error: { path: "/targets?quarter=5", status: 400 } },
  { name: "targets by region", full: "/targets?rows=region&measure=generation&quarter=2" },
  { name: "users", full: "/users", empty: "/users", error: { path: "/users?nonsense=1", status: 400 } },
  { name: "users new link", full: "/users?invite=carla.ferri@demo.example&done=role" },
  { name: "rates", full: "/rates", empty: "/rates", error: { path: "/rates?nonsense=1", status: 400 } },
  { name: "rates to mend", full: "/rates?currency=USD&day=2026-11-01&rate=0%2C9&failed=rate" },
  { name: "outbox", full: "/outbox", empty: "/outbox" },
  { name: "inbox", full: "/inbox", empty: "/inbox", error: { path: "/inbox?nonsense=1", status: 400 } },
  { name: "inbox all", full: "/inbox?all=1" },
  { name: "settings", full: "/settings", empty: "/settings" },
  { name: "styleguide", full: "/styleguide" },
  { name: "missing", error: { path: "/no-such-page", status: 404 } },
];

// Pages for anyone.
export const OPEN = [
  { name: "sign-in", full: "/sign-in" },
  { name: "offline", full: "/offline" },
  { name: "welcome", full: "/welcome?token=spent" },
];

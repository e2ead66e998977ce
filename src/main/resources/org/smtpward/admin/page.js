"use strict";
// Everything that comes from smtpward goes into the page as text (textContent), never as markup; and the page's
// Content-Security-Policy would not let markup do anything.

const SHOWN = 100; // rows of attempts; the same number that smtpward begins with
const SILENCE = 17000; // ms until we believe that smtpward is gone: it gives a sign every 5 s
const WORDS = { block: "blocked", monitor: "would block", rewrite: "made harmless", exempt: "exempt" };
const SVG = "http://www.w3.org/2000/svg";

const $ = (id) => document.getElementById(id);
const number = (value) => value.toLocaleString("en");
const plural = (count, word) => `${number(count)} ${word}${count === 1 ? "" : "s"}`;

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null)); // a string becomes a text node
  return made;
}

function say(id, text) {
  // A live region speaks when it is written to, even if it says the same.
  if ($(id).textContent !== text) $(id).textContent = text;
}

function clock(millis, seconds) {
  const at = new Date(millis);
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(seconds && { second: "2-digit" }) };
  const time = at.toLocaleTimeString([], options);
  const today = at.toDateString() === new Date().toDateString();
  return today ? time : `${at.toLocaleDateString([], { day: "numeric", month: "short" })} ${time}`;
}

// State, tiles, hour

function showState(state) {
  $("state").className = `state ${state.level}`;
  say("headline", state.headline + (state.since ? ` since ${clock(state.since, false)}` : ""));
  say("facts", state.facts.join(" · "));
  if ($("notes").textContent !== state.notes.join("")) {
    $("notes").replaceChildren(...state.notes.map((note) => element("li", "", note)));
  }
  const mark = { good: "", attention: "! ", bad: "!! " }[state.level];
  document.title = `${mark}${state.headline} – smtpward`;
}

function showTiles(now) {
  const listeners = Object.entries(now.sessions);
  const sum = (counts) => counts.reduce((all, count) => all + count, 0);
  say("sessions", number(sum(listeners.map(([, open]) => open))));
  say("listeners", listeners.map(([name, open]) => `${name} ${number(open)}`).join(" · "));
  say("mails", number(now.mails));
  say("stopped", number(sum(now.hour.block) + sum(now.hour.rewrite)));
  say("watched", number(sum(now.hour.monitor)));
}

function showHour(hour) {
  const stopped = hour.block.map((count, minute) => count + hour.rewrite[minute]);
  const watched = hour.monitor;
  const most = Math.max(1, ...stopped.map((count, minute) => count + watched[minute]));
  const bars = [];
  const bar = (className, minute, from, height) => {
    const rect = document.createElementNS(SVG, "rect");
    const place = { class: className, x: minute * 10 + 1, y: 72 - from - height, width: 8, height };
    for (const [name, value] of Object.entries(place)) rect.setAttribute(name, String(value));
    bars.push(rect);
  };
  stopped.forEach((count, minute) => {
    // Whatever happened is to be seen, also beside a flood.
    const high = (part) => (part === 0 ? 0 : Math.max(3, (part / most) * 66));
    const solid = high(count);
    if (count) bar("stopped", minute, 0, solid);
    if (watched[minute]) bar("watched", minute, solid, Math.min(high(watched[minute]), 72 - solid));
    if (!count && !watched[minute]) bar("quiet", minute, 0, 1);
  });
  $("hour").replaceChildren(...bars);
  const sum = (counts) => counts.reduce((all, count) => all + count, 0);
  const any = sum(stopped) + sum(watched) > 0;
  say("most", any ? `at most ${number(most)} a minute` : "quiet");
  $("hour").setAttribute("aria-label", any
    ? `In the last hour ${number(sum(stopped))} stopped and ${number(sum(watched))} that would have been blocked, at most ${number(most)} a minute`
    : "Nothing in the last hour");
}

// Rules

function showRules(rules) {
  $("rules").replaceChildren(...rules.map((rule) => {
    const count = (value, className) =>
      element("td", `number ${className} ${value ? "some" : "zero"}`, number(value));
    const head = element("th", "", element("span", "name", rule.rule), element("span", `small mode ${rule.mode}`, rule.mode),
      element("span", "small advisory", rule.advisory));
    head.scope = "row";
    return element("tr", "", head, count(rule.block, "block"), count(rule.rewrite, ""),
      count(rule.monitor, "watched"), count(rule.exempt, ""));
  }));
}

// Attempts

let newest = -1;
let paused = false;
let waiting = [];

function row(match) {
  const time = element("time", "", clock(match.at, true));
  time.dateTime = new Date(match.at).toISOString();
  const head = element("th", "", time);
  head.scope = "row";
  head.setAttribute("role", "rowheader");
  const details = [
    match.sni ? `SNI ${match.sni}` : "",
    match.alpn ? `ALPN ${match.alpn}` : "",
    match.verified ? `certificate ${match.verified}` : "",
  ].filter((detail) => detail);
  // These two match by what stands in the details anyway.
  const seen = match.rule === "alpn" || match.rule === "sni" ? "" : match.seen;
  const cells = [
    element("td", "", element("span", `chip ${match.action}`, WORDS[match.action])),
    element("td", "", element("span", "why", match.why), element("span", "small", `${match.rule} · ${match.advisory}`)),
    element("td", "", `${match.client.includes(":") ? `[${match.client}]` : match.client}:${match.port}`,
      element("span", "small", `${match.listener} · ${match.tls || match.phase} · ${match.session}`)),
    element("td", "", seen ? element("code", "", seen) : null,
      ...details.map((detail) => element("span", "small", detail)),
      seen || details.length ? null : element("span", "small", "not shown")),
  ];
  cells.forEach((cell) => cell.setAttribute("role", "cell"));
  const made = element("tr", "", head, ...cells);
  made.setAttribute("role", "row");
  return made;
}

function addAttempts(matches, fresh) {
  if (!matches.length) return;
  const rows = matches.map(row).reverse();
  if (fresh) rows.forEach((one) => one.classList.add("fresh"));
  $("rows").prepend(...rows);
  while ($("rows").children.length > SHOWN) $("rows").lastElementChild.remove();
  $("none").hidden = true;
  $("attempt-table").hidden = false;
}

function showAttempts(now, all) {
  if (all) {
    // It may be another process, which counts from 0 again.
    newest = -1;
    waiting = [];
    if (!paused) {
      $("rows").replaceChildren();
      $("none").hidden = false;
      $("attempt-table").hidden = true;
    }
  }
  const news = now.matches.filter((match) => match.n > newest);
  if (news.length) newest = news[news.length - 1].n;
  if (paused) {
    waiting = (all ? [] : waiting).concat(news).slice(-SHOWN);
    say("left-out", `${plural(waiting.length, "new attempt")} ${waiting.length === 1 ? "waits" : "wait"}`);
  } else {
    addAttempts(news, !all);
    say("left-out", now.leftOut > 0 ? `${number(now.leftOut)} more ${all ? "before these" : "at the same time"}, counted below` : "");
  }
}

$("pause").addEventListener("click", () => {
  paused = !paused;
  $("pause").setAttribute("aria-pressed", String(paused));
  $("pause").textContent = paused ? "Go on" : "Pause";
  if (!paused) {
    addAttempts(waiting, true);
    waiting = [];
    say("left-out", "");
  }
});

// Configuration

async function showConfiguration() {
  try {
    const answer = await fetch("config", { cache: "no-store" });
    if (!answer.ok) throw new Error(await answer.text());
    const values = await answer.json();
    const chosen = values.filter((value) => $("defaults").checked || !value.default);
    $("values").replaceChildren(...chosen.map((value) => {
      const key = element("th", "", value.key.replace(/^smtpward\./, ""));
      key.scope = "row";
      return element("tr", "", key, element("td", "", element("code", "", value.value)), element("td", "", value.origin));
    }));
    $("config-table").hidden = chosen.length === 0;
    say("config-note", values.length === 0 ? "This smtpward was started without a configuration file."
      : chosen.length === 0 ? "Everything is as it comes." : "");
  } catch (trouble) {
    say("config-note", `Cannot be had: ${trouble.message}`);
  }
}
$("config").addEventListener("toggle", () => { if ($("config").open) showConfiguration(); });
$("defaults").addEventListener("change", showConfiguration);

// The connection

let source = null;
let watchdog = 0;
let lostSince = 0;

function onSign() {
  clearTimeout(watchdog);
  watchdog = setTimeout(() => { onLost(); connect(); }, SILENCE);
  lostSince = 0;
  $("lost").hidden = true;
  document.body.classList.remove("stale");
  say("link", "live");
  $("link").className = "link live";
}

function onLost(why) {
  lostSince = lostSince || Date.now();
  say("lost", why || `No connection to smtpward since ${clock(lostSince, true)}. What stands below is from before.`);
  $("lost").hidden = false;
  document.body.classList.add("stale");
  document.title = "? no connection – smtpward";
  say("link", "not connected");
  $("link").className = "link";
}

function show(event, all) {
  const now = JSON.parse(event.data);
  onSign();
  showState(now.state);
  showTiles(now);
  showHour(now.hour);
  showRules(now.rules);
  showAttempts(now, all);
  if (all && $("config").open) showConfiguration();
}

/** An EventSource does not say why it was refused. */
async function askWhy() {
  const asking = new AbortController();
  try {
    const answer = await fetch("stream", { signal: asking.signal });
    if (!answer.ok) onLost((await answer.text()).trim());
    asking.abort();
  } catch {
    onLost();
  }
}

function connect() {
  clearTimeout(watchdog);
  if (source) source.close();
  source = new EventSource("stream");
  source.addEventListener("all", (event) => show(event, true));
  source.addEventListener("update", (event) => show(event, false));
  source.addEventListener("alive", onSign);
  source.addEventListener("error", () => {
    clearTimeout(watchdog);
    onLost();
    // Refused for good; while it is only gone, the browser tries again by itself.
    if (source.readyState === EventSource.CLOSED) {
      askWhy();
      setTimeout(connect, 10000);
    }
  });
}
connect();

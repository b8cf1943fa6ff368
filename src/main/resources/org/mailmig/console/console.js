// Shows the waves, or one wave (#ID): asks again every two seconds. Whatever comes from the ledger is text, never markup.
"use strict";

const byId = id => document.getElementById(id);

function row(kind, cells) {
  const row = document.createElement("tr");
  for (const cell of cells) {
    const made = document.createElement(kind);
    if (cell instanceof Node) made.append(cell);
    else made.textContent = cell;
    if (typeof cell === "number") made.className = "number";
    row.append(made);
  }
  return row;
}

function fill(table, heading, rows) {
  table.replaceChildren(...(rows.length ? [row("th", heading), ...rows] : []));
}

function link(wave) {
  const made = document.createElement("a");
  made.href = "#" + encodeURIComponent(wave);
  made.textContent = wave;
  return made;
}

const time = at => at ? new Date(at).toLocaleString() : "";
const counts = accounts => Object.entries(accounts).map(([state, count]) => count + " " + state).join(", ");

async function ask(path) {
  const answer = await fetch("api/" + path);
  if (!answer.ok) throw new Error(answer.status === 404 ? "There is no such wave." : "The ledger does not answer.");
  return answer.json();
}

async function waves() {
  const found = (await ask("waves")).waves;
  byId("title").textContent = "Waves";
  byId("said").textContent = found.length ? "" : "No wave yet: drop a control file.";
  fill(byId("rows"), ["wave", "outcome", "began", "ended", "accounts"], found.map(wave => {
    const made = row("td", [link(wave.wave), wave.outcome || "open", time(wave.began), time(wave.ended), counts(wave.accounts)]);
    made.className = wave.outcome;
    return made;
  }));
  fill(byId("events"), [], []);
  byId("events-title").hidden = true;
}

let events = [];
let last = 0;

async function wave(id) {
  const path = "waves/" + encodeURIComponent(id);
  const [found, more] = await Promise.all([ask(path), ask(path + "/events?after=" + last)]);
  last = more.last;
  events = more.events.reverse().concat(events).slice(0, 200);
  byId("title").textContent = found.wave.wave;
  byId("said").textContent = (found.wave.outcome || "open") + ": " + counts(found.wave.accounts)
    + (found.total > found.accounts.length ? " (the first " + found.accounts.length + " of " + found.total + " are shown)" : "");
  fill(byId("rows"), ["account", "state", "step", "copied", "MB", "attempts", "forwarder", "why"], found.accounts.map(one => {
    const made = row("td", [one.account, one.outcome || one.state, one.step, one.copied, Math.round(one.bytes / 1e5) / 10,
      one.attempts, one.forwarder, one.reason + (one.notBefore ? " (resumes at " + time(one.notBefore) + ")" : "")]);
    made.className = one.outcome;
    return made;
  }));
  fill(byId("events"), ["at", "account", "kind", ""], events.map(one => row("td", [time(one.at), one.account || "", one.kind, one.text])));
  byId("events-title").hidden = events.length === 0;
}

let again = 0;

async function look() {
  const id = decodeURIComponent(location.hash.slice(1));
  try {
    await (id ? wave(id) : waves());
  } catch (e) {
    byId("said").textContent = e.message;
  }
  clearTimeout(again); // another look may have ended meanwhile
  again = setTimeout(look, document.hidden ? 20000 : 2000);
}

window.addEventListener("hashchange", () => {
  events = [];
  last = 0;
  look();
});
look();

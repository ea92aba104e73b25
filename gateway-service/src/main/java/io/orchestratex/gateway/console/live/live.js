// Keeps parts of the page up to date. An element with an id and data-live="backup restore" is loaded again from the page's
// own address when an event of these kinds arrives (of one key only, with data-live-key), when a service goes away or comes
// back, every so many seconds with data-live-every, and every five while it holds a broken part; what changed is replaced in
// place. One stream per tab: closed when hidden, resumed where it stopped.
(() => {
  const HIDDEN_MS = 30000, POLL_MS = 5000, RETRY_MS = 30000, PAUSE_MS = 400, LIMIT_MS = 20000;
  const find = (selector) => [...document.querySelectorAll(selector)], asof = document.getElementById("asof");
  const regions = () => (find("[data-live]").length ? find("[data-live], [data-live-also]") : []); // What all have makes no page live.
  let source, last = "", dirty = new Set(), timer, loading = false, hiding, polling, lastLoad = 0, away = [];
  let now = "still"; // Or live, paused, or cut while the gateway does not answer.
  const show = (state, time) => {
    if (!asof) return;
    const missing = (now = state) === "cut" ? "the gateway" : away.join(", ");
    asof.dataset.state = missing ? "away" : state;
    asof.querySelector(".asof-state").textContent = missing ? `cannot reach ${missing}; as of` : state === "paused" ? "paused, as of" : "as of";
    if (time) asof.querySelector(".asof-time").textContent = time;
  };

  // Makes `now` of `old` and touches only what differs, so that focus, ticks and open details stay.
  const morph = (old, now) => {
    if (old.isEqualNode(now)) return;
    if (old.nodeName !== now.nodeName || old.id !== now.id) { old.replaceWith(document.importNode(now, true)); return; }
    if (old.nodeType !== Node.ELEMENT_NODE) { old.nodeValue = now.nodeValue; return; }
    const own = { DETAILS: ["open"], TR: ["class"] }[old.nodeName] ?? [];
    for (const { name } of [...old.attributes]) if (!now.hasAttribute(name) && !own.includes(name)) old.removeAttribute(name);
    for (const { name, value } of [...now.attributes]) if (old.getAttribute(name) !== value && !own.includes(name)) old.setAttribute(name, value);
    if (old.matches(".chart")) return; // chart.js draws it.
    const keyed = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
    let at = old.firstChild;
    for (const child of [...now.childNodes]) {
      const same = child.id ? keyed.get(child.id) : at && !at.id && at.nodeName === child.nodeName ? at : null;
      const place = same ?? document.importNode(child, true);
      if (same === at && at) at = at.nextSibling; else old.insertBefore(place, at);
      if (same) morph(same, child); else if (place.nodeName === "TR") place.classList.add("fresh");
    }
    for (let next; at; at = next) { next = at.nextSibling; at.remove(); }
  };

  const load = async () => {
    timer = undefined;
    if (loading) return plan(PAUSE_MS);
    const wanted = regions().filter((region) => dirty.has(region.id));
    dirty.clear();
    if (!wanted.length) return;
    [loading, lastLoad] = [true, Date.now()];
    try {
      const answer = await fetch(location.href, { headers: { "X-Live": "1" }, signal: AbortSignal.timeout(LIMIT_MS) });
      if (answer.status === 401) { document.dispatchEvent(new CustomEvent("ox:sign-in")); throw new Error("signed out"); }
      if (answer.ok && document.getElementById("fault")) { location.reload(); return; }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = wanted.filter((region) => region.isConnected && page.getElementById(region.id));
      if (!fresh.length) throw new Error("status " + answer.status);
      fresh.forEach((region) => morph(region, page.getElementById(region.id)));
      show(source ? (polling || source.readyState !== EventSource.OPEN ? "paused" : "live") : polling ? "live" : "still", page.querySelector(".asof-time")?.textContent);
      document.dispatchEvent(new CustomEvent("ox:changed"));
    } catch (fault) {
      show(fault.name === "Error" ? "paused" : "cut"); // fetch throws others.
      setTimeout(() => { wanted.forEach((region) => dirty.add(region.id)); plan(0); }, POLL_MS);
    } finally { loading = false; }
  };
  const plan = (ms) => { timer ??= setTimeout(load, ms); };
  const mark = (matches) => {
    regions().filter(matches).forEach((region) => dirty.add(region.id));
    if (dirty.size) plan(Math.max(30, PAUSE_MS - (Date.now() - lastLoad)));
  };
  const all = () => mark(() => true);
  const poll = () => { polling ??= setInterval(all, POLL_MS); }, unpoll = () => { polling = clearInterval(polling); };
  const open = () => {
    if (source || !regions().length || document.hidden) return;
    source = new EventSource("/console/live?last=" + encodeURIComponent(last));
    source.onmessage = (event) => {
      last = event.lastEventId || last;
      const { kind, key } = JSON.parse(event.data);
      mark(({ dataset: { live, liveAlso, liveKey } }) => (live ?? liveAlso).split(" ").includes(kind) && (!liveKey || liveKey === key));
    };
    source.addEventListener("hello", (event) => { last = event.lastEventId || last; unpoll(); show("live"); });
    source.addEventListener("missed", all);
    source.addEventListener("paused", () => { show("paused"); poll(); });
    source.addEventListener("away", (event) => { away = JSON.parse(event.data); show(now); all(); });
    source.onerror = () => {
      away = [];
      show(now === "cut" ? now : "paused");
      all(); // Says whether the gateway is there.
      if (source?.readyState === EventSource.CLOSED) { source = undefined; poll(); setTimeout(open, RETRY_MS); }
    };
  };
  const close = () => { source?.close(); source = undefined; unpoll(); show("paused"); };

  const seconds = (region) => Number(region.dataset.liveEvery) || (region.querySelector(".picture.broken") ? 5 : Infinity);
  setInterval(() => document.hidden || mark((region) => Date.now() - lastLoad >= seconds(region) * 1000 - 100), 1000);
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(close, HIDDEN_MS);
    else if (!source) { all(); open(); }
  });
  addEventListener("pagehide", close), addEventListener("pageshow", (event) => event.persisted && (all(), open()));
  document.addEventListener("htmx:afterSettle", open);
  open();
})();

// What all pages share: times that stay true, keys, the palette, choosing rows, signing in again.
(() => {
  document.documentElement.classList.add("script");
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const say = (text) => { one("#said").textContent = text; };

  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !document.cookie.includes("ox_zone=" + zone)) {
    document.cookie = "ox_zone=" + zone + "; path=/console; max-age=34560000; samesite=strict";
  }

  // Relative times, in the words of Times.java.
  const coarse = (s) => s < 60 ? s + " s" : s < 3600 ? Math.floor(s / 60) + " min"
    : s < 172800 ? Math.floor(s / 3600) + " h" : Math.floor(s / 86400) + " days";
  const tick = () => {
    if (document.documentElement.dataset.time !== "relative" || document.hidden) return;
    for (const time of all("time[datetime]")) {
      const apart = Math.trunc((Date.now() - Date.parse(time.dateTime)) / 1000);
      const text = Math.abs(apart) < 2 ? "now" : apart < 0 ? "in " + coarse(-apart) : coarse(apart) + " ago";
      if (time.textContent !== text) time.textContent = text;
    }
  };
  setInterval(tick, 5000);
  document.addEventListener("ox:changed", tick);

  // Empty filters do not belong into the address.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") return;
    const parameters = event.detail.parameters;
    for (const name of Object.keys(parameters)) if (parameters[name] === "") delete parameters[name];
  });

  // On a phone the navigation is one line that is longer than the screen: begin it where the page is.
  const here = one(".sections a[aria-current]"), sections = one(".sections");
  const reveal = () => { sections.scrollLeft = here.offsetLeft - (sections.clientWidth - here.offsetWidth) / 2; };
  if (here && sections) { reveal(); addEventListener("resize", reveal); }

  // Palette.
  const palette = one("#palette"), input = one("#palette-input"), list = one("#palette-list");
  const places = () => [
    ...all(".sections a"), ...all(".head .actions a.button"), ...all(".menu-body a"), ...all("tbody a[href]").slice(0, 100),
  ].map((link) => ({ text: link.textContent.trim(), href: link.href }));
  const fill = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = places().filter((place) => words.every((word) => place.text.toLowerCase().includes(word))).slice(0, 12);
    list.replaceChildren(...found.map((place, i) => {
      const item = document.createElement("li");
      item.id = "palette-" + i;
      item.role = "option";
      item.ariaSelected = i === 0 ? "true" : "false";
      item.textContent = place.text;
      item.dataset.href = place.href;
      return item;
    }));
    if (!found.length) {
      const none = document.createElement("li");
      none.role = "option";
      none.ariaDisabled = "true";
      none.textContent = "Nothing on this page is called that.";
      list.append(none);
    }
    select(0);
  };
  const select = (index) => {
    const items = [...list.children];
    items.forEach((item, i) => { item.ariaSelected = i === index ? "true" : "false"; });
    if (items[index]) { input.setAttribute("aria-activedescendant", items[index].id); items[index].scrollIntoView({ block: "nearest" }); }
  };
  const selected = () => [...list.children].findIndex((item) => item.ariaSelected === "true");
  const go = (item) => { if (item && item.dataset.href) location.href = item.dataset.href; };
  const openPalette = () => { input.value = ""; fill(); palette.showModal(); input.focus(); };
  if (palette) {
    all("[data-opens=palette]").forEach((button) => { button.hidden = false; button.addEventListener("click", openPalette); });
    input.addEventListener("input", fill);
    list.addEventListener("click", (event) => go(event.target.closest("li")));
    input.addEventListener("keydown", (event) => {
      const count = list.children.length, step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (step) { event.preventDefault(); select((selected() + step + count) % count); }
      if (event.key === "Enter") { event.preventDefault(); go(list.children[selected()]); }
    });
  }

  // Keys. A row that is at hand is marked and has the focus on its link.
  const rows = () => all("main tbody tr");
  const move = (step) => {
    const every = rows();
    if (!every.length) return;
    const at = every.findIndex((row) => row.classList.contains("at"));
    const next = every[Math.min(every.length - 1, Math.max(0, at + step))];
    every.forEach((row) => row.classList.toggle("at", row === next));
    (next.querySelector("a[href]") || next.querySelector("input"))?.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && palette) { event.preventDefault(); openPalette(); return; }
    // The browser would empty the field; a person wants to go on to the rows that it found.
    if (event.key === "Escape" && event.target.matches(".filters input")) { event.preventDefault(); event.target.blur(); }
    if (event.key === "Escape") all("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
    if (event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")
      || event.target.matches("input:not([type=checkbox]), select, textarea, [contenteditable]")) return;
    const act = {
      "/": () => (one(".filters input[name=q]") ?? one(".filters input[type=search]") ?? one(".filters select") ?? one("main input[type=search]"))?.focus(),
      j: () => move(1), k: () => move(-1),
      x: () => one("tr.at input[name=id]")?.click(),
      "?": () => one("#keys")?.showModal(),
    }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  document.addEventListener("click", (event) => {
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  // Choosing rows; "all that match" means also those on other pages, so single ticks make no sense then.
  document.addEventListener("change", (event) => {
    const box = event.target, form = box.form;
    if (!form || !form.matches(".rows-form")) return;
    const ids = all("input[name=id]", form);
    if (box.dataset.chooses) ids.forEach((each) => { each.checked = box.checked; });
    if (box.name === "all") ids.forEach((each) => { each.checked = box.checked; each.disabled = box.checked; });
    const count = form.querySelector("input[name=all]:checked") ? "all that match" : ids.filter((each) => each.checked).length;
    say(count + " chosen");
  });

  // Of a form that was refused, the first field with a mistake is the one to go on with.
  if (!one("[autofocus]")) one("main [aria-invalid=true]")?.focus();

  // The session ended: sign in in a dialog, then what was wanted goes on. Plain forms do this by pages of their own.
  let waiting = [];
  const signIn = async (then) => {
    if (then) waiting.push(then);
    const dialog = one("#sign-in");
    if (!dialog || dialog.open) return;
    dialog.innerHTML = await (await fetch("/console/sign-in", { headers: { "HX-Request": "true" } })).text();
    dialog.showModal();
  };
  document.addEventListener("submit", async (event) => {
    const dialog = one("#sign-in");
    if (!dialog || !dialog.contains(event.target)) return;
    event.preventDefault();
    const answer = await fetch("/console/sign-in",
      { method: "POST", headers: { "HX-Request": "true" }, body: new URLSearchParams(new FormData(event.target)) });
    if (answer.status !== 204) { dialog.innerHTML = await answer.text(); return; }
    dialog.close();
    const now = waiting;
    waiting = [];
    now.forEach((then) => then());
    say("Signed in again.");
  });
  document.addEventListener("ox:sign-in", () => signIn());
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig: asked } = event.detail;
    if (xhr.status !== 401) return;
    event.detail.shouldSwap = false;
    signIn(() => htmx.ajax(asked.verb, asked.path, { source: asked.elt, values: Object.fromEntries(asked.formData ?? []) }));
  });
})();

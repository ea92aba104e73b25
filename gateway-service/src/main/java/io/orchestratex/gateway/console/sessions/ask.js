// Asks a model and shows the answer as it arrives. Without this script the form waits for the whole answer.
(() => {
  const form = document.getElementById("ask");
  if (!form) return;
  const box = document.getElementById("arriving"), problem = document.getElementById("ask-problem");
  const prompt = form.elements.prompt, send = form.querySelector("button.primary"), stop = form.querySelector("[data-stop]");
  const part = (name) => box.querySelector("[data-" + name + "]");
  const say = (text) => { document.getElementById("said").textContent = text; };
  let running;

  // The page as it is now: the stored answer, new totals, and a key for the next question.
  const refresh = async () => {
    const home = new URL(location.href);
    home.searchParams.delete("page");
    const answer = await fetch(home, { headers: { "X-Live": "1" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("conversation");
    if (!fresh) throw new Error("status " + answer.status);
    document.getElementById("conversation").replaceWith(document.importNode(fresh, true));
    form.elements.key.value = page.querySelector("#ask [name=key]").value;
    history.replaceState(null, "", home);
    document.dispatchEvent(new CustomEvent("ox:changed"));
  };
  const failed = (text) => { problem.textContent = text; problem.hidden = false; };
  const scroll = () => box.scrollIntoView({ block: "end" });

  // Reads server-sent events from a stream of bytes.
  const events = async function* (body) {
    let rest = "";
    for (const reader = body.pipeThrough(new TextDecoderStream()).getReader(); ;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + value.replaceAll("\r", "")).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const lines = block.split("\n");
        const field = (name) => lines.filter((line) => line.startsWith(name + ":")).map((line) => line.slice(name.length + 1).trim()).join("\n");
        if (field("data")) yield { name: field("event") || "message", data: JSON.parse(field("data")) };
      }
    }
  };

  const ask = async () => {
    running = new AbortController();
    const answer = await fetch(form.dataset.stream, {
      method: "POST", headers: { "X-Live": "1", Accept: "text/event-stream" },
      body: new URLSearchParams(new FormData(form)), signal: running.signal,
    });
    if (answer.status === 401) {
      prompt.focus(); // Where the dialog leads back to.
      document.dispatchEvent(new CustomEvent("ox:sign-in"));
      return "Your session has ended. Sign in, then ask again: the prompt is still here.";
    }
    if (!answer.ok) return "The gateway answered with status " + answer.status + ".";
    const text = part("answer");
    for await (const event of events(answer.body)) {
      const low = innerHeight + scrollY >= document.documentElement.scrollHeight - 160;
      if (event.name === "token") { text.append(event.data.text); part("state").textContent = "Answering…"; }
      if (event.name === "error") return event.data.detail;
      if (event.name === "done") return null;
      if (low) scroll();
    }
    return "The answer broke off. What had arrived of it is stored.";
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (running) return;
    problem.hidden = true;
    part("prompt").textContent = prompt.value;
    part("answer").textContent = "";
    part("state").textContent = "Asking…";
    box.hidden = stop.hidden = false;
    send.disabled = true;
    scroll();
    let why;
    try {
      why = await ask();
    } catch (fault) {
      why = fault.name === "AbortError" ? "Stopped. What had arrived of the answer is stored." : "The connection broke off. What had arrived of the answer is stored.";
    }
    running = undefined;
    send.disabled = false;
    stop.hidden = true;
    try {
      await refresh();
      box.hidden = true;
    } catch {
      part("state").textContent = why ?? "Complete. Reload the page to see what it cost.";
    }
    if (why) { failed(why); } else { prompt.value = ""; say("The answer is complete."); }
    prompt.focus();
  });
  stop.addEventListener("click", () => running?.abort());
  prompt.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });
})();

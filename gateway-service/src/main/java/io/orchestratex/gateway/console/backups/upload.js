// Sends a dump of this machine as it is read from the disk, and shows how far it is. Without this script there is ox.
(() => {
  const form = document.getElementById("upload-form");
  if (!form) return;
  const bar = form.querySelector("progress"), problem = document.getElementById("upload-problem"), said = document.getElementById("upload-said");
  const send = form.querySelector("button.primary"), stop = form.querySelector("[data-stop]"), fields = form.elements;
  let running;
  form.hidden = false;

  const ended = (text) => {
    running = undefined;
    bar.hidden = stop.hidden = true;
    send.disabled = false;
    said.textContent = "";
    problem.textContent = text;
    problem.hidden = !text;
  };
  const answered = (request) => {
    if (request.status === 401) {
      document.dispatchEvent(new CustomEvent("ox:sign-in"));
      return ended("Your session has ended. Sign in, then send the file again.");
    }
    const answer = request.response ?? {};
    if (request.status === 202) { location.assign(answer.location); return; }
    ended(answer.detail ?? "The gateway answered with status " + request.status + ".");
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const file = fields.file.files[0];
    if (running || !file) return;
    ended("");
    const query = new URLSearchParams({ name: file.name });
    for (const name of ["target", "label", "vault", "key"]) if (fields[name]?.value) query.set(name, fields[name].value);
    running = new XMLHttpRequest();
    running.open("POST", form.action + "?" + query);
    running.responseType = "json";
    running.setRequestHeader("X-Live", "1");
    running.setRequestHeader("Content-Type", "application/octet-stream");
    running.upload.addEventListener("progress", (sent) => {
      const percent = Math.floor((100 * sent.loaded) / Math.max(1, sent.total));
      bar.value = percent;
      said.textContent = percent < 100 ? percent + " % sent" : "All of it is sent; it is being checked.";
    });
    running.addEventListener("load", () => answered(running));
    running.addEventListener("error", () => ended("The connection broke off, and nothing of the file is kept. Send it again."));
    running.addEventListener("abort", () => ended("Stopped. Nothing of the file is kept."));
    bar.hidden = stop.hidden = false;
    bar.value = 0;
    send.disabled = true;
    running.send(file);
  });
  stop.addEventListener("click", () => running?.abort());
})();

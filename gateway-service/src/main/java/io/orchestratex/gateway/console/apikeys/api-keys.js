// The secret of a new key goes to the clipboard; without permission to do so it is selected to be copied by hand.
(() => {
  const button = document.getElementById("copy-key"), secret = document.getElementById("new-key");
  if (!button || !secret) return;
  const say = (text) => { document.getElementById("copy-said").textContent = text; };
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(secret.value);
      say("Copied.");
    } catch {
      secret.select();
      say("This browser does not let pages copy: it is selected, press Ctrl+C.");
    }
  });
})();

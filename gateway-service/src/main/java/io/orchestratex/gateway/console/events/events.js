// Pausing keeps the filters as they are now and what is shown now; without script the link knows those of when the page was made.
document.addEventListener("click", (event) => {
  const link = event.target.closest("#pause a");
  if (!link) return;
  event.preventDefault();
  const address = new URL(location.href), asked = new URL(link.href).searchParams.get("until");
  const shown = [...document.querySelectorAll("#table time[datetime]")].map((time) => time.dateTime);
  const last = shown.reduce((one, other) => (Date.parse(other) >= Date.parse(one) ? other : one), shown[0]);
  address.searchParams.delete("page");
  if (asked) address.searchParams.set("until", last ?? asked); else address.searchParams.delete("until");
  location.href = address.pathname + address.search;
});

// Points out in the picture what belongs together. Without it, nothing is missing but that.
(() => {
  const picture = document.getElementById("picture");
  if (!picture) return;
  const parts = [...picture.querySelectorAll("[data-to]")];
  const leads = (part) => part.dataset.to.split(" ");
  const show = (chosen) => {
    const wanted = new Set(chosen ? leads(chosen) : []);
    picture.classList.toggle("looking", wanted.size > 0);
    for (const part of parts) part.classList.toggle("lit", leads(part).some((at) => wanted.has(at)));
  };
  const under = (event) => event.target.closest("[data-to]");
  picture.addEventListener("pointerover", (event) => show(under(event)));
  picture.addEventListener("pointerleave", () => show(null));
  picture.addEventListener("focusin", (event) => show(under(event)));
  picture.addEventListener("focusout", () => show(null));
})();

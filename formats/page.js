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
  const around = picture.parentElement; // an SVG that listens for focus would become a stop itself
  picture.addEventListener("pointerover", (event) => show(under(event)));
  picture.addEventListener("pointerleave", () => show(null));
  around.addEventListener("focusin", (event) => show(under(event)));
  around.addEventListener("focusout", () => show(null));
})();

// Before the first paint: the look that was chosen here stands at once. All else about it is in appearance.js.
try {
  const chosen = localStorage.getItem("easel.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch { /* a browser that keeps nothing follows the system */ }

const family = "system-ui, sans-serif";

Redoc.init(
  "/openapi.json",
  { theme: { typography: { fontFamily: family, headings: { fontFamily: family } } } },
  document.getElementById("reference"),
);

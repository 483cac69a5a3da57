SwaggerUIBundle({
  url: "/openapi.json",
  domNode: document.getElementById("reference"),
  deepLinking: true,
  tryItOutEnabled: true,
  persistAuthorization: true,
  // The default asks a foreign server whether the document is valid.
  validatorUrl: null,
});

// Every address is relative, so that the page works behind a proxy that adds a prefix.
SwaggerUIBundle({
  url: "v3/api-docs",
  dom_id: "#swagger-ui",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  validatorUrl: null,
});

"""The shapes of the API, a noun a file: what is taken, what is shown, and OpenAPI's words on it."""

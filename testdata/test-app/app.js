// SPDX-License-Identifier: Apache-2.0
// Answers every request with the name of the host it runs on, so that one sees which replica answered.
const http = require("http");
const os = require("os");

const port = Number(process.env.PORT || 3000);
const server = http.createServer((request, response) => {
  response.writeHead(200, { "Content-Type": "text/plain" });
  response.end(`${os.hostname()}\n`);
});

server.listen(port, () => console.log(`listening on port ${port}`));
process.on("SIGTERM", () => server.close());

// Receive alerts of the job posting tracker: verify the signature, skip what came before, print the changes.
// It needs Node 18 or newer, and no package.
//
//     TRACKER_WEBHOOK_SECRET=whsec_… node receiver.mjs 8080
//
// In tracker.toml: webhook = "http://…:8080/", secret = "env:TRACKER_WEBHOOK_SECRET".

import { createHmac, timingSafeEqual } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";

const LARGEST = 1_000_000; // bytes; an alert has at most 20,000
const TOLERANCE = 5 * 60; // seconds that the time of an alert may differ from ours, as Standard Webhooks advises
const file = process.env.SEEN ?? "seen.txt";
const key = Buffer.from(process.env.TRACKER_WEBHOOK_SECRET.replace(/^whsec_/, ""), "base64");
const seen = new Set(existsSync(file) ? readFileSync(file, "utf8").split("\n") : []);

function isSigned(headers, body) {
  const id = headers["webhook-id"];
  const time = headers["webhook-timestamp"];
  if (!id || !(Math.abs(Date.now() / 1000 - Number(time)) <= TOLERANCE)) return false;
  const expected = createHmac("sha256", key).update(`${id}.${time}.`).update(body).digest();
  return (headers["webhook-signature"] ?? "").split(" ").some((one) => {
    const [version, signature] = one.split(",");
    const given = Buffer.from(signature ?? "", "base64");
    return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected);
  });
}

const server = createServer((request, response) => {
  const parts = [];
  let size = 0;
  request.on("data", (part) => {
    size += part.length;
    if (size > LARGEST) request.destroy();
    else parts.push(part);
  });
  request.on("end", () => {
    const body = Buffer.concat(parts);
    if (!isSigned(request.headers, body)) {
      response.writeHead(400).end();
      return;
    }
    // An alert is sent again if its answer was lost. `webhook-id` is the same then.
    const id = request.headers["webhook-id"];
    if (!seen.has(id)) {
      seen.add(id);
      appendFileSync(file, `${id}\n`);
      for (const change of JSON.parse(body).data.changes) {
        const link = change.permalink ?? change.url;
        console.log(`${change.employer}: ${change.title} – ${change.summary} ${link}`);
      }
    }
    response.writeHead(204).end();
  });
});

server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log(`listening on port ${server.address().port}`));

// The CloudEvents SDK for JavaScript as a partner: structured, binary and batch.
//
// Prints one JSON object: the status of each answer.

import { randomUUID } from "node:crypto";
import { load } from "./packages.mjs";

const { CloudEvent, HTTP } = load("cloudevents");
const { YUNLING_URL: url, YUNLING_KEY: key, YUNLING_EVENT: text } = process.env;
const { data, source, subject, type } = JSON.parse(text);

const anEvent = () =>
  new CloudEvent({ id: randomUUID(), source, subject, type, data, datacontenttype: "application/json" });

async function post({ headers, body }) {
  const answer = await fetch(`${url}/v1/events`, {
    method: "POST",
    headers: { ...headers, authorization: `Bearer ${key}`, "idempotency-key": randomUUID() },
    body,
    signal: AbortSignal.timeout(30_000),
  });
  return answer.status;
}

const batch = {
  headers: { "content-type": "application/cloudevents-batch+json" },
  body: JSON.stringify([anEvent(), anEvent()]),
};
console.log(
  JSON.stringify({
    structured: await post(HTTP.structured(anEvent())),
    binary: await post(HTTP.binary(anEvent())),
    batch: await post(batch),
  }),
);

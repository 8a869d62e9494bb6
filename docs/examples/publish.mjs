// A partner's publisher in Node 20: the figures of one month over HTTP, nothing to install.
//
//   YUNLING_URL=http://127.0.0.1:21000 YUNLING_PARTNER=bodies YUNLING_TOKEN=... node publish.mjs

import { randomUUID } from "node:crypto";

const { YUNLING_URL: url, YUNLING_PARTNER: partner, YUNLING_TOKEN: token } = process.env;

/** A CloudEvent: so many more outdoor workers were served in a county in May 2025. */
function anEvent(region, quantity) {
  return {
    specversion: "1.0",
    id: randomUUID(),
    source: `/partners/${partner}`,
    type: "yunling.partners.measure.reported.v1",
    subject: "station_person_times",
    time: new Date().toISOString(),
    data: { target_id: "station_person_times", region, month: "2025-05", quantity },
  };
}

/**
 * Sends; how many events the platform has stored. The same key and the same body go out again
 * while the platform says "not now", so that nothing is taken twice.
 */
async function post(contentType, body, headers = {}) {
  const request = {
    method: "POST",
    body: JSON.stringify(body),
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": contentType,
      "idempotency-key": randomUUID(),
      ...headers,
    },
  };
  for (const pauseMs of [500, 2000, 8000, 0]) {
    const answer = await fetch(`${url}/v1/events`, {
      ...request,
      signal: AbortSignal.timeout(30_000),
    });
    if (answer.ok) return (await answer.json()).accepted;
    if (answer.status !== 503 && answer.status !== 429) {
      throw new Error(`${answer.status} ${await answer.text()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  throw new Error("the platform does not take events now");
}

const postStructured = (event) => post("application/cloudevents+json", event);
const postBatch = (events) => post("application/cloudevents-batch+json", events);

/** The data is the body, the attributes are headers. */
function postBinary({ data, ...attributes }) {
  const headers = Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]);
  return post("application/json", data, Object.fromEntries(headers));
}

console.log("structured", await postStructured(anEvent("530102", 1)));
console.log("batch", await postBatch([anEvent("530103", 10), anEvent("530111", 10)]));
console.log("binary", await postBinary(anEvent("530112", 100)));

// An AMQP partner on amqplib: publishes what it may, then tries what it must not.
//
// Prints one JSON object: what was confirmed, and the broker's code for each refusal.

import { randomUUID } from "node:crypto";
import { load } from "./packages.mjs";

const amqplib = load("amqplib");
const { YUNLING_AMQP_URI: uri, YUNLING_EVENT: text, YUNLING_FOREIGN_TYPE: foreign } = process.env;
const user = new URL(uri).username;
const event = JSON.parse(text);
const connection = await amqplib.connect(uri);
connection.on("error", () => {}); // a refused channel is told below

/** The code with which the broker closes a channel of its own in which `act` is tried; 0 if not. */
async function refusal(act) {
  const channel = await connection.createConfirmChannel();
  const closed = new Promise((resolve) => channel.once("error", (error) => resolve(error.code)));
  const done = act(channel).then(() => 0, (error) => error.code ?? closed);
  return Promise.race([closed, done]);
}

/** Resolves when the broker has confirmed the message. */
async function publish(channel, { type, userId = user, exchange = "yunling.intake" }) {
  const body = Buffer.from(JSON.stringify({ ...event, id: randomUUID(), type }));
  channel.publish(exchange, type, body, {
    contentType: "application/cloudevents+json",
    persistent: true,
    mandatory: true,
    userId,
  });
  await channel.waitForConfirms();
}

const type = event.type;
const said = {
  own_type: await refusal((channel) => publish(channel, { type })),
  foreign_type: await refusal((channel) => publish(channel, { type: foreign })),
  foreign_user: await refusal((channel) => publish(channel, { type, userId: "partner-somebody" })),
  events_exchange: await refusal((channel) =>
    publish(channel, { type, exchange: "yunling.events" })),
  declare_queue: await refusal((channel) => channel.assertQueue("mine")),
  bind_queue: await refusal((channel) => channel.bindQueue(`yunling.partner.${user.slice(8)}`, "yunling.events", "#")),
  foreign_queue: await refusal((channel) => channel.consume("gateway.on_intake", () => {})),
};
await connection.close();
console.log(JSON.stringify(said));

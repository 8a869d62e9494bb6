"""Refusals: why an event of a partner, or a change of a partner, is refused."""

from chassis.domain import Refusal


class EventIdReused(Refusal):
    """An event with this source and id was accepted before, with other data."""

    code = "event_id_reused"


class PartnerNotFound(Refusal):
    """No partner has this id."""

    code = "partner_not_found"


class PartnerExists(Refusal):
    """A partner has this id already, or had it."""

    code = "partner_exists"


class PartnerNotActive(Refusal):
    """The partner is suspended or removed; `state` says which."""

    code = "partner_not_active"


class PartnerNotSuspended(Refusal):
    """Only a suspended partner is resumed; `state` says what this one is."""

    code = "partner_not_suspended"


class TypesNotOfRole(Refusal):
    """Partners of this `role` do not send these `types`."""

    code = "types_not_of_role"


class KeyNotFound(Refusal):
    """The partner has no such API key."""

    code = "partner_key_not_found"


class TooManyKeys(Refusal):
    """The partner has `limit` keys that are good at a time; one has to be revoked first."""

    code = "too_many_partner_keys"


class BrokerNotSet(Refusal):
    """This deployment was not told how to make accounts on its broker."""

    code = "broker_not_set"


class SubscriptionNotFound(Refusal):
    """The partner has no such subscription."""

    code = "subscription_not_found"


class TypeNotVisible(Refusal):
    """A partner of this role is not sent events of these `types`."""

    code = "type_not_visible"


class TooManySubscriptions(Refusal):
    """The partner has `limit` subscriptions."""

    code = "too_many_subscriptions"


class SandboxOnly(Refusal):
    """Samples, outages and signatures that do not hold are for partners in the sandbox."""

    code = "sandbox_only"


class ReplayNotFound(Refusal):
    """The partner has no such replay."""

    code = "replay_not_found"


class ReplayRunning(Refusal):
    """The replay `replay_id` of this partner has not ended."""

    code = "replay_running"


class NothingToReplay(Refusal):
    """The range holds no event that was sent; `last` is the last number so far."""

    code = "nothing_to_replay"


class StatementNotFound(Refusal):
    """There is no statement of that day."""

    code = "statement_not_found"

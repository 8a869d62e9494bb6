"""What goes over HTTP, RPC and events."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(ge=0, le=100_000_000)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class KeyGroups(Strict):
    migrant: Count = 0
    laid_off: Count = 0
    hard_up: Count = 0


class Measure(Strict):
    target_id: Literal[
        "labour_contest_person_times",
        "stations_named",
        "station_person_times",
        "recuperation_persons",
        "safety_teams",
        "safety_person_times",
    ]
    region: Annotated[str, Field(pattern=r"^53\d{4}$")]
    month: Annotated[str, Field(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$")]
    quantity: Annotated[int, Field(ge=1, le=100_000_000)]
    key_groups: KeyGroups = KeyGroups()


class MeasureReported(BaseModel):
    specversion: Literal["1.0"]
    id: Annotated[str, Field(min_length=1, max_length=128)]
    source: str
    type: Literal["yunling.partners.measure.reported.v1"]
    subject: str
    time: datetime
    datacontenttype: Literal["application/json"]
    data: Measure


class Accepted(BaseModel):
    accepted: int


class RegisterForFair(Strict):
    person_id: Annotated[str, Field(min_length=1, max_length=64)]


class Register(BaseModel):
    fair_id: str
    person_id: str
    idempotency_key: str


class Registration(BaseModel):
    registration_id: str
    fair_id: str
    person_id: str
    state: Literal["confirmed", "waiting"]
    position: int | None
    registered_at: datetime
    version: int = 1


class Fair(BaseModel):
    fair_id: str
    title: str
    region: str
    starts_on: str
    ends_on: str
    capacity: int
    state: str
    version: int


class Page(BaseModel):
    rows: list[Registration]
    next_cursor: str | None


class GetFair(BaseModel):
    fair_id: str


class ListRegistrations(BaseModel):
    fair_id: str
    cursor: str | None = None
    limit: int = 50


class Refused(BaseModel):
    """The answer instead of a result."""

    refused: str
    status: int

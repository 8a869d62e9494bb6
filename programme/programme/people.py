"""People and companies made up by Faker zh_CN, with the numbers of ``programme.identifiers``."""

from collections.abc import Iterator
from dataclasses import dataclass

from faker import Faker
from faker.providers import BaseProvider

from programme.identifiers import Resident, credit_code, resident
from programme.plan.activities import KEY_GROUP_SHARE
from programme.reference import counties

# Prefixes in use: mobile, unicom, telecom, broadcast; Faker's own list ends around 2010.
PREFIXES = (
    *("134", "135", "136", "137", "138", "139", "147", "150", "151", "152", "157", "158", "159"),
    *("172", "178", "182", "183", "184", "187", "188", "195", "197", "198"),
    *("130", "131", "132", "145", "155", "156", "166", "175", "176", "185", "186", "196"),
    *("133", "153", "173", "177", "180", "181", "189", "190", "191", "193", "199", "192"),
)
INDUSTRIES = (
    "建筑工程",
    "餐饮管理",
    "物业服务",
    "生态农业",
    "茶业",
    "物流",
    "信息技术",
    "旅游服务",
)
FORMS = ("有限公司", "有限责任公司", "股份有限公司")
EMAIL_SHARE = 0.05


@dataclass(frozen=True)
class Person:
    """A made-up worker. ``number`` is the resident ID number; ``email`` only some have."""

    name: str
    resident: Resident
    phone: str
    key_groups: tuple[str, ...]
    email: str | None


@dataclass(frozen=True)
class Company:
    """A made-up enterprise; ``contact`` is the telephone of its office."""

    name: str
    credit_code: str
    region: str
    contact: str


class Yunnan(BaseProvider):
    """What Faker's zh_CN lacks or has wrong: today's phone prefixes, company names of a county."""

    def mobile_number(self) -> str:
        return self.random_element(PREFIXES) + self.numerify("########")

    def company_of(self, county: str) -> str:
        place = county.removesuffix("市").removesuffix("区")
        word = self.generator.company_prefix()
        return f"{place}{word}{self.random_element(INDUSTRIES)}{self.random_element(FORMS)}"

    def groups(self) -> tuple[str, ...]:
        rng = self.generator.random
        return tuple(group for group, share in KEY_GROUP_SHARE.items() if rng.random() < share)


def made_up(seed: int) -> Faker:
    """A Faker for zh_CN with the providers above; equal seeds make equal people in equal order."""
    fake = Faker("zh_CN")
    fake.add_provider(Yunnan)
    fake.seed_instance(seed)
    return fake


def people(seed: int, first: int) -> Iterator[Person]:
    """People without end, in the order of the index, from the resident at ``first`` on."""
    fake = made_up(seed)
    index = first
    while True:
        yield _person(fake, index)
        index += 1


def companies(seed: int, first: int) -> Iterator[Company]:
    """Companies without end, each of a county, from the one at ``first`` on."""
    fake = made_up(seed)
    index = first
    while True:
        county = counties()[index % len(counties())]
        yield Company(
            name=fake.company_of(county.name),
            credit_code=credit_code(index, county.code),
            region=county.code,
            contact=fake.numerify("0871-6#######"),
        )
        index += 1


def _person(fake: Faker, index: int) -> Person:
    has_email = fake.random.random() < EMAIL_SHARE
    return Person(
        name=fake.name(),
        resident=resident(index),
        phone=fake.mobile_number(),
        key_groups=fake.groups(),
        email=f"worker{index}@example.com" if has_email else None,
    )

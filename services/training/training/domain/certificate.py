"""A certificate: issued for a pass, verified by anybody who holds its serial."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from training.domain.enrolment import Enrolment
from training.domain.skill_class import SkillClass
from training.events import CertificateIssued
from training.vocabulary import Level

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U to misread


@dataclass(frozen=True, kw_only=True)
class Certificate:
    certificate_id: str
    serial: str
    enrolment_id: str
    class_id: str
    person_id: str
    course_title: str
    trade: str
    level: Level
    provider_id: str
    region: str
    issued_on: date
    version: int = 0

    @classmethod
    def issue(
        cls, enrolment: Enrolment, skill_class: SkillClass, *, certificate_id: str, on: date
    ) -> tuple["Certificate", CertificateIssued]:
        certificate = cls(
            certificate_id=certificate_id,
            serial=serial_of(certificate_id, on),
            enrolment_id=enrolment.enrolment_id,
            class_id=skill_class.class_id,
            person_id=enrolment.person_id,
            course_title=skill_class.title,
            trade=skill_class.trade,
            level=skill_class.level,
            provider_id=skill_class.provider_id,
            region=skill_class.region,
            issued_on=on,
        )
        return certificate, CertificateIssued(
            certificate_id=certificate_id,
            serial=certificate.serial,
            person_id=enrolment.person_id,
            course_title=skill_class.title,
            trade=skill_class.trade,
            level=skill_class.level.value,
            issued_on=on,
            region=skill_class.region,
            key_groups=enrolment.key_groups,
        )


def serial_of(certificate_id: str, issued_on: date) -> str:
    """`YL2025-XXXX-XXXX-XXXXC`: 60 bits drawn from the random id, and a check character.

    The serial is the only key to public verification, so it cannot be guessed from another one.
    """
    bits = int.from_bytes(sha256(certificate_id.encode()).digest()[:8])
    body = "".join(ALPHABET[bits >> shift & 31] for shift in range(55, -1, -5))
    check = ALPHABET[sum((i + 1) * ALPHABET.index(c) for i, c in enumerate(body)) % 31]
    return f"YL{issued_on.year}-{body[:4]}-{body[4:8]}-{body[8:]}{check}"

"""Words that events, rules and schemas of jobs share."""

from enum import Enum


class Mode(Enum):
    ONLINE = "online"
    ON_SITE = "on_site"


# First character: who registers; second: what kind (GB 32100-2015 table 1 and amendment XG1-2016).
KINDS = {
    "11": "state_organ",
    "12": "public_institution",
    "13": "mass_organisation",
    "19": "other",
    "21": "foreign_office",
    "29": "other",
    "31": "law_firm",
    "32": "notary_office",
    "33": "legal_service",
    "34": "forensic_institution",
    "35": "arbitration_commission",
    "39": "other",
    "41": "foreign_office",
    "49": "other",
    "51": "social_organisation",
    "52": "private_non_enterprise",
    "53": "foundation",
    "59": "other",
    "61": "foreign_office",
    "62": "foreign_office",
    "69": "other",
    "71": "religious_site",
    "72": "religious_school",
    "79": "other",
    "81": "trade_union",
    "89": "other",
    "91": "enterprise",
    "92": "individual_business",
    "93": "farmers_cooperative",
    "A1": "military_institution",
    "A9": "other",
    "N1": "rural_collective",
    "N2": "rural_collective",
    "N3": "rural_collective",
    "N9": "other",
    "Y1": "other",
}

"""Events of others, as far as people reads them."""

from __future__ import annotations

from marshmallow import Schema, fields


class CertificateIssued(Schema):
    certificate_id = fields.String(required=True)
    person_id = fields.String(required=True)
    serial = fields.String(required=True)
    trade = fields.String(required=True)
    level = fields.String(required=True)
    issued_on = fields.Date(required=True)


class RegistrationHired(Schema):
    registration_id = fields.String(required=True)
    person_id = fields.String(required=True)
    post_id = fields.String(required=True)
    employer_id = fields.String(required=True)
    hired_on = fields.Date(required=True)


class LoanNews(Schema):
    loan_id = fields.String(required=True)
    person_id = fields.String(required=True)


class LoanSettled(LoanNews):
    settled_on = fields.Date(required=True)

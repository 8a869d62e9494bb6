from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from jinja2.exceptions import SecurityError, UndefinedError

from notify.catalogue import newest, shipped, template
from notify.domain.template import Kind, Template, TemplateWrong
from notify.vocabulary import Language

EXAMPLES = {
    Kind.TEXT: "昆明春风行动",
    Kind.WHOLE: 3,
    Kind.MONEY: Decimal("200000.00"),
    Kind.RATE: Decimal("0.0345"),
    Kind.SCORE: Decimal("88"),
    Kind.DAY: date(2025, 3, 8),
    Kind.FLAG: True,
}


def a_template(**given) -> dict:
    wording = {"title": "t", "text": "x"}
    body = {"name": "loan.settled", "version": 1, "event": "yunling.loans.loan.settled.v1"}
    return {**body, "variables": {}, "zh-CN": wording, "en": wording, **given}


@pytest.mark.parametrize("one", shipped().values(), ids=lambda one: one.name)
@pytest.mark.parametrize("language", Language)
def test_every_shipped_template_can_be_filled(one: Template, language):
    data = {name: EXAMPLES[kind] for name, kind in one.variables.items()}
    wording = one.fill(language, data)
    assert wording.title and wording.text
    assert "{{" not in wording.text and "None" not in wording.text


@pytest.mark.parametrize("one", shipped().values(), ids=lambda one: one.name)
def test_every_declared_variable_is_used(one: Template):
    text = one.wordings[Language.CHINESE].text
    assert [name for name in one.variables if name not in text] == []


def test_days_money_and_rates_are_written_for_people():
    one = shipped()["yunling.loans.loan.contract_signed.v1"]
    data = {name: EXAMPLES[kind] for name, kind in one.variables.items()}
    assert "金额 200,000.00 元，年利率 3.45%" in one.fill(Language.CHINESE, data).text
    assert "2025年3月8日" in one.fill(Language.CHINESE, data).text
    assert "8 March 2025" in one.fill(Language.ENGLISH, data).text


def test_a_result_without_a_score_does_not_mention_one():
    one = shipped()["yunling.training.enrolment.passed.v1"]
    text = one.fill(Language.CHINESE, {"course_title": "电工", "score": None}).text
    assert "成绩" not in text


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"en": None}, "loan.settled"),
        ({"zh-CN": {"title": "t", "text": "{{ amount }}"}}, "undeclared"),
        ({"zh-CN": {"title": "{{ x }}", "text": "t"}, "variables": {"x": "text"}}, "its title"),
        ({"zh-CN": {"title": "t", "text": "{% if %}"}}, "is no template"),
        ({"variables": {"x": "colour"}}, "colour"),
        ({"version": 1, "zh-CN": {"title": "t"}}, "text"),
    ],
)
def test_a_template_with_a_fault_is_not_accepted(wrong, reason):
    with pytest.raises(TemplateWrong, match=reason):
        template(a_template(**wrong))


def test_a_template_must_speak_both_languages():
    only_chinese = a_template()
    del only_chinese["en"]
    with pytest.raises(TemplateWrong, match="en is missing"):
        template(only_chinese)


def test_a_payload_without_a_variable_fills_nothing():
    text = {"title": "t", "text": "{{ amount }}"}
    one = template(a_template(variables={"amount": "money"}, en=text))
    with pytest.raises(UndefinedError):
        one.fill(Language.ENGLISH, {})


def test_a_template_cannot_reach_into_the_program():
    escape = {"title": "t", "text": "{{ x.__class__.__mro__ }}"}
    one = template(a_template(variables={"x": "text"}, en=escape))
    with pytest.raises(SecurityError):
        one.fill(Language.ENGLISH, {"x": "a"})


def test_what_an_event_brings_is_not_read_as_a_template():
    one = shipped()["yunling.loans.loan.returned.v1"]
    text = one.fill(Language.CHINESE, {"reason": "{{ 7 * 7 }}"}).text
    assert "{{ 7 * 7 }}" in text


def test_the_newest_version_counts_and_a_version_is_there_once():
    first, second = template(a_template()), template(a_template(version=2))
    assert newest([second, first]) == {"yunling.loans.loan.settled.v1": second}
    with pytest.raises(TemplateWrong):
        newest([first, first])

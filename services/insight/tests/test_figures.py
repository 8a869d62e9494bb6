"""What counts once, where and when it counts, and that the order of events does not matter."""

import random
from datetime import date

import pytest
from fakes import FakeGenerations
from made import (
    a_check_in,
    a_closed_fair,
    a_contest,
    a_disbursement,
    a_report,
    an_activity,
    an_upgrade,
    made,
)

from chassis.testing import memory
from insight import errors, usecases
from insight.domain.projection import ROSTER
from insight.store import InsightWork


class Insight:
    """A store in memory with fake figures."""

    def __init__(self):
        self.store = memory(InsightWork)
        self.figures = FakeGenerations()

    def tell(self, *events):
        """As both handlers get them: the rosters a second time, by themselves."""
        rosters = [event for event in events if event.type == ROSTER]
        for record, told in (
            (usecases.record_events, events),
            (usecases.record_rosters, rosters),
        ):
            self.store.deliver(
                lambda work, batch, record=record: record(work, batch, self.figures), *told
            )

    def table(self, year=2025, region=None):
        shown = self.store.read(
            usecases.get_programme, figures=self.figures, year=year, region=region
        )
        return {row["id"]: row for row in shown["targets"]}


@pytest.fixture
def insight():
    return Insight()


def test_a_person_counts_once_at_a_fair_and_again_at_the_next(insight):
    insight.tell(a_check_in("p1"), a_check_in("p1"), a_check_in("p1", fair="f2"))
    insight.tell(a_check_in("p1"))
    assert insight.table()["fair_person_times"]["actual"] == 2


def test_a_fair_counts_when_it_is_closed_in_the_month_in_which_it_began(insight):
    insight.tell(a_closed_fair("f1", starts_on=date(2025, 2, 28)), a_closed_fair("f1"))
    held = insight.table()["fairs_held"]
    assert (held["actual"], held["by_month"]) == (1, {"2025-02": 1})


def test_loans_are_summed_in_yuan_without_rounding(insight):
    insight.tell(a_disbursement("l1", "200000.10"), a_disbursement("l2", "0.20"))
    loans = insight.table()["loans_disbursed"]
    assert loans["actual"] == "200000.30"
    assert loans["target"] == "240000000.00"
    assert loans["by_group"] == {"migrant": "200000.30", "laid_off": "0.00", "hard_up": "0.00"}


def test_loans_stand_against_the_whole_period_and_the_rest_against_the_year(insight):
    insight.tell(
        a_disbursement("l1", "1.00", on=date(2023, 5, 1)),
        a_disbursement("l2", "2.00", on=date(2025, 5, 1)),
        a_disbursement("l3", "4.00", on=date(2026, 5, 1)),
        an_upgrade("p1", on=date(2024, 5, 1)),
    )
    assert insight.table(2024)["loans_disbursed"]["actual"] == "3.00"
    assert insight.table(2024)["loans_disbursed"]["by_month"] == {
        "2023-05": "1.00",
        "2025-05": "2.00",
    }
    assert insight.table(2026)["loans_disbursed"]["actual"] == "4.00"
    assert insight.table(2025)["persons_upgraded"]["actual"] == 0


def test_a_person_is_upgraded_once_a_year(insight):
    insight.tell(an_upgrade("p1"), an_upgrade("p1"), an_upgrade("p1", on=date(2026, 1, 2)))
    assert insight.table(2025)["persons_upgraded"]["actual"] == 1
    assert insight.table(2026)["persons_upgraded"]["actual"] == 1


def test_a_trade_counts_once_a_year(insight):
    insight.tell(a_contest("焊工"), a_contest("焊工", region="530103"), a_contest("电工"))
    assert insight.table()["contest_trades"]["actual"] == 2


def test_a_participant_counts_once_a_year_where_he_first_took_part(insight):
    insight.tell(an_activity("w1", "w2", on=date(2025, 6, 1), region="532901"))
    insight.tell(an_activity("w2", "w3", on=date(2025, 3, 1), region="530102"))
    row = insight.table()["skill_participants"]
    assert row["actual"] == 3
    assert row["by_month"] == {"2025-03": 2, "2025-06": 1}
    assert row["by_region"] == {
        "530000": 3, "530100": 2, "530102": 2, "532900": 1, "532901": 1,
    }  # fmt: skip


def test_a_partners_reports_add_up(insight):
    insight.tell(
        a_report("stations_named", 3, key_groups={"migrant": 1, "unheard_of": 2}),
        a_report("stations_named", 4, region="530300"),
    )
    row = insight.table()["stations_named"]
    assert row["actual"] == 7
    assert row["by_group"] == {"migrant": 1, "laid_off": 0, "hard_up": 0}


def test_a_partner_cannot_report_what_a_service_counts(insight):
    with pytest.raises(errors.TargetNotServedByPartners):
        insight.tell(a_report("fairs_held", 1))


def test_a_county_rolls_up_to_its_prefecture_and_the_province(insight):
    insight.tell(
        a_check_in("p1"), a_check_in("p2", region="530103"), a_check_in("p3", region="532901")
    )
    assert insight.table()["fair_person_times"]["by_region"]["530000"] == 3
    kunming = insight.table(region="530100")["fair_person_times"]
    assert (kunming["actual"], kunming["by_region"]) == (
        2,
        {"530100": 2, "530102": 1, "530103": 1},
    )
    county = insight.table(region="530102")["fair_person_times"]
    assert (county["actual"], county["by_region"]) == (1, {"530102": 1})


def test_every_event_is_counted_by_type_whether_a_target_counts_it_or_not(insight):
    insight.tell(made("people.person.moved"), made("people.person.moved"), a_closed_fair("f1"))
    assert insight.store.read(usecases.count_events, figures=insight.figures) == {
        "yunling.people.person.moved.v1": 2,
        "yunling.jobs.fair.closed.v1": 1,
    }


def test_an_empty_year_shows_every_target_with_nothing(insight):
    rows = insight.table()
    assert len(rows) == 12
    assert all(float(row["actual"]) == 0 for row in rows.values())


def test_the_figures_do_not_depend_on_the_order_or_the_batches_of_events():
    days = [date(2025, month, 7) for month in (2, 5, 9)]
    events = [
        an_activity(f"w{n % 7}", f"w{n % 11}", on=days[n % 3], region=f"5301{n % 4:02}")
        for n in range(40)
    ] + [a_contest(f"t{n % 5}", on=days[n % 3], region=f"5329{n % 3:02}") for n in range(20)]
    shuffle = random.Random(7).shuffle
    tables = []
    for size in (1, 9, 60):
        insight = Insight()
        shuffle(events)
        for first in range(0, len(events), size):
            insight.tell(*events[first : first + size])
        tables.append(insight.table())
    assert tables[0] == tables[1] == tables[2]
    assert tables[0]["skill_participants"]["actual"] == 11

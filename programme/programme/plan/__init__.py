"""The plan of a programme year: pure, exact at any scale, repeatable from its seed."""

from programme.plan.year import Plan, plan_year

__all__ = ["Plan", "plan_year"]

"""Skill levels and diploma levels as the customer names them."""

from enum import Enum


class Level(Enum):
    """The eight-level system of skilled workers ("新八级工", MOHRSS 2022), lowest first."""

    APPRENTICE = "apprentice"  # 学徒工
    JUNIOR = "junior"  # 初级工, 五级
    INTERMEDIATE = "intermediate"  # 中级工, 四级
    SENIOR = "senior"  # 高级工, 三级
    TECHNICIAN = "technician"  # 技师, 二级
    SENIOR_TECHNICIAN = "senior_technician"  # 高级技师, 一级
    SPECIAL_TECHNICIAN = "special_technician"  # 特级技师
    CHIEF_TECHNICIAN = "chief_technician"  # 首席技师


class DiplomaLevel(Enum):
    """What a diploma raises a person to (求学圆梦: education beside the job)."""

    SECONDARY_VOCATIONAL = "secondary_vocational"  # 中专
    JUNIOR_COLLEGE = "junior_college"  # 大专
    BACHELOR = "bachelor"  # 本科
    MASTER = "master"  # 硕士
    DOCTOR = "doctor"  # 博士

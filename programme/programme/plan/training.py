"""Training: classes, who sits in them, and who passes."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from programme.plan.apportion import scattered
from programme.plan.calendar import TRAINING_SEASON, a_day
from programme.plan.fairs import spread_over_counties

CLASS_SIZE = 40
CLASS_DAYS = 5
HOURS_A_DAY = 8
# For every hundred persons upgraded: so many sit a class and fail, and so many of the upgraded
# pass a second class in the same year, which must not count them twice.
FAIL_PER_HUNDRED = 4
AGAIN_PER_HUNDRED = 3

# Trades of the provincial contests and of the courses.
TRADES = (
    "电工", "焊工", "茶艺师", "评茶员", "中式烹调师", "中式面点师", "养老护理员", "保育师",
    "育婴员", "家政服务员", "美容师", "美发师", "汽车维修工", "钳工", "车工", "铣工",
    "起重装卸机械操作工", "砌筑工", "钢筋工", "架子工", "混凝土工", "水电安装工", "制冷工",
    "锅炉操作工",
    "叉车司机", "快递员", "网约配送员", "互联网营销师", "电子商务师", "客户服务管理员",
    "数据标注员", "无人机驾驶员", "花卉园艺师", "咖啡师", "橡胶割胶工", "烟叶调制员",
    "采矿支护工", "选矿工", "铁路线路工", "公路养护工", "水文勘测工", "水轮发电机组值班员",
    "变电站运行值班员", "输电线路工", "安全防范系统安装维护员", "消防设施操作员", "保安员",
    "餐厅服务员", "旅店服务员", "导游", "银饰制作工", "陶瓷工艺品制作师", "民族服装制作工",
    "刺绣工", "木雕工", "蔬菜园艺工", "果树园艺工", "农机驾驶操作员", "家畜饲养员", "兽医防疫员",
)  # fmt: skip


@dataclass(frozen=True)
class Trainee:
    """``person`` is an index of people; ``score`` of 100."""

    person: int
    passes: bool
    score: int


@dataclass(frozen=True)
class ClassPlan:
    """One class of five days of eight hours; ``course`` is an index of the courses."""

    number: int
    course: int
    region: str
    starts_on: date
    trainees: tuple[Trainee, ...]

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.starts_on + timedelta(days=day) for day in range(CLASS_DAYS))

    @property
    def ends_on(self) -> date:
        return self.days[-1]


def plan_classes(rng: Random, year: int, upgraded: int, people: int) -> tuple[ClassPlan, ...]:
    """Classes in which exactly ``upgraded`` distinct persons of ``people`` pass at least once.

    ValueError when there are not so many people.
    """
    failing = upgraded * FAIL_PER_HUNDRED // 100
    chosen = rng.sample(range(people), min(people, upgraded + failing))
    passing = [_trainee(rng, person, passes=True) for person in chosen[:upgraded]]
    if len(passing) < upgraded:
        raise ValueError(f"{people} people cannot give {upgraded} upgraded")
    mixed = passing + [_trainee(rng, person, passes=False) for person in chosen[upgraded:]]
    rng.shuffle(mixed)
    # The first to pass come again in the last classes; with fewer than two classes nobody can.
    again = [seat for seat in mixed if seat.passes][: upgraded * AGAIN_PER_HUNDRED // 100]
    seats = mixed + ([_trainee(rng, seat.person, passes=True) for seat in again])
    return _seated(rng, year, seats if len(seats) > 2 * CLASS_SIZE else mixed)


def _seated(rng: Random, year: int, seats: list[Trainee]) -> tuple[ClassPlan, ...]:
    sizes = scattered(rng, len(seats), -(-len(seats) // CLASS_SIZE), spread=0.2)
    regions = spread_over_counties(rng, len(sizes))
    classes, first = [], 0
    for number, (size, region) in enumerate(zip(sizes, regions, strict=True)):
        starts_on = a_day(rng, year, TRAINING_SEASON, latest=date(year, 12, 31 - CLASS_DAYS))
        course = number % len(TRADES)
        trainees = tuple(seats[first : first + size])
        classes.append(ClassPlan(number, course, region, starts_on, trainees))
        first += size
    return tuple(classes)


def _trainee(rng: Random, person: int, passes: bool) -> Trainee:
    return Trainee(person, passes, rng.randint(60, 98) if passes else rng.randint(20, 59))

"""Promotions as they are found on hacked and abused pages; all invented, none of real offerers.

Each has slots for names, sums, towns, phones and addresses, filled by chance.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final

import yaml

_TOWNS: Final = ("Hà Nội", "Mỹ Tho", "Tuyên Quang", "Đà Nẵng", "Cần Thơ", "Biên Hòa", "Hải Phòng")
_NAMES: Final = ("Lan", "Trang", "Ngọc", "My", "Hương", "Quân", "Hùng", "Tuấn")
_BANKS: Final = ("Vietcombank", "BIDV", "VietinBank", "Techcombank", "ACB", "MB Bank", "Agribank")
_HOSTS: Final = (
    "xacthuc-{n}.top", "nhanqua{n}.icu", "ib-dangnhap{n}.cfd", "hotro{n}.vip", "dichvucong{n}.xyz",
)  # fmt: skip
_BRANDS: Final = ("VX88", "Lucky68", "Big777", "HitVip", "Ku99", "Sao88", "KimBet", "Rik68")


def by_duty() -> Mapping[str, Sequence[str]]:
    """Each duty's templates."""
    path = Path(__file__).with_suffix(".yaml")
    found: Mapping[str, Sequence[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def filled(template: str, chance: Random) -> str:
    """A promotion with its slots filled."""
    host = chance.choice(_HOSTS).format(n=chance.randint(10, 99))
    return template.format(
        town=chance.choice(_TOWNS),
        name=chance.choice(_NAMES),
        bank=chance.choice(_BANKS),
        brand=chance.choice(_BRANDS),
        host=host,
        sum=chance.choice((50, 88, 100, 188, 200, 300, 500, 888)),
        phone=f"0{chance.choice('3789')}{chance.randint(10_000_000, 99_999_999)}",
    )

"""Press outlets as credits name them: a name, a host, and the short forms that readers know."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Outlet:
    """A press site: its register name and its host."""

    name: str
    host: str


_ROWS: Final = """
VnExpress|vnexpress.net|vnexpress,vne,vnexpressnet
Dân trí|dantri.com.vn|dantri,baodantri,dantricomvn
Tuổi Trẻ|tuoitre.vn|tuoitre,tuoitreonline,tto
Thanh Niên|thanhnien.vn|thanhnien,thanhnienonline,tno
Người Lao Động|nld.com.vn|nguoilaodong,nld,nldcomvn,nldo
VietNamNet|vietnamnet.vn|vietnamnet,vnn
VietnamPlus|vietnamplus.vn|vietnamplus,vietnam+
TTXVN|baotintuc.vn|ttxvn,thongtanxavietnam
VOV|vov.vn|vov,vovvn,vovtrungtamtin
VTV|vtv.vn|vtv,vtvvn,vtv1
Zing|zing.vn|zing,zingvn,zingnews,tintucnews
Dân Việt|danviet.vn|danviet
Khám Phá|khampha.vn|khampha,khamphavn
Trí Thức Trẻ|ttvn.vn|trithuctre,trithuctrettvnvn,ttvnvn
Tiền Phong|tienphong.vn|tienphong,tpo
Lao Động|laodong.vn|laodong,ldo
Công an nhân dân|cand.com.vn|cand,congannhandan
Quân đội nhân dân|qdnd.vn|qdnd,baoqdnd,quandoinhandan
Sài Gòn Giải Phóng|sggp.org.vn|sggp,saigongiaiphong
Giao thông|baogiaothong.vn|giaothong,baogiaothong,baogiaothongvn
Người Đưa Tin|nguoiduatin.vn|nguoiduatin
Đời sống & Pháp luật|doisongphapluat.com|dspl,doisongphapluat,doisongvaphapluat
Hà Nội Mới|hanoimoi.vn|hanoimoi,hnm
Đất Việt|baodatviet.vn|datviet,baodatviet
Phụ nữ Việt Nam|phunuvietnam.vn|pnvn,phunuvietnam
An ninh thủ đô|anninhthudo.vn|antd,anninhthudo
Kiến Thức|kienthuc.net.vn|kienthuc
VTC News|vtcnews.vn|vtcnews,vtc
Ngôi Sao|ngoisao.net|ngoisao,ngoisaonet
Pháp luật TP.HCM|plo.vn|plo,plovn,phapluattphcm
"""
PRESS: Final = tuple(
    Outlet(row.split("|")[0], row.split("|")[1]) for row in _ROWS.strip().splitlines()
)


def slug(name: str) -> str:
    """A name as an address spells it: small ASCII letters and digits, ``+`` kept."""
    spread = unicodedata.normalize("NFKD", name.casefold()).replace("đ", "d")
    return "".join(c for c in spread if c.isascii() and (c.isalnum() or c == "+"))


_SHORT: Final = {
    short: outlet
    for row, outlet in zip(_ROWS.strip().splitlines(), PRESS, strict=True)
    for short in (*row.split("|")[2].split(","), slug(outlet.host))
}
_OFFICE: Final = re.compile(r"^(?:báo|trang|tạp chí)\s+", re.IGNORECASE)


def outlet_named(name: str) -> Outlet:
    """The outlet that a credit means; one not known gets the name itself and a likely host."""
    short = slug(name)
    known = _SHORT.get(short) or _SHORT.get(slug(_OFFICE.sub("", name)))
    if known is not None:
        return known
    if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", name):
        return Outlet(name, name.casefold())
    return Outlet(name, f"{short.replace('+', 'plus') or 'bao'}.vn")

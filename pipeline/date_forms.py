"""The forms in which years, months, days, plans and centuries are printed, one pattern each."""

from __future__ import annotations

import re

HAN = "〇○零一二两三四五六七八九十"
TO = r" ?(?:-{1,2}|－{1,2}|—{1,2}|–|―|~|～|〜|至|到) ?"
NUMBER = rf"(?:\d{{1,2}}(?![\d.])|[{HAN.replace('两', '')}]{{1,3}})"  # 两月 is two months
MASK = r"(?:19|20|二〇|二○)?[X×xＸ*＊]{1,4}"
YEAR = re.compile(
    r"(?P<year>(?:1[89]|20|21)\d\d|[一二][〇○零OＯ0一八九][〇○零OＯ0一二三四五六七八九]{2}) ?年(?!代|级|龄)[度份]?"
)
SHORT_YEAR = re.compile(r"(?P<year>0\d|[五六七八九][〇○零一二三四五六七八九])年(?!代|级|龄|来|内|前|间)")
# 108年3月, 107年度: years of the Republic (民国), told by what stands behind them; 100年 alone is a hundred years
ROC_YEAR = re.compile(r"(?P<year>(?<!\d)1[0-2]\d) ?年(?:度|(?= ?\d{1,2} ?月|[上下]半年|[底末初]))")
MASKED = re.compile(rf"{MASK} ?年(?:{MASK} ?月(?:{MASK} ?[日号])?)?|{MASK} ?月(?:{MASK} ?[日号])?")
MONTH = re.compile(rf"(?P<month>{NUMBER}) ?月份?(?!均|报|薪|饼|亮|球|刊|票|租)")
DAY = re.compile(rf"(?P<day>{NUMBER}) ?[日号](?!楼|线|文|令|机|院|均|报|游|常|内)")
LONE_DAY = re.compile(r"(?:[12]?\d|3[01]) ?日(?!均|报|游|常|内|后|以内|本|前|左右|志|照|之)")
QUARTER = re.compile(
    r"(?:第(?P<nth>[一二三四1-4])个|第?(?P<quarter>[一二三四1-4]))季度?(?!节)"
    r"|(?P<first>前)(?P<quarters>[一二两三1-3])个?季度"
)
FIRST_MONTHS = re.compile(rf"前(?P<months>{NUMBER})个月")
ISO = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?P<s>[-./])(?P<m>0?[1-9]|1[0-2])"
    r"(?:(?P=s)(?P<d>[12]\d|3[01]|0?[1-9])(?!\d)|(?<=[./]\d\d)(?![\d.%％万亿元]))"
)
CLOCK = re.compile(r" ?(?:上午|下午)?\d{1,2}[:：]\d\d|(?:上午|下午)?\d{1,2}[时点](?:\d{1,2}分)?")
DECADE = re.compile(r"(?:(?P<century>二十一|二十|十九|20|21|19)世纪)?(?P<decade>[一二三四五六七八九]十|[1-9]0)年代")
CENTURY = re.compile(r"(?P<century>本|新|二十一|二十|十九|21|20|19)世纪(?P<edge>中叶|末|初|前半叶|后半叶)?")
NTH_PLAN = re.compile(r"第(?P<n>[一二三四五六七八九十]{1,2})个五年(?:计划|规划)(?:[期时]期|期间)?")
PART_OF_PLAN = re.compile(r"(?P<which>[前头后第])(?P<n>[一二两三四1-4])年")
PLAN_SAID = re.compile(r"时期|期间|计划|规划|[初末中前后]期|末")
PLAN_NAME = re.compile(r"(?:发展)?(?:规划|计划|纲要)(?P<time>期间|时期|期)?")
EDGE_OF_CENTURY = {  # first and last year in its hundred
    None: (1, 100),
    "中叶": (None, 50),
    "末": (None, 100),
    "初": (1, 10),
    "前半叶": (1, 50),
    "后半叶": (51, 100),
}
COUNT = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}

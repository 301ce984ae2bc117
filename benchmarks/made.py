"""Made-up documents of any length, with about as many figures as a work report has: a target every 150 characters."""

from __future__ import annotations

import random


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


FIGURED = 0.1  # share of sentences with figures
SENTENCES = 4  # in a paragraph
ITEMS = 6  # paragraphs in an item of the outline
HAN = "一二三四五六七八九十"
VERBS = _words("推进 深化 完善 健全 优化 加快 坚持 落实 培育 引导 支持 规范 提升 统筹 强化 拓展 巩固 探索")
ABOUT = _words("城乡 公共 文化 社会 基层 乡村 生态 数字 县域 流域 社区 农村 民生 产业 校园 养老 旅游 交通 市场 青年")
THINGS = _words(
    "服务体系 治理能力 发展环境 基础设施 协调机制 人才队伍 安全责任 合作空间 保护制度 经营主体 供给质量 监督办法 "
    "就业渠道 救助网络 阅读活动 改造工作 管理水平 品牌建设 创新平台 保障措施"
)
ENDS = _words("让群众生活更加安心 把好事办实办好 使各方力量拧成一股绳 不断开创工作新局面 切实守住安全底线 全力补齐短板")
FIGURES = (
    "{year}年底前新建、改扩建公办幼儿园{a}所，学前三年毛入园率达到{b}.{c}%以上。",
    "全年培养省级教学能手{a}人，市级{b}人；拨付义保经费不低于{c}.{d}亿元。",
    "到{year}年，粮食产量稳定在{a}万吨以上，城镇、农村居民人均可支配收入分别增长{c}%和{d}%。",
    "实施“{thing}”工程，建成示范点{b}个，惠及群众{a}万人次，比上年增长{c}.{d}%。",
    "全区完成投资{a}亿元，其中民间投资{b}亿元，占比超过{c}{d}%。",
)


def document(size: int, seed: int = 0) -> str:
    """About `size` bytes of UTF-8, the same for the same seed."""
    chance = random.Random(seed)
    pieces = [f"松岭区{2020 + seed % 9}年工作计划"]
    length = number = 0
    while length < size:
        line = "".join(_sentence(chance) for _ in range(SENTENCES))
        if number % ITEMS == 0:
            line = (
                f"{HAN[number // ITEMS % 10]}、{chance.choice(VERBS)}{chance.choice(ABOUT)}{chance.choice(THINGS)}\n"
                + line
            )
        number += 1
        pieces.append(line)
        length += len(line.encode()) + 1
    return "\n".join(pieces) + "\n"


def _sentence(chance: random.Random) -> str:
    if chance.random() < FIGURED:
        return chance.choice(FIGURES).format(
            year=chance.randrange(2021, 2036), a=chance.randrange(11, 990), b=chance.randrange(21, 99),
            c=chance.randrange(1, 10), d=chance.randrange(1, 10),
            thing=chance.choice(ABOUT) + chance.choice("甲乙丙丁"),
        )  # fmt: skip
    clauses = [
        chance.choice(VERBS) + chance.choice(ABOUT) + chance.choice(THINGS) for _ in range(chance.randrange(2, 5))
    ]
    return "，".join([*clauses, chance.choice(ENDS)]) + "。"


def traditional(text: str) -> str:
    """`text` in traditional characters."""
    from opencc import OpenCC

    return str(OpenCC("s2t").convert(text))

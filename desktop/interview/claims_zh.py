"""Claims in spoken Chinese. Names of tools are taken where they are written in Latin letters."""

# ruff: noqa: E501 - patterns read better whole
from __future__ import annotations

import re
from collections.abc import Iterator

from desktop.interview.claim import Claim, ClaimKind

_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
_CLAUSE = re.compile(r"[^，,、：:]+")
_HEDGE = re.compile(
    r"^(?:说实话|老实说|其实|那个|这个|嗯|呃|啊|那|就是|就|然后|不过|但是|但|所以|因为|而且|像|比如|对|主要)+"
)
_NAME = r"[A-Za-z][A-Za-z0-9+#./-]*(?: [A-Z0-9][A-Za-z0-9+#./-]*){0,2}"
_NAMES = rf"(?P<x>{_NAME})"
_LIST = rf"(?P<x>{_NAME}(?: ?(?:加|和|跟|、|以及|还有) ?{_NAME})*)"
_I = r"我(?:自己|本人|个人|一般|当时|都|也|是|这边)*"
_N = r"(?P<n>\d{1,3}(?:\.\d)?|[一二两三四五六七八九十]{1,3})"
_ABOUT = r"(?P<bound>超过|至少)?(?:大概|大约|差不多|将近|快|有|也就|只|才|刚|已经)*"
_YEARS = rf"{_ABOUT}{_N} ?(?P<more>多)?年(?P<half>半)?(?P<over>多)?(?:左右|一点)?"
# The recogniser often leaves out the comma; 的 would go on to what was not used of it.
_END = r"(?:$|[吧啊呢了嘛]|我|所以|但是|不过|因为|得去)"
_BEFORE = re.compile(
    r"如果|要是|假如|假设|可能会|有人|他们?[说用做]|别人|那时候|当时|以前|之前|那会儿|刚开始|一开始|的时候|比如说"
)
_SUPPOSED = re.compile(r"如果|要是|假如|假设|可能会|本来")
_CORRECTED = re.compile(r"不对|说错|更正|口误|应该说|哦不|啊不")

_NOT = r"(?:从来|一直|还|完全|基本|真的?|都|确实)*没有?"
_NEVER = (
    re.compile(
        rf"^{_NAMES} ?(?:这个|这块|嘛|的话|啊)?(?:我(?:自己|本人|个人)?)?{_NOT}(?:实际|真正|亲自)?(?:用|接触|碰|写|做|使用|学|试|玩)过(?={_END})"
    ),
    re.compile(rf"^{_NAMES} ?我?(?:还|一直|真)*没有?机会用(?={_END})"),
    re.compile(rf"^{_NAMES} ?的经验我?(?:是零|为零|没有)$"),
    re.compile(rf"^{_NAMES} ?我?(?:只|就)(?:听过|知道)(?:个)?名字$"),
    re.compile(rf"^{_NAMES} ?(?:这个|这块|嘛|的话|啊)?(?:我)?{_NOT}(?:什么|任何)?(?:使用|实际|实践)?经验(?={_END})"),
    re.compile(rf"^(?:我(?:自己|本人|个人)?)?{_NOT}(?:实际|真正|亲自)?(?:用|接触|碰|写|使用|学)过 ?{_NAMES}(?={_END})"),
    re.compile(rf"^(?:我)?{_NOT}(?:什么|任何)? ?{_NAMES} ?的?(?:使用|开发|实际)?经验(?={_END})"),
    re.compile(rf"^{_NAMES} ?(?:我)?一行都?没写过"),
)
# "我用 Redis 做缓存" is how one designs aloud; only what is marked as past or as lasting is a claim.
_USED = (
    re.compile(rf"{_I}(?:用|使用|写|接触)(?:的是|过) ?{_LIST}"),
    re.compile(rf"{_I}用(?:的|了)? ?{_LIST} ?[\u4e00-\u9fff]{{0,6}}?(?:做|写|搭|训练|实现|跑|开发|部署)(?:的|了|过)"),
    re.compile(rf"{_I}(?:做|写|搭|建|部署|配|封装|维护|加|上|装|接|引入)(?:了|过)(?:一?[个套层]|一些|几个)? ?{_NAMES}"),
    re.compile(rf"{_I}把[\u4e00-\u9fff]{{1,8}}(?:迁|搬|移|部署)到了? ?{_NAMES}"),
    re.compile(rf"{_I}[^没不，,]{{0,8}}拿 ?{_LIST} ?(?:做|写|搭|训练|实现)(?:的|了|过)"),
    re.compile(rf"{_I}(?:平时|一直|主要|日常)+(?:都|是)*(?:用|写)的?是? ?{_LIST}"),
)
_EXPERIENCE = (
    re.compile(rf"^{_NAMES} ?(?:我|这块|这个)?{_YEARS}的?(?:开发|使用|实际|工作)?经验"),
    re.compile(rf"{_I}{_YEARS}的? ?{_NAMES} ?的?(?:开发|使用|实际)?经验"),
    re.compile(rf"{_I}(?:写|用|做|学|接触) ?{_NAMES} ?(?:开发)?(?:写|用|做|学)?了?{_YEARS}"),
    re.compile(rf"^{_NAMES} ?我?(?:写|用|做|学|干)了{_YEARS}"),
    re.compile(rf"^{_NAMES} ?我?是?{_YEARS}(?:以?前)才?(?:开始|学|接触)"),
)
# Over the comma: "Go 对我来说还比较新，写了一年半".
_LONGER = (
    re.compile(rf"{_NAMES} ?对我来说[^，,]{{0,8}}[，,](?:我)?(?:也|就|才|只)*(?:写|用|学)了{_YEARS}"),
    re.compile(rf"{_NAMES} ?我?还?算?是?(?:新手|入门)[，,](?:我)?{_YEARS}以?前才?(?:开始|学|接触)"),
)
_ORG = r"(?P<x>[\u4e00-\u9fffA-Za-z]{2,10}?)"
# No employer by name: 公司, 上海, 那边, 一家外企.
_ANY_ORG = re.compile(r"^.{2}$|^.{0,3}公司$|^[这那前一上]|外企|国企|大厂|行业|方向|岗|部门|学校|实验室|期间")
_TENURE = (
    re.compile(rf"^我?在{_ORG}(?:干|做|工作|待|呆)了{_YEARS}"),
    re.compile(rf"^{_ORG}我(?:只|就|总共)?(?:待|呆|干|做)了{_YEARS}(?:就|$)"),
)
_SCOPE = re.compile(
    r"算上|大学|工作里|工作中|工作上|总共|一共|断断续续|业余|加起来|实习|学校|课程|读研|包括|正式|商业|岗|部门|组里|这家|那家"
)

_TEAM = (
    re.compile(
        rf"(?:我们|团队)(?:团队|组|这边|项目)?里?(?:一共|总共|一共有|有|是|就|只有)+(?:大概|差不多)?{_N} ?个?(?:人|个开发|个工程师)(?![多以来])"
    ),
    re.compile(rf"(?:我们|团队)是?(?:一个)?{_N} ?个?人的?(?:团队|小组)"),
    re.compile(rf"(?:团队|组)里?(?:大概|差不多|就)?{_N} ?个?(?:人|个开发|个工程师)(?![多以来])"),
)
_JUST_ME = re.compile(rf"就我[和跟]另外{_N}个")
_TEAM_CHANGES = re.compile(
    r"整个|除了|后来|之后|刚开始|一开始|最初|扩|增|部门|公司|其他|另外|平均|最多|变成|加入|离开|现在|每|左右各|再加"
)
_PROJECT = re.compile(r"(?P<p>[\u4e00-\u9fffA-Za-z]{2,6}?)(?:那个|这个|的)?(?:项目|应用|系统)")

_WEEKS = {"天": 0.2, "周": 1.0, "星期": 1.0, "月": 4.3, "年": 52.0}
_TOOK = re.compile(
    rf"^(?:整个)?(?P<x>[\u4e00-\u9fffA-Za-z]{{2,12}}?)(?:我们|前后|一共|总共|大概|只)*(?:(?:用|花|做)了(?:大概|差不多)?{_N} ?个?(?P<unit>天|周|星期|月|年)"
    rf"|{_N.replace('<n>', '<m>')} ?个?(?P<span>天|周|星期|月|年)就?(?:做完|写完|完成|搞定)了?)$"
)
_LIVE = (
    (0.0, re.compile(r"^(?:可惜|但是|不过|最后)*(?P<x>[\u4e00-\u9fff]{0,8}?)(?:最后|一直|后来|到现在|还)*没有?上线$")),
    (
        1.0,
        re.compile(
            r"^(?P<x>[\u4e00-\u9fff]{0,8}?)(?:去年|今年|前年)?(?:[春夏秋冬]天|\d{1,2}月|年底|年初)?(?:就|已经|最后)*上线了$"
        ),
    ),
)
_STOPPED = re.compile(r"^上线之?前我们就停了")
_TIME = re.compile(r"[年月日天]|时候|已经|现在")
_VERSION = re.compile(r"版|[一二两三首]期|旧|老|新|另|其他|别的|部分|功能|脚本")
_DO = r"(?:设计|写|做|开发|搭|实现|搭建)"
_THING = r"(?P<x>[\u4e00-\u9fffA-Za-z]{2,12}?)"
_OWN = re.compile(rf"^{_THING}(?:都|全)?是我(?:一个人|自己|独立|单独)+{_DO}的")
_ALL_OWN = re.compile(rf"^{_THING}(?:完全|全部|全都|从头到尾都?)是我{_DO}的")
# Not 是去年写的, and not 是我们团队写的, of which one may be the only member.
_SOMEBODY = r"(?!我们(?:团队|小组|公司|部门|组(?!长)))[\u4e00-\u9fff]{0,6}(?:组长|同事|公司|团队|小组|部门|领导|老板|前任|别人|师兄|师姐|学长|学姐|老师|工程师|科学家|同学|外包|实习生)"
_OTHERS = re.compile(rf"^{_THING}是{_SOMEBODY}{_DO}的")
_WHICH = re.compile(r"原|旧|老|新|第|最|之前|以前|后面|另|其他|别")
_POINTING = re.compile(r"^(?:这个|那个|我们的?|整个|该)+")
_NO_THINGS = frozenset((
    "这个", "那个", "这些", "那些", "其实", "这块", "那块", "主要", "全部", "都",
    "东西", "代码", "项目", "这部分", "那部分", "前面", "后面",
))  # fmt: skip

_HAS_DEGREE = {
    "硕士": re.compile(r"我(?:是)?[\u4e00-\u9fff]{0,10}硕士(?:毕业|学历|学位)|我?读研(?:究生)?(?:的时候|期间)|我硕士"),
    "博士": re.compile(r"我(?:是)?[\u4e00-\u9fff]{0,10}博士(?:毕业|学历|学位)|我?读博(?:的时候|期间)|我博士"),
}
_NO_DEGREE = {
    "硕士": re.compile(
        r"(?:^|我)(?:后来|也|就)?没有?(?:去|再|继续)?读(?:研究生|研|硕士?)$|^我?没有?(?:考|上)(?:过)?研(?:究生)?$|^我?没读过研(?:究生)?$"
    ),
    "博士": re.compile(r"(?:^|我)(?:后来|也|就)?没有?(?:去|再|继续)?读博士?$"),
}
_NOT_READ = {
    "硕士": re.compile(r"读研[，,](?:不过|但是?|可是?)?(?:最后|后来)?还?是?没有?读"),
    "博士": re.compile(r"读博[，,](?:不过|但是?|可是?)?(?:最后|后来)?还?是?没有?读"),
}
_FURTHER_DEGREE = re.compile(r"硕士|博士|读研|研究生|读博|高中|专科")
_GRADUATED = re.compile(r"(?P<y>(?:19|20)\d\d) ?年?(?:才|刚)?(?P<d>本科|硕士|博士|大学)?(?:才|刚)?毕业")

_DONE = (
    (
        "team lead",
        re.compile(
            rf"我?(?:还|从来|一直)?没有?带过团队(?={_END})|^我?手下没有?带过人(?={_END})|^我?(?:还|从来)?没有?[管带]过人(?={_END})"
        ),
        re.compile(
            rf"我(?:带|管)(?:了|过)?(?:一个)?{_N} ?个?人的团队|我当(?:了.{{1,3}}年)?组长|手下有?{_N.replace('<n>', '<m>')} ?个?人"
        ),
    ),
    (
        "one company",
        re.compile(r"(?:^|在|从)我?(?:的)?上一家(?:公司|单位)"),
        re.compile(r"我?(?:从毕业到现在|一直|到现在)?(?:只|就)(?:待|呆|在)过?一家公司"),
    ),
    (
        "no job",
        re.compile(r"^我?(?:现在|目前)在[\u4e00-\u9fffA-Za-z]{2,16}(?:公司|单位)(?:做|当|工作|上班|$)"),
        re.compile(r"从[\u4e00-\u9fff\d]{1,6}(?:离职|失业)以?[后来]*一直没有?(?:上班|工作)"),
    ),
    (
        "on call",
        re.compile(rf"^我?(?:还|从来|一直)?没有?值过班(?={_END})"),
        re.compile(r"我(?:每|一直|要|也)[\u4e00-\u9fff]{0,6}值(?:一次|过)?班"),
    ),
    (
        "publication",
        re.compile(rf"^我?(?:还|从来)?没有?(?:发表|发)过(?:论文|文章)(?={_END})"),
        re.compile(r"我?(?:一共)?发(?:表)?了[一二两三四五六七八九十\d]+ ?篇"),
    ),
)


def read(text: str) -> list[Claim]:
    """Claims of an answer in order of their kinds."""
    found: list[Claim] = []
    for place, match in enumerate(_SENTENCE.finditer(text)):
        sentence = match.group().strip()
        if sentence.endswith("？") or _CORRECTED.search(sentence):
            continue
        plain = re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", sentence.rstrip("。！；"))
        claims = list(_claims(plain, sentence))
        # What was left unsaid can be known at most at the beginning of an answer.
        found += [claim for claim in claims if place == 0 or (claim.kind, claim.subject) != ("live", "")]
    if _FURTHER_DEGREE.search(text):
        found = [claim for claim in found if claim.kind != "graduated" or claim.subject not in ("", "大学")]
    return found


def _claims(plain: str, quote: str) -> Iterator[Claim]:
    limited = False
    for part in _CLAUSE.findall(plain):
        clause = _HEDGE.sub("", part.strip())
        if not _SUPPOSED.search(plain):
            yield from _degrees(clause, quote)
        limited = limited or _BEFORE.search(clause) is not None
        if limited:
            continue
        yield from _usage(clause, quote)
        yield from _lengths(clause, quote, _EXPERIENCE, "years", plain)
        yield from _lengths(clause, quote, _TENURE, "tenure", plain)
        yield from _made(clause, quote)
        yield from _projects(clause, quote)
        for name, never, done in _DONE:
            if never.search(clause):
                yield Claim("done", name, 0.0, quote)
            elif done.search(clause):
                yield Claim("done", name, 1.0, quote)
    if not limited:
        yield from _lengths(_HEDGE.sub("", plain), quote, _LONGER, "years", plain)
    for degree, pattern in _NOT_READ.items():
        if pattern.search(plain):
            yield Claim("degree", degree, 0.0, quote)
    yield from _team(plain, quote)


def _usage(clause: str, quote: str) -> Iterator[Claim]:
    for pattern in _NEVER:
        if match := pattern.search(clause):
            yield Claim("used", match["x"], 0.0, quote)
            return
    for pattern in _USED:
        for match in pattern.finditer(clause):
            names = re.split(r" ?(?:加|和|跟|、|以及|还有) ?", match["x"])
            yield from (Claim("used", name.strip(" .-/"), 1.0, quote) for name in names if name)


def _lengths(
    clause: str, quote: str, patterns: tuple[re.Pattern[str], ...], kind: ClaimKind, sentence: str
) -> Iterator[Claim]:
    if _SCOPE.search(sentence):
        return
    for pattern in patterns:
        if match := pattern.search(clause):
            if kind == "tenure" and _ANY_ORG.search(match["x"]):
                return
            years = _number(match["n"]) + (0.5 if match["half"] or match["more"] or match["over"] else 0.0)
            yield Claim(kind, match["x"].strip(), years, quote, bool(match["bound"]))
            return


def _made(clause: str, quote: str) -> Iterator[Claim]:
    for pattern, value in ((_OWN, 1.0), (_ALL_OWN, 1.0), (_OTHERS, 0.0)):
        if (match := pattern.search(clause)) and match["x"] not in _NO_THINGS:
            yield Claim("made", _thing(match["x"]), value, quote)


def _projects(clause: str, quote: str) -> Iterator[Claim]:
    if _VERSION.search(clause):
        return
    if match := _TOOK.search(clause):
        weeks = _number(match["n"] or match["m"]) * _WEEKS[match["unit"] or match["span"]]
        yield Claim("length", _POINTING.sub("", match["x"]).replace("的", ""), weeks, quote)
    for value, pattern in _LIVE:
        if match := pattern.search(clause):
            subject = "" if _TIME.search(match["x"]) else _POINTING.sub("", match["x"])
            yield Claim("live", subject, value, quote)


def _thing(name: str) -> str:
    """Without whose it is: "the retry logic of the payment service" and "the retry logic" are one thing, the old
    scheduler and the scheduler are two."""
    owner, _, own = name.rpartition("的")
    return own if len(owner) >= 3 and not _WHICH.match(owner) else name


def _degrees(clause: str, quote: str) -> Iterator[Claim]:
    for value, patterns in ((1.0, _HAS_DEGREE), (0.0, _NO_DEGREE)):
        for degree, pattern in patterns.items():
            if pattern.search(clause):
                yield Claim("degree", degree, value, quote)
    if match := _GRADUATED.search(clause):
        yield Claim("graduated", match["d"] or "", float(match["y"]), quote)


def _team(plain: str, quote: str) -> Iterator[Claim]:
    if _STOPPED.search(plain):
        yield Claim("live", "", 0.0, quote)
    if match := _JUST_ME.search(plain):
        yield Claim("team", "", _number(match["n"]) + 1.0, quote)
        return
    for pattern in _TEAM:
        if match := pattern.search(plain):
            said = plain[: match.end()]
            if _TEAM_CHANGES.search(said) or _BEFORE.search(said):
                return
            named = _PROJECT.search(plain)
            yield Claim("team", named["p"] if named else "", _number(match["n"]), quote)
            return


def _number(said: str) -> float:
    """Digits, or a Chinese numeral below a hundred."""
    if said[0].isdigit():
        return float(said)
    tens, ten, ones = said.rpartition("十")
    return float(10 * (_DIGITS.get(tens, 1) if ten else 0) + _DIGITS.get(ones, 0))

"""Read pay as Japan, China and Korea write it: units of ten thousand, the period first (`年収500万円～750万円`)."""

from __future__ import annotations

import re

from tracker.extract.pay.judge import CALLED
from tracker.extract.pay.numbers import amount, times_of
from tracker.model import Pay

_PERIODS = {
    "year": "年収 年俸 年薪 年間 年间 年额 年額 年 연봉 년 연".split(),
    "month": "月給 月収 月薪 月額 月 월급 월급여 월".split(),
    "day": "日給 日当 日薪 日 天 일급 일".split(),
    "hour": "時給 時間給 时薪 時薪 小时 小時 時 時間 시급 시간".split(),
}
_PERIOD = {word: period for period, words in _PERIODS.items() for word in words}
_LABELS = {
    "JPY": "年収 年俸 月給 月収 月額 日給 日当 時給 時間給 給与 給料 基本給 初任給 報酬 賃金".split(),
    "KRW": "연봉 월급여 월급 시급 일급 급여 보수 임금".split(),
    "CNY": "年薪 月薪 日薪 时薪 時薪 薪资 薪資 薪酬 薪水 底薪 工资 工資 待遇".split(),
}
_CURRENCY = {word: code for code, words in _LABELS.items() for word in words}
_LABEL = re.compile("|".join(sorted(_CURRENCY, key=lambda word: -len(word))))
_OTHER = re.compile(
    "資本金|売上|年商|予算|手当|交通費|賞与|ボーナス|調達|資金|融資|補助|奨励|祝い?金|報奨|インセンティブ|単価|契約|規模|実績|支援|保険|融资|单价|营收|投资|注册资本|营业额|预算|补贴|奖金|津贴|餐补|房补|项目|合同|年终|"
    "매출|투자|예산|수당|보너스|지원금|상금|포상|복지"
)
_HINT = re.compile("[万萬만円元원薪給収봉급]")
_UNITS = "万萬만千kK"
_SIGNS = {"円": "JPY", "元": "CNY", "원": "KRW", "₩": "KRW"}
_N = r"(?:(?<![\d,.])|(?<=[^\d],))\d[\d,]*+(?:\.\d++)?+"  # whole numbers only, so that not every digit of a long number starts a match
_TO = r"\s*+(?:[-–—−~～〜－至到]|から)\s*+"
_STATED = re.compile(
    rf"(?P<sign>[¥￥₩]\s?)?(?P<low>{_N})\s?(?P<low_unit>[{_UNITS}])?\s?(?P<low_word>[円元원])?"
    rf"(?:{_TO}[¥￥₩]?(?P<high>{_N})\s?(?P<unit>[{_UNITS}])?\s?(?P<word>[円元원])?)?"
    r"(?P<behind>\s?[/／]\s?(?:年|月|天|日|小时|小時|時間|時|년|월|시간)|·\d{1,2}薪)?"
)
_OPEN_END = re.compile(r"\s*+(?:[～~〜]|或?以上|及以上|起|이상|から)")
_CLOSED_END = re.compile(r"\s*+(?:まで|以下|以内|이하)")
_MOST = re.compile("最大|最高|上限|최대")
_RIGHT_BEFORE = re.compile(r"(年|月|日|時|월|연)(?:に|額)?[\s:：約]{0,2}$")
_KANA = re.compile("[\u3040-\u30ff円]")
_TAIWAN, _HONG_KONG, _TRADITIONAL = re.compile("NT|TWD|台|臺"), re.compile("HK|港"), re.compile("萬|資|時|間")
_SEEN = 18  # characters before an amount that can mark it as pay
_LEAST = 1_000  # lowest amount of a range of Chinese pay without a currency


def in_block(block: str) -> tuple[int, Pay] | None:
    """Return the first pay of a block in this notation, and how certain it is."""
    if block.isascii() or not _HINT.search(block):
        return None
    for match in _STATED.finditer(block):
        pay = _pay(block, match)
        if pay:
            return CALLED * 2 + 1, pay
    return None


def _pay(block: str, match: re.Match[str]) -> Pay | None:
    words = block[max(0, match.start() - _SEEN) : match.start()]
    label = None
    for label in _LABEL.finditer(words):  # noqa: B007  # the last one is used
        pass
    if _OTHER.search(words, label.end() if label else 0):
        return None
    low, high = _ends(match)
    if not _is_pay(match, label[0] if label else "", max(low or 0, high or 0)):
        return None
    currency = _currency(block, match, label[0] if label else "")
    period = _period(words, match, label[0] if label else "")
    if match["high"] is None and low is not None:
        most = _MOST.search(words) or _CLOSED_END.match(block, match.end())
        low, high = (None, low) if most else (low, None if _OPEN_END.match(block, match.end()) else low)
    start = match.start() - len(words) + label.start() if label else match.start()
    return Pay(low, high, currency, period, block[start : match.end()].strip())


def _ends(match: re.Match[str]) -> tuple[float | None, float | None]:
    unit = match["unit"] or ("" if match["word"] else match["low_unit"])
    low_unit = match["low_unit"] or ("" if match["low_word"] else unit)
    low = amount(match["low"])
    high = amount(match["high"]) if match["high"] else None
    return (
        None if low is None else low * times_of(low_unit),
        None if high is None else high * times_of(unit),
    )


def _is_pay(match: re.Match[str], label: str, top: float) -> bool:
    """Return whether an amount is money that is named as pay, or has a form that only pay has."""
    word = match["low_word"] or match["word"]
    scaled = match["low_unit"] or match["unit"]
    if label:
        unsigned = _CURRENCY[label] == "CNY" and match["high"] is not None and top >= _LEAST
        return bool(word or match["sign"] or (scaled and scaled not in "kK") or unsigned or match["behind"])
    if not match["high"]:
        return False
    return bool(word) or bool(match["behind"] and (scaled or match["sign"]))


def _currency(block: str, match: re.Match[str], label: str) -> str | None:
    word = match["low_word"] or match["word"]
    if match["sign"] and match["sign"].strip() != "₩":
        return "JPY" if _KANA.search(block) else "CNY"
    code = _SIGNS.get(word or (match["sign"] or "").strip()) or _CURRENCY.get(label, "CNY")
    if code != "CNY":
        return code
    if _TAIWAN.search(block):
        return "TWD"
    if _HONG_KONG.search(block):
        return "HKD"
    return None if _TRADITIONAL.search(block) and label else "CNY"


def _period(words: str, match: re.Match[str], label: str) -> str | None:
    behind = (match["behind"] or "").strip(" /／·")
    if behind:
        return "month" if behind.endswith("薪") else _PERIOD.get(behind) or ("year" if behind == "년" else None)
    near = _RIGHT_BEFORE.search(words)
    return _PERIOD.get(label) or (_PERIOD.get(near[1]) if near else None)

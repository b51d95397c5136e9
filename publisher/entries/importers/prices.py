"""Prices, levels and exceptions as people write them in running text."""

import re

from publisher.entries.importers.lexicon import MONEY

_LEVEL = re.compile(
    r"\blevel\s+(\d{1,2}|one|two|three|four|five)\b(?:\s?(?:/|and|&|-|–)\s?\d)?", re.IGNORECASE
)

_AMOUNT = (
    r"(?:£\s?\d+(?:,\d{3})*(?:\.\d\d)?(?:\s?(?:pp|per person|per place|per head|\+\s?VAT|plus VAT))?|"
    r"free(?: of charge)?|no charge|half price|"
    r"(?:a )?(?:reduced|discounted|lower|special) (?:rate|price|fee)|\d{1,2}%\s(?:discount|off))"
)

_MEMBER_FIRST = re.compile(
    rf"\bmembers?\b(?! of)(?P<between>[^.!?;£\n]{{0,90}}?)(?P<price>{_AMOUNT}(?:\s?\((?:or )?even "
    rf"free!?\))?)",
    re.IGNORECASE,
)

_MEMBER_LAST = re.compile(
    rf"(?P<price>{_AMOUNT})\s?(?:(?:for|to)\s(?:[\w’'-]+\s){{0,3}}?)?(?<!non-)(?<!non )members?\b(?!-)",
    re.IGNORECASE,
)
_NON_MEMBER = re.compile(
    rf"(?:non-?members?\W{{0,3}}(?:pay |is |are )?(?P<after>{_AMOUNT})|(?P<before>{_AMOUNT})\s?(?:for |"
    rf"\()?\s?non-?members?)",
    re.IGNORECASE,
)

# What follows an amount that is earned or given, and no price.
_EARNED = (
    r"(?:\s?(?:[-–]|to)\s?£[\d,.]+)?,?\s*\(?(?:pro.rata|per annum|p\.?a\b|(?:a|per) year|(?:an|per) hour|"
    r"fte\b|salary|grants?\b|(?:of |in )?funding)"
)

_PRICE = re.compile(
    rf"(?:^|\n"
    rf"(?=free\b(?:\s?(?:of charge|for|to(?! (?:download|use|access|read)))\b[^\n]{{0,60}})?\W?(?:\n|$))|"
    rf"\b(?:cost|costs|price|fee|fees|charge|places|tickets|"
    rf"rate)\b[^.£\n]{{0,30}}?)(?P<price>{_AMOUNT})(?!,?\d)(?!{_EARNED})",
    re.IGNORECASE,
)

_EXCEPT = re.compile(
    r"\b(?:excludes?|excluding|except(?:ing)? (?:for )?|with the exception of|(?:is|are) not (?:open|"
    r"available|suitable|intended|aimed|eligible)(?: (?:to|for|at))|"
    r"not (?:open|available|suitable|intended) (?:to|for)|(?:does|do) not apply to)\s+(?:all |any |the |"
    r"those |staff (?:from|at|in) (?:the )?)?(?P<who>[^.;()\n]{3,160})",
    re.IGNORECASE,
)

_WHO_ENDS = re.compile(
    r"\s+(?:as|because|since|who|whose|which|so|when|while|if|from|due|but|,)\b|,\s|\)|\s[-–—]\s",
    re.IGNORECASE,
)


def find_level(title: str, text: str) -> str:
    """'Level 2' from the title, or from the text when it speaks of one only."""
    in_title = _LEVEL.search(title)
    if in_title:
        return " ".join(in_title[0].split()).capitalize()
    found = {" ".join(match[0].split()).capitalize() for match in _LEVEL.finditer(text)}
    return found.pop() if len(found) == 1 else ""


def find_prices(text: str) -> tuple[str, str]:
    """(price, member price) as written."""
    member = ""
    non = _NON_MEMBER.search(text)
    covered = non.span() if non else (-1, -1)
    for pattern in (_MEMBER_LAST, _MEMBER_FIRST):
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - 4) : match.start()].casefold()
            inside = covered[0] <= match.start("price") < covered[1]
            words = match[0].casefold()
            if (
                before.endswith(("non-", "non "))
                or (inside and "non" in words)
                or "non-member" in words
                or "nonmember" in words
            ):
                continue
            member = match["price"]
            break
        if member:
            break
    price = (non["after"] or non["before"] or "") if non else ""
    if not price:
        amounts = [m[0] for m in MONEY.finditer(text) if m[0] not in member]
        stated = _PRICE.search(text)
        if stated and stated["price"] not in member:
            price = stated["price"]
        elif len(set(amounts)) == 1 and len(text) < 1500 and member:
            price = amounts[0]
    return _tidy_price(price), _tidy_price(member)


def _tidy_price(text: str) -> str:
    text = " ".join(text.split()).removeprefix("a ")
    return text[:1].upper() + text[1:] if text[:1].isalpha() else text


def find_except(text: str) -> tuple[str, ...]:
    """Whom the text says it is not for, in its own words."""
    found = []
    for match in _EXCEPT.finditer(text):
        who = _WHO_ENDS.split(match["who"], maxsplit=1)[0].strip(" ,:")
        if (
            who
            and not MONEY.match(who)
            and any(c.isalpha() for c in who)
            and not who.casefold().startswith(("vat", "bank holiday", "weekend", "those dates"))
        ):
            found.append(who)
    return tuple(dict.fromkeys(found))

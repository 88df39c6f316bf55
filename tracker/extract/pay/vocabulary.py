"""Words that say whether money is pay or something else, in the most common languages of postings."""

from __future__ import annotations

import re


def _words(*parts: str) -> str:
    return "|".join("|".join(part.split("|")) for part in parts)


PAY = re.compile(
    r"(?<!\w)(?:"
    + _words(
        r"salar(?:y|ies|ied)|compensations?|comp(?=:|\s(?:range|band|is|of))|cash range|(?<!customers )(?<!clients )(?<!users )(?<!companies )(?<!patients )(?<!people )(?<!they )pay(?:rate|scale|band|s)?|paying up to|paid (?:at|hourly|between|from|up|an?|weekly|monthly|on)|(?:is|be|are|get|you) paid|(?<!living )(?<!minimum )wages?|remuneration|earn(?=\s*$|\s(?:up|between|from|over|around|about|a|an|at|[$£€\d])|:)|earnings?|(?:you|will|can) earn(?! back)|base(?=[\s:]*$|\s?[:+/–—-]|\s(?:pay|salary|comp\w*|ranges?|rate|wages?|is|of|between|from|up|plus|and|with)\b)|hourly(?=:)|hourly rates?|day rates?|daily rates?|"
        r"rate of pay|rate(?=:)|hiring (?:range|rate|scale)|posting range|starting (?:rate|range)|rate range|gaji|ctc|basic pay|annual income|honorarium|take[- ]home",
        r"\w*geh[aä]lt(?:er|es|s\w*)?|\w*löhn\w*|\w*lohn|\w*verg[uü]tung\w*|verdien\w*|\w*entgelt\w*|jahresbrutto|bruttojahr\w*|stundensatz|tagessatz|einkommen|besoldung",
        r"salaires?|rémunération\w*|rémunéré\w*|rétribution|tjm|taux horaire|traitement annuel|gages",
        r"salarios?|sueldos?|salarial|retribuci[oó]n|remuneraci[oó]n|honorarios|stipendio|retribuzione|compenso|ral|paga|remunerazione",
        r"\w*salaris\w*|\w*loon|bruto ?maand\w*|uurtarief|beloning|verdien|sal[áa]rios?|remuneração|vencimento|ordenado",
        r"wynagrodzeni\w*|zarob\w*|stawk\w*|pensj\w*|płac\w*|widełki|\w*lön(?:en|espann|eintervall|eläge)?|ersättning\w*|\w*løn(?:nen|spænd)?|\w*lønn\w*|aflønning",
        r"\w*palkk?a\w*|\w*palkan|\w*mzd[ay]\w*|plat(?:ov\w*|u|em)?|nástupní|maaş\w*|ücret\w*|fizetés\w*|bruttó bér|salari[iu]\w*|зарплат\w*|оклад\w*|заработн\w*",
        r"μισθ[όο]\w*|αποδοχές|αμοιβή|заплат[аи]\w*|възнаграждени\w*|заробітн\w*|(?:plata|zarada)(?=\s?:|\s*$)|pla[ćč]a|alga|algas|atalgojums?|atlyginim\w*|palk|töötasu|"
        r"שכר|משכורת|(?:ال)?راتب|(?:ال)?أجر|เงินเดือน|ค่าจ้าง|lương|(?<!\w )fixe(?=\s?:|\s(?:de|annuel|brut|entre)\s)|un fixe(?=\sde\s)",
    )
    + r")(?!\w)",
    re.IGNORECASE,
)
# Pay that includes planned sales commission. It is used only if no other pay is stated, and its words are kept.
TARGET = re.compile(
    r"(?<!\w)(?:OTE|on[- ]target(?:[- ](?:earnings?|compensation|pay|incentive(?: pay)?|cash))?|on[- ]track earnings?|(?:total )?target (?:cash|earnings?|compensation)|TTC|\w*zielgehalt|zieleinkommen)(?!\w)",
    re.IGNORECASE,
)
OTHER = re.compile(
    r"(?<!\w)(?:"
    + _words(
        r"bonus(?:es|y)?|sign(?:ing)?[- ]on|signing|sign bonus|referrals?|stipends?|allowances?|subsid(?:y|ies|ised|ized)|reimburs\w*|refunds?|per diem|gifts?|vouchers?|relocation|"
        r"tuition|wellness|wellbeing|retention|deductibles?|donat\w*|match(?:es|ed|ing)?|401\s?\(?k\)?s?|insurance|coverage|hsa|fsa|parking|transit|commut\w*|mileage|meals?|lunch(?:es)?|"
        r"phone|internet|gym|childcare|perks?|differentials?|premiums?|overtime|per mile|incentives?|commissions?|equity|stocks?|rsus?|shares|grants?|awards?|prizes?|scholarships?|"
        r"super(?:annuation)?|pension|vacation|holiday pay|set[- ]?up|home office|equipment|hardware|education(?:al)?|learning|training|development budget|conferences?|tips|"
        r"travel|fertility|adoption|family[- ]forming|credits?|contributions?",
        r"(?:living|minimum) wages?|paid out|(?:customers|clients|users|patients|they|companies|people) pay|revenues?|arr|mrr|gmv|turnover|raised|raises?|raising|funding|funded|fundrais\w*|invest(?:ed|ing|ments?|ors?)|backed|series [a-f]|seed|valuation|valued|venture|"
        r"assets|aum|under management|portfolios?|market cap|quotas?|sales (?:of|targets?|volume)|in sales|savings?|saved?|saves|transactions?|volumes?|processed|"
        r"deals?|contracts? (?:of|worth|values?|between|from|ranging|over|up)|acv|tcv|ltv|book of business|pipeline|budgets?|p&l|spen[dt]\w*|costs?|expens\w*|fines?|penalt\w*|bonds?|"
        r"loans?|new business|bookings|debts?|prices?|priced|pricing|worth|worldwide|construction|projects? (?:of|worth|from|ranging|over|up)|projects ranging|property|properties|homes?|mortgages?|houses|discounts?|tax(?![- ]free)(?:es)?|"
        r"fees?|payments?|rents?|rental|leases?|apartments?|invest|subscriptions?|billions?|opportunity of|market of|losses|damages?|capital|exit|acquired|acquisition|profits?|ebitda|purchases?|purchasing|orders?|accounts? (?:of|worth)|bill(?:ed|ing|s)",
        r"\w*umsatz\w*|\w*zuschuss|\w*zuschüsse|\w*zulage\w*|\w*prämien?|weihnachtsgeld|urlaubsgeld|\w*budget\w*|fahrtkosten|finanzierung\w*|\w*investition\w*|\w*volumen|bezuschuss\w*|gutschein\w*|"
        r"leistungen von|sachbezug|jobticket|\w*beteiligung|kosten|provision|einmalzahlung",
        r"primes?|chiffre d['’]affaires|indemnités?|remboursement\w*|titres?[- ]restaurants?|tickets?[- ]resto|tickets?[- ]restaurants?|levée|levé|lève|forfait mobilité|mutuelle|intéressement|paniers?|"
        r"financement|subventions?|capital social|variable",
        r"bonos?|facturaci[oó]n|ayudas?|presupuestos?|dietas|cheques?|ingresos de|ventas|financiaci[oó]n|inversi[oó]n|fatturato|buon[io] pasto|premi[oa]?|rimbors\w*|ricavi|"
        r"omzet|\w*vergoeding\w*|toeslag|vakantiegeld|faturamento|receitas?|orçamento|auxílio|vale[- ]\w+|vr|va|bônus|ajuda de custo|plr|investimento",
        r"premi[aię]|obr[oó]t\w*|przych\w*|budżet\w*|dofinansowanie|dodatek|omsätt\w*|friskvård\w*|bidrag|förmån\w*|omsætning|omsetning|tilskudd?|tillæg|tillegg|liikevaih\w*|lisä|\w*etu|"
        r"obrat|příspěv\w*|příplat\w*|stravenk\w*|odměn[ayu] až|náborový",
    )
    + r")(?!\w)",
    re.IGNORECASE,
)
# Words that may be between such a word and its amount: "a bonus of up to $5,000".
ATTACHED = re.compile(
    r"[\s:(–—-]*(?:(?:of|worth|is|are|at|to|up|from|between|range[sd]?|ranging|about|around|approximately|approx|over|more|than|valued|totall?ing|totals?|equal|equals|a|an|the|maximum|max|"
    r"minimum|additional|bis|zu|von|de|à|jusqu['’]à|hasta|fino|tot|van|do|programs?|amount|amounting|potential|opportunity|target|typical|typically|average|averaging|estimated|i|på|for|in|annual|annually|monthly|yearly)[\s:(–—-]*)*",
    re.IGNORECASE,
)
# Words that name other money only next to the pay, which is still pay: "salary, excluding bonus, is $100k".
ASIDE = re.compile(
    r"(?:excluding|exclud(?:es|ed)|exclusive of|not includ(?:e|es|ing)|does not include|includ(?:es?|ing)|inclusive of|inkl\.?|before|without|plus|\+|eligible for|in addition to|as well as|ohne|zzgl\.?|zuzüglich|exkl\.?|"
    r"hors|exclusief|of your|on top of|not counting)(?:\s[\w,&/-]+){0,6}?\s?$",
    re.IGNORECASE,
)
# Words about pay other than that of this posting: insurance of twice the salary, other people's pay.
NOT_OWN = re.compile(
    r"(?<!\w)(?:(?:\d[\d.,]{0,5}\s?(?:[x×]|times|%|fois|veces|vezes|volte)|twice|double|triple|(?:two|three|four|five|six|ten) times)\s(?:(?:of|your|the|an?|their|his|annual|base|basic|gross|final|fixed|yearly|le|el|o|lo)\s){0,3}"
    r"(?:salar\w*|pay|earnings|compensation|wages?|stipendio)"
    r"|(?:negotiat\w*|process\w*|administer\w*|manag(?:e|es|ed|ing)|calculat\w*|handl\w*|benchmark\w*)\s(?:(?:the|their|all|our|client|executive|employee|of)\s){0,2}(?:salaries|wages|compensation packages|pay packages)"
    r"|median\s(?:\w{1,12}\s){0,2}(?:salary|pay|wages?|compensation|earnings)"
    r"|(?:our|company|team|industry|market|national|local|their|whose)\s(?:average|mean)\s(?:\w{1,12}\s){0,2}(?:salary|pay|wages?|compensation|earnings)"
    # What is paid for a referral, and the prices of what is sold.
    r"|(?:refer|recommend)(?:s|ring|red)?\s(?:\w{1,16}\s){1,6}?(?:earn|get|receive|are paid|is paid)s?"
    r"|(?:sell|sells|selling|sold)\s(?:\w{1,16}\s){1,3}?(?:from|between|for|at|of)"
    r"|(?:verkauf\w{0,4}|vermittel\w{0,4})\s(?:\w{1,16}\s){1,3}?(?:von|zwischen|ab|für)"
    r"|(?:employees|workers|staff|people|those|anyone|individuals|households|families|professionals|clients|customers|members)\s(?:earning|making|who (?:earn|make|are paid)))(?!\w)",
    re.IGNORECASE,
)
# Words that end the noun after an amount: "$120,000 plus bonus" is not a bonus.
BREAK = re.compile(
    r"[.;,:()|+&/•\n?!]|(?:^|\s)[–—-]\s|(?<!\w)(?:plus|and|with|or|und|et|y|e|och|og|und|mit|avec|con|als|depending|based|dependent|commensurate|doe|depends|is|are|will|for (?:this|the) (?:role|position)|"
    r"including|excluding|je nach|selon|según|as|but|if|per|that|which|we|you|who|dependant|base)(?!\w)",
    re.IGNORECASE,
)
# Verbs after an amount that say what it is spent on.
SPENT = re.compile(
    r"^\W{0,3}(?:(?:per|a|an|each|every) \w+ )?(?:to (?:support|spend|cover|use|put|help|invest|fund|buy|expense|go|attend|set|furnish|donate|contribute)|towards?|for (?:your |any |all |a |the |each )?"
    r"(?:home|learn\w*|education|training|conferences?|books|equipment|office|wellness|health|gym|travel|development|coworking|co-working|childcare|lunch|food|internet|phone|referr\w*|personal|professional|continuing|remote|every)|off\b|pour (?:vos|votre|ton|tes)|für (?:deine|dein|ihre|weiterbildung))",
    re.IGNORECASE,
)
# The noun directly after an amount that marks it as pay, whatever is before it.
CALLED = re.compile(
    r"\s{0,2}(?:gross |annual |yearly |monthly )?(?:base|salary|wage|compensation|brutto(?:gehalt)?|pay)(?!\w)",
    re.IGNORECASE,
)
# Before tax: marks pay, next to its amount. English "gross" is also used for revenue.
GROSS = re.compile(r"(?<!\w)(?:brutto|bruttó|brut|bruts|bruto|brutos|lord[oia]|hrubého)(?!\w)", re.IGNORECASE)
# Pay that may be small without a stated period.
WAGE = re.compile(r"(?<!\w)(?:wages?|pay|rates?|range|\w*lohn|stawka)(?!\w)", re.IGNORECASE)
# Words after pay in a list: "$120k + equity".
WITH_EQUITY = re.compile(
    r"\s{0,2}(?:\+|&|plus|and|with|,)\s{0,2}(?:[\d.,%–-]{1,12}\s){0,2}(?:[\w-]{1,14}\s){0,2}(?:equity|bonus|stock|options|benefits|super(?:annuation)?|commission|esop|rsus?|perks)(?!\w)"
    r"|\s{0,2}\+\s{0,2}\d[\d.]{0,4}\s?%",
    re.IGNORECASE,
)
BUSINESS = re.compile(
    r"(?<!\w)(?:customers?|clients?|companies|businesses|startups?|markets?|enterprises?|smbs?|projects?|checks?|cheques?|tickets?|invest\w*|deals?|loans?|vendors?|sales|sold|worth|size|mid-market|users?)(?!\w)",
    re.IGNORECASE,
)
RANGE = re.compile(
    r"(?<!\w)(?:ranges?|band|rates?|bracket|spanne|fourchette|scale|rango|banda|widełki|intervall|minimum|maximum|hiring|offer(?:ing|ed)?)(?!\w)",
    re.IGNORECASE,
)
# Words directly before numbers without a currency.
DIRECT = re.compile(
    r"(?:salary|salaries|salary band|compensation|pay|wages?|remuneration|gehalt|jahresgehalt|monatsgehalt|vergütung|lohn|salaire|rémunération|salario|sueldo|stipendio|ral|retribuzione|salaris|"
    r"brutosalaris|jaarsalaris|maandsalaris|salário|wynagrodzenie|lön|månadslön|løn|lønn|palkka|mzda|plat|ctc|зарплата|maaş)"
    r"(?:\s(?:range|band|scale|level|rate|expectation|spanne|brut|annuel|mensuel|bruto|anual|mensual|lord[oa]|annu[oa]|netto|brutto|per (?:year|month|annum|hour)|annually|\([^()]{1,20}\)))*\s*(?:[:=]|is|from|of|between|von|zwischen|de|entre|od|–|—|-)?\s*(?:from|between|von|de)?\s*$",
    re.IGNORECASE,
)
HEADING = re.compile(
    r"^\W*(?:[\w&/'’-]+\s){0,5}(?:benefits|perks|leistungen|avantages|benefici\w*|stack|about us|über uns|why)\b",
    re.IGNORECASE,
)

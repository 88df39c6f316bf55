"""Pay in prose: what is stated, in many languages and forms, and money that is no pay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.extract import fields, pay
from tracker.model import Pay

K, LAKH = 1_000, 100_000
Read = tuple[float | None, float | None, str | None, str | None]

STATED: dict[str, Read] = {
    # English
    "Salary: $95,000 - $115,000": (95 * K, 115 * K, "USD", None),
    "Base salary $130k–$155k plus bonus and equity": (130 * K, 155 * K, "USD", None),
    "The pay range for this role is $61.50 to $74.25 per hour.": (61.5, 74.25, "USD", "hour"),
    "Hourly rate: $19 to $23": (19, 23, "USD", "hour"),
    "Hourly: CA$28.40": (28.4, 28.4, "CAD", "hour"),
    "Wages start at $17.25 and go up to $24.60 after four years.": (17.25, 24.6, "USD", None),
    "Pay starts at $18 and rises to $22 per hour.": (18, 22, "USD", "hour"),
    "Salaries begin at £24,000 and can go up to £31,000.": (24 * K, 31 * K, "GBP", None),
    "Salary starting at €2,400, then increasing to €2,900 a month.": (2400, 2900, "EUR", "month"),
    "Compensation: AED 18,000/month tax free plus housing.": (18 * K, 18 * K, "AED", "month"),
    "Salary: SAR 12,000 per month, tax-free": (12 * K, 12 * K, "SAR", "month"),
    "The target weekly range is $900–$1,100.": (900, 1100, "USD", "week"),
    "Bakers are paid $22.75 an hour, plus tips.": (22.75, 22.75, "USD", "hour"),
    "We pay between $70k and $85k a year.": (70 * K, 85 * K, "USD", "year"),
    "Compensation: $180-210k": (180 * K, 210 * K, "USD", None),
    "Compensation: $180k - 210": (180 * K, 210 * K, "USD", None),
    "Pay band: $140-165,000": (140 * K, 165 * K, "USD", None),
    "Annual base pay: $101,250.00—$134,900.50 USD": (101250, 134900.5, "USD", "year"),
    "Base salary GS-12 - $86,962 to $113,047": (86962, 113047, "USD", None),
    "Grade 7 – £31,000–£36,500 salary": (31 * K, 36500, "GBP", None),
    "Level 3 – $98,000–$118,000 base": (98 * K, 118 * K, "USD", None),
    "Salary: GS-13 Step 1 $103,409 to Step 10 $134,435": (103409, 134435, "USD", None),
    "The maximum salary available for this post is $148,000.": (None, 148 * K, "USD", None),
    "The minimum salary for this post is £29,500.": (29500, None, "GBP", None),
    "Starting salary of $54,000": (54 * K, None, "USD", None),
    "Salary: up to £52,000 per annum": (None, 52 * K, "GBP", "year"),
    "Salary from £41,000 p.a.": (41 * K, None, "GBP", "year"),
    "Salary: $85,000+": (85 * K, None, "USD", None),
    "Salary: $70k+ DOE": (70 * K, None, "USD", None),
    "Starting at $60k, up to $75k DOE. Base salary.": (60 * K, 75 * K, "USD", None),
    "Salary of €48,000 or more": (48 * K, None, "EUR", None),
    "£410 - £480 per day": (410, 480, "GBP", "day"),
    "Day rate: £450": (450, 450, "GBP", "day"),
    "Pay: $21/hr to $24/hr": (21, 24, "USD", "hour"),
    "Pay: $21 per hour to $24 per hour": (21, 24, "USD", "hour"),
    "Salary: $120,000 (min) – $140,000 (mid) – $160,000 (max)": (120 * K, 160 * K, "USD", None),
    "Our benefits include a match of up to $4,000. The pay is $77,000 to $91,000 a year.": (77 * K, 91 * K, "USD", "year"),
    "We raised $12 million - $15 million. Salary: $98,000 - $119,000": (98 * K, 119 * K, "USD", None),
    "Region North: $110,000 - $130,000 / Region South: $95,000 - $115,000. Base salary.": (110 * K, 130 * K, "USD", None),
    "The salary, excluding bonus, is $90,000 to $100,000.": (90 * K, 100 * K, "USD", None),
    "Pay range\n\n$82,000 — $97,000 USD": (82 * K, 97 * K, "USD", None),
    "What you earn\nSenior: $140,000 – $160,000 across all of our bakeries in the north and the south\nLead: $170,000": (140 * K, 160 * K, "USD", None),
    "OTE: $180,000 - $210,000. Base salary: $90,000 - $105,000.": (90 * K, 105 * K, "USD", None),
    "Base: $75k / OTE: $150k": (75 * K, 75 * K, "USD", None),
    "Salary: 55,000 - 65,000 per year": (55 * K, 65 * K, None, "year"),
    "Salary is 25 USD per hour": (25, 25, "USD", "hour"),
    "Total rewards: salary $96,000 - $112,000 a year, bonus up to $20,000": (96 * K, 112 * K, "USD", "year"),
    # Currencies, wherever they stand
    "Salary: $88,000 – $104,000 CAD": (88 * K, 104 * K, "CAD", None),
    "Salary: CA$88,000 – CA$104,000": (88 * K, 104 * K, "CAD", None),
    "Salary: C$88k–C$104k": (88 * K, 104 * K, "CAD", None),
    "Salary: $88,000 CAD – $104,000 CAD per year": (88 * K, 104 * K, "CAD", "year"),
    "Salary (CAD): $88,000 – $104,000": (88 * K, 104 * K, "CAD", None),
    "Salary: $88,000 - $104,000 (CAD)": (88 * K, 104 * K, "CAD", None),
    "Salary: 88,000 to 104,000 Canadian dollars": (88 * K, 104 * K, "CAD", None),
    "The salary in Canadian dollars is $88,000 - $104,000.": (88 * K, 104 * K, "CAD", None),
    "Salary: AUD $95,000 to $110,000 plus super": (95 * K, 110 * K, "AUD", None),
    "Salary: A$95k - A$110k": (95 * K, 110 * K, "AUD", None),
    "The annual salary range is NZ$85k–NZ$99k.": (85 * K, 99 * K, "NZD", "year"),
    "Salary: S$6,000 - S$8,000 per month": (6 * K, 8 * K, "SGD", "month"),
    "Salary: HK$28,000 - HK$35,000 monthly": (28 * K, 35 * K, "HKD", "month"),
    "Salary: MX$35,000 - MX$42,000 monthly": (35 * K, 42 * K, "MXN", "month"),
    "Salary: US$70,000 to US$80,000": (70 * K, 80 * K, "USD", None),
    "Compensation: USD 110,000 - 125,000": (110 * K, 125 * K, "USD", None),
    "Salary: 110000 - 125000 USD annually": (110 * K, 125 * K, "USD", "year"),
    "Salary: R 420 000 - R 510 000 per annum": (420 * K, 510 * K, "ZAR", "year"),
    "Salary: RM 4,500 - RM 6,000 per month": (4500, 6 * K, "MYR", "month"),
    "Salary: ₱60,000/month": (60 * K, 60 * K, "PHP", "month"),
    "Salary: AED 18,000 - 22,000 per month": (18 * K, 22 * K, "AED", "month"),
    "Salary: ₪22,000 - ₪27,000 per month": (22 * K, 27 * K, "ILS", "month"),
    # India
    "Salary: ₹9,50,000 - ₹14,00,000 per annum": (9.5 * LAKH, 14 * LAKH, "INR", "year"),
    "CTC: 9-14 LPA": (9 * LAKH, 14 * LAKH, "INR", "year"),
    "Salary: up to 20 LPA": (None, 20 * LAKH, "INR", "year"),
    "Salary: ₹12 lakh - ₹15 lakh": (12 * LAKH, 15 * LAKH, "INR", None),
    "Salary: Rs. 25,000 - 32,000 per month": (25 * K, 32 * K, "INR", "month"),
    "CTC: INR 1.2 crore - 1.5 crore per annum": (12_000_000, 15_000_000, "INR", "year"),
    # German
    "Gehalt: 52.000 – 64.000 € brutto im Jahr": (52 * K, 64 * K, "EUR", "year"),
    "Gehalt: 3.200 € bis 3.900 € pro Monat": (3200, 3900, "EUR", "month"),
    "Das Jahresgehalt liegt zwischen 85.000 EUR und 95.000 EUR.": (85 * K, 95 * K, "EUR", "year"),
    "Stundenlohn ab 15,50 €": (15.5, None, "EUR", "hour"),
    "Vergütung bis zu 70.000 € brutto/Jahr": (None, 70 * K, "EUR", "year"),
    "Wir bieten ein Monatsgehalt von 2.850,00 Euro": (2850, 2850, "EUR", "month"),
    "Gehalt: 55-65 TEUR": (55 * K, 65 * K, "EUR", None),
    "Jahresgehalt: ca. 61.500 €": (61500, 61500, "EUR", "year"),
    "Gehalt: mindestens 48.000,- € jährlich": (48 * K, None, "EUR", "year"),
    "Lohn: CHF 84'000 – 98'000": (84 * K, 98 * K, "CHF", None),
    "Jahreslohn: CHF 84’000.- bis CHF 98’000.-": (84 * K, 98 * K, "CHF", "year"),
    # French
    "Salaire : 38 000 € à 44 000 € brut annuel": (38 * K, 44 * K, "EUR", "year"),
    "Salaire : entre 38K€ et 44K€ par an": (38 * K, 44 * K, "EUR", "year"),
    "Salaire : 38-44 k€": (38 * K, 44 * K, "EUR", None),
    "Rémunération à partir de 2 100 € par mois": (2100, None, "EUR", "month"),
    "Rémunération : jusqu'à 55 000 € selon profil": (None, 55 * K, "EUR", None),
    "Taux horaire : 13,80 €": (13.8, 13.8, "EUR", "hour"),
    "TJM : 450 € - 520 €": (450, 520, "EUR", "day"),
    "Salaire : 22,50 $ à 26,75 $ de l'heure": (22.5, 26.75, "USD", "hour"),
    # Spanish, Portuguese, Italian
    "Salario: 28.000 € - 34.000 € brutos anuales": (28 * K, 34 * K, "EUR", "year"),
    "Salario desde 24.000 € hasta 30.000 €": (24 * K, 30 * K, "EUR", None),
    "Sueldo hasta 1.900 € al mes": (None, 1900, "EUR", "month"),
    "Salario de entre 30.000 y 36.000 euros al año": (30 * K, 36 * K, "EUR", "year"),
    "Salário: R$ 6.500 - R$ 9.000 por mês": (6500, 9 * K, "BRL", "month"),
    "Salário até R$ 12.000,00 mensais": (None, 12 * K, "BRL", "month"),
    "Retribuzione: da 28.000 € a 34.000 € lordi annui": (28 * K, 34 * K, "EUR", "year"),
    "RAL: 32.000 - 38.000 €": (32 * K, 38 * K, "EUR", "year"),
    "Stipendio fino a 2.100 € al mese": (None, 2100, "EUR", "month"),
    # Dutch, Nordic, Polish, Czech, Finnish
    "Salaris: € 3.100 - € 4.250 bruto per maand": (3100, 4250, "EUR", "month"),
    "Een salaris tussen € 3.100 en € 4.250 per maand": (3100, 4250, "EUR", "month"),
    "Uurloon vanaf € 16,40": (16.4, None, "EUR", "hour"),
    "Lön: 34 000 - 41 000 SEK per månad": (34 * K, 41 * K, "SEK", "month"),
    "Månadslön: 34 000 – 41 000 kr": (34 * K, 41 * K, "SEK", "month"),
    "Årslønn: kr 620 000 - 710 000": (620 * K, 710 * K, "NOK", "year"),
    "Månedsløn: 38.000 - 44.000 DKK": (38 * K, 44 * K, "DKK", "month"),
    "Palkka: 3 200 – 3 900 € kuukaudessa": (3200, 3900, "EUR", "month"),
    "Tuntipalkka alkaen 14,20 €": (14.2, None, "EUR", "hour"),
    "Wynagrodzenie: 14 000 - 19 000 zł / miesiąc": (14 * K, 19 * K, "PLN", "month"),
    "Wynagrodzenie od 9 500 zł brutto miesięcznie": (9500, None, "PLN", "month"),
    "Stawka: 120 - 150 PLN/h": (120, 150, "PLN", "hour"),
    "Mzda: 45 000 – 60 000 Kč měsíčně": (45 * K, 60 * K, "CZK", "month"),
    # Japanese, Chinese, Korean
    "年収：420万円〜610万円": (4_200_000, 6_100_000, "JPY", "year"),
    "想定年収 550万円以上": (5_500_000, None, "JPY", "year"),
    "月給25万円～31万円": (250 * K, 310 * K, "JPY", "month"),
    "給与：月給 240,000円～290,000円": (240 * K, 290 * K, "JPY", "month"),
    "時給1,150円〜1,300円": (1150, 1300, "JPY", "hour"),
    "日給 9,800円": (9800, 9800, "JPY", "day"),
    "薪资：18-30K·13薪": (18 * K, 30 * K, "CNY", "month"),
    "月薪12000-18000元": (12 * K, 18 * K, "CNY", "month"),
    "年薪25-40万": (250 * K, 400 * K, "CNY", "year"),
    "薪资范围：¥20,000 - ¥28,000 / 月": (20 * K, 28 * K, "CNY", "month"),
    "月薪 NT$45,000 - NT$60,000": (45 * K, 60 * K, "TWD", "month"),
    "연봉 4,200만원 ~ 5,600만원": (42_000_000, 56_000_000, "KRW", "year"),
    "월급 280만원 이상": (2_800_000, None, "KRW", "month"),
    # Whole sentences of many kinds
    "The compensation for this role is $95,000 to $120,000 per year, with a target bonus of 10% and $5,000 for relocation.": (95000, 120000, "USD", "year"),
    "We pay £13.15 per hour, rising to £13.90 after six months.": (13.15, 13.15, "GBP", "hour"),
    "Pay: £28,000 pro rata (£16,800 actual)": (28000, 28000, "GBP", None),
    "Salary £32,500 - £36,000 per annum (pro rata for part time)": (32500, 36000, "GBP", "year"),
    "Competitive salary of up to €65.000 depending on experience": (None, 65000, "EUR", None),
    "In Colorado, the expected base pay is $54.20/hour to $67.75/hour.": (54.2, 67.75, "USD", "hour"),
    # The sentence that introduces a list
    "We bake in four towns, and for this role the approximate yearly pay in each of them will be the following:\n- Leeds: £31,000\n- York: £30,000": (31 * K, 31 * K, "GBP", None),
    "Wir backen an vier Orten, und für diese Stelle ist das jährliche Bruttogehalt an jedem von ihnen wie folgt:\n- Jena: 41.000 EUR": (41 * K, 41 * K, "EUR", None),
    "Our bakery has shops in many towns of the north. Depending on the town, the expected base salary is as follows:\n- Oslo: 560 000 NOK": (560 * K, 560 * K, "NOK", None),
    "Base salary at this bakery: $71,000-$89,000 + bonus + equity + benefits": (71 * K, 89 * K, "USD", None),
    "Base pay across the U.S. is USD $64,300 - $92,100 per year. In two of our towns the base pay is USD $81,000 - $99,000 per year.": (64300, 92100, "USD", "year"),
    "Minimum Salary: 70,000.00 Maximum Salary: 105,000.00": (70000, 105000, None, None),
    "Salary Range: Minimum $70,000 – Maximum $105,000": (70000, 105000, "USD", None),
    "Pay Rate: $19.00/hr. Shift differential $1.50/hr.": (19, 19, "USD", "hour"),
    "Expected Salary: $3,200.00 - $4,500.00 Monthly": (3200, 4500, "USD", "month"),
    "$1,150 bi-weekly salary": (1150, 1150, "USD", None),
    "Wage: $18.75 - $22.10 per hour DOE": (18.75, 22.1, "USD", "hour"),
    "Salary: Grade 6, £37,999 to £45,163 per annum": (37999, 45163, "GBP", "year"),
    "Band 5: £29,970 to £36,483 a year salary": (29970, 36483, "GBP", "year"),
    "TVöD E 13, Gehalt: 4.628,76 € bis 6.672,36 € monatlich": (4628.76, 6672.36, "EUR", "month"),
    "Einstiegsgehalt ab 48.000 EUR brutto p.a.": (48000, None, "EUR", "year"),
    "Wir zahlen dir ein Bruttomonatsgehalt zwischen 3.500 und 4.200 Euro.": (3500, 4200, "EUR", "month"),
    "Für diese Position gilt ein Mindestgehalt von € 2.900,- brutto pro Monat laut KV.": (2900, None, "EUR", "month"),
    "Das kollektivvertragliche Mindestentgelt beträgt EUR 42.000 brutto pro Jahr, Überzahlung möglich.": (42000, None, "EUR", "year"),
    "Jahresbruttogehalt: 54.000 – 62.000 Euro": (54000, 62000, "EUR", "year"),
    "Rémunération : 2 300 € brut/mois sur 13 mois": (2300, 2300, "EUR", "month"),
    "Salaire annuel brut entre 42 000 et 48 000 euros": (42000, 48000, "EUR", "year"),
    "Package : 45 à 55 K€ brut annuel selon expérience": (45000, 55000, "EUR", "year"),
    "Salaire horaire: 24,50$ à 31,00$": (24.5, 31, "USD", "hour"),
    "Salario bruto anual: 26.000€ - 30.000€ + ticket restaurant de 9€ al día": (26000, 30000, "EUR", "year"),
    "Ofrecemos un sueldo de $18,000 a $22,000 MXN mensuales": (18000, 22000, "MXN", "month"),
    "Salario: desde 1.800€ netos mensuales": (1800, None, "EUR", "month"),
    "RAL compresa tra 30.000€ e 36.000€": (30000, 36000, "EUR", "year"),
    "Offriamo uno stipendio mensile lordo di 1.750 €": (1750, 1750, "EUR", "month"),
    "Salaris tussen €2.900 en €3.700 bruto per maand op basis van 40 uur": (2900, 3700, "EUR", "month"),
    "Een bruto maandsalaris van maximaal €5.100": (None, 5100, "EUR", "month"),
    "Oferujemy wynagrodzenie 8 000 – 11 000 zł netto miesięcznie (B2B)": (8000, 11000, "PLN", "month"),
    "Widełki: 15 000 - 20 000 PLN netto + VAT/mies.": (15000, 20000, "PLN", "month"),
    "Stawka godzinowa 30,50 zł brutto": (30.5, 30.5, "PLN", "hour"),
    "Lön: 32 000 kr/mån": (32000, 32000, "SEK", "month"),
    "Timlön 165 kr": (165, 165, "SEK", "hour"),
    "Årslønn kr 540 000–620 000 avhengig av kvalifikasjoner": (540000, 620000, "NOK", "year"),
    "Lønnen er 205 kr. i timen": (205, 205, None, "hour"),
    "Palkka 2 600–3 100 €/kk": (2600, 3100, "EUR", "month"),
    "Nabízíme mzdu 38 000 – 45 000 Kč hrubého": (38000, 45000, "CZK", None),
    "Fizetés: bruttó 650 000 - 800 000 Ft": (650000, 800000, "HUF", None),
    "Salariu: 6.500 - 8.000 lei net": (6500, 8000, "RON", None),
    "Maaş: 45.000 - 60.000 TL": (45000, 60000, "TRY", None),
    "Зарплата: от 120 000 до 180 000 ₽ на руки": (120000, 180000, "RUB", None),
    "Salário: de R$ 4.000,00 a R$ 5.500,00": (4000, 5500, "BRL", None),
    "Remuneração: R$3.200/mês + VR de R$ 35/dia": (3200, 3200, "BRL", "month"),
    "Annual CTC: ₹8,00,000 – ₹12,00,000": (800000, 1200000, "INR", "year"),
    "Salary: 6 LPA - 9 LPA": (600000, 900000, "INR", "year"),
    "Package: Rs 4.5 LPA": (450000, 450000, "INR", "year"),
    "月給：220,000円～350,000円（固定残業代45,000円を含む）": (220000, 350000, "JPY", "month"),
    "年収 4,000,000円 - 6,000,000円": (4000000, 6000000, "JPY", "year"),
    "給与：想定年収600～900万円": (6000000, 9000000, "JPY", "year"),
    "時給1300円以上 交通費支給（上限2万円）": (1300, None, "JPY", "hour"),
    "薪酬：15k-25k": (15000, 25000, "CNY", None),
    "급여: 월 300만원 ~ 400만원": (3000000, 4000000, "KRW", "month"),
    "S$4,500 – S$6,000 salary": (4500, 6000, "SGD", None),
    "Salary: 150K-180K HKD/yr": (150000, 180000, "HKD", "year"),
    "待遇面議（經常性薪資達4萬元或以上）": (40000, None, None, None),
    "Remuneration: AU$105k–AU$118k + super": (105000, 118000, "AUD", None),
    "Salary package of $110,000 + superannuation": (110000, 110000, "USD", None),
    "$35.20 per hour plus 25% casual loading": (35.2, 35.2, "USD", "hour"),
    "Hourly rate from $28.50": (28.5, None, "USD", "hour"),
    "Hiring range: $27.35 - $34.18": (27.35, 34.18, "USD", None),
    "Salary Range $4,512.00 - $6,047.00 Monthly": (4512, 6047, "USD", "month"),
    "Annual pay between £24,790 and £26,409 depending on experience, plus a £2,000 welcome bonus": (24790, 26409, "GBP", "year"),
    "Compensation: $75,000 base + $25,000 variable": (75000, 75000, "USD", None),
    "Base: €55k, bonus: €10k": (55000, 55000, "EUR", None),
    "The salary will be in the region of £60k": (60000, 60000, "GBP", None),
    "Salary circa £48,000": (48000, 48000, "GBP", None),
    "c. £70k basic + car allowance": (70000, 70000, "GBP", None),
    "Salary: USD 4,000 net per month": (4000, 4000, "USD", "month"),
    "The pay for this role is $22.00/hour in Ohio and $26.00/hour in New York.": (22, 22, "USD", "hour"),
    "Earn $18-$24/hr including tips": (18, 24, "USD", "hour"),
    "Weekly pay: $1,250.00 - $1,480.00": (1250, 1480, "USD", "week"),
    "Starting wage $17.50. Raises every 6 months.": (17.5, None, "USD", None),
    "Compensation Range: $52,000.00 to $58,000.00 Annually Benefits: dental, 401k match to $3,000": (52000, 58000, "USD", "year"),
    "Salary: $60,000-$65,000, exempt": (60000, 65000, "USD", None),
    "FLSA non-exempt; $24.04-$28.85 hourly; 40 hours per week": (24.04, 28.85, "USD", "hour"),
    "The annualized salary range is $88,450 to $121,600 for Level II.": (88450, 121600, "USD", "year"),
    "Gehaltsspanne: 50-60k €": (50000, 60000, "EUR", None),
    "Dein Gehalt: 3.000 - 3.600 Euro brutto (Vollzeit)": (3000, 3600, "EUR", None),
    "Ausbildungsvergütung: 1. Jahr 1.100 €, 2. Jahr 1.200 €": (1100, 1100, "EUR", None),
    "Stundenlohn: 14,00 € bis 16,50 € + Zuschläge": (14, 16.5, "EUR", "hour"),
    "Verdienst: bis zu 4.000 €/Monat": (None, 4000, "EUR", "month"),
    "Lohn CHF 5'500.- bis 6'200.- x 13": (5500, 6200, "CHF", None),
    "Gehalt nach TVöD EG 9b (3.600 – 5.000 € monatlich)": (3600, 5000, "EUR", "month"),
    "Mindestens € 2.400,- brutto/Monat (All-In)": (2400, None, "EUR", "month"),
    "Rémunération annuelle : 35K€ - 40K€ + variable": (35000, 40000, "EUR", "year"),
    "Salaire : à partir de 13,50 €/heure": (13.5, None, "EUR", "hour"),
    "Fourchette : 40 000 € – 50 000 € / an": (40000, 50000, "EUR", "year"),
    "Salaire mensuel de 1 900,00 € à 2 100,00 € sur 12 mois": (1900, 2100, "EUR", "month"),
    "Salaire : 60 000 $ CA à 72 000 $ CA par année": (60000, 72000, "CAD", "year"),
    "Banda salarial: 35K - 42K €": (35000, 42000, "EUR", None),
    "Retribución: 1.400€/mes": (1400, 1400, "EUR", "month"),
    "Salario mensual: $1.200.000 COP": (1200000, 1200000, "COP", "month"),
    "Sueldo líquido: $850.000 CLP": (850000, 850000, "CLP", None),
    "Stipendio: 1.300€ - 1.500€ netti": (1300, 1500, "EUR", None),
    "Retribuzione annua lorda: € 27.000": (27000, 27000, "EUR", "year"),
    "Salarisindicatie: €3500-€4800 p/m": (3500, 4800, "EUR", "month"),
    "Je verdient € 15,20 per uur": (15.2, 15.2, "EUR", "hour"),
    "Salaris: vanaf € 2.700 bruto p.m.": (2700, None, "EUR", "month"),
    "Wynagrodzenie: 25-30 tys. zł brutto": (25000, 30000, "PLN", None),
    "od 7000 do 9000 PLN brutto/mies.": (7000, 9000, "PLN", "month"),
    "Grundlön 28 500 kr i månaden": (28500, 28500, "SEK", "month"),
    "Lønn: 480.000 - 520.000 NOK per år": (480000, 520000, "NOK", "year"),
    "Palkkahaarukka 3 500 - 4 200 euroa kuussa": (3500, 4200, "EUR", "month"),
    "Plat: od 35 000 Kč do 42 000 Kč": (35000, 42000, "CZK", None),
    "Mzda od 1 500 EUR mesačne brutto": (1500, None, "EUR", "month"),
    "Salário base: R$ 2.800,00": (2800, 2800, "BRL", None),
    "CTC: ₹ 18 - 22 Lakhs per annum": (1800000, 2200000, "INR", "year"),
    "Salary: 35k-45k INR per month": (35000, 45000, "INR", "month"),
    "Salary: Rs.20000-25000/month": (20000, 25000, "INR", "month"),
    "Salary: PHP 35,000 - 45,000": (35000, 45000, "PHP", None),
    "Salary: IDR 8,000,000 – 10,000,000": (8000000, 10000000, "IDR", None),
    "Salary: AED 12K-15K": (12000, 15000, "AED", None),
    "Salary: ZAR 35 000 pm": (35000, 35000, "ZAR", "month"),
    "月給 28万円〜45万円 ＋ 賞与年2回": (280000, 450000, "JPY", "month"),
    "年俸制 7,000,000円～": (7000000, None, "JPY", "year"),
    "報酬：時給2,000円": (2000, 2000, "JPY", "hour"),
    "税前年薪30万-50万元": (300000, 500000, "CNY", "year"),
    "月薪8千-1.2万": (8000, 12000, "CNY", "month"),
    "연봉: 5,000만원 이상": (50000000, None, "KRW", "year"),
    "시급 11,000원": (11000, 11000, "KRW", "hour"),
    "Salary: 500,000 - 700,000 JPY per month": (500000, 700000, "JPY", "month"),
    "Salary: ¥6M - ¥9M per year": (6000000, 9000000, "JPY", "year"),
    "Our pay philosophy: this position starts at $24/hour; overtime at $36/hour.": (24, None, "USD", "hour"),
    "The salary for this position is $71,500/yr, paid bi-weekly, with a $3,000 signing bonus.": (71500, 71500, "USD", "year"),
    "Salary Min: $55,000 | Salary Max: $72,000": (55000, 72000, "USD", None),
    "Salary Range Minimum: USD $55,000.00/Yr. Salary Range Maximum: USD $72,000.00/Yr.": (55000, 72000, "USD", "year"),
    "Min. Hourly Rate: $20.50 Max. Hourly Rate: $26.75": (20.5, 26.75, "USD", "hour"),
    "Budgeted pay: $45,000 to $52,000 Per Year Health stipend: $200 per month": (45000, 52000, "USD", "year"),
    "Salary range $50,000.00-60,000.00/year": (50000, 60000, "USD", "year"),
    "Compensation Details: $56160-$68640 Annual": (56160, 68640, "USD", "year"),
    "Pay Type: Hourly $17.00-$19.50": (17, 19.5, "USD", "hour"),
    "$30k - $35k DOE": (30000, 35000, "USD", None),
    "This full time role pays $62,400 annually.": (62400, 62400, "USD", "year"),
    "You will earn a base of £26k with OTE of £40k.": (26000, 26000, "GBP", None),
    "£26k basic, £40k OTE": (26000, 26000, "GBP", None),
    "£45,000 - £50,000 (DOE) + 25 days holiday + pension": (45000, 50000, "GBP", None),
    "Salary: £11.44ph": (11.44, 11.44, "GBP", "hour"),
    "£12.60 p/h": (12.6, 12.6, "GBP", "hour"),
    "Rate: £550/day inside IR35": (550, 550, "GBP", "day"),
    "Day rate up to £600": (None, 600, "GBP", "day"),
    "Salary: 2,800-3,400 EUR gross/month": (2800, 3400, "EUR", "month"),
    "Gross salary: €3,000–€4,000 monthly": (3000, 4000, "EUR", "month"),
    "from 4500 EUR (gross) per month salary": (4500, None, "EUR", "month"),
    "Gross annual salary starting from CHF 95k": (95000, None, "CHF", "year"),
    "Jahresgehalt: 60 T€ bis 75 T€": (60000, 75000, "EUR", "year"),
    "Gehaltsrahmen: EUR 3.800,00 bis EUR 4.500,00 brutto/Monat x 14": (3800, 4500, "EUR", "month"),
    "Wir bieten: 17,50 €/Std. + Schichtzulagen": (17.5, 17.5, "EUR", "hour"),
    "Salaire : 2000€ net / mois": (2000, 2000, "EUR", "month"),
    "Salaire brut : 28k€/an minimum": (28000, None, "EUR", "year"),
    "Rémunération de 26 à 30 k€ bruts annuels": (26000, 30000, "EUR", "year"),
    "Salario: 2.000 - 2.500 euros brutos mensuales x 14 pagas": (2000, 2500, "EUR", "month"),
    "Sueldo: $15,000 - $18,000 MXN brutos": (15000, 18000, "MXN", None),
    "RAL 35-40k €": (35000, 40000, "EUR", "year"),
    "RAL massima: 45.000 euro": (None, 45000, "EUR", "year"),
    "Bruto salaris: 3.200 tot 4.100 euro": (3200, 4100, "EUR", None),
    "Zarobki: 9-12 tys. PLN": (9000, 12000, "PLN", None),
    "Wynagrodzenie do 10 000 zł netto": (None, 10000, "PLN", None),
    "Lön enligt avtal, 27 500–31 000 kr per månad": (27500, 31000, "SEK", "month"),
    "Månadslön från 30 000 kr": (30000, None, "SEK", "month"),
    "Timelønn fra 230 kr": (230, None, "NOK", "hour"),
    "Løn: 42.000 kr. pr. måned": (42000, 42000, "DKK", "month"),
    "Mzda: až 55 000 Kč": (None, 55000, "CZK", None),
    "Зарплата от 90 000 руб.": (90000, None, "RUB", None),
    "Faixa salarial: R$ 3.000 até R$ 4.000": (3000, 4000, "BRL", None),
    "Salario $3.500.000 - $4.200.000 COP mensuales": (3500000, 4200000, "COP", "month"),
    "給与: 月給30万円～50万円（年収400万円～700万円）": (300000, 500000, "JPY", "month"),
    "基本給 215,000円": (215000, 215000, "JPY", None),
    "月薪：1.5-2.5万": (15000, 25000, "CNY", "month"),
    "薪资：8000-12000元/月": (8000, 12000, "CNY", "month"),
    "연봉 3000~4500만원": (30000000, 45000000, "KRW", "year"),
    "₹3.5 - 5 LPA": (350000, 500000, "INR", "year"),
    "Monthly salary: ₹40,000": (40000, 40000, "INR", "month"),
    "Salary upto 8 LPA + incentives": (None, 800000, "INR", "year"),
    "Total Compensation: ₹25L - ₹35L": (2500000, 3500000, "INR", None),
    "GS-12 Step 1 $86,962 to … $113,047": (86962, 113047, "USD", None),
    "Salary range: GS-12, Step 1 - $86,962 to GS-12, Step 10 - $113,047": (86962, 113047, "USD", None),
    "Base salary: Level 2 – $81,000–$97,000": (81 * K, 97 * K, "USD", None),
    # Marks and articles within a range, and least amounts
    "Het salaris ligt tussen de € 2.650,- en € 3.150,- per maand": (2650, 3150, "EUR", "month"),
    "Tussen het loon van de bakkers: salaris tussen de €2.650 en de €3.150 per maand": (2650, 3150, "EUR", "month"),
    "Salaire entre les 2 300 € et 2 700 € par mois": (2300, 2700, "EUR", "month"),
    "Jahresbruttogehalt von mind. € 39.500,-- mit Überzahlung": (39500, None, "EUR", "year"),
    "Gehalt: mind. 2.400 € brutto monatlich": (2400, None, "EUR", "month"),
    "Alga no 1150 EUR līdz 1350 EUR bruto mēnesī": (1150, 1350, "EUR", "month"),
    "Atlyginimas nuo 1600 EUR iki 1900 EUR per mėnesį": (1600, 1900, "EUR", "month"),
    "Palk alates 1700 € kuni 2100 € kuus": (1700, 2100, "EUR", "month"),
    "Salariu de la 4.500 RON până la 5.500 RON pe lună": (4500, 5500, "RON", "month"),
    # Dollars that may be another country's
    "Sueldo: $980.000 líquidos mensuales": (980 * K, 980 * K, None, "month"),
    "Salario: $1.450.000 - $1.700.000 mensuales": (1_450_000, 1_700_000, None, "month"),
    "Salary: $6,500 to $8,000 per month (paid in ARS)": (6500, 8 * K, None, "month"),
    "Salary: $91,000 - $99,000 (Canada)": (91 * K, 99 * K, None, None),
    # More periods
    "Fizetés: bruttó havi bér 610 000 - 700 000 Ft": (610 * K, 700 * K, "HUF", "month"),
    "Зарплата: от 110 000 ₽ в месяц": (110 * K, None, "RUB", "month"),
    "Зарплата: 900 ₽ в час": (900, 900, "RUB", "hour"),
    "Зарплата: 35 000 – 45 000 грн на місяць": (35 * K, 45 * K, "UAH", "month"),
    "Maaş: aylık 38.000 TL": (38 * K, 38 * K, "TRY", "month"),
    "Stipendio: 1.300 - 1.600 € netti mensili": (1300, 1600, "EUR", "month"),
    "Alga 1400-1700 eur/mėn": (1400, 1700, "EUR", "month"),
    "Mzda 9,50 € hodinovo": (9.5, 9.5, "EUR", "hour"),
    "Gaji RM 2,800 - RM 3,200 sebulan": (2800, 3200, "MYR", "month"),
    "שכר: 11,000-13,000 ₪ לחודש": (11 * K, 13 * K, "ILS", "month"),
    # More words for pay, and for currencies
    "Lương: 12 - 18 triệu VND/tháng": (12_000_000, 18_000_000, "VND", "month"),
    "Package: 5 to 7 lakhs per annum": (5 * LAKH, 7 * LAKH, None, "year"),
    "Fixe de 31 k€ + variable de 6 k€": (31 * K, 31 * K, "EUR", None),
    "Μισθός: 1.150 € μεικτά το μήνα": (1150, 1150, "EUR", "month"),
    "Заплата: 2100-2900 лв. месечно": (2100, 2900, "BGN", "month"),
    "Plata od 95.000 RSD mesečno": (95 * K, None, "RSD", "month"),
    "الراتب: 4000 - 6000 ريال شهريا": (4 * K, 6 * K, None, "month"),
    "الراتب: 4000 - 6000 درهم": (4 * K, 6 * K, None, None),
    "เงินเดือน 21,000 - 28,000 บาท": (21 * K, 28 * K, "THB", None),
    # An amount that stands for itself
    "Up to £48k DOE": (None, 48 * K, "GBP", None),
    "$72,000, depending on experience": (72 * K, 72 * K, "USD", None),
    "ab 47 T€ p.a.": (47 * K, None, "EUR", "year"),
    "Gehalt: 48.000 € p. a.": (48 * K, 48 * K, "EUR", "year"),
    "Gehalt: 3.900 € p. m. brutto": (3900, 3900, "EUR", "month"),
    "Fizetés: nettó 380 000 Ft/hó": (380 * K, 380 * K, "HUF", "month"),
    "KES 65,000 per month": (65 * K, 65 * K, "KES", "month"),
    "Pay: 16.25 per hour": (16.25, 16.25, None, "hour"),
    "Wage: 18 - 20 per hour": (18, 20, None, "hour"),
    # Fields of a line, and lists of roles
    "Ovenly | Night Baker | Oslo | On-site | $60k-$75k": (60 * K, 75 * K, "USD", None),
    "Ovenly | Night Baker | Oslo | £90-110k + equity": (90 * K, 110 * K, "GBP", None),
    "Ovenly | Night Baker | Remote (UK) | 65,500 GBP": (65500, 65500, "GBP", None),
    "Ovenly | Night Baker | Full time | $4,200/month | https://example.org": (4200, 4200, "USD", "month"),
    "- Senior Baker (Rye) - $140-155K + equity - https://example.org/1": (140 * K, 155 * K, "USD", None),
    "- Head of Dough: Up to £95k + 0.5%": (None, 95 * K, "GBP", None),
    "Ovenly | Night Baker | Full-time $70k – $85k • 0.5%": (70 * K, 85 * K, "USD", None),
    "Ovenly | Night Baker | 5 mornings per week (2 fixed) - Salary range £41-52k": (41 * K, 52 * K, "GBP", None),
    "Pay: above €64K with equity": (64 * K, None, "EUR", None),
    "The base pay ranges from $105,000/year in our smallest town up to $150,000/year in our largest": (105 * K, 150 * K, "USD", "year"),
    "You get $20-25/hr. Restricted stock comes on top.": (20, 25, "USD", "hour"),
    "3% equity + £62k base (£80k base after two years)": (62 * K, 62 * K, "GBP", None),
}  # fmt: skip


@pytest.mark.parametrize("text", STATED)
def test_pay_as_it_is_stated(text: str) -> None:
    """Range, open end, currency and period are read as stated."""
    found = pay.pay_in_prose(text)
    assert found is not None
    assert (found.min, found.max, found.currency, found.period) == pytest.approx(STATED[text])
    assert found.stated


OTHER_MONEY = (
    "Employees who refer a friend earn $1,000 once the friend has stayed for six months.",
    "Staff who recommend a nurse earn £750.",
    "Refer one of our future bakers and get $900 a month.",
    "We sell houses from $300,000 to $2,000,000.",
    "Selling used cars for $20,000 to $90,000 is what we do.",
    "Wir verkaufen Wohnungen von 300.000 € bis 900.000 €.",
    # Revenue, funding, markets
    "Our revenue is $20m per year.",
    "We make $45m per year in revenue and grow.",
    "A company with $250M–$400M in annual revenue",
    "We closed a €35 million Series B last spring.",
    "Backed by $60M from investors you know",
    "You will own a quota of $900,000 - $1,200,000 a year.",
    "Manage a portfolio of $2M - $5M in annual recurring revenue",
    "Grow ARR from $1M to $10M",
    "Deals between $40,000 and $90,000 in the mid market",
    "Average deal size: $50k-$100k ACV",
    "Projects ranging from £200,000 to £900,000 in construction value",
    "Home prices from $350,000 to $650,000 in the region",
    "You manage a budget of €250,000 - €400,000 per year.",
    "Experience with campaigns at $150K+ per month in paid media",
    "Our customers pay $50 - $90 per month.",
    "We saved our users over $1,000 a year.",
    "A $4 trillion market",
    "Valued at $3bn, with $100 million - $120 million in sales of bread",
    "Umsatz von 12 Mio. € pro Jahr",
    "Chiffre d'affaires : 40 000 € à 60 000 € par mois",
    "Facturación de 200.000 € a 300.000 € al año",
    "Fatturato da 2 a 3 milioni di euro l'anno, da 2.000.000 € a 3.000.000 €",
    "Omzet van € 200.000 tot € 300.000 per jaar",
    "Przychody od 200 000 zł do 300 000 zł rocznie",
    "Omsättning 20 000 000 - 30 000 000 kr per år",
    "資本金1,000万円～2,000万円",
    "売上高 300万円～500万円",
    "매출 3,000만원 ~ 5,000만원",
    # Benefits, bonuses, allowances, subsidies
    "Housing subsidy of $1,500 per month",
    "A housing subsidy of up to $2k per month if you live near the bakery",
    "$120 per month to support projects that you care about",
    "$90 per month towards your gym",
    "$400 per month commuter benefit and a $1,200 yearly learning allowance",
    "A monthly stipend of $75 per month",
    "$1,000 per year for conferences",
    "Relocation support up to $8,000 per year",
    "Sign-on bonus: $5,000 - $10,000",
    "You may earn a bonus of $2,000 - $4,000 per year.",
    "Referral bonus of $2,500",
    "$2/hour shift differential",
    "A shift premium of $1.50 - $2.25 per hour",
    "401(k) matching up to $6,000 per year",
    "Life insurance of $50,000 - $100,000",
    "Meal vouchers: 8 € - 11 € per day",
    "Zuschuss von 50 € pro Monat zum Jobticket",
    "Fahrtkostenzuschuss 30 € - 60 € monatlich",
    "Weihnachtsgeld: 1.000 € - 2.000 €",
    "Prime de 500 € par an",
    "Tickets restaurant de 9 € - 11 € par jour",
    "Ayuda de 50 € - 100 € al mes para transporte",
    "Buoni pasto da 8 € al giorno",
    "Reiskostenvergoeding van € 100 - € 200 per maand",
    "Friskvårdsbidrag 3 000 - 5 000 kr per år",
    "Dofinansowanie do 300 zł miesięcznie",
    "Příspěvek 1 000 - 2 000 Kč měsíčně na stravu",
    "Vale-refeição de R$ 800 - R$ 900 por mês",
    "通勤手当：月3万円～5万円",
    "祝い金 5万円～10万円",
    "餐补 500-800元",
    "복지 포인트 100만원 ~ 200만원",
    "Everyone earns at least the living wage of $2,200 per month.",
    # Levels, grades, numbers without money, templates
    "GS-9 to GS-12, Step 1 to Step 10",
    "Level 4 - Level 5, 8-12 years, 3-4 days a week",
    "Experience with 2 to 3 CAD tools in 90,000 rooms",
    "Pay day is the 25th, and 95% - 100% of us like it.",
    "401k, 24/7 on call, ISO 9001-2015",
    "Salary: competitive, for our 12,000 people in 30 countries",
    "Salary: ${{ page.salary_min }} to ${{ page.salary_max }} a year",
    "Salary: $XX,XXX - $YY,YYY",
    "Salary range: ${min} - ${max} per year",
    "Call (415) 555-0100 about pay",
    "Tuition is $12,000 - $14,000 per year",
    "The prize is $10,000.",
    "Fines of $500 - $1,000 a day",
    "Members get loans of $500 - $1,500 per month",
    "Equity worth $40,000 - $80,000 per year",
    "A training budget of £1,500 - £2,000 a year",
    "Bill rates: our consulting fees are $900 - $1,200 per day",
    # Whole sentences of many kinds
    "Stipend: ₹15,000 per month",
    "Manage annual budgets of $100,000 to $500,000 and report on spending.",
    "We help families earn back $300 to $500 per month.",
    "Our average customer saves $4,500 per year on energy.",
    "Winner of a $50,000 - $100,000 grant",
    "Experience managing P&L of $5M to $20M per year",
    "Candidates must pass a background check that costs $45 to $60.",
    "You handle 40-60 calls per day with a $25 gift card for the best",
    "Up to $5,000 per year tuition reimbursement and $75/month phone stipend",
    "Employees receive $200 per month toward student loans.",
    "We give you $1,500 to set up your home office and $100/month for internet",
    "Responsible for sales of $250,000 - $500,000 per year",
    "We process payments between $10 and $10,000 per hour.",
    "Our series C of $120M values us at $1B.",
    "Annual bonus of up to $15,000",
    "Performance bonus: $5,000 - $12,000 per year",
    "Attendance bonus $1 per hour",
    "Per diem: $65 per day",
    "Mileage reimbursement at $0.67 per mile",
    "Commission of $300 - $800 per sale",
    "Wir verwalten ein Vermögen von 200.000 € bis 300.000 € pro Kunde.",
    "Bis zu 1.000 € Prämie pro Jahr für geworbene Mitarbeiter",
    "Jährlicher Bonus von 2.000 € – 4.000 €",
    "30 Tage Urlaub, 50 € Sachbezug monatlich, Jobrad",
    "Participation aux transports : 75 € par mois",
    "Mutuelle prise en charge, carte Swile 9 € par jour",
    "Budget formation de 1 500 € à 2 000 € par an",
    "Seguro médico y 40 € al mes de transporte",
    "Presupuesto de formación de 1.000 € anuales",
    "Bonus annuo fino a 3.000 €",
    "Pensioen en €150 thuiswerkvergoeding per maand",
    "Karta Multisport i 200 zł miesięcznie na benefity",
    "年商50億円、従業員200名、設立1990年",
    "家族手当：月1万円～2万円",
    "The deductible is $1,500 - $3,000 per year",
    "Manage rental homes worth $2,000 - $4,000 per month",
    "Our apartments rent for $1,800 - $2,400 per month.",
    "Typical project size $75,000 - $150,000",
    "ticket sizes of €250k–€1m",
    "Checks from $100k to $500k",
    "We invest $500,000 - $2,000,000 in startups",
    "Requires licence fee of $150 per year",
    "Zip 94103-94110, phone 555-0100, 10,000-15,000 sq ft",
    "Posted 2024-2025, ref 120000-130000",
    "GMV grew from $10,000 - $90,000 a day",
    "Raise: we closed $3.5m - $4m",
    "Volunteers get $20 - $30 per day in travel costs.",
    "Our bakeries have paid out over $3MM in earnings.",
    "Uncapped commissions (typical $50K–$150K+)",
    "| Bakery software | deals of $50k - $90k |",
    "A seed-stage shop ($700k pre-seed) | Oslo",
    "Our customers pay $50 - $90 per month, and earn it back.",
    "Make $1,200 a week driving",
    "Bolsa-auxílio: R$ 1.000,00",
    "We've helped over 10,000 customers save $500-$1,000 a year on their taxes.",
    "Our average order is $40-$60.",
    "Own a $3M-$5M book of business",
    "Lead projects with budgets from $250k to $2M",
    "Sell contracts worth €20k–€200k per year",
    "Average contract value: $30,000 - $60,000 annually",
    "Close deals of 50k-150k EUR",
    "Target: $80,000 - $100,000 per month in new business",
    "You'll manage $50K - $250K/month in ad spend",
    "Sign-on bonus up to $10,000 for experienced bakers",
    "$1,000 retention bonus after 90 days",
    "Profit sharing averaging $2,000 - $3,000 per year",
    "Company car or $650 per month car allowance",
    "Gym membership up to £40 per month",
    "£250 annual wellbeing allowance",
    "€100 pro Monat für Essen",
    "Kinderbetreuungszuschuss bis 300 € im Monat",
    "13. Monatsgehalt und bis zu 1.500 € Erfolgsbeteiligung",
    "Prime d'intéressement de 1 000 € à 2 000 € par an",
    "Chèques cadeaux de 150 €",
    "Plan de pensiones de 600 € al año",
    "Ticket guardería y 11 € diarios de comida",
    "Buono welfare di 500 € annui",
    "Reiskosten €0,23 per kilometer",
    "Dodatek stażowy 200-400 zł miesięcznie",
    "Friskvårdsbidrag på 5000 kr per år",
    "社宅補助 3万円〜5万円／月",
    "投资1000万-2000万元",
    "Founded in 1999, 500-1,000 employees, $100M-$500M revenue",
    "Tuition assistance up to $5,250 annually",
    "HSA contribution of $500 - $1,000 per year",
    "Mortgage portfolios of $100,000 - $400,000",
    "Application fee: $35",
    "insurance policy: $1,000,000 - $3,000,000",
    "We were fined $20,000 per day",
    "Salary survey costs $300 per year",
    "price range $20-$45 per hour of rental",
    "tickets from $15 to $30 per day",
    "Manage vendor contracts between $50,000 and $200,000 annually",
    "Raise $100,000 to $250,000 per year for our charity",
    "Oversee a $12 million per year budget",
    "You have sold $80k-$120k per month",
    "Experience with high ticket sales ($5,000 - $25,000)",
    "We spend $10,000-$20,000 a month on ads",
    "$75 per month cell phone reimbursement, $50 internet",
    "Cell phone stipend ($75 per month)",
    "Professional development ($2,500 annually)",
    "Annual learning budget: $2,500",
    "$1,000 quarterly bonus potential",
    "Bonus potential: $10,000 - $20,000 annually",
    "Company match: $3,000 per year",
    "Our plans start at $29 per month",
    "Free lunch worth $15 per day",
    "Overtime pay available. We donate $500 per year to a charity of your choice.",
    "Employees can save up to $4,000 per year on childcare",
    "Urlaubsgeld 800 €, Weihnachtsgeld 1.200 €",
    "Mitarbeiterrabatt und 44 € im Monat Gutschein",
    "Wir haben 2,5 Mio. € bis 3 Mio. € Umsatz",
    "Remboursement transport 50 % et 600 € par an de prime vacances",
    "Facturamos 3.000.000 € al año",
    "Bonus presenza 100 € al mese",
    "Omzetdoelstelling van € 500.000 per jaar",
    "Budżet szkoleniowy 5000 zł rocznie",
    "年間予算 500万円～1000万円の案件",
    "单价 200-500元",
    "Credit line of $500 - $2,000",
    "A $400 - $600 per month apartment is provided",
    "Interview task paid with a $100 voucher",
    # Pay that is not the posting's
    "Life insurance of 2x base salary up to $400,000",
    "Life cover worth 4x salary, up to £300,000",
    "Disability cover: 60% of your salary, up to $9,000 per month",
    "Death benefit of twice your annual salary, at most €250,000",
    "You negotiate salaries of up to $450,000 for executives.",
    "Processing salaries between $30,000 and $90,000 a year",
    "Our median salary is $91,000.",
    "The industry average salary is $64,000 - $70,000.",
    "Employees earning more than $95,000 per year are exempt.",
    "We advise families who earn less than £40,000 a year.",
    "Pay: 38 hrs per week",
    "Un menu à prix fixe de 35 € par jour",
    # Lists whose sentence is about other money
    "Besides a fair salary, the benefits for everybody who bakes with us in the north are among others:\n- Lessons: €1,500",
    "We think that a bakery should share what it earns, so on top of your wages there is a bonus in these cases:\n- A new shop: $2,500",
    "You will be responsible for several large accounts of the north, whose yearly budgets are the following:\n- Mill: $450,000",
)  # fmt: skip


@pytest.mark.parametrize("text", OTHER_MONEY)
def test_other_money_is_no_pay(text: str) -> None:
    """Revenue, benefits, bonuses, levels and templates have no amounts of pay."""
    found = pay.pay_in_prose(text)
    assert found is None or (found.min is None and found.max is None)


UNSURE = {
    "Salary: $60,000 - €70,000": "$60,000 - €70,000",
    "Salary: £40,000 USD": "£40,000 USD",
    "Pay: $25 per hour to $60,000 per year": "$25 per hour to $60,000 per year",
    "Salary: $150,000 - $120": "$150,000 - $120",
    "Earn up to $95,000k": "up to $95,000k",
    "Salary: $180": "$180",
    "Pay is in the range of $140,00 - $180,00": "$140,00 - $180,00",
    "Salary: $95,0000 - $105,000": "$95,0000 - $105,000",
    "Salary: 5 - 90.000 EUR": "90.000 EUR",
}


@pytest.mark.parametrize("text", UNSURE)
def test_what_is_unsure_is_kept_without_amounts(text: str) -> None:
    """Contradictory pay is kept as stated, without amounts."""
    found = pay.pay_in_prose(text)
    assert found is not None
    assert found == Pay(stated=found.stated)
    assert UNSURE[text] in found.stated


def test_pay_with_what_is_hoped_for_says_so() -> None:
    """Target earnings are used if nothing else is stated, and the statement names them."""
    for text in ("OTE: $180,000 - $210,000", "$180,000 - $210,000 OTE", "On-target earnings of $180k to $210k"):
        found = pay.pay_in_prose(f"{text} with a team of bakers in the north")
        assert found is not None
        assert (found.min, found.max) == (180_000, 210_000)
        assert "OTE" in found.stated or "On-target earnings" in found.stated


def test_crowns_are_of_the_country_whose_language_it_is() -> None:
    """`kr` is three currencies: the words around it decide, else it stays unknown."""
    stated = {
        "Lön: 30 000 - 35 000 kr": "SEK",
        "Lønn: kr 500 000 - 550 000": "NOK",
        "Løn: 30.000 - 35.000 kr.": "DKK",
        "Salary: 30,000 - 35,000 kr": None,
    }
    assert {text: getattr(pay.pay_in_prose(text), "currency", "none") for text in stated} == stated


DECLARED: list[tuple[object, Read]] = [
    ("$140,000 USD", (140 * K, 140 * K, "USD", None)),
    ("60000-75000", (60 * K, 75 * K, None, None)),
    ("60.000 – 75.000 EUR / Jahr", (60 * K, 75 * K, "EUR", "year")),
    ("45k", (45 * K, 45 * K, None, None)),
    ("$22/hr", (22, 22, "USD", "hour")),
    ("Up to £50,000", (None, 50 * K, "GBP", None)),
    ("£30,000 + bonus up to £5,000", (30 * K, 30 * K, "GBP", None)),
    ("$500 monthly stipend", (500, 500, "USD", "month")),
    (52_000, (52 * K, 52 * K, None, None)),
    ({"min": 50_000, "max": 60_000, "currency": "eur", "period": "yearly"}, (50 * K, 60 * K, "EUR", "year")),
    ({"minValue": "50.000", "maxValue": "60.000", "currency": "€"}, (50 * K, 60 * K, "EUR", None)),
    ({"currency": "USD", "value": {"minValue": 20, "maxValue": 25.5, "unitText": "HOUR"}}, (20, 25.5, "USD", "hour")),
    ({"currency": "USD", "value": {"minValue": 20, "maxValue": 0, "unitText": "HOUR"}}, (20, None, "USD", "hour")),
    ({"currency": "GBP", "value": {"value": "£30,000 - £35,000", "unitText": "YEAR"}}, (30 * K, 35 * K, "GBP", "year")),
    ({"currency": "CAD", "value": "$80,000 - $90,000"}, (80 * K, 90 * K, "CAD", None)),
    ([{"value": 0}, {"value": 41_000, "currency": "EUR"}], (41 * K, 41 * K, "EUR", None)),
]


@pytest.mark.parametrize(("value", "expected"), DECLARED)
def test_a_declared_field_is_believed(value: object, expected: Read) -> None:
    """What a field of pay holds is pay without a word of pay beside it."""
    found = fields.pay_declared(value)
    assert found is not None
    assert (found.min, found.max, found.currency, found.period) == expected


def test_a_declared_field_without_amounts() -> None:
    """Words are kept as stated; empty, zero and invalid values are ignored."""
    assert fields.pay_declared("Competitive") == Pay(stated="Competitive")
    deep: object = 1
    for _ in range(2_000):
        deep = {"value": deep}
    for value in (
        None,
        "",
        "  ",
        0,
        "0",
        "0 - 0",
        True,
        {},
        [],
        {"value": None},
        {"min": 0, "max": 0},
        object(),
        float("nan"),
        deep,
    ):
        assert fields.pay_declared(value) is None


def test_the_first_pay_with_an_amount_is_taken() -> None:
    """A field that says "Competitive" does not hide what the text states."""
    words, told = Pay(stated="Competitive"), Pay(1, 2, "EUR")
    assert fields.best(None, words, told) == told
    assert fields.best(None, words) == words
    assert fields.best() is None


AMOUNTS = st.integers(1_000, 9_999_999)
LOCALES = {
    "en": lambda n: f"{n:,}",
    "de": lambda n: f"{n:,}".replace(",", "."),
    "fr": lambda n: f"{n:,}".replace(",", "\u202f"),
    "pl": lambda n: f"{n:,}".replace(",", "\u00a0"),
    "ch": lambda n: f"{n:,}".replace(",", "’"),
    "bare": str,
    "cents": lambda n: f"{n:,}.00",
    "Komma": lambda n: f"{n:,}".replace(",", ".") + ",00",
}


def _indian(number: int) -> str:
    whole, last = divmod(number, 1_000)
    groups = []
    while whole:
        whole, group = divmod(whole, 100)
        groups.append(f"{group:02d}" if whole else str(group))
    return ",".join([*reversed(groups), f"{last:03d}"])


@given(AMOUNTS, st.sampled_from([*LOCALES.values(), _indian]))
def test_a_number_is_read_as_it_was_written(number: int, write: object) -> None:
    """In every grouping it is the same number, alone and as pay."""
    written = write(number)  # type: ignore[operator]
    assert pay.amount(written) == number
    found = pay.pay_in_prose(f"Salary: EUR {written} per year")
    assert found is not None
    assert (found.min, found.max, found.currency, found.period) == (number, number, "EUR", "year")


@given(
    AMOUNTS,
    st.integers(0, 100_000),
    st.sampled_from(list(LOCALES.values())),
    st.sampled_from(["-", " – ", " to ", " bis ", " à ", " hasta "]),
)
def test_a_range_is_read_as_it_was_written(low: int, more: int, write: object, joined: str) -> None:
    """Both ends of a range are read, whichever way they are written and joined."""
    text = f"Salary: {write(low)}{joined}{write(low + more)} €"  # type: ignore[operator]
    found = pay.pay_in_prose(text)
    assert found is not None
    assert (found.min, found.max, found.currency) == (low, low + more, "EUR")


PIECES = st.sampled_from(
    "$ € £ kr R USD CAD 9 12,000 90.000 1,2,3 0 k K M LPA lakh - – to bis up from Salary bonus per hour /yr ( ) , . + ¥ 万 円 月給 ${{ }} \n \u00a0 % Step".split(
        " "
    )
)


@given(st.lists(PIECES, max_size=24), st.booleans())
def test_no_order_of_pieces_raises_and_ends_are_in_order(pieces: list[str], spaced: bool) -> None:
    """Any mixture of signs, numbers and words is read without an error, and the ends are in order."""
    for read in (pay.pay_in_prose, fields.pay_declared):
        found = read((" " if spaced else "").join(pieces))
        if found and found.min is not None and found.max is not None:
            assert 0 <= found.min <= found.max


@given(st.integers(1, 5_000), st.sampled_from("019²٣９"))
def test_digits_of_any_length_never_raise(length: int, digit: str) -> None:
    """A run of digits is read or not, and stops nothing."""
    for text in (
        digit * length,
        f"Salary: ${digit * length} - ${digit * length}",
        f"月給{digit * length}円",
        f"{digit * length}k EUR LPA",
    ):
        pay.pay_in_prose(text)
        fields.pay_declared(text)
    pay.amount(digit * length)


_LINES = st.sampled_from(
    (
        "We build harbours.", "", "Salary: $90,000 - $110,000 a year", "You have 5 years of practice", "Pay", "Since 1998 in Oslo.",
        "€55.000 im Jahr", "Lön: 42 000 kr", "٤٥ ألف", "Bonus of $500", "- 12 colleagues", "月給30万円", "{{ 7 }}", "# Compensation",
    )
)  # fmt: skip


@given(st.lists(_LINES, max_size=12), st.sampled_from(("", "\n", "\n\n")))
def test_lines_without_a_number_state_no_pay(lines: list[str], end: str) -> None:
    """A text that is searched from number to number states what its lines state, wherever the numbers stand."""
    whole = fields.pay_in_prose("\n".join(lines) + end)
    found = [
        fields.pay_in_prose(
            "\n".join(
                line if place == own or not any(map(str.isdigit, line)) else "" for place, line in enumerate(lines)
            )
        )
        for own in range(len(lines))
    ]
    assert whole is None or whole in found
    assert (whole is None) == (not any(found))


@pytest.mark.parametrize(
    "text",
    [
        "Salary: $90,000 - $110,000",
        "\nSalary: $90,000 - $110,000\n",
        "In 1998 we began.\nSalary: $90,000 - $110,000",
        "Über uns\n\nSalary: $90,000 - $110,000\nSince 1998",
        "No. ٤\nSalary: $90,000 - $110,000",
    ],
)
def test_pay_is_found_in_any_line(text: str) -> None:
    found = fields.pay_in_prose(text)
    assert found
    assert (found.min, found.max, found.currency) == (90_000, 110_000, "USD")

"""Numbers written as words, in the languages of careers pages."""

from __future__ import annotations

# 2 to 12, a row for each language; "-" for a word that means something else elsewhere ("once", "due", "fire").
NUMERALS = {
    word: number
    for row in (
        "two three four five six seven eight nine ten eleven twelve",
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
        "deux trois quatre cinq six sept huit neuf dix onze douze",
        "dos tres cuatro cinco seis siete ocho nueve diez - doce",
        "- tre quattro cinque sei sette otto nove dieci undici dodici",
        "dois três quatro cinco seis sete oito nove dez onze doze",
        "twee drie vier vijf zes zeven acht negen tien elf twaalf",
        "två tre fyra fem sex sju åtta nio tio elva tolv",
        "- tre - fem seks syv otte - - elleve tolv",
        "kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen",
        "dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć",
        "dva tři čtyři pět šest sedm osm devět deset",
        "dve tri štyri päť šesť sedem osem deväť desať",
        "két három négy öt hat hét nyolc kilenc tíz",
        "două trei patru cinci șase șapte opt nouă zece",
        "iki üç dört beş altı yedi sekiz dokuz",
        "δύο τρεις τέσσερις πέντε έξι επτά οκτώ εννέα δέκα",
        "два три четыре пять шесть семь восемь девять десять",
        "дві три чотири - шість сім вісім",
    )
    for number, word in enumerate(row.split(), 2)
    if word != "-"
}

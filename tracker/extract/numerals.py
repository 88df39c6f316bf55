"""Numbers written as words, in the languages of careers pages."""

from __future__ import annotations

# 2 to 20, a row for each language; "-" for a word that means something else elsewhere ("once", "due", "fire").
NUMERALS = {
    word: number
    for row in (
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig",
        "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize - - - vingt",
        "dos tres cuatro cinco seis siete ocho nueve diez - doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte",
        "- tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove venti",
        "dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove vinte",
        "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien twintig",
        "två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton tjugo",
        "- tre - fem seks syv otte - - elleve tolv tretten fjorten femten seksten - - nitten tjue",
        "kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen",
        "dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście trzynaście czternaście piętnaście",
        "dva tři čtyři pět šest sedm osm devět deset jedenáct dvanáct třináct čtrnáct patnáct",
        "dve tri štyri päť šesť sedem osem deväť desať",
        "két három négy öt hat hét nyolc kilenc tíz",
        "două trei patru cinci șase șapte opt nouă zece",
        "iki üç dört beş altı yedi sekiz dokuz",
        "δύο τρεις τέσσερις πέντε έξι επτά οκτώ εννέα δέκα",
        "два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать",
        "дві три чотири - шість сім вісім",
    )
    for number, word in enumerate(row.split(), 2)
    if word != "-"
}

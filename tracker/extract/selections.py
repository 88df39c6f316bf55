"""Recognise sentences that say that a page shows a part of its list: "A selection of our vacancies", in many languages."""

from __future__ import annotations

import re

_NEWEST = (
    r"(?:newest|latest|most recent|neuesten?|aktuellsten?|letzten|dernières?|derniers|plus récent\w{0,2}|últim[oa]s|más recientes|mais recentes|ultim[ei]|più recenti|nieuwste|"
    r"laatste|senaste|nyeste|seneste|uusimmat|najnowsz\w{1,2}|nejnovější|najnovšie|legfrissebb|legújabb|cele mai noi|ultimele|en yeni|τελευταίες|последни\w|новейши\w|останні|najnovij\w)"
)
_NOUN = r"(?:jobs?|positions?|openings?|vacanc(?:y|ies)|roles?|opportunities|postings?|stellen\w{0,18}|positionen|vakanzen|offres?|postes?|annonces|ofertas|vacantes|puestos|vagas|posizioni|offerte|annunci|vacatures|functies|jobb|tjänster|stillinger|job|paikat|ofert\w?|stanowisk|pozic\w{0,2}|állás\w{0,4}|posturi|joburi|ilan\w{0,3}|θέσεις|позиции|вакансий|вакансии|вакансій|oglas\w)"
_STATED = r"(?:listed|shown|displayed|advertised|posted|published|online|here|aufgeführt|aufgelistet|ausgeschrieben|veröffentlicht|hier|vermeld|gepubliceerd|listade|publicerade|vist|opslået|publisert|publikowane|zveřejněné|publicadas|aquí|pubblicate|elencate|aqui|опубликованы|здесь)"
_PARTLY = re.compile(
    rf"\b(?:only|just|nur|lediglich|seulement|uniquement|sólo|solo|solamente|apenas|somente|soltanto|alleen|bara|endast|kun|vain|tylko|pouze|len|csak|doar|numai|sadece|μόνο|само|только|лише|тільки|samo)\b"
    rf"[^.!?]{{0,40}}\b{_NEWEST}\b[^.!?]{{0,24}}\b{_NOUN}|"
    rf"\b(?:(?:a|small) selection of (?:some of )?(?:our |the )?(?:open |current )?{_NOUN}|(?:eine )?auswahl (?:unserer|aktueller|an|von) (?:aktuellen |offenen )?{_NOUN}|"
    rf"(?:une )?sélection (?:de |d.)(?:nos )?{_NOUN}|(?:una )?selección de (?:nuestr[ao]s )?{_NOUN}|(?:una )?selezione (?:delle |di )(?:nostre )?{_NOUN}|"
    rf"(?:uma )?seleção de (?:nossas )?{_NOUN}|(?:een )?(?:selectie|greep) (?:van|uit) (?:onze )?{_NOUN}|(?:ett )?urval av (?:våra )?(?:lediga )?{_NOUN}|(?:et )?(?:udvalg|utvalg) (?:af|av) (?:vores |våre )?(?:ledige )?{_NOUN}|"
    rf"wybrane (?:nasze )?{_NOUN}|výběr (?:z )?(?:našich )?(?:volných )?{_NOUN}|valikoima|selecție de {_NOUN}|некоторые (?:из )?(?:наших )?{_NOUN})|"
    rf"\b(?:not all|nicht alle|niet alle?|inte alla|ikke alle|nie wszystkie|ne všechny|no tod[ao]s|non tutte|nem todas|не все) (?:of )?(?:(?:our|the|de|onze|unsere[rn]?|las|nuestr[ao]s|le|nostre|as|"
    rf"nossas|våra|vores|våre|nasze|naše|наши) )?(?:of )?(?:(?:open|current|offenen|aktuellen|lediga|ledige|volné) )?{_NOUN}\b[^.!?]{{0,24}}\b{_STATED}|"
    rf"\b(?:a few|some|einige|ein paar|quelques-un[es]{{1,2}}|algunas|alcune|enkele|några|nogle|noen|niektóre) (?:(?:of|de|delle|das|van|av|af|z) )?(?:our|the|nos|unserer|nuestras|nostre|nossas|onze|våra|"
    rf"vores|våre|naszych) (?:(?:open|current|offenen|aktuellen|openstaande|lediga|ledige) )?{_NOUN}[.!:…]{{0,3}}$|"
    rf"\b(?:sign ?up|sign ?in|log ?in|register|create an account|join)\b[^.!?]{{0,30}}\b(?:see|view|access|unlock)\b[^.!?]{{0,20}}\b(?:all|more|rest|\d{{1,4}})\b[^.!?]{{0,24}}\b{_NOUN}|"
    rf"\b(?:(?:the |de |die |den |le |las |los |as |os )?(?:first|ersten|eerste|första|første|prime|primeras|primeros|primeiras|primeiros|pierwsze|pierwszych|první|prvních|первые|перші) \d{{1,4}}|"
    rf"\d{{1,4}} (?:premiers|premières|primeras|primeros|primeiras|primeiros|prime|pierwszych|prvních|первых|перших)) (?:(?:open|current|offenen|aktuellen|lediga|ledige) )?(?:{_NOUN}|results|treffer|résultats|resultados|risultati)\b|"
    rf"^top[ -]?\d{{1,2}} {_NOUN}$|^\W{{0,3}}(?:featured|selected|highlighted|ausgewählte|sélectionnées|destacad[ao]s|selezionate|geselecteerde|utvalda|udvalgte|utvalgte) {_NOUN} (?:only|nur|seulement|uniquement|sólo|solo)\b",
    re.IGNORECASE,
)
MOST = 160  # characters of a sentence that says that the page shows a part


def says_partly(words: str) -> bool:
    """Return whether a sentence says that the page shows some of the postings: "A selection of our vacancies"."""
    return len(words) <= MOST and bool(_PARTLY.search(words))

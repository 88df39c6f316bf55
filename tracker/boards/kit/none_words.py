"""Patterns that distinguish a statement about all openings ("no openings") from one about some, in many languages."""

from __future__ import annotations

import re

# Phrases of time, and others that don't change the meaning. They are removed first, because some look like a
# restriction.
TIMES = re.compile(
    r"\b(?:(?:at|for|in) (?:the|this|present|our) ?(?:very )?(?:moment|time|stage|point|present|company|organi[sz]ation|firm|practice|school|team|"
    r"near future|meantime)(?: in time)?|at present|for now|right now|just now|as of (?:now|today)|in (?:20\d\d|general|total)|to (?:fill|offer|report|display|show|advertise)|"
    r"(?:on offer|with us|here)|(?:that )?match(?:ing|es)? (?:your|the|these) (?:current )?(?:search|criteria|filters?|selections?|query)(?: criteria)?|"
    r"im (?:moment|augenblick)|zur ?zeit|zum (?:jetzigen |aktuellen )?zeitpunkt|in unserem (?:haus|unternehmen|team|betrieb)|in unserer (?:praxis|firma|kanzlei)|bei uns|"
    r"zu (?:besetzen|vergeben)|"
    r"(?:pour|en) (?:le|ce) moment|à (?:l.heure actuelle|ce jour|pourvoir|pouvoir)|actuellement|chez nous|en ce moment|d.emploi|"
    r"en (?:este|estos) momentos?|por (?:el momento|ahora)|de (?:trabajo|empleo|momento)|a día de hoy|"
    r"(?:in|per|al) (?:questo )?momento|di lavoro|da noi|"
    r"op dit (?:moment|ogenblik)|bij ons|neste momento|no momento|em aberto|de (?:emprego|trabalho|momento)|"
    r"w (?:tej chwili|chwili obecnej|naszej firmie|obecnej chwili)|na (?:tę chwilę|razie)|u nas|do pracy|"
    r"för (?:närvarande|tillfället)|just nu|hos oss|for (?:øjeblikket|øyeblikket|tiden|tida)|i ø[jy]eblikket|akkurat nå|lige nu|tällä hetkellä|"
    r"v (?:tuto chvíli|současné době|tejto chvíli|súčasnosti)|na daný moment|на (?:даний|данный) момент|в (?:данный момент|настоящее время|даний час)|"
    r"у нас|к сожалению|на жаль|към момента|в момента|у моменту|u ovom trenutku|trenutno|"
    r"în (?:acest moment|prezent)|momentan|de muncă|şu an(?:da)?(?: için)?|şimdilik|σε αυτή τη φάση|αυτή τη στιγμή|προς το παρόν|"
    r"saat ini|hiện tại|hiện nay)\b",
    re.IGNORECASE,
)
CONDITION = re.compile(
    r"\b(?:if|even if|when(?:ever)?|unless|should|in case|in the event|whether|wenn|falls|sollten?|sofern|auch wenn|obwohl|si|même s|même si|lorsqu\w*|quand|"
    r"aunque|cuando|en caso|se|anche se|qualora|quando|als|indien|wanneer|mocht|ook al|jeśli|jeżeli|gdy|nawet|caso|mesmo que|embora|"
    r"om|även om|ifall|hvis|selv om|selvom|når|när|jos|vaikka|kun|pokud|když|jestli\w*|ak|keď|ha|akkor is|amikor|dacă|chiar dacă|eğer|"
    r"αν|εάν|ακόμη κι αν|ако|дори ако|когато|если|даже если|когда|якщо|навіть якщо|коли|ako|čak i ako|kada|jei|kai|jika|kalau|nếu|khi)\b|"
    r"もし|場合|만약|경우|如果|若|إذا|אם|หาก|ถ้า",
    re.IGNORECASE,
)
# Words in the same clause that restrict it to some openings: where, for whom, which ones, by which way, or "too small".
QUALIFIER = re.compile(
    r"\b(?:through|via|for|in|at|within|across|from|on|under|that|which|who|whose|where|like|too|as|with|outside|below|above|except|besides|apart|other|"
    r"than|you|your|yours|suitable|right|fit(?:s|ting)?|is (?!(?:currently|open|available|vacant|now|being|presently)\b)|"
    r"für|in|im|am|an|bei|auf|über|mit|passend\w*|geeignet\w*|dir|dich|ihnen|ihr|ihre[mnrs]?|dein\w*|außer|standort\w*|folgend\w*|"
    r"pour|dans|à|au|aux|en|chez|sur|par|qui|que|vous|votre|vos|toi|ton|correspond\w*|sauf|de|du|des|d|ne|"
    r"para|por|tu|tus|ti|usted|su|con|del|adecuad\w*|excepto|"
    r"per|al|alla|nel\w*|che|te|tuo|tua|adatt\w*|di|della|tranne|"
    r"voor|bij|op|die|dat|je|jou|jouw|u|uw|passen\w*|behalve|adatt[aeio] a|"
    r"em|no|na|nas|nos|você|seu|sua|"
    r"dla|w|we (?=w[rł])|na|przez|który|które|której|ciebie|pana|pani|oprócz|"
    r"som|för|på|i|hos|passar|passer|dig|deg|til|till|"
    r"pro|ve|v|který|které|která|vás|tebe|vhodn\w*|kromě|okrem|"
    r"для|в|во|на|по|которы\w+|вас|вам|тебя|подходящ\w*|у|які|який|кроме|крім|за|"
    r"pentru|la|care|tine|dvs|számára|önnek|neked|"
    r"για|στ\w{1,3}|που|σας|σου|za|u|koj[aei]|vas|için|size|sana|uygun|untuk|di|yang|anda|cho|tại|bạn|"
    r"sinulle|sopiv\w*|jums)\b|新卒|中途|支店|営業所|オフィス(?:で|の)|店舗|向け|の方|您|你|경력|신입|지점|님",
    re.IGNORECASE,
)
# A relative clause after a comma.
RELATIVE = re.compile(
    r"^[^.!?]{0,40}?,\s*(?:die|der|das|welche\w*|które|który|której|kter[áéýou]\w*|ktor[áéý]\w*|которы\w+|подходящ\w+|які|що|amely\w*|ami|που|които|koj[aei]|"
    r"joka|jotka|which|that)\b",
    re.IGNORECASE,
)
# Words that put the sentence into the past: there were none, and may be some now. "No jobs were found" is the present.
PAST = re.compile(
    r"\b(?:there|we) (?:was|were|had)\b|\bhad no\b|\b(?:last|previous|past) (?:week|month|year|quarter|season|summer|autumn|winter|spring)\b|\byesterday\b|\bpreviously\b|\buntil (?:now|recently|last)\b|"
    r"\bso far\b.{0,20}\bhad\b|\b(?:gab|hatten|waren) (?:es |wir |bei uns )?|\b(?:letzte[nrsm]?|vergangene[nrsm]?|vorige[nrsm]?) (?:woche|monat|jahr)|\bbisher\b|il n.y avait|n.avions|(?:mois|semaine|an|année) (?:dernier|dernière|passée?)|"
    r"no (?:había|hubo|teníamos)|(?:mes|año|semana) pasad[oa]|non (?:c.erano|avevamo)|(?:mese|anno|settimana) scors[oa]|não (?:havia|houve|tínhamos)|(?:mês|ano|semana) passad[oa]|"
    r"(?:vorige|afgelopen) (?:week|maand|jaar)|(?:waren|hadden) (?:er |we |wij )|(?:zeszłym|ubiegłym) (?:miesiącu|roku|tygodniu)|(?:förra|forrige|sidste|viime) (?:veckan|månaden|året|uke|måned|år|uge|kuussa|vuonna)|"
    r"в прошл\w+ (?:месяце|году|неделе)|先月|去年|昨年|前回|上个月|上月|去年|지난 ?(?:달|해|주)",
    re.IGNORECASE,
)
# Where one clause ends and another begins.
TURN = re.compile(
    r"\s*[,:–—()|、，]\s*|\s-\s|\b(?:but|however|and|please|though|although|yet|so|therefore|aber|jedoch|und|allerdings|mais|cependant|et|toutefois|"
    r"pero|sin embargo|ma|tuttavia|maar|echter|en|ale|jednak|mas|porém|men|dock|mutta|však|avšak|но|однако|але|проте|de|dar|însă|ama|ancak|fakat|"
    r"αλλά|ωστόσο|όμως|но|ali|međutim|tetapi|namun|nhưng|tuy nhiên)\b(?<!\bde)(?<!\ben)",
    re.IGNORECASE,
)
# Kinds of places that are not jobs, or words for a part of them.
PART = re.compile(
    r"\bintern(?:s|ships?)?\b|\btrainees?(?:hips?)?\b|\bapprentice\w*|\bgraduates?\b|\bstudents?\b|\bvolunt\w+|\bfreelanc\w+|\bcontractors?\b|\bagenc(?:y|ies)\b|"
    r"\bboard (?:member|of)\b|\btrustees?\b|\bplacements?\b|\bscholarships?\b|\bfellowships?\b|\bphd\b|ausbildung|\bazubi|auszubildende|praktik|werkstudent|"
    r"ehrenamt|\bfsj\b|studium|minijob|\bstandort\b|\bstages?\b|stagiaire|alternan|apprenti|bénévol|\bbecas?\b|prácticas|becari|voluntari|tirocin|stagist|apprendist|"
    r"vrijwillig|stagiair|bijba|\bstaż|praktyk|estági|aprendiz|praktikplats|lärling|lærling|læreplass|harjoittel|stáž|brigád|učň|gyakorn|diákmunk|voluntariat|"
    r"staj|gönüllü|стаж[её]?[рув]|практик|волонт|μαθητε|πρακτική|インターン|新卒|アルバイト|パート|实习|實習|인턴|متدرب|تدريب|magang|thực tập|ฝึกงาน|סטאז",
    re.IGNORECASE,
)
PLACE_IN_HEADING = re.compile(
    r"\b(?:in|standort|site|office|branch|filiale|niederlassung|oficina|sede|bureau|agence|vestiging|oddział|pobočka|à|w|v) (?!(?:the|our|unser\w*|nos|der|dem|of)\b)\w",
    re.IGNORECASE,
)
# Headings that say nothing about what is below them.
ASIDE = re.compile(
    r"^\W*(?:sorry|oops|unfortunately|at the moment|currently|right now|status|current status|notice|please note|note|leider|aktuell|derzeit|hinweis|désolés?|"
    r"actuellement|lo sentimos|actualmente|ci dispiace|helaas|niestety|infelizmente|tyvärr|desværre|dessverre|bohužel|sajnos|ne pare rău|üzgünüz|"
    r"к сожалению|на жаль|お知らせ)\b.{0,12}$",
    re.IGNORECASE,
)
# Words that say that there are none of what the heading of a part names.
NONE_OF_THEM = re.compile(
    rf"(?:\b(?:no|not any|don.t have any|kein\w*|aucune?|pas d\w*|n.\w+ pas|no (?:hay|tenemos|contamos con|disponemos de)|non (?:ci sono|abbiamo)|nessun\w*|geen|não (?:há|temos)|brak|"
    rf"nie (?:mamy|ma|prowadzimy)|inga|ingen|ei ole|nemáme|nejsou|nincs\w*|nu (?:avem|sunt)|нет|немає|няма\w*|nema|δεν)\b)"
    rf"[^.!?]{{0,40}}(?:{PART.pattern}|\bplaces?\b|plätze|\bplazas?\b|\bposti\b|plats|plass|pladser)|"
    rf"(?:{PART.pattern})[^.!?。]{{0,40}}(?:ありません|おりません|いません|없습니다|没有|bulunm\w+|\byok\b|нет|немає|nincs)",
    re.IGNORECASE,
)

"""Words for occupations in the languages of most careers pages: stems as the ISCO-08 groups have them, and job titles' own."""

from __future__ import annotations

import re

_ROLES = """
engineer engineers developer programmer architect manager director officer specialist analyst scientist technician assistant
coordinator consultant administrator advisor adviser associate designer lead leader head chief president supervisor superintendent
operator mechanic electrician plumber welder carpenter mason driver pilot nurse doctor physician therapist pharmacist surgeon
dentist teacher lecturer professor tutor researcher postdoc fellow intern internship trainee apprentice apprenticeship student
graduate accountant auditor controller buyer planner scheduler estimator surveyor inspector recruiter representative executive
agent clerk cashier cook chef baker butcher waiter waitress server barista host hostess cleaner janitor housekeeper guard
keeper warden librarian editor writer journalist copywriter translator photographer producer artist animator strategist
marketer salesperson seller merchandiser buyer partner counsel attorney lawyer paralegal secretary receptionist bookkeeper
actuary economist statistician biologist chemist physicist geologist machinist fabricator assembler installer fitter rigger
labourer laborer worker foreman crew member packer picker loader handler stocker dispatcher gardener farmer groundskeeper
caretaker carer caregiver paramedic midwife hygienist optometrist veterinarian stylist hairdresser trainer coach instructor
evangelist generalist expert owner steward captain mate deckhand founder principal staff senior junior team-lead
ingenieur ingenieurin entwickler entwicklerin leiter leiterin leitung mitarbeiter mitarbeiterin sachbearbeiter sachbearbeiterin
referent referentin berater beraterin kaufmann kauffrau kaufleute fachkraft fachinformatiker mechaniker mechatroniker elektriker
elektroniker techniker technikerin assistent assistentin werkstudent werkstudentin praktikant praktikantin praktikum ausbildung
auszubildende azubi pfleger pflegerin pflegefachkraft arzt ärztin lehrer lehrerin erzieher erzieherin koch köchin bäcker bäckerin
verkäufer verkäuferin fahrer fahrerin lagerist meister meisterin monteur schlosser schweißer maler gärtner gärtnerin helfer
helferin hausmeister buchhalter buchhalterin jurist juristin projektleiter projektmanager architektin duales
ingénieur ingénieure développeur développeuse responsable chargé chargée technicien technicienne conseiller conseillère vendeur
vendeuse chef cheffe stagiaire stage alternance alternant infirmier infirmière comptable directeur directrice assistante
cuisinier cuisinière boulanger chauffeur agent ouvrier enseignant
ingeniero ingeniera desarrollador desarrolladora gerente técnico técnica analista jefe jefa coordinador coordinadora auxiliar
vendedor vendedora enfermero enfermera médico profesor profesora cocinero conductor becario practicante contador asistente
ingegnere sviluppatore responsabile tecnico impiegato addetto addetta tirocinante infermiere cuoco autista
ontwikkelaar medewerker adviseur monteur stagiair verpleegkundige leraar kok chauffeur projectleider beheerder
engenheiro desenvolvedor gestor estagiário inżynier programista specjalista kierownik utvecklare ingenjör sjuksköterska
"""
_CJK_ROLES = (
    "工程师|工程師|经理|經理|专员|專員|主管|总监|總監|助理|顾问|顧問|实习|實習|开发|設計師|设计师|分析师|技术员|司机|护士|教师|会计|销售代表|研究员|"
    "エンジニア|マネージャー|担当|アシスタント|デザイナー|コンサルタント|アナリスト|リーダー|インターン|スタッフ|職人|看護師|運転手|技術者|"
    "엔지니어|매니저|디자이너|개발자|인턴|담당|"
    "مهندس|مدير|محاسب|مطور|أخصائي|مساعد|طبيب|ممرض|سائق|محلل|متدرب|فني"
)
ROLE = re.compile(
    rf"(?<![\w-])(?:{'|'.join(sorted({re.escape(word) for word in _ROLES.split()}, key=len, reverse=True))})(?:s|:in|:innen|\*in|/in)?(?!\w)"
    # looked for from their ends: a word that is tried from each of its letters takes time in the square of its length
    rf"|{_CJK_ROLES}|(?<=\w)(?:ingenieur|entwickler|leiter|manager|techniker|berater|mechaniker|monteur|fahrer|verkäufer|pfleger|"
    r"arzt|lehrer|helfer|meister|assistenz|kraft|praktikum)(?:in)?\b"
    r"|(?<=\w\w)(?:maker|smith|wright|setter|keeper|ologist|urgist|icist|ician|moulder|molder|grinder|finisher)s?\b",
    re.IGNORECASE,
)
# "(m/w/d)" and its relatives stand in titles of jobs alone.
GENDERS = re.compile(
    r"[(\[]\s*+(?:[mwfdxhvnia]|divers|all genders?|gn)(?:\s*[/|*,]\s*(?:[mwfdxhvnia]|divers|gn|all))*\s*[)\]]"
    r"|\b[mwfhd]/[mwfhd](?:/[dxv])?\b|[:*_]in(?:nen)?\b|(?<=\w)/-?in\b",
    re.IGNORECASE,
)


def is_role(title: str) -> bool:
    """Say whether a title names an occupation."""
    return bool(ROLE.search(title) or GENDERS.search(title))

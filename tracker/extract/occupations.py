"""Recognise occupations in job titles, in the languages of most careers pages.

The words are stems of the occupations in the ISCO-08 groups, and words from job titles. There are four kinds, because
languages form words in four ways: whole words; beginnings, if endings show case and gender; ends, if nouns are
compounded; and pieces that are found anywhere, if no spaces separate words or a title needs two of them.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS = """
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
evangelist generalist expert owner steward captain mate deckhand founder principal staff senior junior teamlead
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
headhunter potter glazier attendant conservator operative custodian paraprofessional joiner broker porter curator ranger lifeguard chaplain counsellor counselor
dietitian radiographer sonographer phlebotomist orderly usher florist upholsterer bricklayer scaffolder tiler plasterer decorator toolmaker
blacksmith seamstress concierge valet butler nanny registrar bursar treasurer commissioner constable firefighter detective investigator
examiner assessor adjudicator underwriter trader banker teller valuer appraiser adjuster negotiator interpreter linguist proofreader archivist
actor dancer musician choreographer presenter reporter videographer illustrator stagehand groom breeder shepherd herdsman milker forester logger
arborist fisherman miner driller boilermaker pipefitter millwright ironworker lineman linesman tester pentester cryptographer mathematician
nutritionist beautician barber masseur foremen postman handyman groundsman councillor fundraiser planner modeller modeler cleaner dishwasher bartender sommelier courier tailor roofer glazier welder dispatcher sre vp svp cto ceo cfo coo cmo
qa devops sysadmin dba webmaster moderator ambassador apprentices postdoctoral doctoral phd
consultor consultora diseñador diseñadora administrador administradora ejecutivo ejecutiva comercial encargado encargada
operario operaria camarero camarera dependiente arquitecto arquitecta abogado abogada especialista asesor asesora investigador
investigadora programador programadora supervisora jardinero electricista mecánico soldador pintor peluquero farmacéutico maestro
pasante científico científica redactor redactora traductor traductora líder
analyste architecte acheteur acheteuse assistant consultante coordinateur coordinatrice gestionnaire ingenieur juriste avocat
mécanicien électricien plombier soudeur menuisier maçon peintre serveur serveuse boucher pâtissier opérateur opératrice préparateur
préparatrice magasinier secrétaire concepteur conceptrice rédacteur rédactrice graphiste chercheur chercheuse formateur formatrice
éducateur éducatrice soignant soignante médecin pharmacien animateur animatrice commercial commerciale alternante apprenti apprentie
directeurs hôte hôtesse réceptionniste agente gérant livreur cariste conducteur conductrice facteur kinésithérapeute
ingegneri progettista sviluppatrice operaio operaia magazziniere commessa commesso cameriere barista programmatore consulente
ricercatore ricercatrice segretaria segretario contabile avvocato architetto medico farmacista insegnante docente venditore
venditrice coordinatore coordinatrice direttore direttrice stagista elettricista meccanico idraulico saldatore pasticcere
receptionist analista grafico grafica redattore traduttore
attrezzista geometra gruista fresatore carpentiere ragioniere ragioniera escavatorista manutentore collaudatore disegnatore disegnatrice
topógrafo topógrafa tornero fresador gruero matricero ferramenteiro torneiro serralheiro outilleur géomètre grutier grutière fraiseur
consultant ingenieur verkoper verkoopster bezorger magazijnmedewerker monteurs timmerman elektricien loodgieter lasser schilder
bakker slager secretaresse boekhouder jurist onderzoeker docent verzorgende arts apotheker begeleider teamleider directeur
planner inkoper vakantiekracht vrijwilliger bijbaan
engenheira desenvolvedora programadora gerente coordenador coordenadora assistente auxiliar vendedora professora enfermeira
enfermeiro médica advogado advogada arquiteto motorista operador operadora técnico técnica consultora especialista estagiária
estágio analista líder supervisor atendente recepcionista cozinheiro garçom padeiro pedreiro eletricista mecânico soldador
farmacêutico psicólogo psicóloga cientista projetista comprador
технолог логист логіст бухгалтер психолог социолог агроном ветеринар фармацевт маркетолог эргономист мастер майстер моделер моделлер рабочий
архивариус аналитик аналитики аналітик архитектор архітектор директор директора директорка конструктор юрист юрисконсульт сотрудник сотрудница
співробітник работник разнорабочий logistyk architekt architektka technolog mechanik mechanicy praktyki praktykant praktykantka
zástupce zástupkyně sestra mistr mistrová contabil medic director șef șefă responsabil agent ειδικός ειδική ειδικοσ τεχνικός βοηθός
danışman danışmanı doktor usta personeli sorumlu sorumlusu görevlisi juru guru staf leder kock elev chef wart lege læge pék segéd
teamleider projectleider groepsleider afdelingsleiders
ingenjör tekniker konsult
seřizovač seřizovačka truhlář truhlářka tesař zedník instalatér klempíř lakýrník řezník cukrář cukrářka krejčí kadeřník kadeřnice zlatník zahradník
slévač brusič balič balička pekárka mäsiar cukrár stolár tesár inštalatér kaderník kaderníčka záhradník
krawiec krawcowa szwaczka jubiler stolarz cieśla murarz dekarz rzeźnik ogrodnik
pastacı bahçıvan συγκολλητής νοσηλεύτρια αρτοποιός ζαχαροπλάστης κρεοπώλης κομμωτής κομμώτρια κηπουρός ξυλουργός κοσμηματοποιός ράφτης
столяр плотник каменщик маляр штукатур сантехник кондитер мясник парикмахер швея портной ювелир садовник тесляр муляр кравець перукар
дърводелец зидар бояджия шивач шивачка сладкар касапин фризьор градинар mesar slastičar zidar stolar krojač frizer moler vodoinstalater
jeweller jeweler goldsmith watchmaker confectioner fishmonger greengrocer fruiterer chimneysweep locksmith roofers cobbler
optician beekeeper brewer stonemason upholsterer dressmaker milliner saddler farrier
panadero panadera carnicero carnicera pastelero pastelera frutero pescadero repartidor repartidora dependienta reponedor reponedora cajero cajera
limpiador limpiadora albañil fontanero fontanera carpintero carpintera costurera mozo sastre joyero peluquera cuidador cuidadora
fornaio fornaia panettiere macellaio pescivendolo gelataio pizzaiolo muratore falegname sarto sarta parrucchiere parrucchiera estetista sistemista
orafo gommista verniciatore tornitore giardiniere portiere fattorino badante lavapiatti
bagare slaktare målare plåtslagare frisör servitör kassör kassörska vaktmästare snickare städare rörmokare
bager slagter tømrer murer frisør kasserer rengøringsassistent baker slakter snekker murer kelner renholder rørlegger
padeira confeiteiro açougueiro peixeiro garçonete costureira cabeleireiro jardineiro encanador carpinteiro marceneiro entregador repositor faxineira
boulangère pâtissière bouchère poissonnier poissonnière fromager fleuriste coiffeur coiffeuse couturier couturière bijoutier joaillier livreuse
plongeur caissier caissière jardinier carreleur couvreur charpentier chaudronnier serrurier
bakster kassamedewerker kapper kapster kleermaker metselaar stukadoor dakdekker hovenier serveerster glazenwasser juwelier
konditorin fleischer metzger friseur friseurin florist floristin goldschmied goldschmiedin tischler tischlerin zimmerer dachdecker maurer
kellner kellnerin spüler spülerin schreiner schreinerin
لحام بستاني صانع نادل مترجم ميكانيكي صحفي רתך גנן קונדיטור אופה ברמן מאבטח רוקח מתרגם מדריך מטפל
"""
# Beginnings: Slavic and Baltic languages, Romanian, Greek, Turkish, Indonesian; feminine or plural endings of others.
_BEGINNINGS = """
инженер программист разработчи менеджер специалист руководител начальник заместител администратор
дизайнер тестировщик инструктор оператор водител механик слесар слесарь электрик электромонтер электромонтёр сварщик монтажник
радиомонтажник токар фрезеровщик наладчик экономист секретар продавец
продавц кассир консультант кладовщик грузчик курьер повар пекар официант бармен уборщи охранник врач медсестр фельдшер
провизор учител преподавател воспитател переводчи редактор журналист корреспондент копирайтер эксперт
бригадир разнорабоч лаборант стажер стажёр стажир ассистент помощник координатор супервайзер
рекрутер диспетчер экспедитор тренер методист верстальщик
інженер програміст розробни менеджер спеціаліст фахівець керівник начальник адміністратор архітектор тестувальни
водій механік слюсар електрик зварник економіст секретар продавець касир комірник вантажник кухар пекар офіціант
прибиральни охоронець лікар медсестра вчител викладач вихователь перекладач редактор стажер стажист асистент помічник
inżynier programist specjalist kierowni menedżer menadżer dyrektor koordynator analityk projektant projektantk tester asystent
księgow ekonomist prawnik radca sekretar sprzedawc sprzedawczyn kasjer magazynier kierowc elektryk elektromonter spawacz
monter ślusarz tokarz pracowni robotni kucharz kelner barman piekarz cukiernik sprzątacz ochroniarz lekarz pielęgniar farmaceut
nauczyciel wykładowc tłumacz redaktor handlowiec przedstawiciel doradc konsultant praktykant stażyst stażystk referent brygadzist
konstruktor serwisant wdrożeniow rekruter deweloper kosmetolog fryzjer opiekun
inženýr programátor vývojář manažer ředitel vedoucí koordinátor analytik asistent administrátor účetn ekonom právník sekretář
prodavač pokladní skladník řidič elektrikář svářeč montér zámečník obráběč obsluha dělník kuchař číšník pekař uklízeč lékař
lékárník učitel lektor překladatel redaktor poradce konzultant stážist praktikant tester
nástrojář geodet jeřábník soustružník frézař elektromechanik bagrist nástrojár žeriavnik sústružník frézar klampiar macaragi frezor tâmplar dulgher
konstruktér projektant operátor nákupčí recepční pracovník pracovnice brigádník
inžinier vývojár riaditeľ vedúci účtovník skladník vodič zvárač murár kuchár čašník lekár učiteľ predavač
softverski inženjer programer razvojni menadžer rukovodilac direktor koordinator analitičar dizajner računovođa knjigovođa ekonomist
pravnik sekretar prodavac kasir magacioner vozač mehaničar električar zavarivač monter bravar kuvar kuhar konobar pekar čistač lekar liječnik
nastavnik profesor prevodilac urednik savetnik savjetnik konsultant praktikant pripravnik tehničar stručnjak suradnik saradnik
referent asistent voditelj radnik
инжењер програмер руководилац менаџер координатор аналитичар рачуновођа књиговођа економиста возач механичар електричар
заваривач кувар конобар наставник лекар техничар стручни сарадник магационер продавац приправник саветник
разработчик софтуерен ръководител мениджър специалист координатор анализатор счетоводител икономист юрисконсулт секретар
продавач касиер шофьор механик електротехник заварчик шлосер готвач сервитьор барман пекар чистач охранител лекар
учител преподавател преводач редактор консултант стажант оператор работник асистент дизайнер архитект представител
inginer programator dezvoltator coordonator analist asistent economist jurist
secretar vânzător vanzator casier gestionar șofer sofer mecanic electrician sudor lăcătuș lacatus montator muncitor bucătar bucatar
ospătar ospatar barman brutar îngrijitor farmacist profesor învățător traducător redactor tehnician stagiar
recepționer lucrător lucrator strungar instalator
μηχανικ προγραμματιστ διευθυντ υπεύθυν υπευθυν στέλεχ στελεχ σύμβουλ συμβουλ αναλυτ λογιστ γραμματέα γραμματεα οδηγ ηλεκτρολόγ τεχνίτ
πωλητ ταμί αποθηκάρι μάγειρ σερβιτόρ νοσηλευτ ιατρ γιατρ φαρμακοποι δάσκαλ καθηγητ μεταφραστ συντάκτ σχεδιαστ προϊστάμεν συντονιστ
χειριστ εργάτ εργατ ασκούμεν ασκουμεν υπάλληλ υπαλληλ μηχανολόγ φύλακα καθαριστ δικηγόρ αρχιτέκτ επόπτ
mühendis geliştirici uzman müdür yönetici direktör koordinatör analist asistan tasarımcı muhasebe sekreter temsilci
kasiyer şoför sürücü teknisyen tekniker elektrikçi kaynakçı operatör işçi aşçı garson barista fırıncı
hemşire eczacı öğretmen eğitmen çevirmen editör stajyer eleman görevli ustabaşı mimar avukat
inžinierius inžinier programuotoj vadybinink vadov direktori koordinatori analitik konsultant administratori buhalter ekonomist
teisinink sekretor pardavėj kasinink sandėlinink vairuotoj elektrik suvirintoj montuotoj šaltkalvi operatori darbuotoj virėj padavėj
kepėj valytoj apsaugos gydytoj slaugytoj vaistinink mokytoj dėstytoj vertėj redaktori dizaineri praktikant asistent darbinink meistr
insinyur pengembang manajer spesialis direktur kepala koordinator analis konsultan asisten akuntan sekretaris penjual kasir
sopir pengemudi mekanik teknisi tukang karyawan pegawai pramusaji koki satpam dokter perawat apoteker dosen penerjemah
desainer magang penyelia supervisor arsitek pengacara
tarnautoj arenduja spetsialist insener projektijuht juhataja raamatupidaja izstrādātāj vadītāj inženier
vývojov
"""
# Ends of compounds: German, Dutch, the Nordic languages, Finnish and Hungarian; English crafts; Chinese, Japanese and Korean,
# where a longer word is often a trade (機械工業) and not the one who works in it.
_ENDS = """
ingenieur ingenieurin ingenieure entwickler entwicklerin leiter leiterin leitung manager managerin techniker technikerin berater beraterin
mechaniker mechanikerin mechatroniker elektroniker monteur monteurin monteure fahrer fahrerin verkäufer verkäuferin pfleger pflegerin arzt ärztin
lehrer lehrerin helfer helferin meister meisterin assistenz assistent assistentin kraft kräfte praktikum praktikant planer zeichner
spezialist spezialistin referent referentin sachbearbeiter sachbearbeiterin kaufmann kauffrau kaufleute mitarbeiter mitarbeiterin schlosser
bauer installateur führer führerin arbeiter arbeiterin experte expertin lackierer konditor konstrukteur controller student studentin
administrator analyst architekt architektin
machinist frezer landmeter grondwerker dreher fräser vermesser werkzeugmacher
medewerker beheerder ontwikkelaar adviseur begeleider verpleegkundige monteurs specialist coördinator bewaker chauffeur
utvecklare ingenjör ingenjören tekniker ledare konsult samordnare rådgivare säljare förare arbetare sköterska läkare lärare handläggare
ansvarig strateg utredare medarbetare montör elektriker mekaniker snickare assistent controller projektledare
verktygsmakare administratör murare svarvare svetsare trädgårdsmästare værktøjsmager verktøymaker kranfører sveiser landmåler
utvikler ingeniør sjef rådgiver konsulent selger sjåfør arbeider sykepleier lærer medarbeider montør tekniker ansvarlig
koordinator saksbehandler forsker fagarbeider spesialist
udvikler rådgiver sælger chauffør sygeplejerske pædagog medarbejder ansvarlig specialist praktikant sagsbehandler
kehittäjä insinööri johtaja päällikkö asiantuntija hoitaja opettaja asentaja myyjä koordinaattori suunnittelija analyytikko konsultti
työkaluntekijä palkanlaskija maanmittari harjoittelija työntekijä kuljettaja kokki tarjoilija siivooja lääkäri sihteeri mekaanikko hitsaaja ohjaaja assistentti esimies tutkija
leipuri kondiittori teurastaja puuseppä kirvesmies muurari maalari putkimies parturi ompelija huoltaja kassanhoitaja tiskaaja kultaseppä
cukrász hentes asztalos kőműves fodrász varrónő ötvös burkoló kertész puutarhuri
arkkitehti kirjanpitäjä neuvoja edustaja valmentaja apulainen ohjelmoija tarkastaja varastotyöntekijä
fejlesztő mérnök vezető szakértő munkatárs kezelő szerelő asszisztens menedzser igazgató tanácsadó elemző ügyintéző gyakornok könyvelő
eladó pénztáros raktáros sofőr gépkocsivezető hegesztő lakatos villanyszerelő szakács felszolgáló takarító orvos ápoló nővér gyógyszerész
szerszámkészítő esztergályos bérszámfejtő tanár oktató fordító szerkesztő tervező technikus programozó koordinátor referens ügynök operátor művezető
園丁 园丁 花匠 钳工 车工 铣工 铆工 油漆工 泥工 钢筋工 水电工 装配工 搬运工 缝纫工 清洁工 叉车工 厨工 护工 保洁员 收银员 质检员 检验员 驾驶员 摄影师 营养师 咨询师 咖啡师
培训师 讲师 药师 技师 医师 教练 导游 记者 溶接工 塗装工 板金工 旋盤工 組立工 機械工 鉄筋工 型枠工 とび職 鳶職 庭師 造園工 パティシエ シェフ コック ソムリエ バリスタ ウェイター
ウェイトレス 工事士 建築士 会計士 税理士 弁護士 司法書士 衛生士 技工士 栄養士 療法士 救命士 介護士 運転士 測量士 助産師 保健師 獣医師 調律師 清掃員 警備員 相談員 指導員 調査員
編集者 カメラマン イラストレーター トレーナー インストラクター 용접공 전기공 도장공 정비공 정비사 정원사 조경사 미화원 경비원 승무원 약사 의사 변호사 세무사 영양사 치료사 위생사
복지사 상담사 설계사 통역사 번역가 조종사 주방장 셰프 바리스타 트레이너 管理员
smith wright setter keeper ologist urgist icist ician moulder molder grinder finisher
"""
# Pieces: scripts without spaces or with prefixes, and names of two words.
_PIECES = (
    "工程师|工程師|经理|經理|专员|專員|主管|总监|總監|助理|顾问|顧問|实习|實習|开发|開發人員|設計師|设计师|分析师|分析師|技术员|技術員|司机|司機|护士|護士|"
    "教师|教師|会计|會計|销售|业务员|業務|研究员|研究員|架构师|架構師|产品经理|程序员|程式設計|工程员|操作工|普工|电工|焊工|厨师|廚師|服务员|服務員|"
    "面包师|麵包師|糕点师|糕點師|理发师|裁缝|木匠|瓦工|水管工|屠夫|外卖员|快递员|客服|文员|编辑|編輯|翻译|翻譯|律师|律師|医生|醫師|药剂师|老师|老師|店长|店員|店员|出纳|采购|策划|运营|专家|部长|组长|学徒|保安|"
    "エンジニア|マネージャー|マネジャー|担当|アシスタント|デザイナー|コンサルタント|アナリスト|リーダー|インターン|スタッフ|職人|看護師|運転手|技術者|"
    "プログラマ|ディレクター|プランナー|ライター|営業|事務|経理|人事|総務|広報|法務|販売員|店長|調理|料理人|介護|薬剤師|保育士|教員|講師|医師|"
    "ドライバー|オペレーター|プロデューサー|マーケター|サイエンティスト|アーキテクト|スペシャリスト|テスター|研究開発|施工管理|作業員|整備士|"
    "パン職人|製パン|菓子職人|美容師|理容師|大工|左官|配管工|配達員|アルバイト|パートナー営業|カスタマーサクセス|カスタマーサポート|セールス|アドバイザー|総合職|一般職|"
    "엔지니어|매니저|디자이너|개발자|인턴|담당|기획자|마케터|분석가|연구원|영업|회계사|간호사|교사|강사|기사|사무직|팀장|컨설턴트|디렉터|리더|"
    "제빵사|제과사|미용사|이발사|목수|배관공|배달원|재단사|전문가|상담원|운전|요리사|조리사|경리|관리자|프로그래머|아키텍트|어시스턴트|"
    "مهندس|مدير|محاسب|مطور|أخصائي|اخصائي|مساعد|طبيب|ممرض|سائق|محلل|متدرب|فني|مبرمج|مصمم|مستشار|مشرف|منسق|موظف|معلم|مدرس|صيدلي|محامي|"
    "خباز|حلواني|جزار|نجار|سباك|خياط|حلاق|صائغ|طباخ|كهربائي|عامل|مندوب|مسؤول|رئيس قسم|"
    "מהנדס|מפתח|מנהל|רכז|אנליסט|מעצב|טכנאי|חשב|מזכיר|נהג|מוכר|יועץ|יועצת|אחות|רופא|מורה|מתמחה|ראש צוות|בודק|תוכניתן|מתכנת|הנדסאי|"
    "חשמלאי|מלצר|טבח|שליח|מחסנאי|קופאי|נציג|עוזר|חוקר|מתאם|סוקר|ארכיטקט|"
    "วิศวกร|ผู้จัดการ|เจ้าหน้าที่|พนักงาน|นักพัฒนา|โปรแกรมเมอร์|ช่าง|หัวหน้า|ผู้ช่วย|นักวิเคราะห์|นักออกแบบ|ที่ปรึกษา|พยาบาล|แพทย์|"
    "เภสัชกร|ครู|อาจารย์|นักบัญชี|ผู้อำนวยการ|คนขับ|นักศึกษาฝึกงาน|เลขานุการ|ผู้เชี่ยวชาญ|แม่บ้าน|กุ๊ก|พ่อครัว|"
    "kỹ sư|nhân viên|trưởng phòng|trưởng nhóm|chuyên viên|quản lý|lập trình viên|kế toán|giám đốc|thực tập sinh|trợ lý|tài xế|lái xe|"
    "điều dưỡng|bác sĩ|giáo viên|giảng viên|chuyên gia|công nhân|thợ |đầu bếp|phục vụ|bảo vệ|thủ kho|biên tập|phiên dịch|kiến trúc sư|"
    "cán bộ|tư vấn|thiết kế|"
    "научный сотрудник|младший научный|старший научный|науковий співробітник|nezávislý|zdravotní sestr|obchodní zástupce|vedecký pracovník|"
    "asistent medical|agent de vânzări|satış danışman|insan kaynakları|müşteri hizmetleri|müşteri temsilci|tenaga |staf |"
    "team member|crew member|sales rep|front desk|help desk"
)
_MOST_KEPT = 4_096  # titles whose results are cached
_LONGEST = 400  # characters of a title that are examined
_WORD = re.compile(r"[^\W\d_]+")


def _forms(words: str) -> frozenset[str]:
    return frozenset(_WORD.findall(words.casefold()))


_WHOLE = frozenset(form for form in _forms(_WORDS) if len(form) > 1)
_STARTS, _TAILS = _forms(_BEGINNINGS), _forms(_ENDS)
_LEAST_START, _LONG_START = min(map(len, _STARTS)), max(map(len, _STARTS))
_LEAST_TAIL, _LONG_TAIL = min(map(len, _TAILS)), max(map(len, _TAILS))
_PIECE = re.compile(_PIECES, re.IGNORECASE)
# A technician in Czech and Slovak; alone, it is a department in German.
_TECHNIK = re.compile(r"[íýy] technik(?!\w)", re.IGNORECASE)
# "(m/w/d)" and similar are only in titles of jobs.
GENDERS = re.compile(
    r"[(\[]\s*+(?:[mwfdxhvnia]|divers|all genders?|gn)(?:\s*[/|*,]\s*(?:[mwfdxhvnia]|divers|gn|all))*\s*[)\]]"
    r"|\b[mwfhd]/[mwfhd](?:/[dxv])?\b|[:*_]in(?:nen)?\b|(?<=\w)/-?in\b",
    re.IGNORECASE,
)


def names_occupation(title: str) -> bool:
    """Return whether a word of a title names an occupation."""
    return _names_one(title[:_LONGEST])


@lru_cache(_MOST_KEPT)
def _names_one(title: str) -> bool:
    folded = title.casefold().replace("i\u0307", "i")  # the dotted capital I of Turkish
    return any(map(_is_occupation, _WORD.findall(folded))) or bool(_PIECE.search(title) or _TECHNIK.search(title))


def _is_occupation(word: str) -> bool:
    if word in _WHOLE or (word.endswith("s") and word[:-1] in _WHOLE):
        return True
    if any(word[:size] in _STARTS for size in range(_LEAST_START, min(len(word), _LONG_START) + 1)):
        return True
    return any(word[-size:] in _TAILS for size in range(_LEAST_TAIL, min(len(word), _LONG_TAIL) + 1))


def is_role(title: str) -> bool:
    """Return whether a title names an occupation, or states the genders that the job is for."""
    return names_occupation(title) or bool(GENDERS.search(title))

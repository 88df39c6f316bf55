"""Names of countries, regions and cities that the gazetteer's sources lack: short forms, postal codes, local names.

The keys are the names of GeoNames. Two-letter codes count only in capitals, and never alone.
"""

from __future__ import annotations

from typing import Final

COUNTRIES: Final = {
    "US": "USA|U.S.|U.S.A.|United States of America|America|The United States|Stati Uniti|Vereinigte Staaten von Amerika|米国|アメリカ",
    "GB": "UK|U.K.|Great Britain|Britain|The United Kingdom|英国|Großbritannien|Grande-Bretagne",
    "AE": "UAE|U.A.E.|Emirates|VAE",
    "KR": "Korea|Republic of Korea|Korea, Republic of|Korea Republic|South Korea|한국",
    "NL": "Holland|The Netherlands",
    "CZ": "Czech Republic|Czechia|Tschechische Republik",
    "CN": "PRC|P.R. China|Mainland China|People's Republic of China",
    "RU": "Russian Federation",
    "VN": "Viet Nam",
    "TW": "Taiwan, Province of China|Taiwan, China",
    "HK": "Hong Kong|Hong Kong SAR|Hongkong",
    "MO": "Macau|Macao",
    "TR": "Turkey|Türkiye",
    "IE": "Republic of Ireland|Ireland, Republic of|Éire",
    "DE": "BRD|Bundesrepublik Deutschland",
    "CI": "Ivory Coast",
    "MX": "México",
    "BR": "Brasil",
    "MD": "Republic of Moldova",
    "MK": "Macedonia",
    "BA": "Bosnia",
    "LA": "Laos",
    "PS": "Palestine",
    "SZ": "Swaziland",
    "CD": "DRC|Democratic Republic of the Congo",
    "CV": "Cape Verde",
    "JP": "日本国",
}

REGIONS: Final = {
    "US": {
        "Alabama": "AL", "Alaska": "AK", "Arizona": "AZ", "Arkansas": "AR", "California": "CA|Calif.|Calif|SoCal|NorCal|Northern California|Southern California",
        "Colorado": "CO|Colo.", "Connecticut": "CT|Conn.", "Delaware": "DE", "District of Columbia": "DC|D.C.|Washington DC", "Florida": "FL|Fla.", "Georgia": "GA", "Hawaii": "HI", "Idaho": "ID", "Illinois": "IL|Ill.", "Indiana": "IN|Ind.",
        "Iowa": "IA", "Kansas": "KS", "Kentucky": "KY", "Louisiana": "LA", "Maine": "ME", "Maryland": "MD", "Massachusetts": "MA|Mass.",
        "Michigan": "MI|Mich.", "Minnesota": "MN|Minn.", "Mississippi": "MS", "Missouri": "MO", "Montana": "MT", "Nebraska": "NE",
        "Nevada": "NV", "New Hampshire": "NH", "New Jersey": "NJ|N.J.", "New Mexico": "NM|N.M.", "New York": "NY|N.Y.|New York State", "North Carolina": "NC|N.C.",
        "North Dakota": "ND|N.D.", "Ohio": "OH", "Oklahoma": "OK|Okla.", "Oregon": "OR|Ore.", "Pennsylvania": "PA|Penn.", "Rhode Island": "RI|R.I.",
        "South Carolina": "SC|S.C.", "South Dakota": "SD|S.D.", "Tennessee": "TN|Tenn.", "Texas": "TX|Tex.", "Utah": "UT", "Vermont": "VT",
        "Virginia": "VA|Northern Virginia", "Washington": "WA|Washington State|Wash.", "West Virginia": "WV|W.V.", "Wisconsin": "WI|Wis.", "Wyoming": "WY",
    },
    "CA": {
        "Alberta": "AB", "British Columbia": "BC|B.C.|Colombie-Britannique", "Manitoba": "MB", "New Brunswick": "NB|Nouveau-Brunswick",
        "Newfoundland and Labrador": "NL|Newfoundland|NFLD|Terre-Neuve-et-Labrador", "Nova Scotia": "NS|Nouvelle-Écosse", "Northwest Territories": "NT",
        "Nunavut": "NU", "Ontario": "ON|Ont.", "Prince Edward Island": "PE|PEI|Île-du-Prince-Édouard", "Quebec": "QC|PQ|Québec", "Saskatchewan": "SK", "Yukon": "YT",
    },
    "AU": {
        "New South Wales": "NSW", "Victoria": "VIC|Vic.", "Queensland": "QLD|Qld", "Western Australia": "WA", "South Australia": "SA",
        "Tasmania": "TAS", "Australian Capital Territory": "ACT", "Northern Territory": "NT",
    },
    "DE": {
        "Baden-Wurttemberg": "Baden-Württemberg|Baden Württemberg|Baden-Wuerttemberg|BW|BaWü", "Bavaria": "Bayern|BY|Freistaat Bayern", "State of Berlin": "Berlin|BE|Land Berlin",
        "Brandenburg": "BB", "Bremen": "HB", "Hamburg": "HH", "Hesse": "Hessen|HE", "Mecklenburg-Vorpommern": "MV|Mecklenburg-Western Pomerania|Mecklenburg Vorpommern",
        "Lower Saxony": "Niedersachsen|NI|NDS", "North Rhine-Westphalia": "Nordrhein-Westfalen|NRW|NW|North Rhine Westphalia|Nordrhein Westfalen",
        "Rheinland-Pfalz": "Rhineland-Palatinate|RP|RLP|Rheinland Pfalz", "Saarland": "SL", "Saxony": "Sachsen|SN", "Saxony-Anhalt": "Sachsen-Anhalt|ST",
        "Schleswig-Holstein": "SH", "Thuringia": "Thüringen|Thueringen|TH",
    },
    "AT": {
        "Burgenland": "", "Carinthia": "Kärnten", "Lower Austria": "Niederösterreich", "Upper Austria": "Oberösterreich", "Salzburg": "", "Styria": "Steiermark",
        "Tyrol": "Tirol", "Vorarlberg": "", "Vienna": "Wien",
    },
    "CH": {
        "Zurich": "Zürich|ZH|Kanton Zürich", "Zug": "ZG", "Vaud": "VD|Waadt", "Valais": "VS|Wallis", "Ticino": "TI|Tessin", "Thurgau": "TG", "Solothurn": "SO",
        "Schwyz": "SZ", "Schaffhausen": "SH", "Saint Gallen": "St. Gallen|SG|Sankt Gallen", "Neuchâtel": "NE|Neuenburg", "Lucerne": "Luzern|LU", "Jura": "JU",
        "Grisons": "Graubünden|GR", "Glarus": "GL", "Geneva": "Genève|Genf|GE", "Fribourg": "Freiburg|FR", "Bern": "BE|Berne", "Basel-City": "Basel-Stadt|BS",
        "Basel-Landschaft": "BL|Basel-Country", "Aargau": "AG",
    },
    "FR": {
        "Provence-Alpes-Côte d'Azur": "PACA", "Île-de-France": "IDF|Ile de France", "Corsica": "Corse", "Brittany": "Bretagne", "New Aquitaine": "Nouvelle-Aquitaine",
        "Normandy": "Normandie", "Auvergne-Rhône-Alpes": "ARA",
    },
    "IT": {
        "Sicily": "Sicilia", "Sardinia": "Sardegna", "Aosta Valley": "Valle d'Aosta", "Tuscany": "Toscana", "Apulia": "Puglia", "Piedmont": "Piemonte", "The Marches": "Marche",
        "Lombardy": "Lombardia", "Lazio": "Latium", "Friuli Venezia Giulia": "Friuli-Venezia Giulia", "Basilicate": "Basilicata", "Trentino-Alto Adige": "Trentino|Alto Adige|Südtirol",
    },
    "ES": {
        "Murcia": "Región de Murcia", "Balearic Islands": "Islas Baleares|Illes Balears|Baleares", "Andalusia": "Andalucía", "Canary Islands": "Canarias|Islas Canarias",
        "Castille-La Mancha": "Castilla-La Mancha", "Valencia": "Comunidad Valenciana|Comunitat Valenciana|Valencian Community", "Asturias": "Principado de Asturias",
        "Navarre": "Navarra", "Madrid": "Comunidad de Madrid|Community of Madrid", "Aragon": "Aragón", "Castille and León": "Castilla y León", "Catalonia": "Cataluña|Catalunya",
        "Basque Country": "País Vasco|Euskadi",
    },
    "NL": {
        "South Holland": "Zuid-Holland", "North Holland": "Noord-Holland", "North Brabant": "Noord-Brabant", "Friesland": "Fryslân",
    },
    "BE": {"Brussels Capital": "Brussels-Capital Region|Brussels Hoofdstedelijk Gewest|Région de Bruxelles-Capitale", "Wallonia": "Wallonie|Wallonië", "Flanders": "Vlaanderen|Flandre"},
    "PL": {
        "Mazovia": "Mazowieckie|Masovian Voivodeship|Mazowsze", "Lesser Poland": "Małopolskie|Lesser Poland Voivodeship|Małopolska", "Lower Silesia": "Dolnośląskie|Lower Silesian Voivodeship",
        "Silesia": "Śląskie|Silesian Voivodeship", "Pomerania": "Pomorskie|Pomeranian Voivodeship", "Greater Poland": "Wielkopolskie|Greater Poland Voivodeship", "Łódź Voivodeship": "Łódzkie",
    },
    "BR": {
        "São Paulo": "SP|Estado de São Paulo", "Rio de Janeiro": "RJ", "Minas Gerais": "MG", "Paraná": "PR", "Santa Catarina": "SC", "Rio Grande do Sul": "RS", "Bahia": "BA",
        "Pernambuco": "PE", "Ceará": "CE", "Federal District": "DF|Distrito Federal", "Goiás": "GO", "Espírito Santo": "ES", "Amazonas": "AM", "Pará": "PA",
    },
    "MX": {"Mexico City": "CDMX|Ciudad de México|Distrito Federal|D.F.", "México": "Estado de México|Edomex", "Nuevo León": "NL|N.L.", "Jalisco": "JAL", "Querétaro": "QRO"},
    "IN": {
        "Karnataka": "KA", "Maharashtra": "MH", "Tamil Nadu": "TN|Tamilnadu", "Telangana": "TS|TG", "Haryana": "HR", "Uttar Pradesh": "UP", "Delhi": "NCT|Delhi NCR|National Capital Territory of Delhi",
        "West Bengal": "WB", "Gujarat": "GJ", "Kerala": "KL", "Rajasthan": "RJ", "Punjab": "PB", "Andhra Pradesh": "AP", "Madhya Pradesh": "MP", "Odisha": "Orissa", "Bihar": "BR", "Goa": "GA",
    },
    "JP": {
        "Tokyo": "東京都|東京|Tokyo-to", "Osaka": "大阪府|大阪", "Kyoto": "京都府|京都", "Hokkaido": "北海道", "Kanagawa": "神奈川県|神奈川|Kanagawa Prefecture", "Aichi": "愛知県|愛知|Aichi Prefecture", "Fukuoka": "福岡県|福岡",
        "Hyōgo": "兵庫県|兵庫|Hyogo", "Saitama": "埼玉県|埼玉", "Chiba": "千葉県|千葉", "Hiroshima": "広島県|広島", "Miyagi": "宮城県|宮城", "Shizuoka": "静岡県|静岡", "Ibaraki": "茨城県|茨城", "Tochigi": "栃木県|栃木",
        "Gunma": "群馬県|群馬", "Niigata": "新潟県|新潟", "Nagano": "長野県|長野", "Gifu": "岐阜県|岐阜", "Mie": "三重県|三重", "Shiga": "滋賀県|滋賀", "Nara": "奈良県|奈良", "Okayama": "岡山県|岡山", "Kumamoto": "熊本県|熊本",
        "Okinawa": "沖縄県|沖縄", "Ishikawa": "石川県|石川", "Toyama": "富山県|富山", "Fukui": "福井県|福井", "Yamanashi": "山梨県|山梨", "Wakayama": "和歌山県|和歌山", "Tottori": "鳥取県|鳥取", "Shimane": "島根県|島根",
        "Yamaguchi": "山口県|山口", "Tokushima": "徳島県|徳島", "Kagawa": "香川県|香川", "Ehime": "愛媛県|愛媛", "Kochi": "高知県|高知", "Saga": "佐賀県|佐賀", "Nagasaki": "長崎県|長崎", "Oita": "大分県|大分",
        "Miyazaki": "宮崎県|宮崎", "Kagoshima": "鹿児島県|鹿児島", "Aomori": "青森県|青森", "Iwate": "岩手県|岩手", "Akita": "秋田県|秋田", "Yamagata": "山形県|山形", "Fukushima": "福島県|福島",
    },
    "CN": {
        "Guangdong": "广东|广东省|廣東", "Zhejiang": "浙江|浙江省", "Jiangsu": "江苏|江苏省", "Sichuan": "四川|四川省", "Hubei": "湖北|湖北省", "Hunan": "湖南|湖南省", "Fujian": "福建|福建省", "Shandong": "山东|山东省",
        "Henan": "河南|河南省", "Hebei": "河北|河北省", "Shaanxi": "陕西|陕西省", "Shanxi": "山西|山西省", "Liaoning": "辽宁|辽宁省", "Jilin": "吉林省", "Heilongjiang": "黑龙江|黑龙江省", "Anhui": "安徽|安徽省",
        "Jiangxi": "江西|江西省", "Yunnan": "云南|云南省", "Guizhou": "贵州|贵州省", "Hainan": "海南|海南省", "Gansu": "甘肃|甘肃省", "Shanghai": "上海|上海市", "Beijing": "北京|北京市", "Tianjin": "天津|天津市",
        "Chongqing": "重庆|重庆市", "Guangxi": "广西", "Inner Mongolia": "内蒙古", "Xinjiang": "新疆", "Tibet": "西藏", "Ningxia": "宁夏", "Qinghai": "青海",
    },
    "IE": {"Leinster": "County Dublin|Co. Dublin", "Munster": "County Cork|Co. Cork|County Limerick", "Connacht": "County Galway|Co. Galway"},
    "SE": {"Västra Götaland": "Västra Götalands län", "Skåne": "Skåne län|Scania", "Stockholm": "Stockholms län|Stockholm County"},
    "DK": {"Capital Region": "Hovedstaden|Capital Region of Denmark", "Central Jutland": "Midtjylland", "South Denmark": "Syddanmark", "Zealand": "Sjælland", "North Denmark": "Nordjylland"},
    "PT": {"Lisbon": "Lisboa"},
    "GB": {"England": "Greater London|Greater Manchester|West Midlands|South East England|East of England|Cambridgeshire|Oxfordshire|Hertfordshire", "Northern Ireland": "N. Ireland"},
}  # fmt: skip

# The displayed name of regions whose name in GeoNames is not the usual one.
SHOWN: Final = {
    ("DE", "State of Berlin"): "Berlin",
    ("US", "New York City"): "New York",
    ("DE", "Baden-Wurttemberg"): "Baden-Württemberg",
    ("DE", "Rheinland-Pfalz"): "Rhineland-Palatinate",
    ("CH", "Saint Gallen"): "St. Gallen",
    ("IT", "Basilicate"): "Basilicata",
    ("IT", "The Marches"): "Marche",
    ("BE", "Brussels Capital"): "Brussels",
    ("ES", "Castille-La Mancha"): "Castilla-La Mancha",
    ("ES", "Castille and León"): "Castile and León",
    ("TW", "Takao"): "Kaohsiung",
}

# Short names of cities, and local names that a smaller place elsewhere also has (docs/decisions/0021-places.md).
CITIES: Final = {
    ("US", "New York City"): "NYC|New York|New York, NYC",
    ("US", "San Francisco"): "SF|San Fran",
    ("US", "Washington"): "Washington DC|Washington D.C.",
    ("US", "Saint Louis"): "St. Louis|St Louis",
    ("US", "Saint Paul"): "St. Paul",
    ("US", "Salt Lake City"): "SLC",
    ("US", "Philadelphia"): "Philly",
    ("US", "The Bronx"): "Bronx",
    ("US", "Staten Island"): "Staten Island",
    ("IN", "Bengaluru"): "Bangalore",
    ("IN", "Gurugram"): "Gurgaon",
    ("DE", "Frankfurt am Main"): "Frankfurt",
    ("DE", "Freiburg"): "Freiburg im Breisgau",
    ("DE", "Halle (Saale)"): "Halle",
    ("DE", "Marburg an der Lahn"): "Marburg",
    ("GB", "Kingston upon Hull"): "Hull",
    ("GB", "Newcastle upon Tyne"): "Newcastle",
    ("GB", "Stoke-on-Trent"): "Stoke",
    ("GB", "Southend-on-Sea"): "Southend",
    ("GB", "Burton upon Trent"): "Burton",
    ("GB", "Stockton-on-Tees"): "Stockton",
    ("GB", "Barrow in Furness"): "Barrow",
    ("GB", "Clacton-on-Sea"): "Clacton",
    ("GB", "Royal Tunbridge Wells"): "Tunbridge Wells",
    ("GB", "Royal Leamington Spa"): "Leamington Spa|Leamington",
    ("GB", "Derry"): "Londonderry",
    ("CA", "Montréal"): "Montreal",
    ("CA", "Québec"): "Quebec City|Québec City",
    ("MX", "Mexico City"): "CDMX|Ciudad de México",
    ("JP", "Tokyo"): "東京都",
    ("CN", "Beijing"): "北京市",
    ("CN", "Shanghai"): "上海市",
    ("CN", "Shenzhen"): "深圳市|深圳",
    ("CN", "Guangzhou"): "广州市|广州",
    ("CN", "Hangzhou"): "杭州市|杭州",
    ("CN", "Chengdu"): "成都市|成都",
    ("VN", "Ho Chi Minh City"): "HCMC|Saigon|Ho Chi Minh|Hồ Chí Minh",
    ("IL", "Tel Aviv"): "Tel Aviv-Yafo|Tel-Aviv|Tel Aviv",
    ("IT", "Rome"): "Roma",
    ("PT", "Lisbon"): "Lisboa",
}

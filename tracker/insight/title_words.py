"""Words of job titles that name no team, and the regions of the world that titles name."""

from __future__ import annotations

# A country manager may lead one of these.
REGIONS = frozenset(
    "emea apac amer latam noram anz dach mena cee cis nordics nordic benelux iberia uki uk us usa eu gcc americas america europe asia pacific africa "
    "gulf international asean balkans baltics caribbean österreich schweiz europa".split()
)
# Words of titles that name no team: levels, contracts, languages, shifts.
PLAIN = frozenset(
    "staff senior junior principal lead associate intern internship interns trainee apprentice graduate graduates grad new early career summer fall winter spring "
    "contract contractor ftc fte fixed term temporary temp maternity leave cover parental part full time month months year years shift night day weekend "
    "remote hybrid onsite based speaking speaker speakers fluent bilingual mandarin cantonese japanese korean chinese english german french spanish italian dutch "
    "portuguese polish turkish arabic hebrew hindi russian swedish danish norwegian finnish czech thai vietnamese indonesian malay greek ukrainian romanian hungarian "
    "emea apac amer latam noram anz aunz dach mena cee cis nordics nordic benelux iberia ukraine uki uk us usa eu na sea gcc americas europe asia pacific africa middle "
    "east west north south northern southern eastern western central southeast northeast northwest southwest midwest greater region regional global international worldwide "
    "m w f d x h i ii iii iv v vi sr jr mgr eng dev ops swe sre sde hr it qa ai ml ux ui pm tpm gtm smb smbs ssmb fpa vp svp mba phd bachelor master "
    "bilingue français anglais allemand espagnol deutsch englisch "
    "jobs job role roles position positions various multiple team teams template engineering engineers engineer manager managers managing management "
    "lithuanian latvian estonian january february march april may june july august september october november december arabia clearance "
    "senioren werkstudent praktikum praktikant ausbildung duales studium initiativbewerbung stage stagiaire alternance cdi cdd becario".split()
)

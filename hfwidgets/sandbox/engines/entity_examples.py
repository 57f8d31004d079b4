"""Names that show what a person, a place, an organisation and another proper name is; and cues.

`entities.py` compares what it finds with these. One table a class; no code.
"""

from __future__ import annotations


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.replace("\n", " ").split(";"))


EXAMPLES = {
    "PER": _listed(
        """Angela Merkel; Barack Obama; John Smith; Maria Garcia; Albert Einstein; Emma Watson;
        Mohammed Ali; Wei Zhang; Yuki Tanaka; Olga Petrova; Lars Nilsson; Giuseppe Verdi; Pablo
        Picasso; William Shakespeare; Jane Austen; Elon Musk; Serena Williams; Lionel Messi; Nelson
        Mandela; Priya Sharma; Jean-Paul Sartre; Sarah; Thomas; David; Anna; Peter; Michael; Laura;
        Napoleon; Beethoven; Queen Elizabeth; King Charles; Pope Francis; President Clinton;
        Professor Miller; Van Gogh; Darwin; Kowalski; O'Brien; Fernando; Fatima Hassan"""
    ),
    "LOC": _listed(
        """Paris; Berlin; New York; Tokyo; Madrid; Rome; Vienna; Chicago; Sydney; Cairo; Mumbai;
        Bristol; Lyon; Hamburg; Seville; Naples; Kyoto; Boston; Cape Town; Buenos Aires; France;
        Germany; Brazil; China; Kenya; Canada; Peru; India; Norway; California; Texas; Bavaria;
        Scotland; Africa; Europe; Asia; the Rhine; the Amazon River; Lake Geneva; Mount Everest; the
        Alps; the Pacific Ocean; the Black Sea; Sahara Desert; Fifth Avenue; Central Park; Trafalgar
        Square; Heathrow Airport; Golden Gate Bridge; Buckingham Palace; North Sea; Sicily"""
    ),
    "ORG": _listed(
        """Google; Microsoft; Siemens; Volkswagen; Toyota; Samsung; Sony; IBM; Pfizer; Boeing;
        Deutsche Bank; Goldman Sachs; Amazon; Apple Inc; Facebook; Intel; Shell; Unilever; Ikea;
        United Nations; European Union; UNICEF; NATO; FBI; NASA; World Bank; Red Cross; Greenpeace;
        Harvard University; University of Oxford; Max Planck Institute; Ministry of Finance; Supreme
        Court; Labour Party; Republican Party; Manchester United; FC Barcelona; New York Times; BBC;
        Reuters; Hugging Face; OpenAI; Lufthansa; the Senate; Royal Philharmonic Orchestra"""
    ),
    "MISC": _listed(
        """German; French; Japanese; American; Spanish; Russian; Chinese; Arabic; Swedish;
        Christian; Muslim; Buddhist; Olympic Games; World Cup; Nobel Prize; Christmas; Oscar; World
        War II; Renaissance; iPhone; Windows; Python; Harry Potter; Mona Lisa; Star Wars; Bible;
        Brexit; Internet; European; Latin"""
    ),
    "O": _listed(
        """Yesterday; Last summer; Today; However; Construction; Birds; Monday; January; Every day;
        Two workers; The meeting; Our train; People; Scientists; After dinner; First; Because; Many;
        Water; Researchers; Finally; Please; Doctor; Prices; Children; Although; While; There; When;
        Thanks; Good morning; Results; Music; Spring; History; Nobody; Table; Later"""
    ),
}

# Words of a name that settle its class: the last one, or any.
LAST_WORDS = {
    "ORG": frozenset(
        _listed(
            """inc; ltd; corp; corporation; company; co; gmbh; ag; plc; llc; bank; university;
            institute; college; school; organization; organisation; association; party; ministry;
            department; agency; committee; council; union; club; fc; airlines; airways; group;
            foundation; press; times; news; orchestra; museum; society; federation; church;
            hospital; court; parliament; senate; congress; commission; office; academy; league"""
        )
    ),
    "LOC": frozenset(
        _listed(
            """river; lake; sea; ocean; mountain; mountains; island; islands; bay; valley; desert;
            street; avenue; road; square; park; bridge; airport; station; city; county; province;
            state; states; kingdom; republic; republics; coast; peninsula; strait; canal; beach;
            forest; tower; palace; castle; tunnel; harbour; hall; gate"""
        )
    ),
    "MISC": frozenset(
        _listed(
            """prize; award; cup; war; games; olympics; championship; festival; act; treaty; day;
            revolution; bible; tour"""
        )
    ),
}
ANY_WORDS = {
    "ORG": frozenset(
        ("university", "institute", "ministry", "department", "bank", "organization", "agency")
    ),
    "LOC": frozenset(("mount", "lake", "cape", "river")),
}
TITLES = frozenset(
    _listed(
        """mr; mrs; ms; miss; dr; prof; professor; president; king; queen; prince; princess; pope;
        sir; lord; lady; saint; chancellor; minister; senator; judge; captain; general; colonel"""
    )
)
PLACE_PREPOSITIONS = frozenset(
    _listed("in; at; from; near; to; through; across; towards; around; outside; via")
)
# Verbs that people do; after a name they speak for a person.
PERSONAL_VERBS = frozenset(
    _listed(
        """said; says; met; wrote; writes; joined; born; married; told; thinks; believes; sang;
        painted; composed; invented; died; lives; lived; studied; visited; smiled; asked; wants;
        loves; plays; played; won; thanked; works; worked"""
    )
)
# Capitalised by the language, not as names.
CALENDAR = frozenset(
    _listed(
        """monday; tuesday; wednesday; thursday; friday; saturday; sunday; january; february; march;
        april; may; june; july; august; september; october; november; december; i; i'm; i've; i'd;
        i'll; yesterday; today; tomorrow; tonight"""
    )
)

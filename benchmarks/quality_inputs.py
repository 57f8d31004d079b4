"""Inputs of sandbox_quality.py with the right answers, written before any engine was tuned.

Nothing here may be used to tune an engine, nor be taken into a test.
"""

from __future__ import annotations

SENTIMENT = (
    ("The staff remembered our names and the breakfast was superb.", "POSITIVE"),
    ("My parcel arrived crushed and nobody answered my calls.", "NEGATIVE"),
    ("An absolute joy from the first page to the last.", "POSITIVE"),
    ("I want my money back, this kettle leaks everywhere.", "NEGATIVE"),
    ("The screen is bright, the battery lasts, and I would buy it again.", "POSITIVE"),
    ("Two hours of my life that I will never get back.", "NEGATIVE"),
    ("It isn't bad, but it isn't worth half the price either.", "NEGATIVE"),
    ("She thanked everyone and left the stage beaming with pride.", "POSITIVE"),
    ("The update made the app slower and it keeps crashing.", "NEGATIVE"),
    ("Finally a dentist who does not hurt me!", "POSITIVE"),
)

TOPICS = ("sports", "politics", "cooking", "astronomy", "medicine", "music", "finance", "travel")
ZERO_SHOT = (
    ("The goalkeeper saved two penalties in extra time.", "sports"),
    ("Parliament will vote on the coalition's reform next week.", "politics"),
    ("Simmer the onions in butter until they turn golden.", "cooking"),
    ("The probe photographed the rings of Saturn from behind.", "astronomy"),
    ("Patients who took the new drug had fewer seizures.", "medicine"),
    ("The violinist broke a string in the second movement.", "music"),
    ("Shareholders were relieved when the bank raised its dividend.", "finance"),
    ("Our night train to Lisbon left three hours late, yet the view was worth it.", "travel"),
    ("She ran the marathon in under three hours.", "sports"),
    ("Inflation slowed, so interest rates may fall in spring.", "finance"),
)

PASSAGE = (
    "The Øresund Bridge is a combined railway and motorway bridge across the Øresund strait "
    "between Denmark and Sweden. It runs nearly 8 kilometres from the Swedish coast to the "
    "artificial island Peberholm. The crossing is completed by the Drogden Tunnel, which is 4 "
    "kilometres long. The bridge was designed by the Danish engineering firm COWI. "
    "Construction began in 1995, and the bridge opened to traffic on 1 July 2000. Queen "
    "Margrethe II and King Carl XVI Gustaf hosted the opening ceremony. Two workers were "
    "killed during the construction. A tunnel was chosen for the last section so that "
    "aircraft could land safely at Copenhagen Airport. In 2019 about 20,300 vehicles used the "
    "link every day, most of them driven by commuters."
)
QUESTIONS = (
    ("When did construction of the bridge begin?", ("1995",)),
    ("Who designed the bridge?", ("COWI", "Danish engineering firm COWI")),
    ("How long is the Drogden Tunnel?", ("4 kilometres", "4 kilometres long")),
    ("How many workers died?", ("Two", "Two workers")),
    ("What is the name of the artificial island?", ("Peberholm",)),
    ("On which day was the bridge opened?", ("1 July 2000", "on 1 July 2000")),
    (
        "How many vehicles used the link each day in 2019?",
        ("20,300", "about 20,300", "20,300 vehicles", "about 20,300 vehicles"),
    ),
    ("Which airport is near the tunnel?", ("Copenhagen Airport",)),
)

TABLE = {
    "City": ["Aarhus", "Bergen", "Malmö", "Tampere", "Tartu", "Uppsala"],
    "Country": ["Denmark", "Norway", "Sweden", "Finland", "Estonia", "Sweden"],
    "Population": ["285273", "291940", "357377", "255050", "97435", "177074"],
    "Founded": ["770", "1070", "1275", "1779", "1030", "1286"],
    "Rainy days": ["171", "231", "156", "164", "138", "167"],
}
# What counts: the cells that are found, or for an aggregation also its name.
TABLE_QUESTIONS = (
    ("Which city has the most inhabitants?", ["Malmö"], None),
    ("In which country is Tartu?", ["Estonia"], None),
    ("How many cities are in Sweden?", ["Malmö", "Uppsala"], "COUNT"),
    ("What is the average number of rainy days?", TABLE["Rainy days"], "AVERAGE"),
    ("When was Bergen founded?", ["1070"], None),
    ("What is the total population of the Swedish cities?", ["357377", "177074"], "SUM"),
    ("Which cities were founded before 1050?", ["Aarhus", "Tartu"], None),
    ("How many cities have more than 200 rainy days?", ["Bergen"], "COUNT"),
)

# (sentence, one that says the same, one that shares words or a subject but does not)
SIMILARITY = (
    (
        "The kitten is asleep on the rug.",
        "A young cat naps on the carpet.",
        "The rug was woven by hand in Persia.",
    ),
    (
        "He lost his keys on the way home.",
        "On his way back he misplaced the keys.",
        "The piano has eighty-eight keys.",
    ),
    (
        "Prices of petrol went up again.",
        "Fuel has become more expensive once more.",
        "The petrol station closes at ten.",
    ),
    (
        "How do I reset my password?",
        "I forgot my login and need a new one.",
        "How do I bake a sponge cake?",
    ),
    (
        "Where can I catch the bus to the airport?",
        "Wo fährt der Bus zum Flughafen ab?",
        "The pilot waited for clearance to land.",
    ),
    (
        "The museum is closed on Mondays.",
        "El museo cierra los lunes.",
        "The museum bought a painting by Goya.",
    ),
    (
        "She is expecting a baby in May.",
        "Her child is due in spring.",
        "She was expecting a letter from the bank.",
    ),
    (
        "The meeting was put off until Thursday.",
        "They postponed the meeting to Thursday.",
        "They met every Thursday for lunch.",
    ),
)

ENTITIES = (
    (
        "Ada Lovelace met Charles Babbage in London.",
        (("Ada Lovelace", "PER"), ("Charles Babbage", "PER"), ("London", "LOC")),
    ),
    (
        "Nokia moved its headquarters from Helsinki to Espoo.",
        (("Nokia", "ORG"), ("Helsinki", "LOC"), ("Espoo", "LOC")),
    ),
    (
        "The World Health Organization sent doctors to Liberia.",
        (("World Health Organization", "ORG"), ("Liberia", "LOC")),
    ),
    (
        "Yesterday Marie Dubois joined Airbus in Toulouse.",
        (("Marie Dubois", "PER"), ("Airbus", "ORG"), ("Toulouse", "LOC")),
    ),
    ("Last summer we crossed the Danube near Budapest.", (("Danube", "LOC"), ("Budapest", "LOC"))),
    (
        "The University of Edinburgh awarded a prize to Fiona Hill.",
        (("University of Edinburgh", "ORG"), ("Fiona Hill", "PER")),
    ),
)

LANGUAGES = (
    ("Wie spät ist es eigentlich gerade bei euch?", "de"),
    ("Je voudrais réserver une table pour deux personnes.", "fr"),
    ("¿Dónde está la estación de tren más cercana?", "es"),
    ("Domani mattina andiamo al mercato a comprare il pane.", "it"),
    ("Het regent al de hele dag in Amsterdam.", "nl"),
    ("O menino esqueceu o guarda-chuva na escola.", "pt"),
    ("Jutro pojedziemy nad morze z dziećmi.", "pl"),
    ("Сегодня вечером мы идём в театр.", "ru"),
    ("The shop around the corner sells stamps.", "en"),
    ("Jag har aldrig sett så mycket snö förut.", "sv"),
)

# (text, words of which one should be the first)
MASKS = (
    ("Birds build their [MASK] in trees.", ("nests", "nest", "homes")),
    ("He put the letter in an [MASK] and sealed it.", ("envelope",)),
    ("The opposite of hot is [MASK].", ("cold", "cool")),
    ("We went to the [MASK] to borrow some books.", ("library",)),
    ("The sun rises in the [MASK].", ("east", "morning", "sky")),
    ("She was thirsty, so she drank a glass of [MASK].", ("water", "wine", "milk")),
)

TRANSLATIONS = (
    ("en", "fr", "The red house has a small garden.", "La maison rouge a un petit jardin."),
    ("en", "de", "The dog sleeps in the kitchen.", "Der Hund schläft in der Küche."),
    ("en", "es", "My brother drinks cold water.", "Mi hermano bebe agua fría."),
    ("en", "fr", "We see two birds in the tree.", "Nous voyons deux oiseaux dans l'arbre."),
)

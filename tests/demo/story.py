"""story.py - an invented lemonade, its quiet weeks and one bad minute, in five languages. Every name here is made up."""
import datetime
import random

BRAND = "Fjordbrus"

QUIET = {
    "sv": ["Älskar Fjordbrus med blåbär, perfekt till kräftorna!", "Var kan man köpa den sockerfria i Umeå?",
           "Finns den stora flaskan kvar i sortimentet?", "Så god! Hela familjen är nöjd.",
           "Min butik hade slut på citron idag.", "Tack för snabbt svar igår!", "Lite för söt för mig, men barnen gillar den."],
    "nb": ["Fjordbrus er best iskald på hytta.", "Når kommer rabarbrasmaken tilbake?", "Veldig god, takk for prøvene!",
           "Selger dere i Tromsø også?", "Synes den nye flasken er fin.", "Litt dyr i kiosken på stasjonen.",
           "Takk for hyggelig kundeservice i dag."],
    "da": ["Fjordbrus er dejlig på en varm dag.", "Kan man få den uden sukker i Aarhus?", "Tak for hurtigt svar!",
           "Hvor mange kalorier er der i en flaske?", "Mine børn elsker den med jordbær.", "Den nye etiket er flot."],
    "de": ["Fjordbrus schmeckt super, danke!", "Wo bekomme ich die Sorte Holunder in Kiel?", "Sehr lecker, gerne wieder.",
           "Gibt es die Flasche auch als Mehrweg?", "Mir ist sie etwas zu süß, aber die Kinder mögen sie.", "Toller Service, vielen Dank!"],
    "en": ["Love the blueberry one, great on ice.", "Do you ship to Scotland?", "Thanks for the quick reply yesterday!",
           "Which flavour is the one with elderflower?", "Nice new bottle.", "A bit too sweet for me, the kids like it though."],
}
GRUMBLE = {
    "sv": ["Kapsylen gick sönder igen, tråkigt."], "nb": ["Flasken lekket i sekken, kjedelig."],
    "da": ["Min flaske var flad, øv."], "de": ["Die Flasche war leider undicht."], "en": ["My bottle was flat, disappointing."],
}

FIRST = ("sv", "Hittade en glasskärva i min Fjordbrus idag. Är det här farligt? Ingen svarar på kundtjänst.")
PILE_ON = [
    ("sv", "Samma här, glasskärvor i flaskan! Fruktansvärt, mitt barn kunde ha skadats."),
    ("nb", "Glasskår i flasken her også. Skandale, og ingen svarer."),
    ("da", "Der var glasskår i min Fjordbrus. Det er forfærdeligt, og I svarer ikke."),
    ("de", "Glassplitter in der Flasche! Das ist gefährlich und eine Katastrophe."),
    ("en", "Glass in the bottle!! This is dangerous, my kid nearly drank it. Disgusting."),
    ("sv", "Bojkotta Fjordbrus tills de återkallar flaskorna. Katastrof."),
    ("nb", "Farlig produkt, og dere tier. Elendig, jeg kjøper aldri mer."),
    ("da", "Boykot Fjordbrus. Elendig service og farlige flasker."),
    ("de", "Nie wieder Fjordbrus. Schrecklich, kein Rückruf, keine Antwort."),
    ("en", "Still no recall? Terrible company, they knew about the glass in the bottles."),
    ("sv", "Usel kundtjänst, glasskärva i flaskan och ingen svarar. Jag är rasande."),
    ("nb", "Barnet mitt kuttet seg på et glasskår. Dette er forferdelig."),
    ("de", "Mein Sohn hat sich verletzt. Glassplitter! Unverschämt, dass niemand antwortet."),
    ("en", "Awful. Cut my lip on glass in the bottle and nobody answers the phone."),
    ("sv", "Skandal. Återkalla flaskorna nu, det är livsfarligt."),
    ("da", "Mit barn skar sig på glasskår. Forfærdeligt dårlig håndtering."),
    ("de", "Rückruf jetzt! Gefährlich und verantwortungslos, wirklich schlimm."),
    ("en", "I want a refund. Broken glass, horrible experience, worst drink ever."),
    ("nb", "Så dårlig. Glasskår i flasken og bare stillhet fra dere."),
    ("sv", "Fjordbrus är det sämsta jag varit med om. Farligt och respektlöst."),
    ("en", "Shame on you Fjordbrus, glass shards in the bottles is a safety scandal."),
    ("de", "Furchtbar. Glassplitter im Getränk, ich bin wütend."),
    ("da", "Virkelig dårligt. Farlige flasker og ingen tilbagekaldelse."),
    ("nb", "Forferdelig. Jeg tør ikke gi dette til barna."),
]
# what must not stay where it was posted, and does not help anybody
ABUSE = [
    ("sv", "Jag ska döda dig, vi vet var du bor."),
    ("en", "You are all worthless scum, go kill yourselves."),
    ("de", "Ich bring dich um, du Drecksau."),
    ("sv", "Håll käften din jävla hora."),
    ("nb", "Du er en jævla hore, hold kjeft."),
    ("da", "Din klamme luder, gå hjem og dø."),
]
CALM = [
    ("sv", "Bra att ni återkallar flaskorna och svarar nu. Tack."), ("nb", "Takk for beskjed om tilbakekalling."),
    ("da", "Tak for svaret, godt at I gør noget."), ("de", "Danke für die schnelle Antwort heute."),
    ("en", "Thanks for the update, good to see the recall."),
]

# share of the day's comments by hour, UTC: nights are quiet, evenings busy
HOURS = [1, 1, 0, 0, 0, 1, 3, 5, 6, 6, 7, 8, 8, 7, 6, 6, 8, 9, 10, 10, 8, 6, 4, 2]


def one(dice, language, text, number, ts=None):
    comment = {"id": "demo-%05d" % number, "brand": BRAND, "channel": "demo", "post": "post-%d" % (number % 7),
               "author": "reader-%d" % dice.randrange(10**6), "text": text, "lang": language,
               "url": "http://127.0.0.1/demo-%05d" % number}
    if ts is not None:
        comment["ts"] = ts.strftime("%Y-%m-%dT%H:%M:%SZ")
    return comment


def quiet_days(now, days=14, a_day=60, seed=1):
    """The past that teaches what is usual, oldest first."""
    dice = random.Random(seed)
    comments = []
    for day in range(days, 0, -1):
        start = now - datetime.timedelta(days=day)
        for _ in range(int(a_day * dice.uniform(0.75, 1.25))):
            hour = dice.choices(range(24), HOURS)[0]
            moment = start.replace(hour=hour, minute=dice.randrange(60), second=dice.randrange(60))
            if moment > now - datetime.timedelta(minutes=20):
                continue
            language = dice.choice(list(QUIET))
            texts = GRUMBLE if dice.random() < 0.06 else QUIET
            comments.append((moment, language, dice.choice(texts[language])))
    comments.sort()
    return [one(dice, language, text, number, moment) for number, (moment, language, text) in enumerate(comments)]


def bad_minute(first_number, seed=2):
    """(seconds from now, comment): the first complaint, the pile-on with abuse among it, the calm after."""
    dice = random.Random(seed)
    at, number, story = 0.0, first_number, []

    def add(gap, language, text):
        nonlocal at, number
        at += gap
        story.append((at, one(dice, language, text, number)))
        number += 1

    add(0, *FIRST)
    abuse = list(ABUSE)
    for index, (language, text) in enumerate(PILE_ON):
        add(3.0 if index < 3 else 0.9, language, text)
        if index % 4 == 3 and abuse:
            add(0.4, *abuse.pop(0))
    for language, text in CALM:
        add(1.5, language, text)
    return story

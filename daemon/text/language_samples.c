/*
 * language_samples.c - which list of common words belongs to which language; and such lists of
 * languages that are none of ours, so that they are not taken for one.
 */
#include "language_samples.h"

static const char *const words_fi[] = {
	"ja on ei se että hän oli minä sinä me te he en olen olet ole ovat mutta kun niin",
	"kuin jos vain nyt mitä mikä kuka joka jotka tämä tuo nämä ne myös sitten sen hänen",
	"minun sinun meidän teidän heidän minut sinut kanssa ennen jälkeen vielä jo aina",
	"koskaan ehkä hyvin hyvä huono uusi vanha suuri pieni paljon vähän enemmän kaikki",
	"joku jotain mitään kukaan missä mihin milloin miksi miten kiitos joo kyllä moi hei",
	"tulee tuli tulla menee meni mennä tehdä teki tekee sanoi sanoa sanoo nähdä näki",
	"tietää tiedän haluan haluaa saa saada voi voin voivat täytyy pitää piti olisi olivat",
	"ollut tullut tehnyt vuosi vuotta vuoden vuonna päivä päivää päivän viikko kuukausi",
	"tunti aika aikaa ihminen ihmiset lapsi lapset nainen mies talo koti kotiin työ työtä",
	"raha rahaa koulu kaupunki maa maailma elämä suomi suomen suomalainen suomessa",
	"helsinki poliisi hallitus eduskunta kunta kunnan yritys yhtiö mukaan välillä vastaan",
	"ilman kohti aikana yli alle lähes noin toinen ensimmäinen kaksi kolme neljä viisi",
	"kuusi seitsemän kahdeksan yhdeksän kymmenen sata tuhat miljoonaa prosenttia tänään",
	"huomenna eilen kuitenkin erittäin siis koska vaikka tai eli sekä odottanut pakettia",
	"viikkoa eikä asiakaspalvelu vastaa soittaa täysin kohtuutonta maksaa liian kaikille",
	"avusta olette parhaita voitte näin hävetkää useimmat sitä mieltä hallituksen pitäisi",
	"lopettaa kuunnella naiset tytöt tekivät töitä koko jonkun sanottava ajattelevat",
	"oletko tyhmä vai mene nähdään lauantaina mennään siellä kylmä illalla kunnat",
	"päättäneet uusista mahdollisuuksista olla enää",
	NULL,
};

static const char *const words_is[] = {
	"og að í á er það sem var ekki við um til en hann ég af með fyrir hafa hefur þetta þá",
	"hún eru frá eða þess verið þar vera verður eftir hans upp því þeir þegar sé nú svo",
	"mjög einnig meðal þau þær hér hvað hver sína sér mér þér okkur ykkur þeim mig þig",
	"sig minn mín þinn sinn hennar þeirra allt allir allar margir mikið meira mest minna",
	"lítið lítill stór góður góð gott betri bestur vondur nýr ný nýtt gamall fyrsti annar",
	"þriðji tveir þrír fjórir fimm sex sjö átta níu tíu ár ári árið ára dag dagur daga",
	"vika mánuð tíma maður menn kona konur börn barn fólk land landi landsins íslands",
	"íslenska íslensku ísland reykjavík lögreglan ríkisstjórn ráðherra alþingi",
	"sveitarfélag fyrirtæki fyrirtækið skóli vinna vinnu peningar hús heim heima bara",
	"aldrei alltaf oft ekkert eitthvað einhver enginn hvernig hvers vegna hvar hvenær já",
	"nei takk koma kom komið fara fór farið gera gerði gert segja sagði sagt sjá sá séð",
	"vita veit taka tók tekið fá fékk fengið gefa gaf standa stóð þarf þurfa vill vilja",
	"getur geta gæti myndi ætla ætlar hafði höfðu voru væri yfir undir milli gegn hjá úr",
	"síðan áður strax saman aftur líka samt þó enn hef beðið pakkanum mínum þrjár vikur",
	"kominn þjónustan svarar hringir alveg óásættanlegt borga svona virkar hjálpina öll",
	"sömul þið eruð best getið viðskiptavini ykkar skammist flestir telja ríkisstjórnin",
	"ætti hætta þessu rugli hlusta konurnar stelpurnar unnu allan daginn hugsa ertu",
	"heimskur farðu sjáumst laugardaginn veisla",
	NULL,
};

static const char *const words_nl[] = {
	"de het een en van ik je dat is niet in te zijn wat er maar met op aan voor die hij",
	"we dit heb mijn zo was ze als dan ja kan ook bij om me naar hem nog wel moet jij",
	"gaan hier jullie geen hebben doen weet uit zal haar meer wil door over mij zeg heeft",
	"waar weg goed wij hoe had daar niets nu deze wie worden werd werden wordt onder",
	"tegen alleen altijd nooit iets iemand niemand toch heel erg veel weinig groot grote",
	"klein kleine nieuw nieuwe oud oude goede slecht slechte mooi mooie leuk leuke lekker",
	"gewoon eigenlijk misschien waarom omdat want toen terug samen tussen zonder na tot",
	"sinds tijdens volgens jaar jaren dag dagen week uur tijd mensen kinderen vrouw man",
	"huis school werk werken geld stad land wereld leven vader moeder vriend vrienden",
	"politie regering gemeente minister eerste tweede laatste volgende andere zelf eigen",
	"zou zouden kunnen moeten mogen willen zien zag komen kwam komt ging gaat geven gaf",
	"nemen nam zeggen zei vinden vond denken dacht maken maakt maakte gemaakt laten staan",
	"stond houden hield blijven bleef krijgen kreeg vragen vraag antwoord spelen wonen",
	"lezen schrijven onze hun uw zich elkaar alle alles beide vijf zes zeven acht negen",
	"tien honderd duizend miljoen euro procent vandaag morgen gisteren avond nacht",
	"maandag dinsdag woensdag donderdag vrijdag zaterdag zondag nederland nederlandse",
	"amsterdam belgië vlaamse voorzitter ontwikkeling mogelijkheid organisatie bedrijf",
	"bedrijven onderzoek wedstrijd ploeg speler vooral echter hoewel bovendien dus toe",
	"mee zeker bijna opnieuw inmiddels aldus ongeveer zowel wacht al drie weken pakket",
	"gekomen klantenservice antwoordt belt volstrekt onaanvaardbaar betalen werkt weer",
	"bedankt hulp beste klanten aandoen schaam meeste stoppen onzin luisteren vrouwen",
	"meisjes werkten hele terwijl jongens buiten speelden iedereen denkt ben dom of ga",
	"vandaan feest ons gemeenten besluit genomen mogelijkheden zij",
	NULL,
};

static const char *const words_fr[] = {
	"de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se",
	"ce il sont avec son aux été cette ont mais comme on tout nous sa fait être aussi",
	"leur ou si entre sans après encore très même avant deux ses je tu vous elle elles",
	"ils lui où moins depuis chez contre pendant sous vers toujours jamais rien personne",
	"quelque chose bien bon bonne mal grand grande petit petite nouveau nouvelle jeune",
	"vieux autre autres premier première dernier dernière ans année années jour jours",
	"semaine mois heure heures temps fois vie monde homme femme enfants gens pays ville",
	"maison école travail argent eau police gouvernement ministre président entreprise",
	"marché question réponse problème histoire guerre paix faire dire aller voir savoir",
	"pouvoir vouloir venir falloir devoir croire trouver donner prendre parler aimer",
	"passer mettre demander tenir laisser rester penser entendre regarder répondre rendre",
	"attendre sortir vivre entrer porter chercher revenir appeler mourir partir jeter",
	"suivre écrire montrer tomber ouvrir arriver peut doit veut va vient dit avait était",
	"ai suis es sommes êtes avez avons ça oui non merci bonjour quand comment pourquoi",
	"parce donc alors ainsi cela ici français française france paris européenne",
	"développement politique économique selon millions euros lundi mardi mercredi jeudi",
	"vendredi samedi dimanche aujourd'hui demain hier c'est qu'il d'un d'une l'on n'est",
	"s'est j'ai j'attends mon colis trois semaines arrivé service client répond appelle à",
	"inacceptable payer autant marche tous votre aide meilleurs pouvez-vous vos clients",
	"honte plupart pensent devrait arrêter bêtises écouter femmes filles travaillé toute",
	"journée quelqu'un pense bête quoi rentre toi voit y aura fête avoir",
	NULL,
};

static const char *const words_es[] = {
	"de la que el en y a los se del las un por con no una su para es al lo como más o",
	"pero sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también",
	"fue había era muy años hasta desde está mi porque qué sólo han yo hay vez puede",
	"todos así nos ni parte tiene él uno donde bien tiempo mismo ese ahora cada vida otro",
	"después te otros aunque esa eso hace otra gobierno tan durante siempre día tanto",
	"ella tres sí dijo sido gran país según menos mundo año antes estado quiero mientras",
	"caso nada hacer general estaba poco estos presidente mayor ante algo hombre casa",
	"nuevo nueva bueno buena malo gracias hola personas gente mujer niños trabajo dinero",
	"agua ciudad escuela policía nunca quien cómo dónde cuándo estoy esperando paquete",
	"semanas llegado servicio cliente contesta llamas totalmente inaceptable pagar",
	"funciona ayuda sois mejores podéis esto vuestros clientes vergüenza mayoría cree",
	"debería dejar tonterías empezar escuchar mujeres niñas trabajaron alguien decir",
	"piensan eres tonto vete vemos sábado entonces habrá fiesta nuestra",
	NULL,
};

static const char *const words_it[] = {
	"di e il che la in a per un è non si con le i una da del sono al più ha ma come lo se",
	"gli anche io mi della nel ci alla questo quando o ho era dei su cosa tutto ti tu lei",
	"lui noi voi loro molto bene solo dove chi perché così fatto stato essere fare dire",
	"andare vedere sapere potere volere venire dovere mio tuo suo nostro anni anno giorno",
	"giorni tempo volta vita mondo uomo donna casa lavoro soldi acqua città scuola",
	"polizia governo grande piccolo nuovo nuova vecchio buono buona grazie ciao sempre",
	"mai ancora già poi prima dopo senza tra fra contro sotto verso nulla niente qualcosa",
	"qualcuno delle degli dalla dal nella sulla quella quello questi aspetto pacco tre",
	"settimane arrivato servizio clienti risponde chiama davvero inaccettabile pagare",
	"tanto funziona tutti l'aiuto siete migliori potete ai vostri vergognatevi maggior",
	"parte gente pensa dovrebbe smettere ascoltare donne ragazze hanno lavorato deve",
	"pensano sei stupido torna vediamo sabato allora sarà festa questa",
	NULL,
};

static const char *const words_pt[] = {
	"de a que e o do da em um para com não uma os no se na por mais as dos como mas ao",
	"ele das à seu sua ou quando muito nos já eu também só pelo pela até isso ela entre",
	"depois sem mesmo aos seus quem nas me esse eles você essa num nem suas meu minha",
	"numa pelos havia seja qual nós lhe deles tinha foi ser está são tem ter fazer dizer",
	"ir ver saber poder querer vir ficar estar anos ano dia dias tempo vez vida mundo",
	"homem mulher casa trabalho dinheiro água cidade escola polícia governo grande",
	"pequeno novo nova velho bom boa obrigado olá sempre nunca ainda antes contra sobre",
	"sob nada algo alguém onde porque então assim estou espera encomenda há três semanas",
	"chegou serviço cliente responde liga é totalmente inaceitável pagar tanto coisa",
	"funciona outra todos ajuda vocês melhores podem isto clientes vergonha maioria",
	"pessoas acha devia parar disparates ouvir mulheres meninas trabalharam todo pensam",
	"és parvo quê vai vemo-nos sábado haverá festa nossa",
	NULL,
};

static const char *const words_pl[] = {
	"w i na z do się nie to że jest o jak za po od dla ale co są przez przy tak już tylko",
	"może być był była było były ma mam masz go jego jej ich mu mi mnie ciebie tego tej",
	"tym ten ta te który która które jeszcze bardzo też czy bo gdy kiedy gdzie kto",
	"dlaczego więc jednak oraz lub bez pod nad przed między roku lat rok dzień dni czas",
	"raz życie świat człowiek ludzie kobieta dzieci dom praca pieniądze woda miasto",
	"szkoła policja rząd kraj polski polska dobry dobra dobrze zły źle nowy nowa stary",
	"duży mały wszystko nic coś ktoś zawsze nigdy teraz potem tam tutaj dziękuję cześć",
	"proszę robić zrobić mówić powiedział wiem wie chcę chce można trzeba czekam moją",
	"paczkę trzech tygodni przyszła a obsługa klienta odpowiada dzwoni zupełnie",
	"niedopuszczalne żeby płacić dużo działa znowu wszystkim pomoc jesteście najlepsi",
	"możecie swoim klientom wstyd większość ludzi uważa powinien przestać zacząć słuchać",
	"kobiety dziewczyny pracowały cały musi powiedzieć wszyscy myślą głupi jesteś wracaj",
	"domu zobaczenia sobotę wtedy będzie u nas zabawa",
	NULL,
};

const char *const *const language_words[LANGUAGE_COUNT] = {
	[LANGUAGE_SV] = language_words_sv, [LANGUAGE_NB] = language_words_nb,
	[LANGUAGE_NN] = language_words_nn, [LANGUAGE_DA] = language_words_da,
	[LANGUAGE_DE] = language_words_de, [LANGUAGE_EN] = language_words_en,
};

const char *const *const language_words_foreign[LANGUAGE_FOREIGN] = {
	words_fi, words_is, words_nl, words_fr, words_es, words_it, words_pt, words_pl,
};

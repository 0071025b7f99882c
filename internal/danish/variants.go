package danish

// variants mends words that are often misspelt in letters to a municipality, and
// makes two accepted spellings of a word one. Keys and values are squeezed.
// "igen" and "ingen" are both right and are left alone.
var variants = squeezeAll(map[string]string{
	// The municipality's own words.
	"sagbehandler": "sagsbehandler", "sagbehandleren": "sagsbehandleren", "sagbehandlere": "sagsbehandlere",
	"sagbehandlers": "sagsbehandlers", "sagbehandlerens": "sagsbehandlerens", "sagsbehander": "sagsbehandler",
	"sagsbehanderen": "sagsbehandleren", "sagsbehandlern": "sagsbehandleren", "sagbehandling": "sagsbehandling",
	"sagbehandlingen": "sagsbehandlingen", "sagbehandlings": "sagsbehandlings", "sagsbehandlin": "sagsbehandling",
	"sagsbehandlinen": "sagsbehandlingen", "sagbehandlingstid": "sagsbehandlingstid",
	"sagbehandlingstiden": "sagsbehandlingstiden", "afgørelsn": "afgørelsen", "afgjørelse": "afgørelse",
	"afgjørelsen": "afgørelsen", "avgørelse": "afgørelse", "afgorelse": "afgørelse", "afgorelsen": "afgørelsen",
	"afgøelse": "afgørelse", "afgøelsen": "afgørelsen", "ankestyrelse": "ankestyrelsen",
	"ankesstyrelsen": "ankestyrelsen", "ombutsmand": "ombudsmand", "ombutsmanden": "ombudsmanden",
	"ombudsman": "ombudsmand", "ombudsmannen": "ombudsmanden", "ombusmanden": "ombudsmanden",
	"fuldmakt": "fuldmagt", "fuldmagd": "fuldmagt", "fulmagt": "fuldmagt", "fuldmakten": "fuldmagten",
	"diskriminasjon": "diskrimination", "diskriminering": "diskrimination", "dikrimineret": "diskrimineret",
	"jobcentret": "jobcenteret", "jobcentrets": "jobcenterets", "aktinsigt": "aktindsigt", "egenacces": "egenaccess",
	"konfilkt": "konflikt", "borgeradgiver": "borgerrådgiver", "borgeradgiveren": "borgerrådgiveren",
	"serviceniveu": "serviceniveau", "serviceniveuet": "serviceniveauet", "serviceniveo": "serviceniveau",
	"borgerservise": "borgerservice", "kontantjælp": "kontanthjælp", "parthøring": "partshøring",
	"parthørt": "partshørt", "klagevejlening": "klagevejledning", "hjemmejælp": "hjemmehjælp",
	"hjemmejælpen": "hjemmehjælpen", "uproffesionel": "uprofessionel", "proffesionel": "professionel",
	// Everyday words.
	"pga": "pågrund", "vedr": "angående", "vedrørende": "angående", "ang": "angående", "ik": "ikke", "ikk": "ikke",
	"ikje": "ikke", "osse": "også", "osgå": "også", "lissom": "ligesom", "hva": "hvad", "hvafor": "hvorfor",
	"ha": "have", "sku": "skulle", "ka": "kan", "fåt": "fået", "faet": "fået", "forstar": "forstår",
	"afgort": "afgjort", "bleved": "blevet", "nogle": "nogen", "maned": "måned", "maneder": "måneder",
	"mdr": "måneder", "md": "måneder", "tlf": "telefon", "nr": "nummer", "aftalle": "aftale",
	// Small words without their Danish letters; "far" and "for" are words themselves.
	"pa": "på", "sa": "så", "ma": "må", "nar": "når", "ogsa": "også", "gar": "går", "vere": "være",
	"hjelp": "hjælp", "hjelpe": "hjælpe", "sporgsmal": "spørgsmål", "sagsbeh": "sagsbehandler", "jobc": "jobcenter",
	// Two spellings, both right.
	"ressourceforløb": "resurseforløb", "ressourceforløbet": "resurseforløbet", "email": "mail", "emails": "mails",
	"emailen": "mailen",
	// English.
	"isnt": "isnot", "dont": "donot", "doesnt": "doesnot", "didnt": "didnot", "wasnt": "wasnot", "cant": "cannot",
	"couldnt": "couldnot", "wont": "willnot", "havent": "havenot", "hasnt": "hasnot", "hadnt": "hadnot",
	"arent": "arenot", "werent": "werenot", "shouldnt": "shouldnot", "wouldnt": "wouldnot", "neighbor": "neighbour",
	"neighbors": "neighbours",
})

func squeezeAll(words map[string]string) map[string]string {
	squeezed := make(map[string]string, len(words))
	for from, to := range words {
		squeezed[squeeze(from)] = squeeze(to)
	}
	return squeezed
}

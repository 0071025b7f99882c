package scope_test

import (
	"testing"

	"borgerbot/internal/casework"
	"borgerbot/internal/scope"
)

// TestDistractors: letters inside the remit that mention what is outside it. None
// may be called OUT, whatever else is made of them: wrongly OUT is far worse than
// wrongly IN (domain 2.4, rule 10).
func TestDistractors(t *testing.T) {
	for _, name := range presets {
		c := preset(t, name)
		for _, text := range []string{
			"Jeg blev fyret fra slagteriet i marts, og siden har jobcentret ikke svaret på min ansøgning om kontanthjælp.",
			"Min arbejdsgiver kan ikke få refusion, fordi kommunen ikke svarer dem.",
			"Min chef på lageret er flink, men min sagsbehandler råbte ad mig, da jeg bad om en pause.",
			"Banken har brug for et papir fra kommunen, men ingen ringer tilbage.",
			"Jeg var indlagt på sygehuset i tre uger, og imens mistede kommunen mine papirer.",
			"Politiet sagde, at jeg skulle tale med kommunen, men ingen dér vil fortælle mig, hvem der har min sag.",
			"Udbetaling Danmark venter på en oplysning fra kommunen, som jeg har rykket for fire gange.",
			"Min nabo fik besked to dage efter. Jeg har ventet i fem måneder på min byggetilladelse.",
			"Byrådet har lovet hurtigere svar, men min ansøgning har ligget stille siden januar.",
			"Jeg skrev under i 2019, men det er nu i foråret, at referatet fra mødet er blevet lavet om.",
			"Jeg har ikke været i retten. Jeg vil bare vide, hvorfor jeg aldrig blev partshørt.",
			"Min advokat siger, at I skal give en begrundelse. Der står ingen begrundelse i brevet.",
			"Ankestyrelsen sendte sagen tilbage i maj, og kommunen har ikke gjort noget siden.",
			"Afslaget kan jeg leve med, men måden, min sagsbehandler talte til mig på, var uforskammet.",
			"Jeg går til Ombudsmanden, hvis I ikke snart svarer mig.",
			"Skolen har fået færre penge af politikerne, det ved jeg godt, men min datter blev glemt på turen.",
			"Der er besparelser overalt, men hjemmehjælpen kommer ikke de timer, min mor er bevilget.",
			"Lejeren ovenpå larmer, men det, jeg skriver om, er, at borgerservice bad mig holde mund.",
			"Det er tre år siden, vi søgte, og vi har stadig ikke fået en afgørelse.",
			"I 2021 fik vi bevilget aflastning. Nu er den væk, og ingen har spurgt os først.",
			"Min forsikring vil ikke betale, fordi kommunen ikke har sendt papirerne, og I tager ikke telefonen.",
			"My landlord is fine. The caseworker hung up on me twice and nobody has replied since March.",
			"The police told me to contact the kommune, but which department should I contact?",
			"My ex and I agree about the children, but the family consultant was rude to me at the meeting.",
			"Jeg er pædagog i en anden kommune. Her er jeg mor, og jeg forstår ikke det brev, jeg har fået om min søn.",
			"Kan du hjælpe mig med at skrive en klage til Ankestyrelsen? Jeg ved ikke, hvad der skal stå.",
			"Jeg er uenig i afgørelsen, men det værste er, at de aldrig har læst lægens udtalelse.",
			"Huslejen er steget, og min rådgiver har ikke svaret på, om jeg kan få boligtillæg.",
		} {
			v := c.Judge(scope.Letter{Text: text, Received: received})
			if v.Remit == casework.Out {
				t.Errorf("%s: %q is called OUT (%v)", name, text, labels(v))
			}
			t.Logf("%s %s %v %q", name, v.Remit, labels(v), text)
		}
	}
}

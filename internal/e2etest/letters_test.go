package e2etest

import (
	"bytes"
	"fmt"
	"mime/quotedprintable"
	"strings"
	"time"
)

// texts are what citizens write, in remit and out of it, so that reading and
// judging cost what they cost in an office.
var texts = []struct{ subject, body string }{
	{"Klage over lang ventetid", `Hej

Jeg har den 3. februar søgt om hjælp til at betale for et par ortopædiske sko, og siden har jeg ikke hørt noget fra
kommunen. Jeg har ringet fire gange, og hver gang får jeg at vide, at min sagsbehandler ringer tilbage, men det sker
ikke. Jeg synes, at sagsbehandlingstiden er alt for lang, og jeg ved ikke, hvem jeg skal tale med.

Jeg vil gerne klage over ventetiden og over, at ingen svarer på mine henvendelser. Kan I hjælpe mig?

Jeg har nu været uden de sko i mere end to måneder, og det gør ondt at gå. Min egen læge har skrevet til kommunen to
gange uden at få svar. Jeg har gemt kopier af det hele, hvis I har brug for det.`},
	{"Forstår ikke min afgørelse", `Kære borgerrådgiver

Jeg har fået et brev på seks sider om mit kontanthjælpsloft, og jeg forstår ikke, hvad der står i det. Der er henvist til
mange paragraffer, og jeg kan ikke se, hvorfor jeg får mindre end sidste måned. Jeg har spurgt på borgerservice, men de
kunne ikke svare.

Kan du hjælpe mig med at forstå brevet, og med hvordan jeg eventuelt kan klage, og hvor lang tid jeg har til det?`},
	{"Dårlig behandling", `Hej

Jeg var til møde på jobcentret i tirsdags, og medarbejderen talte ned til mig og ville ikke lade min bisidder sige
noget. Hun sagde, at det var spild af tid, og at jeg bare skulle skrive under. Det er ikke første gang.

Jeg vil gerne klage over den måde, jeg er blevet behandlet på. Jeg ønsker ikke at miste min ydelse på grund af det her.`},
	{"Uenig i afslag på byggetilladelse", `Til rette vedkommende

Kommunen har givet mig afslag på at bygge en carport, fordi den står for tæt på skel. Det er jeg ikke enig i, for naboen
har fået lov til det samme. Jeg mener, at afgørelsen er forkert, og at den skal laves om.

Jeg beder jer om at se på sagen og ændre afgørelsen.`},
	{"Aktindsigt", `Hej

Jeg har for fem uger siden bedt om aktindsigt i min sag om børnenes skolegang og har stadig ikke fået den. Skolen siger,
at det er forvaltningen, og forvaltningen siger, at det er skolen. Hvad gør jeg nu? Jeg vil gerne klage over, at de ikke
svarer inden for fristen.`},
}

// letter is the n-th citizen's mail, as mail programs send it: every second one
// has an HTML part beside the plain one.
func letter(n int) []byte {
	t := texts[n%len(texts)]
	body := t.body + fmt.Sprintf("\n\nVenlig hilsen\nBorger nummer %d", n)
	var b bytes.Buffer
	fmt.Fprintf(&b, "Received: from mail.example.org by mx.example.org with ESMTPS id q%d; %s\r\n", n, time.Now().Format(time.RFC1123Z))
	fmt.Fprintf(&b, "From: Borger %d <%s>\r\nTo: Borgerraadgiver <post@example.org>\r\nSubject: %s\r\n", n, citizen(n), encoded(t.subject))
	fmt.Fprintf(&b, "Date: %s\r\nMessage-ID: <letter-%d@citizens.example.org>\r\nMIME-Version: 1.0\r\n", time.Now().Format(time.RFC1123Z), n)
	if n%2 == 0 {
		part(&b, "text/plain", body)
		return b.Bytes()
	}
	b.WriteString("Content-Type: multipart/alternative; boundary=\"=_part\"\r\n\r\nThis is a message in MIME format.\r\n--=_part\r\n")
	part(&b, "text/plain", body)
	b.WriteString("\r\n--=_part\r\n")
	part(&b, "text/html", page(body))
	b.WriteString("\r\n--=_part--\r\n")
	return b.Bytes()
}

// citizen is the address of the n-th citizen.
func citizen(n int) string { return fmt.Sprintf("citizen-%d@citizens.example.org", n) }

func part(b *bytes.Buffer, kind, text string) {
	fmt.Fprintf(b, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", kind)
	w := quotedprintable.NewWriter(b)
	_, _ = w.Write([]byte(strings.ReplaceAll(text, "\n", "\r\n"))) // a Buffer takes everything
	_ = w.Close()
}

func encoded(text string) string {
	return "=?utf-8?Q?" + strings.ReplaceAll(quoted(text), " ", "_") + "?="
}

func quoted(text string) string {
	var b strings.Builder
	w := quotedprintable.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return strings.ReplaceAll(b.String(), "?", "=3F")
}

// page is the text as Outlook writes it.
func page(text string) string {
	const style = `<style>p.MsoNormal, li.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;}</style>`
	paragraphs := strings.ReplaceAll(text, "\n\n", "<o:p></o:p></span></p>\n<p class=\"MsoNormal\"><span lang=\"DA\">")
	return "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head>" + style + "</head><body lang=\"DA\">" +
		"<div class=\"WordSection1\"><p class=\"MsoNormal\"><span lang=\"DA\">" + paragraphs + "</span></p></div></body></html>"
}
